/**
 * The seconds that were meant where a bare number was written as milliseconds; undefined where it does not look like that. Thousands without a rest
 * are what people write in milliseconds; whole hours and days are what they write in seconds.
 */
export function secondsIfMilliseconds(text: string, isConnect: boolean): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  // Connecting for minutes makes no sense in any unit but milliseconds.
  const least = isConnect ? 1000 : 10_000;
  if (value < least || value % 1000 !== 0) return undefined;
  const isHours = value % 3600 === 0 && (value < 1_000_000 || value % 86_400 === 0);
  return isHours ? undefined : value / 1000;
}
