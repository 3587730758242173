import type { Argument, Directive } from "../../../parsers/nginx/directive.ts";
import type { Scope } from "../../nginx-scope.ts";
import { parseNginxOffset, parseNginxSize, parseNginxTime } from "../../nginx-values.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { firstValue, flawAt, hasVariables, isCertain, parseNumber, type Theme, type View } from "./view.ts";

/** The smallest memory page: what is too small here is too small on larger pages. */
const PAGE = 4096;
const SMALLEST_ZONE = 8 * PAGE;
const SMALLEST_CACHE = 2 * PAGE;

/** A directive that declares a shared memory zone, or names one. */
interface ZoneUse {
  readonly name: string;
  /** Bytes; undefined where the zone is only named. */
  readonly size: number | undefined;
  /** The module it belongs to: a zone has one. */
  readonly use: string;
  readonly directive: Directive;
  readonly argument: Argument;
}

function tooSmall(argument: Argument, reason: string, least: number): DirectiveFlaw {
  return flawAt(
    argument,
    "zone-size",
    reason,
    `Give the zone at least ${least / 1024}k; 1m or more is usual.`,
    {
      explanation: `Nginx wants ${least / PAGE} memory pages, ${least / 1024}k with pages of 4k`,
    },
  );
}

/** `zone=NAME:SIZE` as nginx splits it: at the first colon. */
function splitZone(text: string): { name: string; size: string } | undefined {
  const at = text.indexOf(":");
  return at === -1 ? undefined : { name: text.slice(0, at), size: text.slice(at + 1) };
}

function* checkLimitZone(directive: Directive): Generator<DirectiveFlaw> {
  const isRequests = directive.name === "limit_req_zone";
  let named = false;
  for (const argument of directive.args.slice(1)) {
    const text = argument.value;
    if (text.startsWith("zone=")) {
      const zone = splitZone(text.slice(5));
      const size = zone === undefined ? undefined : parseNginxSize(zone.size);
      if (zone === undefined || size === undefined) {
        yield flawAt(
          argument,
          "zone-size",
          `invalid zone size "${text}"`,
          "Write 'zone=NAME:SIZE' with a size such as 10m.",
        );
        return;
      }
      if (size < SMALLEST_ZONE) yield tooSmall(argument, `zone "${text}" is too small`, SMALLEST_ZONE);
      named = true;
    } else if (isRequests && text.startsWith("rate=")) {
      const rate = /^rate=(\d+)(?:r\/[sm])?$/.exec(text);
      if (rate !== null && Number(rate[1]) > 0) continue;
      yield flawAt(
        argument,
        "limit-rate",
        `invalid rate "${text}"`,
        "Write a whole number per second or minute: 'rate=10r/s', 'rate=30r/m'.",
      );
      return;
    } else if (text !== "sync") {
      yield flawAt(argument, "limit-zone-parameter", `invalid parameter "${text}"`, "Remove it.");
      return;
    }
  }
  if (named) return;
  yield flawAt(
    directive,
    "limit-zone-parameter",
    `"${directive.name}" must have "zone" parameter`,
    "Add 'zone=NAME:10m'.",
  );
}

function* checkLimitRequests(directive: Directive): Generator<DirectiveFlaw> {
  for (const argument of directive.args) {
    const [name = "", value = ""] = argument.value.split(/=(.*)/s, 2);
    if (argument.value === "nodelay" || (name === "zone" && value !== "")) continue;
    if ((name === "burst" || name === "delay") && argument.value.includes("=")) {
      if ((parseNumber(value) ?? 0) > 0) continue;
      const what = `${name} value`;
      const help = `Set '${name}' to a positive number, or leave it out.`;
      yield flawAt(argument, "limit-req", `invalid ${what} "${argument.value}"`, help);
      return;
    }
    yield flawAt(
      argument,
      "limit-req",
      `invalid parameter "${argument.value}"`,
      "Use 'zone', 'burst', 'delay' and 'nodelay'.",
    );
    return;
  }
  if (!directive.args.some((it) => it.value.startsWith("zone="))) {
    yield flawAt(directive, "limit-req", '"limit_req" must have "zone" parameter', "Add 'zone=NAME'.");
  }
}

