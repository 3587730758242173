/** Whether version `x.y.z` is `limit` or newer; parts are compared as numbers, what follows the third is left aside. */
export function isAtLeast(version: string, limit: string): boolean {
  const left = version.split(/[.-]/, 3).map(Number);
  const right = limit.split(/[.-]/, 3).map(Number);
  for (let at = 0; at < 3; at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
