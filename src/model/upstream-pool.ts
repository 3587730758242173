import { balancingMethods, upstreamPool } from "../knowledge/upstream-keepalive.ts";
import { isAtLeast } from "../knowledge/versions.ts";
import type { Directive } from "../parsers/nginx/directive.ts";
import type { Origin } from "../text/origin.ts";
import { connectionHeaderSide, httpVersionSide } from "./connection-reuse.ts";
import type { NginxConfig } from "./nginx-config.ts";
import { allScopes, type Scope } from "./nginx-scope.ts";
import { parseNginxTime } from "./nginx-values.ts";
import { byDefault, explicit, unknown, type Value } from "./value.ts";

/** An upstream block whose connections nginx keeps and uses again for HTTP requests. */
export interface UpstreamPool {
  readonly name: string;
  readonly block: Directive;
  /** Seconds after which nginx closes an idle connection. */
  readonly timeout: Value<number>;
  /** Addresses of its `server` directives: host, and port where one is written. */
  readonly servers: readonly {
    readonly host: string;
    readonly port: number | undefined;
    readonly origin: Origin;
  }[];
  /** Levels with a `proxy_pass` to it whose connections are kept. */
  readonly locations: readonly Scope[];
}

/**
 * The upstream blocks of a configuration that certainly pool connections for `proxy_pass`. Before nginx 1.29.7, and where the version is not known, that
 * needs `keepalive` after the balancing method, HTTP/1.1 and a `Connection` header that is not `close`; from 1.29.7 on it is the default.
 */
export function upstreamPools(
  config: NginxConfig,
  nginxVersion: string | undefined,
): readonly UpstreamPool[] {
  const done = poolsOf.get(config);
  if (done !== undefined && done.nginxVersion === nginxVersion) return done.pools;
  const pools = findPools(config, nginxVersion);
  poolsOf.set(config, { nginxVersion, pools });
  return pools;
}

/** Two rules ask. */
const poolsOf = new WeakMap<
  NginxConfig,
  { readonly nginxVersion: string | undefined; readonly pools: readonly UpstreamPool[] }
>();

function findPools(config: NginxConfig, nginxVersion: string | undefined): readonly UpstreamPool[] {
  const all = allScopes(config);
  const keeping = new Map<string, Scope>();
  for (const scope of all) {
    const name = scope.context === "upstream" ? scope.block?.args[0]?.value : undefined;
    if (name !== undefined && keepsConnections(scope, nginxVersion)) keeping.set(name, scope);
  }
  if (keeping.size === 0) return [];

  const locations = new Map<string, Scope[]>();
  for (const scope of all) {
    for (const pass of scope.own("proxy_pass")) {
      const name = upstreamOf(pass);
      if (name === undefined || !keeping.has(name) || !usesAgain(scope, nginxVersion)) continue;
      const list = locations.get(name);
      if (list === undefined) locations.set(name, [scope]);
      else list.push(scope);
    }
  }
  return [...locations].map(([name, users]) => {
    const scope = keeping.get(name)!;
    return {
      name,
      block: scope.block!,
      timeout: timeoutOf(scope, nginxVersion),
      servers: serversOf(scope),
      locations: users,
    };
  });
}

/**
 * `keepalive_timeout` towards clients in force on a level, in seconds (0: their connections are not kept). Undefined where it may be set out of sight;
 * nginx's default is 75s (nginx.org ngx_http_core_module).
 */
export function clientTimeout(location: Scope): Value<number> | undefined {
  const directive = location.find("keepalive_timeout");
  if (directive === undefined)
    return location.complete ? byDefault(75, location.block?.origin ?? location.config.origin) : undefined;
  const seconds = parseNginxTime(directive.args[0]?.value ?? "");
  return seconds === undefined
    ? unknown("not a time", directive.origin)
    : explicit(seconds, directive.origin);
}

/** The host part of a `proxy_pass` address; undefined where a variable decides it. */
export function upstreamOf(pass: Directive): string | undefined {
  const match = /^https?:\/\/([^/$]+)(?=\/|$)/.exec(pass.args[0]?.value ?? "");
  return match?.[1];
}

/** Whether an nginx keeps connections by itself: from 1.29.7 on; false where the version is not known. */
export function hasNewDefaults(nginxVersion: string | undefined): boolean {
  return nginxVersion !== undefined && isAtLeast(nginxVersion, upstreamPool.defaultSince);
}

function keepsConnections(upstream: Scope, nginxVersion: string | undefined): boolean {
  const keepalive = upstream.own("keepalive").at(-1);
  if (keepalive === undefined) return hasNewDefaults(nginxVersion);
  if (!(Number(keepalive.args[0]?.value) > 0)) return false;
  if (hasNewDefaults(nginxVersion)) return true;
  const order = upstream.directives;
  return !order.slice(order.indexOf(keepalive) + 1).some((it) => balancingMethods.has(it.name));
}

/** `keepalive_timeout` of the block; nginx's default where the block, which is whole, has none. */
function timeoutOf(upstream: Scope, nginxVersion: string | undefined): Value<number> {
  const directive = upstream.own("keepalive_timeout").at(-1);
  const owner = upstream.own("keepalive").at(-1) ?? upstream.block!;
  if (directive === undefined) {
    const isTooOld = nginxVersion !== undefined && !isAtLeast(nginxVersion, upstreamPool.timeoutSince);
    if (isTooOld || upstream.own("include").length > 0) return unknown("not in sight", owner.origin);
    return byDefault(upstreamPool.defaultTimeoutSeconds, owner.origin);
  }
  const seconds = parseNginxTime(directive.args[0]?.value ?? "");
  return seconds === undefined
    ? unknown("not a time", directive.origin)
    : explicit(seconds, directive.origin);
}

function serversOf(upstream: Scope): UpstreamPool["servers"] {
  return upstream.own("server").flatMap((it) => {
    if (it.args.some((argument) => argument.value === "down")) return [];
    const match = /^([^:$[\]/]+)(?::(\d+))?$/.exec(it.args[0]?.value ?? "");
    return match === null
      ? []
      : [{ host: match[1]!, port: match[2] === undefined ? undefined : Number(match[2]), origin: it.origin }];
  });
}

/** Whether requests of a location go out in a way that lets the backend keep the connection. */
function usesAgain(location: Scope, nginxVersion: string | undefined): boolean {
  return [httpVersionSide(location), connectionHeaderSide(location)].every(
    ({ state }) => state === "kept" || (state === "missing" && hasNewDefaults(nginxVersion)),
  );
}
