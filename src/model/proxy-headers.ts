import type { Directive } from "../parsers/nginx/directive.ts";
import type { Scope } from "./nginx-scope.ts";

/**
 * The `proxy_set_header` lines that hold on a level: those of the nearest level that has any (ngx_http_proxy_module: a level with one line of its own takes
 * over none).
 */
export function proxyHeadersOf(level: Scope): readonly Directive[] {
  for (let at: Scope | undefined = level; at !== undefined; at = at.parent) {
    const own = at.own("proxy_set_header");
    if (own.length > 0) return own;
  }
  return [];
}

/** The server that a level belongs to; undefined where it stands in none, or in a fragment's own level. */
export function serverOf(level: Scope): Scope | undefined {
  let at: Scope | undefined = level;
  while (at !== undefined && at.context !== "server") at = at.parent;
  return at?.block === undefined ? undefined : at;
}