function* checkLimitConnections(directive: Directive): Generator<DirectiveFlaw> {
  const count = directive.args[1];
  if (count === undefined) return;
  const value = parseNumber(count.value) ?? 0;
  if (value > 0 && value <= 65_535) return;
  const reason =
    value > 65_535 ? "connection limit must be less 65536" : `invalid number of connections "${count.value}"`;
  yield flawAt(count, "limit-conn", reason, "Set a number from 1 to 65535.");
}

const cacheParameters = /^(?:loader_(?:files|sleep|threshold)|manager_(?:files|sleep|threshold))=/;

function* checkCachePath(directive: Directive): Generator<DirectiveFlaw> {
  let named = false;
  for (const argument of directive.args.slice(1)) {
    const text = argument.value;
    const value = text.slice(text.indexOf("=") + 1);
    if (text.startsWith("keys_zone=")) {
      const zone = splitZone(value);
      const size = zone === undefined ? undefined : parseNginxSize(zone.size);
      if (zone === undefined || size === undefined) {
        yield flawAt(
          argument,
          "zone-size",
          `invalid keys zone size "${text}"`,
          "Write 'keys_zone=NAME:SIZE' with a size such as 10m.",
        );
        return;
      }
      if (size < SMALLEST_CACHE) yield tooSmall(argument, `keys zone "${text}" is too small`, SMALLEST_CACHE);
      named = true;
    } else if (text.startsWith("levels=")) {
      if (/^[12](?::[12]){0,2}$/.test(value)) continue;
      yield flawAt(
        argument,
        "cache-path",
        `invalid "levels" "${text}"`,
        "Write one to three levels of 1 or 2 characters: 'levels=1:2'.",
      );
      return;
    } else if (text.startsWith("max_size=") || text.startsWith("min_free=")) {
      if (parseNginxOffset(value) !== undefined) continue;
      const name = text.slice(0, 8);
      yield flawAt(
        argument,
        "cache-path",
        `invalid ${name} value "${text}"`,
        `Set '${name}' to a size such as 10g.`,
      );
      return;
    } else if (text.startsWith("inactive=")) {
      if (parseNginxTime(value, "sec") !== undefined) continue;
      yield flawAt(
        argument,
        "cache-path",
        `invalid inactive value "${text}"`,
        "Set 'inactive' to a time such as 60m.",
      );
      return;
    } else if (text.startsWith("use_temp_path=")) {
      if (value === "on" || value === "off") continue;
      yield flawAt(
        argument,
        "cache-path",
        `invalid use_temp_path value "${value}", it must be "on" or "off"`,
        "Write 'use_temp_path=off' or leave it out.",
      );
      return;
    } else if (!cacheParameters.test(text) && !text.startsWith("purger")) {
      yield flawAt(
        argument,
        "cache-path",
        `invalid parameter "${text}"`,
        "Remove the parameter, or correct its name.",
      );
      return;
    }
  }
  if (named) return;
  yield flawAt(
    directive,
    "cache-path",
    `"${directive.name}" must have "keys_zone" parameter`,
    "Add 'keys_zone=NAME:10m'.",
  );
}

function* checkUpstreamZone(directive: Directive): Generator<DirectiveFlaw> {
  const size = directive.args[1];
  const bytes = size === undefined ? undefined : parseNginxSize(size.value);
  if (size === undefined) return;
  if (bytes === undefined) {
    yield flawAt(size, "zone-size", `invalid zone size "${size.value}"`, "Write a size such as 64k.");
  } else if (bytes < SMALLEST_ZONE) {
    yield tooSmall(size, `zone "${firstValue(directive)}" is too small`, SMALLEST_ZONE);
  }
}

