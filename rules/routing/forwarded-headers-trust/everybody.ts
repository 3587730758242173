/** Whether a range holds every address of a family, so that trusting it trusts everybody. */
export function isEverybody(range: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[\da-fA-F:]*:[\da-fA-F:.]*\]?)\/0$/.test(range.trim());
}
