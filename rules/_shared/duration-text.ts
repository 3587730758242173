const units = [
  [86_400, "d"],
  [3600, "h"],
  [60, "min"],
] as const;

/** Seconds for a message, with a larger unit where that is rounder: `45s`, `3600s (1h)`, `60000s (16.7h)`. */
export function durationText(seconds: number): string {
  const unit = units.find(([length]) => seconds >= (seconds % length === 0 && length > 60 ? 1 : 2) * length);
  if (unit === undefined) return `${seconds}s`;
  return `${seconds}s (${Number((seconds / unit[0]).toFixed(1))}${unit[1]})`;
}
