import type { Directive } from "../parsers/nginx/directive.ts";
import { hasUnseenInclude, isWholeOutwards } from "./effective-directive.ts";
import type { Scope } from "./nginx-scope.ts";

/**
 * One of the two things that let a backend keep a connection: the HTTP version, and the `Connection` header. `missing`: nobody wrote it, and nginx's
 * default decides, which before 1.29.7 closes; `certain` is false where it may be written out of sight.
 */
export type ReuseSide =
  | { readonly state: "kept"; readonly directive: Directive }
  | { readonly state: "closed"; readonly directive: Directive }
  | { readonly state: "missing"; readonly certain: boolean }
  | { readonly state: "unknown" };

/** The HTTP version in which requests of a level go to a backend by `proxy_pass`; 1.0 closes after each response. */
export function httpVersionSide(location: Scope): ReuseSide {
  const directive = location.find("proxy_http_version");
  if (directive === undefined) return { state: "missing", certain: isWholeOutwards(location) };
  return { state: directive.args[0]?.value === "1.0" ? "closed" : "kept", directive };
}

/**
 * The `Connection` header that a level sends to a backend by `proxy_set_header`, of which those of one level hide all outer ones. A `map` of
 * `$http_upgrade` counts by what it gives requests that ask for no upgrade; one that gives `close` to them is `unknown`: it is what nginx's manual
 * shows for WebSockets, not a mistake.
 */
export function connectionHeaderSide(location: Scope): ReuseSide {
  for (let scope: Scope | undefined = location; scope !== undefined; scope = scope.parent) {
    const headers = scope.own("proxy_set_header");
    const own = headers.findLast((it) => it.args[0]?.value.toLowerCase() === "connection");
    if (own !== undefined) return sideOf(own, location);
    if (headers.length > 0) return { state: "missing", certain: !hasUnseenInclude(scope) };
    if (hasUnseenInclude(scope)) return { state: "missing", certain: false };
  }
  return { state: "missing", certain: isWholeOutwards(location) };
}

function sideOf(directive: Directive, location: Scope): ReuseSide {
  const written = directive.args[1]?.value ?? "";
  const value = written.startsWith("$") ? mappedValue(location, written) : written;
  if (value === undefined || value.includes("$")) return { state: "unknown" };
  if (value.toLowerCase() !== "close") return { state: "kept", directive };
  return value === written ? { state: "closed", directive } : { state: "unknown" };
}

/** What a `map $http_upgrade` variable is for a request that asks for no upgrade; undefined where no such map is in sight. */
function mappedValue(location: Scope, variable: string): string | undefined {
  for (let scope: Scope | undefined = location; scope !== undefined; scope = scope.parent) {
    const map = scope.own("map").find((it) => it.args[1]?.value === variable);
    if (map === undefined) continue;
    if (map.args[0]?.value !== "$http_upgrade") return undefined;
    const entries = map.block ?? [];
    const entry = entries.find((it) => it.name === "") ?? entries.find((it) => it.name === "default");
    return entry === undefined ? "" : entry.args[0]?.value;
  }
  return undefined;
}