function* checkSessionCache(directive: Directive): Generator<DirectiveFlaw> {
  for (const argument of directive.args) {
    const text = argument.value;
    if (text === "off" || text === "none" || text === "builtin") continue;
    if (text.startsWith("builtin:") && parseNumber(text.slice(8)) !== undefined) continue;
    const shared = /^shared:([^:]+):(.+)$/s.exec(text);
    const size = shared === null ? undefined : parseNginxSize(shared[2]!);
    if (size === undefined) {
      yield flawAt(
        argument,
        "ssl-session-cache",
        `invalid session cache "${text}"`,
        "Write 'shared:NAME:SIZE', 'builtin', 'none' or 'off'.",
      );
      return;
    }
    if (size < SMALLEST_ZONE) yield tooSmall(argument, `session cache "${text}" is too small`, SMALLEST_ZONE);
  }
}

/** Zones that a directive declares or names; the tag is the module whose they are. */
function zoneOf(directive: Directive, isStream: boolean): ZoneUse | undefined {
  const make = (argument: Argument | undefined, name: string, size: string | undefined, use: string) => {
    if (argument === undefined || name === "" || hasVariables(name)) return undefined;
    const bytes = size === undefined ? undefined : parseNginxSize(size);
    if (size !== undefined && bytes === undefined) return undefined;
    return { name, size: bytes, use: isStream ? `stream ${use}` : use, directive, argument };
  };
  const [first, second] = directive.args;
  switch (directive.name) {
    case "limit_req_zone":
    case "limit_conn_zone": {
      const argument = directive.args.find((it) => it.value.startsWith("zone="));
      const zone = splitZone(argument?.value.slice(5) ?? "");
      return make(argument, zone?.name ?? "", zone?.size, directive.name.slice(0, -5));
    }
    case "limit_req": {
      const argument = directive.args.find((it) => it.value.startsWith("zone="));
      return make(argument, argument?.value.slice(5) ?? "", undefined, "limit_req");
    }
    case "limit_conn":
      return make(first, first?.value ?? "", undefined, "limit_conn");
    case "proxy_cache_path":
    case "fastcgi_cache_path":
    case "uwsgi_cache_path":
    case "scgi_cache_path": {
      const argument = directive.args.find((it) => it.value.startsWith("keys_zone="));
      const zone = splitZone(argument?.value.slice(10) ?? "");
      return make(argument, zone?.name ?? "", zone?.size, directive.name.slice(0, -5));
    }
    case "proxy_cache":
    case "fastcgi_cache":
    case "uwsgi_cache":
    case "scgi_cache":
      return first?.value === "off" ? undefined : make(first, first?.value ?? "", undefined, directive.name);
    case "zone":
      return make(first, first?.value ?? "", second?.value, "upstream");
    case "ssl_session_cache": {
      const argument = directive.args.find((it) => it.value.startsWith("shared:"));
      const [, name = "", size] = argument?.value.split(":") ?? [];
      return make(argument, name, size, "ssl_session_cache");
    }
    default:
      return undefined;
  }
}

/** Directives that declare a zone's key, once each. */
const binders: ReadonlySet<string> = new Set(["limit_req_zone", "limit_conn_zone"]);
const duplicateOnLevel = ["limit_req", "limit_conn"] as const;

function* checkZones(view: View): Generator<DirectiveFlaw> {
  const declared = new Map<string, ZoneUse>();
  const first = new Map<string, ZoneUse>();
  const uses: ZoneUse[] = [];
  for (const scope of view.scopes) {
    const isStream = scope.context.startsWith("stream");
    for (const directive of scope.directives) {
      if (!mayHaveZone(directive.name)) continue;
      if (directive.name === "zone" && !scope.context.endsWith("upstream")) continue;
      if (!isCertain(directive)) continue;
      const zone = zoneOf(directive, isStream);
      if (zone === undefined) continue;
      uses.push(zone);
      if (zone.size !== undefined && !declared.has(zone.name)) declared.set(zone.name, zone);
    }
  }
  const reported = new Set<string>();
  for (const zone of uses) {
    const known = first.get(zone.name);
    if (known === undefined) first.set(zone.name, zone);
    else if (!reported.has(zone.name)) {
      const flaw = conflict(known, zone, declared.get(zone.name));
      if (flaw !== undefined) {
        reported.add(zone.name);
        yield flaw;
      }
    }
    if (view.whole && !declared.has(zone.name) && !reported.has(zone.name)) {
      reported.add(zone.name);
      yield unknownZone(zone);
    }
  }
}

