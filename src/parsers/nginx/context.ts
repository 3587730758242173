import { contextsOfDirective, type NginxContextName } from "../../knowledge/nginx-directive-names.ts";
import type { Directive, NginxTree } from "./directive.ts";

export { looksLikeNginx } from "./looks-like.ts";

/** The level that directives stand in, as the directive tables name it; `unknown` where several are possible. */
export type NginxContext = NginxContextName | "unknown";

/** In the first family that offers any context that fits best, it has to be the only one. */
const families: readonly (readonly NginxContextName[])[] = [
  ["main", "events", "http", "server", "location", "upstream"],
  ["stream", "stream-server", "stream-upstream"],
  ["mail", "mail-server"],
];

/**
 * The context that a text's outermost directives belong to: `main` for a whole file, `http` for one that holds servers
 * or upstreams, `upstream` for one that holds `server 10.0.0.1:80;` and so on; `unknown` when its directives are
 * allowed in several (`add_header` alone) or are not known.
 */
export function guessContext(tree: NginxTree): NginxContext {
  const votes = new Map<NginxContextName, number>();
  for (const directive of tree.directives) {
    for (const context of contextsOf(directive)) votes.set(context, (votes.get(context) ?? 0) + 1);
  }
  votes.delete("any");
  const most = Math.max(0, ...votes.values());
  if (most === 0) return "unknown";
  const best = new Set([...votes].filter(([, count]) => count === most).map(([context]) => context));
  if (best.has("http") && best.has("stream") && tree.directives.some(isStreamServer)) return "stream";
  for (const family of families) {
    const candidates = family.filter((it) => best.has(it));
    // A location may hold locations, but a fragment that begins with them is written for a server.
    if (candidates.includes("server") && tree.directives.some((it) => it.name === "location"))
      return "server";
    if (candidates.length > 0) return candidates.length === 1 ? candidates[0]! : "unknown";
  }
  return best.size === 1 ? [...best][0]! : "unknown";
}

function contextsOf(directive: Directive): Iterable<NginxContextName> {
  if (directive.name !== "server") return contextsOfDirective(directive.name);
  return directive.block === undefined ? ["upstream", "stream-upstream"] : ["http", "stream", "mail"];
}

/** A `server` whose own directives fit a stream server better than one of http. */
function isStreamServer(directive: Directive): boolean {
  if (directive.name !== "server" || directive.block === undefined) return false;
  let balance = 0;
  for (const inner of directive.block) {
    const contexts = contextsOfDirective(inner.name);
    balance += Number(contexts.has("stream-server")) - Number(contexts.has("server"));
  }
  return balance > 0;
}
