import type { Directive } from "../../../parsers/nginx/directive.ts";
import type { Scope } from "../../nginx-scope.ts";
import { parseNginxSize } from "../../nginx-values.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { exactNameFits, hasOptimalTable, isBucketTooLarge, LINE, roundedUp } from "./hash.ts";
import { firstValue, flawAt, isCertain, parseNumber, type Theme, type View } from "./view.ts";

/** Hashes that nginx builds in every http block with a server, by the beginning of their directives' names. */
const alwaysBuilt = ["types", "variables", "proxy_headers"] as const;

function* checkBucket(directive: Directive): Generator<DirectiveFlaw> {
  const size = parseNginxSize(firstValue(directive));
  if (size === undefined || !isBucketTooLarge(size)) return;
  const hash = directive.name.slice(0, -"_bucket_size".length);
  yield flawAt(
    directive.args[0]!,
    "hash-bucket",
    `could not build ${hash}, too large ${directive.name}: ${roundedUp(size)}`,
    "Set it to 32768 at the most; 64 to 512 is usual.",
  );
}

function* checkMaximum(directive: Directive): Generator<DirectiveFlaw> {
  if (parseNumber(firstValue(directive)) !== 0) return;
  const hash = directive.name.slice(0, -"_max_size".length);
  yield flawAt(
    directive.args[0]!,
    "hash-max-size",
    `could not build ${hash}, you should increase ${directive.name}: 0`,
    "Remove the directive, or set it to a positive number.",
  );
}

/** Headers that `proxy_pass` sets unless `proxy_set_header` does. */
const proxyHeaders = [
  "Host",
  "Connection",
  "Content-Length",
  "Transfer-Encoding",
  "TE",
  "Keep-Alive",
  "Expect",
  "Upgrade",
];

/** Headers that nginx hides from clients in any case. */
const hiddenHeaders = [
  "Date",
  "Server",
  "X-Pad",
  "X-Accel-Expires",
  "X-Accel-Redirect",
  "X-Accel-Limit-Rate",
  "X-Accel-Buffering",
  "X-Accel-Charset",
];

const headerDirectives = ["proxy_set_header", "proxy_hide_header"] as const;

function* checkHeaderNames(scope: Scope, view: View): Generator<DirectiveFlaw> {
  const own = headerDirectives.flatMap((it) => scope.own(it)).filter(isCertain);
  const tuned = scope.own("proxy_headers_hash_max_size")[0] ?? scope.own("proxy_headers_hash_bucket_size")[0];
  if (own.length === 0 && tuned === undefined) return;
  const set = scope.find("proxy_headers_hash_bucket_size");
  const bucket = set === undefined ? LINE : parseNginxSize(firstValue(set));
  // Out of sight somebody may have raised it.
  if (bucket === undefined || (set === undefined && !view.whole && scope.context !== "http")) return;
  for (const directive of own) {
    const name = firstValue(directive);
    if (exactNameFits(name, bucket)) continue;
    yield flawAt(
      directive.args[0]!,
      "proxy-headers-hash",
      `could not build proxy_headers_hash, you should increase proxy_headers_hash_bucket_size: ${bucket}`,
      "Raise 'proxy_headers_hash_bucket_size' to the next power of two.",
      {
        explanation: `The header's name has ${name.length} characters, of which a bucket of ${bucket} bytes takes ${bucket - 18}`,
      },
    );
    return;
  }
  if (tuned === undefined) return;
  const largest = scope.find("proxy_headers_hash_max_size");
  const maximum = largest === undefined ? 512 : parseNumber(firstValue(largest));
  if (maximum === undefined || maximum === 0 || maximum > 4096) return;
  for (const [name, builtIn] of [
    ["proxy_set_header", proxyHeaders],
    ["proxy_hide_header", hiddenHeaders],
  ] as const) {
    const names = new Map(builtIn.map((it) => [it.toLowerCase(), it] as const));
    for (const it of inForce(scope, name)) names.set(firstValue(it).toLowerCase(), firstValue(it));
    if (hasOptimalTable([...names.values()], maximum, bucket)) continue;
    yield notOptimal(tuned, "proxy_headers_hash", maximum, bucket);
    return;
  }
}

/** What a level has of a directive that is inherited as a whole. */
function inForce(scope: Scope, name: string): readonly Directive[] {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    if (level.own(name).length > 0) return level.own(name);
  }
  return [];
}

