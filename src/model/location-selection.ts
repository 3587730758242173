import type { Scope } from "./nginx-scope.ts";
import { tryRegex } from "./try-regex.ts";

/** How a location takes requests. */
export type LocationKind = "exact" | "prefix" | "prefix-only" | "regex" | "regex-ignore-case" | "named";

/** What stands between `location` and its block. `path` is the prefix, the expression, or the name with its `@`. */
export interface LocationMatch {
  readonly kind: LocationKind;
  readonly path: string;
}

const modifiers: readonly (readonly [modifier: string, kind: LocationKind])[] = [
  ["=", "exact"],
  ["^~", "prefix-only"],
  ["~*", "regex-ignore-case"],
  ["~", "regex"],
];

/** How a location takes requests; a modifier may be a word of its own or the start of the path's. Undefined where nginx refuses it. */
export function locationMatchOf(location: Scope): LocationMatch | undefined {
  const [first, second, third] = (location.block?.args ?? []).map((it) => it.value);
  if (first === undefined || third !== undefined) return undefined;
  const found = modifiers.find(([it]) => (second === undefined ? first.startsWith(it) : first === it));
  if (second !== undefined) return found && { kind: found[1], path: second };
  if (found !== undefined) return { kind: found[1], path: first.slice(found[0].length) };
  return { kind: first.startsWith("@") ? "named" : "prefix", path: first };
}

/** The location that takes a request; `location` is undefined where the server itself answers. */
export interface LocationChoice {
  readonly location: Scope | undefined;
}

/**
 * The location of a server that takes requests for a path, as `ngx_http_core_find_location` looks: an exact one; else the longest prefix is kept,
 * and what is nested in it is asked first; unless that prefix says `^~`, the first regular expression that matches, in the order of the text, takes
 * its place, and what is nested in that is asked. Named locations are reached from within only. The path is as `requestPath` gives it. Undefined
 * where an expression cannot be tried out.
 */
export function selectLocation(server: Scope, path: string): LocationChoice | undefined {
  const found = search(server, path);
  return found === "unknown" ? undefined : { location: found.location };
}

interface Found {
  readonly location: Scope | undefined;
  /** Nothing further out may take its place. */
  readonly final: boolean;
}

function search(level: Scope, path: string): Found | "unknown" {
  let longest: { location: Scope; match: LocationMatch } | undefined;
  const regexes: { location: Scope; match: LocationMatch }[] = [];
  for (const location of level.children) {
    if (location.context !== "location") continue;
    const match = locationMatchOf(location);
    if (match === undefined) continue;
    if (match.kind === "regex" || match.kind === "regex-ignore-case") regexes.push({ location, match });
    else if (match.kind === "exact" && match.path === path) return { location, final: true };
    else if (
      (match.kind === "prefix" || match.kind === "prefix-only") &&
      path.startsWith(match.path) &&
      (longest === undefined || match.path.length > longest.match.path.length)
    )
      longest = { location, match };
  }
  const own = level.context === "location" ? level : undefined;
  let found: Found = { location: own, final: false };
  if (longest !== undefined) {
    const inner = search(longest.location, path);
    if (inner === "unknown" || inner.final) return inner;
    found = inner;
    if (longest.match.kind === "prefix-only") return found;
  }
  for (const { location, match } of regexes) {
    const matches = tryRegex(match.path, path, match.kind === "regex-ignore-case");
    if (matches === undefined) return "unknown";
    if (!matches) continue;
    const inner = search(location, path);
    return inner === "unknown" ? inner : { ...inner, final: true };
  }
  return found;
}

/**
 * The path that nginx compares with locations, of what a request line asks for (`ngx_http_parse_complex_uri`): without query and fragment, `%XX`
 * resolved, repeated slashes merged (`merge_slashes on`), `.` and `..` followed. Undefined where nginx answers 400.
 */
export function requestPath(target: string): string | undefined {
  const raw = target.replace(/[?#].*$/s, "");
  if (!raw.startsWith("/") || /%(?![0-9a-fA-F]{2})|%00/.test(raw)) return undefined;
  const decoded = raw.replace(/%([0-9a-fA-F]{2})/g, (_, hex) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const parts: string[] = [];
  const steps = decoded.split("/").slice(1);
  for (const [at, step] of steps.entries()) {
    const isLast = at === steps.length - 1;
    if (step === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (step !== "" && step !== ".") {
      parts.push(step);
      if (isLast) return `/${parts.join("/")}`;
    }
  }
  return parts.length === 0 ? "/" : `/${parts.join("/")}/`;
}
