const form = /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;

/**
 * A date (midnight UTC), or a date and a time with its zone (RFC 3339), in milliseconds since the epoch. Undefined for all else, also for days that
 * no calendar has.
 */
export function parseDate(text: string): number | undefined {
  if (!form.test(text)) return undefined;
  const time = Date.parse(text);
  // Date.parse takes 2026-02-30 for the second of March.
  const isDay = new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate() === Number(text.slice(8, 10));
  return Number.isNaN(time) || !isDay ? undefined : time;
}
