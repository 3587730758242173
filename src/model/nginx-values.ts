/** What one unit is worth in milliseconds, largest first: nginx wants larger units before smaller ones, each at most once. */
const timeUnits: readonly (readonly [unit: string, milliseconds: number])[] = [
  ["y", 365 * 86_400_000],
  ["M", 30 * 86_400_000],
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];

/** Which units a directive takes: `msec` (all timeouts; no years and months) or `sec` (no milliseconds). */
export type TimeSlot = "msec" | "sec";

/**
 * A time as nginx reads it (`75s`, `1m 30s`, `1h`, `500ms`, a bare number of seconds), in seconds; undefined where nginx refuses it.
 * The rules are those of `ngx_parse_time` (src/core/ngx_parse.c): no fractions, no signs, and a unit without digits counts as 0 of it.
 */
export function parseNginxTime(text: string, slot: TimeSlot = "msec"): number | undefined {
  const part = /(\d*)(ms|[yMwdhms])?( *)/y;
  let next = slot === "msec" ? 2 : 0;
  let total = 0;
  if (!/\d/.test(text)) return undefined;
  while (part.lastIndex < text.length) {
    const match = part.exec(text);
    if (match === null || match[0] === "") return undefined;
    const [, digits = "", unit, blanks] = match;
    const at = unit === undefined ? timeUnits.length : timeUnits.findIndex(([name]) => name === unit);
    // A bare number at the end is added to whatever came before it, blanks or not; with blanks behind it, it is a unit like the others.
    const isEnd = unit === undefined && blanks === "";
    if ((at < next && !isEnd) || (unit === "ms" && slot === "sec")) return undefined;
    total += Number(digits) * (timeUnits[at]?.[1] ?? 1000);
    next = at + 1;
  }
  return total / 1000;
}

/** A size as nginx's `size` directives read it (`16k`, `1m`, bytes), in bytes; undefined where nginx refuses it (`ngx_parse_size`: no `g`). */
export function parseNginxSize(text: string): number | undefined {
  const match = /^(\d+)([kKmM]?)$/.exec(text);
  return match === null
    ? undefined
    : Number(match[1]) * sizeUnits[match[2]!.toLowerCase() as keyof typeof sizeUnits];
}

/** A size of an `offset` directive such as `client_max_body_size`, in bytes: as `parseNginxSize`, and `g` (`ngx_parse_offset`). */
export function parseNginxOffset(text: string): number | undefined {
  const match = /^(\d+)([kKmMgG]?)$/.exec(text);
  return match === null
    ? undefined
    : Number(match[1]) * sizeUnits[match[2]!.toLowerCase() as keyof typeof sizeUnits];
}

const sizeUnits = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const;
