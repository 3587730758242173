import { parseGoBool, parseGoInt } from "../../knowledge/ingress-nginx-settings.ts";

export { parseGoBool, parseGoInt };

/** A decimal integer as Go's `strconv.Atoi` reads it: sign and digits, nothing else; `010` is 10. Undefined where it refuses. */
export function parseGoAtoi(text: string): number | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** A number as Go's `strconv.ParseFloat` reads it (decimal forms, exponents, `Inf`, `NaN`); undefined where it refuses. */
export function parseGoFloat(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^[+-]?inf(?:inity)?$/i.test(text))
    return text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^nan$/i.test(text) ? Number.NaN : undefined;
}

const goUnits: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** A length of time as Go's `time.ParseDuration` reads it (`5s`, `1h30m`, `0`), in seconds; a bare number is refused: undefined. */
export function parseGoDuration(text: string): number | undefined {
  const match = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|[\xb5\u03bc]s|ms|s|m|h))+|0)$/.exec(text);
  if (match === null) return undefined;
  let total = 0;
  for (const [, number, unit] of match[2]!.matchAll(/([\d.]+)(ns|us|[\xb5\u03bc]s|ms|s|m|h)/g))
    total += Number(number) * goUnits[unit!]!;
  return match[1] === "-" ? -total : total;
}
