/**
 * Puts items behind those of a list. `list.push(...items)` hands them over as arguments, of which a call takes no more than some hundred thousand
 * (`RangeError`): what an input decides the number of is appended so.
 */
export function append<T>(list: T[], items: Iterable<T>): void {
  for (const it of items) list.push(it);
}
