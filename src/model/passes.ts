import { type PassFamily, upstreamTimeouts } from "../knowledge/upstream-timeouts.ts";
import type { Directive } from "../parsers/nginx/directive.ts";
import { hasUnseenInclude } from "./effective-directive.ts";
import { type Scope, scopes } from "./nginx-scope.ts";

const passes = upstreamTimeouts.families.map((family) => ({ family, name: `${family}_pass` }));

/** A level's own directive that passes requests on: `proxy_pass`, `grpc_pass` and so on; undefined where it has none. */
export function passOf(
  scope: Scope,
): { readonly family: PassFamily; readonly directive: Directive } | undefined {
  for (const { family, name } of passes) {
    const directive = scope.own(name)[0];
    if (directive !== undefined) return { family, directive };
  }
  return undefined;
}

/** Whether settings of a family on a level concern any request: one passed on at the level or within, or that may be, out of sight. */
export function concernsRequests(scope: Scope, family: PassFamily): boolean {
  const pass = `${family}_pass`;
  for (const inner of scopes(scope)) if (inner.own(pass).length > 0 || hasUnseenInclude(inner)) return true;
  return scope.config.context !== "main" && scope.config.kind !== "rendered";
}
