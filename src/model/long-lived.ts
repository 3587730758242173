import type { Scope } from "./nginx-scope.ts";
import { passOf } from "./passes.ts";

/** Why requests of a level are expected to last: `WebSocket`, `gRPC`, or a body that is passed on as it comes (`streaming`). */
export type LongLived = "WebSocket" | "gRPC" | "streaming";

/**
 * Whether a level that passes requests on is written for ones that last: it passes the `Upgrade` header on, leads to a gRPC backend, or has buffering
 * switched off. Undefined: nothing says so, which does not prove the opposite.
 */
export function longLivedKind(scope: Scope): LongLived | undefined {
  const family = passOf(scope)?.family;
  if (family === undefined) return undefined;
  if (family === "grpc") return "gRPC";
  if (family === "proxy" && passesUpgrade(scope)) return "WebSocket";
  const isOff = (name: string) => scope.find(name)?.args[0]?.value.toLowerCase() === "off";
  return isOff(`${family}_buffering`) || isOff(`${family}_request_buffering`) ? "streaming" : undefined;
}

/** Headers of a level hide those of all outer ones. */
function passesUpgrade(location: Scope): boolean {
  for (let scope: Scope | undefined = location; scope !== undefined; scope = scope.parent) {
    const headers = scope.own("proxy_set_header");
    if (headers.length === 0) continue;
    const upgrade = headers.findLast((it) => it.args[0]?.value.toLowerCase() === "upgrade");
    return upgrade !== undefined && upgrade.args[1]?.value !== "";
  }
  return false;
}
