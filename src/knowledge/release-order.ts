/**
 * Orders two releases (`1.12.0-beta.0`, `0.9.0-beta.18`): negative when `left` is the older one, 0 for the same. Numbers are compared
 * as numbers and a pre-release stands before its release, as in semver.
 */
export function compareReleases(left: string, right: string): number {
  const { numbers: leftNumbers, preRelease: leftPre } = split(left);
  const { numbers: rightNumbers, preRelease: rightPre } = split(right);
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

interface Release {
  readonly numbers: readonly number[];
  readonly preRelease: string | undefined;
}

/** The tables name a few hundred releases, and every look-up compares some; what inputs say is not kept without end. */
const known = new Map<string, Release>();
const MAX_KNOWN = 2_000;

function split(release: string): Release {
  let parts = known.get(release);
  if (parts === undefined) {
    const dash = release.indexOf("-");
    parts = {
      numbers: (dash === -1 ? release : release.slice(0, dash)).split(".").map(Number),
      preRelease: dash === -1 ? undefined : release.slice(dash + 1),
    };
    if (known.size < MAX_KNOWN) known.set(release, parts);
  }
  return parts;
}

/** Whether a release is `limit` or a later one, pre-releases before their release. */
export function isReleaseAtLeast(release: string, limit: string): boolean {
  return compareReleases(release, limit) >= 0;
}
