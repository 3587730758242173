/** How a server's setting writes a length of time. */
export type DurationFormat =
  /** A number of seconds. */
  | "seconds"
  /** A number of milliseconds. */
  | "milliseconds"
  /** Spring Boot's `Duration`: `75s`, `PT75S`, a bare number is milliseconds. */
  | "spring"
  /** Quarkus: `75s`, `30M`, `PT75S`, a bare number is seconds. */
  | "quarkus"
  /** Micronaut: `75s`, `PT75S`; a bare number is not accepted. */
  | "micronaut"
  /** .NET `TimeSpan`: `[d.]hh:mm[:ss]`; a bare number is days. */
  | "timespan"
  /** HAProxy: `75s`, a bare number is milliseconds. */
  | "haproxy"
  /** Apache httpd: a number of seconds, or `500ms`. */
  | "httpd"
  /** Protobuf JSON: `75s`, `0.5s`. */
  | "protobuf"
  /** Ours, for annotations: `75`, `75s`, `1m15s`. */
  | "plain";

const unitSeconds: Readonly<Record<string, number>> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600, d: 86_400 };

/** Units each format accepts, and what a bare number is (undefined: not accepted). */
const formats: Readonly<
  Record<DurationFormat, { units: readonly string[]; bare: number | undefined; anyCase?: true; iso?: true }>
> = {
  seconds: { units: [], bare: 1 },
  milliseconds: { units: [], bare: 1e-3 },
  spring: { units: ["ms", "s", "m", "h", "d"], bare: 1e-3, anyCase: true, iso: true },
  quarkus: { units: ["ms", "s", "m", "h", "d"], bare: 1, anyCase: true, iso: true },
  micronaut: { units: ["ms", "s", "m", "h", "d"], bare: undefined, iso: true },
  timespan: { units: [], bare: 86_400 },
  haproxy: { units: ["us", "ms", "s", "m", "h", "d"], bare: 1e-3 },
  httpd: { units: ["ms", "s"], bare: 1 },
  protobuf: { units: ["s"], bare: undefined },
  plain: { units: ["ms", "s", "m", "h"], bare: 1 },
};

/** A length of time in seconds, negative where written so; undefined where the format does not accept the text. */
export function parseDuration(text: string, format: DurationFormat): number | undefined {
  const { units, bare, anyCase, iso } = formats[format];
  const trimmed = text.trim();
  if (format === "timespan" && trimmed.includes(":")) return parseTimeSpan(trimmed);
  if (format === "plain" && /^(\d+(\.\d+)?(ms|s|m|h)){2,}$/.test(trimmed)) return sumOfParts(trimmed);
  if (iso === true && /^[+-]?p/i.test(trimmed)) return parseIso(trimmed);
  const match = /^([+-]?\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(trimmed);
  if (match === null) return undefined;
  const unit = anyCase === true ? match[2]!.toLowerCase() : match[2]!;
  if (unit === "") return bare === undefined ? undefined : Number(match[1]) * bare;
  return units.includes(unit) ? Number(match[1]) * unitSeconds[unit]! : undefined;
}

/** A whole number of seconds as the format writes it. */
export function formatDuration(seconds: number, format: DurationFormat): string {
  if (format === "milliseconds") return String(seconds * 1000);
  if (format === "timespan")
    return [3600, 60, 1]
      .map((it, at) => String(Math.floor(seconds / it) % (at === 0 ? 24 : 60)).padStart(2, "0"))
      .join(":");
  return formats[format].bare === 1 ? String(seconds) : `${seconds}s`;
}

function sumOfParts(text: string): number {
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, it) => sum + Number(it[1]) * unitSeconds[it[2]!]!,
    0,
  );
}

function parseIso(text: string): number | undefined {
  const match = /^([+-]?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(text);
  if (match === null || text.length < 3) return undefined;
  const [, sign, days = 0, hours = 0, minutes = 0, seconds = 0] = match;
  return (
    (sign === "-" ? -1 : 1) *
    (Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
  );
}

function parseTimeSpan(text: string): number | undefined {
  const match = /^(-?)(?:(\d+)\.)?(\d{1,2}):(\d{1,2})(?::(\d{1,2}(?:\.\d+)?))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, days = 0, hours, minutes, seconds = 0] = match;
  return (
    (sign === "-" ? -1 : 1) *
    (Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
  );
}
