import { basename, dirname } from "node:path/posix";
import type { LocatedText, Origin } from "../../text/origin.ts";
import { quote } from "../../text/quote.ts";

/** One kernel parameter that a file sets. */
export interface SysctlSetting {
  /** Its name with dots, as `sysctl -a` prints it: `net.core.somaxconn`; globs are kept as written. */
  readonly key: string;
  /** As written, without surrounding blanks; empty when nothing follows the `=`. */
  readonly value: string;
  /** A `-` before the key: a kernel without this parameter is no error. */
  readonly ignoresErrors: boolean;
  /** From the key to the end of the value. */
  readonly origin: Origin;
  readonly keyOrigin: Origin;
  readonly valueOrigin: Origin;
}

/** A key that no glob of the same configuration may set: `-net.ipv4.conf.eth0.rp_filter` without `=`. */
export interface SysctlExclusion {
  readonly key: string;
  readonly origin: Origin;
}

/** A line that sets nothing. */
export interface SysctlProblem {
  readonly message: string;
  readonly origin: Origin;
}

export interface SysctlFile {
  readonly source: LocatedText;
  /** In the order of the text; of a key set twice the last one stands. */
  readonly settings: readonly SysctlSetting[];
  readonly exclusions: readonly SysctlExclusion[];
  readonly problems: readonly SysctlProblem[];
}

/** The directories of /proc/sys (kernel 6.x), which every key starts with. */
const ROOTS = new Set([
  "abi",
  "crypto",
  "debug",
  "dev",
  "fs",
  "kernel",
  "net",
  "sunrpc",
  "user",
  "vm",
  "xen",
]);

interface Line {
  readonly start: number;
  readonly end: number;
  /** Offset of the first `=`; -1 without one. */
  readonly equals: number;
}

/**
 * Reads a file in the form of sysctl.d(5): `key = value` lines, comments with `#` or `;` as first character, `-` before a
 * key. A comment sign behind a value is part of the value, as it is for systemd and procps. Never throws.
 */
export function parseSysctl(source: LocatedText): SysctlFile {
  const settings: SysctlSetting[] = [];
  const exclusions: SysctlExclusion[] = [];
  const problems: SysctlProblem[] = [];
  const { text } = source;

  for (const { start, end, equals } of contentLines(text)) {
    const origin = source.origin(start, end);
    const dash = text[start] === "-";
    const nameStart = dash ? skipBlanks(text, start + 1, end) : start;
    const nameEnd = trimEnd(text, nameStart, equals === -1 ? end : equals);
    const key = normalizeKey(text.slice(nameStart, nameEnd));

    if (key === "") problems.push({ message: "the line names no kernel parameter", origin });
    else if (equals !== -1) {
      const valueStart = skipBlanks(text, equals + 1, end);
      settings.push({
        key,
        value: text.slice(valueStart, end),
        ignoresErrors: dash,
        origin,
        keyOrigin: source.origin(nameStart, nameEnd),
        valueOrigin: source.origin(valueStart, end),
      });
    } else if (dash) exclusions.push({ key, origin });
    else problems.push({ message: `the line ${quote(text.slice(start, end))} has no '='`, origin });
  }
  return { source, settings, exclusions, problems };
}

/**
 * Whether a text is sysctl configuration: every line an assignment to a parameter below one of the directories of
 * /proc/sys. Where the path says so already (`sysctl.conf`, `sysctl.d/*.conf`), one such line is enough.
 */
export function looksLikeSysctl(text: string, path: string): boolean {
  const isNamedSo =
    basename(path) === "sysctl.conf" || (basename(dirname(path)) === "sysctl.d" && path.endsWith(".conf"));
  let some = false;
  for (const line of contentLines(text)) {
    const isSetting = setsKernelParameter(text, line);
    if (isSetting && isNamedSo) return true;
    if (!isSetting && !isNamedSo) return false;
    some ||= isSetting;
  }
  return some;
}

function setsKernelParameter(text: string, { start, end, equals }: Line): boolean {
  const line = text.slice(start, equals === -1 ? end : equals).trimEnd();
  const match = /^-?\s*([a-z]+)[./][^\s{}"']+$/.exec(line);
  return match !== null && ROOTS.has(match[1]!) && (equals !== -1 || line.startsWith("-"));
}

/**
 * A key with dots between its parts. When its first separator is a slash, slashes separate and dots belong to the parts;
 * else the other way round (sysctl.d(5)): `net/ipv4/conf/enp3s0.200/forwarding` is `net.ipv4.conf.enp3s0/200.forwarding`.
 */
function normalizeKey(written: string): string {
  if (/[./]/.exec(written)?.[0] !== "/") return written;
  return written.replace(/[./]/g, (it) => (it === "/" ? "." : "/"));
}

/** Lines that are neither blank nor comment, without the blanks around them. */
function* contentLines(text: string): Iterable<Line> {
  for (let from = text.charCodeAt(0) === 0xfeff ? 1 : 0; from < text.length; ) {
    const found = text.indexOf("\n", from);
    const lineEnd = found === -1 ? text.length : found;
    const start = skipBlanks(text, from, lineEnd);
    const end = trimEnd(text, start, lineEnd);
    if (start < end && text[start] !== "#" && text[start] !== ";") {
      const equals = text.indexOf("=", start);
      yield { start, end, equals: equals < end ? equals : -1 };
    }
    from = lineEnd + 1;
  }
}

function skipBlanks(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(text[at]!)) at += 1;
  return at;
}

function trimEnd(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && isBlank(text[at - 1]!)) at -= 1;
  return at;
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\r";
}
