/** Things that have a path, put together by it; paths and things stay in the order in which they come. */
export function byPath<T>(things: readonly T[], pathOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const it of things) {
    const path = pathOf(it);
    const group = groups.get(path);
    if (group === undefined) groups.set(path, [it]);
    else group.push(it);
  }
  return groups;
}
