import { defineRule } from "../../../src/engine/rule.ts";
import { hasUnseenInclude } from "../../../src/model/effective-directive.ts";
import { allScopes, type Scope } from "../../../src/model/nginx-scope.ts";
import { RenderedDirective } from "../../../src/model/rendered-directive.ts";
import { quote } from "../../../src/text/quote.ts";

export default defineRule({
  id: "upstream-passive-health",
  subject: "nginx",
  severity: "info",
  preset: "strict",
  summary: "An upstream never takes a failing server out and does not bound what it gets.",
  why: "Requests keep going to a server that refuses or times out, each of them waits and is tried again elsewhere.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#server",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/",
  ],
  lessons: [8],

  *check(config) {
    for (const scope of allScopes(config)) {
      if (scope.context !== "upstream" && scope.context !== "stream-upstream") continue;
      const servers = serversOf(scope);
      if (servers === undefined || !servers.every(isUnchecked)) continue;
      const first = servers[0]!;
      const key =
        first instanceof RenderedDirective ? first.args.find((it) => it.value === "max_fails=0") : undefined;
      if (first instanceof RenderedDirective && key?.state !== "explicit") continue;
      const name = quote(scope.block?.args[0]?.value ?? "");
      yield {
        at: key?.origin ?? scope.block?.origin ?? first.origin,
        message:
          key === undefined
            ? `All ${servers.length} servers of upstream ${name} have 'max_fails=0' and no 'max_conns': nginx never stops sending to one that fails.`
            : "'max-fails' is 0 and 'max-conns' is not set: nginx never stops sending to an endpoint that fails.",
        help:
          key === undefined
            ? "Set 'max_fails' and 'fail_timeout', such as 'max_fails=3 fail_timeout=10s', or bound each server with 'max_conns'."
            : "Set 'max-fails' to 1 or more, or bound each endpoint with 'nginx.org/max-conns'.",
        related:
          key === undefined
            ? servers.slice(0, 1).map((it) => ({ at: it.origin, message: "The first of them." }))
            : [],
        key: name,
      };
    }
  },
});

/** The servers that take requests; undefined where they are not all in sight, or where there is one alone, which nginx never takes out. */
function serversOf(upstream: Scope) {
  if (hasUnseenInclude(upstream)) return undefined;
  const servers = upstream.own("server").filter((it) => !it.args.some(({ value }) => value === "down"));
  const isController = servers[0] instanceof RenderedDirective;
  return servers.length > 1 || (isController && servers.length === 1) ? servers : undefined;
}

function isUnchecked(server: { readonly args: readonly { readonly value: string }[] }): boolean {
  const parameter = (name: string) =>
    server.args.find((it) => it.value.startsWith(`${name}=`))?.value.slice(name.length + 1);
  return parameter("max_fails") === "0" && /^0*$/.test(parameter("max_conns") ?? "0");
}