function notOptimal(at: Directive, hash: string, maximum: number, bucket: number): DirectiveFlaw {
  return flawAt(
    at.args[0] ?? at,
    "hash-not-optimal",
    `could not build optimal ${hash}, you should increase either ${hash}_max_size: ${maximum} or ${hash}_bucket_size: ${bucket}; ignoring ${hash}_bucket_size`,
    `Raise '${hash}_max_size'.`,
    { severity: "warning" },
  );
}

/** The file types of a level, where somebody sized their table and all of them are in sight. */
function* checkTypes(scope: Scope, view: View): Generator<DirectiveFlaw> {
  const tuned = scope.own("types_hash_max_size")[0] ?? scope.own("types_hash_bucket_size")[0];
  if (tuned === undefined || !view.whole || scope.own("include").length > 0) return;
  const maximumSet = scope.find("types_hash_max_size");
  const bucketSet = scope.find("types_hash_bucket_size");
  const maximum = maximumSet === undefined ? 1024 : parseNumber(firstValue(maximumSet));
  const bucket = bucketSet === undefined ? LINE : parseNginxSize(firstValue(bucketSet));
  if (maximum === undefined || bucket === undefined || maximum === 0 || maximum > 64) return;
  const extensions = new Set<string>();
  for (const types of inForce(scope, "types")) {
    for (const line of types.block ?? []) for (const it of line.args) extensions.add(it.value.toLowerCase());
  }
  const keys = extensions.size === 0 ? ["html", "gif", "jpg"] : [...extensions];
  if (!hasOptimalTable(keys, maximum, bucket)) yield notOptimal(tuned, "types_hash", maximum, bucket);
}

/** Names of variables that somebody defines, against the bucket of the variables' hash. */
function* checkVariableNames(view: View): Generator<DirectiveFlaw> {
  const http = view.root.children.find((it) => it.context === "http");
  if (!view.whole || http === undefined) return;
  const bucketOf = (hash: string): number | undefined => {
    const set = http.own(`${hash}_hash_bucket_size`).at(-1);
    return set === undefined ? LINE : parseNginxSize(firstValue(set));
  };
  const forVariables = bucketOf("variables");
  const forMaps = bucketOf("map");
  for (const scope of view.scopes) {
    if (scope.context.startsWith("stream")) continue;
    for (const directive of scope.own("set")) {
      const name = firstValue(directive).slice(1);
      if (forVariables === undefined || !isCertain(directive) || exactNameFits(name, forVariables)) continue;
      yield flawAt(
        directive.args[0]!,
        "variables-hash",
        `could not build variables_hash, you should increase variables_hash_bucket_size: ${forVariables}`,
        "Raise 'variables_hash_bucket_size' to the next power of two, or shorten the name.",
        {
          explanation: `The name has ${name.length} characters, of which a bucket of ${forVariables} bytes takes ${forVariables - 18}`,
        },
      );
      return;
    }
  }
  for (const map of http.own("map")) {
    for (const line of map.block ?? []) {
      const key = line.name.replace(/^\\/, "");
      if (forMaps === undefined || isSpecial(line.name) || exactNameFits(key, forMaps)) continue;
      yield flawAt(
        line,
        "map-hash",
        `could not build map_hash, you should increase map_hash_bucket_size: ${forMaps}`,
        "Raise 'map_hash_bucket_size' to the next power of two.",
        {
          explanation: `The key has ${key.length} characters, of which a bucket of ${forMaps} bytes takes ${forMaps - 18}`,
        },
      );
      return;
    }
  }
}

/** Lines of a map that are no keys of its exact hash: parameters, expressions, wildcards. */
function isSpecial(key: string): boolean {
  return /^(?:default|hostnames|volatile|include|~.*|\*\..*|\..*|.*\.\*)$/s.test(key);
}

const sizes = Object.fromEntries(
  alwaysBuilt.flatMap((it) => [
    [`${it}_hash_bucket_size`, checkBucket],
    [`${it}_hash_max_size`, checkMaximum],
  ]),
);

/** Hash tables: keys that fit no bucket, buckets that cannot be built. */
export const hashTheme: Theme = {
  http: sizes,
  levels: [
    {
      about: [...headerDirectives, "proxy_headers_hash_max_size", "proxy_headers_hash_bucket_size"],
      contexts: ["http", "server", "location"],
      check: checkHeaderNames,
    },
    { about: ["types_hash_max_size", "types_hash_bucket_size"], check: checkTypes },
  ],
  config: checkVariableNames,
};
