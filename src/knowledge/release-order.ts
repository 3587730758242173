/**
 * Orders two releases (`1.12.0-beta.0`, `0.9.0-beta.18`): negative when `left` is the older one, 0 for the same. Numbers are compared
 * as numbers and a pre-release stands before its release, as in semver.
 */
export function compareReleases(left: string, right: string): number {
  const [leftNumbers, leftPre] = split(left);
  const [rightNumbers, rightPre] = split(right);
  for (let at = 0; at < 3; at += 1) {
    const difference = (leftNumbers[at] ?? 0) - (rightNumbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (leftPre === undefined || rightPre === undefined) {
    return (leftPre === undefined ? 1 : 0) - (rightPre === undefined ? 1 : 0);
  }
  const [leftWord = "", leftNumber = "0"] = leftPre.split(".");
  const [rightWord = "", rightNumber = "0"] = rightPre.split(".");
  if (leftWord !== rightWord) return leftWord < rightWord ? -1 : 1;
  return Number(leftNumber) - Number(rightNumber);
}

function split(release: string): [numbers: readonly number[], preRelease: string | undefined] {
  const dash = release.indexOf("-");
  const numbers = (dash === -1 ? release : release.slice(0, dash)).split(".").map(Number);
  return [numbers, dash === -1 ? undefined : release.slice(dash + 1)];
}

/** Whether a release is `limit` or a later one, pre-releases before their release. */
export function isReleaseAtLeast(release: string, limit: string): boolean {
  return compareReleases(release, limit) >= 0;
}