const zoneNames =
  /(?:^limit_(?:req|conn)(?:_zone)?|_cache_path|^(?:proxy|fastcgi|uwsgi|scgi|ssl_session)_cache|^zone)$/;

function mayHaveZone(name: string): boolean {
  return zoneNames.test(name);
}

function conflict(known: ZoneUse, zone: ZoneUse, declared: ZoneUse | undefined): DirectiveFlaw | undefined {
  const related = [{ at: known.directive.origin, message: "The zone's name is used here." }];
  if (known.use !== zone.use) {
    const reason = `the shared memory zone "${zone.name}" is already declared for a different use`;
    return flawAt(zone.argument, "zone-use", reason, "Give each kind of zone a name of its own.", {
      related,
    });
  }
  if (binders.has(zone.directive.name) && binders.has(known.directive.name)) {
    const reason = `${zone.directive.name} "${zone.name}" is already bound to key "${firstValue(known.directive)}"`;
    return flawAt(zone.argument, "zone-bound", reason, "Declare the zone once.", { related });
  }
  const other = declared === zone ? undefined : declared;
  if (zone.size === undefined || other?.size === undefined || zone.size === other.size) return undefined;
  return flawAt(
    zone.argument,
    "zone-conflict",
    `the size ${zone.size} of shared memory zone "${zone.name}" conflicts with already declared size ${other.size}`,
    "Give the zone the same size everywhere, or another name.",
    { related: [{ at: other.directive.origin, message: "It is declared with another size here." }] },
  );
}

function unknownZone(zone: ZoneUse): DirectiveFlaw {
  const isCache = zone.use.endsWith("_cache");
  const reason = isCache
    ? `"${zone.directive.name}" zone "${zone.name}" is unknown`
    : `zero size shared memory zone "${zone.name}"`;
  const where = isCache
    ? `'${zone.directive.name}_path' with 'keys_zone=${zone.name}:10m'`
    : zoneDeclaration(zone);
  return flawAt(zone.argument, "zone-unknown", reason, `Declare the zone: ${where}.`);
}

function zoneDeclaration(zone: ZoneUse): string {
  return zone.directive.name === "zone"
    ? `'zone ${zone.name} 64k'`
    : `'${zone.directive.name}_zone' with 'zone=${zone.name}:10m' on the http level`;
}

/** One zone twice on one level. */
function* checkLevel(scope: Scope): Generator<DirectiveFlaw> {
  for (const name of duplicateOnLevel) {
    const directives = scope.own(name);
    if (directives.length < 2) continue;
    const seen = new Set<string>();
    for (const directive of directives) {
      if (!isCertain(directive)) continue;
      const zone = zoneOf(directive, false);
      if (zone === undefined) continue;
      if (seen.has(zone.name)) {
        const help = `Leave one '${name}' for the zone on this level.`;
        yield flawAt(directive, "limit-duplicate", `"${name}" directive is duplicate`, help);
      }
      seen.add(zone.name);
    }
  }
}

const cachePaths = ["proxy_cache_path", "fastcgi_cache_path", "uwsgi_cache_path", "scgi_cache_path"];

/** Shared memory zones: limits, caches, upstreams, sessions. */
export const zoneTheme: Theme = {
  http: {
    limit_req_zone: checkLimitZone,
    limit_conn_zone: checkLimitZone,
    limit_req: checkLimitRequests,
    limit_conn: checkLimitConnections,
    ssl_session_cache: checkSessionCache,
    ...Object.fromEntries(cachePaths.map((it) => [it, checkCachePath])),
  },
  stream: {
    limit_conn_zone: checkLimitZone,
    limit_conn: checkLimitConnections,
    ssl_session_cache: checkSessionCache,
  },
  upstream: { zone: checkUpstreamZone },
  levels: [{ about: duplicateOnLevel, check: checkLevel }],
  config: checkZones,
};
