import { upstreamTimeouts } from "../../../src/knowledge/upstream-timeouts.ts";
import { isWholeOutwards, timeInForce, timeOfDirective } from "../../../src/model/effective-directive.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import type { Scope } from "../../../src/model/nginx-scope.ts";
import { passOf } from "../../../src/model/passes.ts";
import { isWritten, stateOf } from "../../../src/model/rendered-directive.ts";
import { byDefault, explicit, known, unknown, type Value } from "../../../src/model/value.ts";

export type Directive = NginxConfig["directives"][number];

/** How a level repeats requests on further backends. */
export interface Retries {
  readonly family: string;
  /** Backends a request is sent to at most; 0: all of the upstream. */
  readonly tries: Value<number>;
  readonly triesDirective: Directive | undefined;
  /** Seconds in which another backend may be tried; 0: no limit. */
  readonly timeout: Value<number>;
  /** The word that lets requests such as POST be repeated; undefined where they are not. */
  readonly nonIdempotent: Directive["args"][number] | undefined;
  /** Seconds that one attempt takes at most; undefined where they are not known. */
  readonly attempt: number | undefined;
  readonly pass: Directive;
}

/** Modules that have `X_next_upstream_tries`, with the names of the directives that are looked for in every location. */
const directives = new Map(
  ["proxy", "grpc", "fastcgi", "uwsgi", "scgi"].map((family) => [
    family,
    {
      next: `${family}_next_upstream`,
      tries: `${family}_next_upstream_tries`,
      timeout: `${family}_next_upstream_timeout`,
      connect: `${family}_connect_timeout`,
      read: `${family}_read_timeout`,
    },
  ]),
);

/** Undefined where a level passes nothing on, repeats nothing, or has one backend only. */
export function retriesOf(scope: Scope, upstreams: ReadonlyMap<string, Scope>): Retries | undefined {
  const pass = passOf(scope);
  if (pass === undefined) return undefined;
  // ingress-nginx prints these with the prefix `proxy_` alone.
  const family = pass.family === "grpc" && scope.config.kind === "rendered" ? "proxy" : pass.family;
  const names = directives.get(family);
  if (names === undefined || !maySpread(pass.directive, upstreams)) return undefined;
  const words = scope.find(names.next)?.args ?? [];
  if (words.some((it) => it.value === "off")) return undefined;
  const triesDirective = scope.find(names.tries);
  const times = [names.connect, names.read].map((it) =>
    known(timeInForce(scope, it, upstreamTimeouts.defaultSeconds)),
  );
  return {
    family,
    tries: triesIn(scope, triesDirective),
    triesDirective,
    timeout: timeoutIn(scope, names.timeout),
    nonIdempotent: words.find((it) => it.value === "non_idempotent"),
    attempt: times.includes(undefined) ? undefined : times[0]! + times[1]!,
    pass: pass.directive,
  };
}

function triesIn(scope: Scope, directive: Directive | undefined): Value<number> {
  if (directive === undefined)
    return isWholeOutwards(scope)
      ? byDefault(0, scope.config.origin)
      : unknown("not in sight", scope.config.origin);
  const text = directive.args[0]?.value ?? "";
  if (!/^\d+$/.test(text)) return unknown("not a number", directive.origin);
  return isWritten(stateOf(directive, 0))
    ? explicit(Number(text), directive.origin)
    : byDefault(Number(text), directive.origin);
}

/** A bare number of the controllers is seconds, as in nginx. */
function timeoutIn(scope: Scope, name: string): Value<number> {
  const directive = scope.find(name);
  if (directive !== undefined) return timeOfDirective(directive);
  return isWholeOutwards(scope)
    ? byDefault(0, scope.config.origin)
    : unknown("not in sight", scope.config.origin);
}

/** Whether there may be a second backend: not behind one fixed address. */
function maySpread(pass: Directive, upstreams: ReadonlyMap<string, Scope>): boolean {
  const host = /^(?:\w+:\/\/)?([^/:]+|\[[^\]]*\])/.exec(pass.args[0]?.value ?? "")?.[1] ?? "";
  if (upstreams.has(host)) {
    const servers = upstreams.get(host)!.own("server");
    return servers.length !== 1 || !isFixed(servers[0]!.args[0]?.value ?? "");
  }
  return !isFixed(host);
}

/** An address that leads to one backend: a name may have several. The controllers' own stands for all endpoints. */
function isFixed(address: string): boolean {
  return address !== "0.0.0.1" && /^(?:unix|localhost|\d+(?:\.\d+){3}|\[)/.test(address);
}
