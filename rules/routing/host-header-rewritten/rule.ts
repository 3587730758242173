import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { hasOpenName } from "../../../src/model/container-servers.ts";
import { isInternalHost, publicSites } from "../../../src/model/host-names.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes } from "../../../src/model/nginx-scope.ts";
import { proxyHeadersOf, serverOf } from "../../../src/model/proxy-headers.ts";
import { namesOf } from "../../../src/model/server-selection.ts";
import { quote } from "../../../src/text/quote.ts";
import { siteList } from "./site-list.ts";
import { upstreamVhost } from "./upstream-vhost.ts";

export default defineRule({
  id: "host-header-rewritten",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "A proxy that serves several public names sends one internal name to its backend.",
  why: "The backend cannot tell the sites apart: its bindings, redirects and cookies fit the internal name, and public ones get errors.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_set_header",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#custom-nginx-upstream-vhost",
    "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Forwarded-Host",
  ],
  lessons: [43],

  *check(project) {
    for (const config of project.nginxConfigs) yield* rewritten(config);
    for (const ingress of project.ingresses) yield* upstreamVhost(ingress, project);
  },
});

/** Headers that tell a backend which host was asked for. */
const tells =
  /^(?:x-forwarded-host|forwarded|x-original-host|x-forwarded-server|x-host|x-real-host|x-http-host)$/i;

function* rewritten(config: NginxConfig): Iterable<Finding> {
  const told = new Set<object>();
  for (const level of allScopes(config)) {
    const [pass] = level.own("proxy_pass");
    const headers = pass === undefined ? [] : proxyHeadersOf(level);
    const host = headers.findLast((it) => it.args[0]?.value.toLowerCase() === "host");
    if (pass === undefined || host === undefined || told.has(host)) continue;
    const sent = sentBy(host.args[1]?.value ?? "", pass.args[0]?.value ?? "");
    const server = serverOf(level);
    if (
      sent === undefined ||
      server === undefined ||
      headers.some((it) => tells.test(it.args[0]?.value ?? ""))
    )
      continue;
    const names = namesOf(server).map((it) => it.value);
    const { sites, isOpen } = publicSites(names);
    if (hasOpenName(server) || (sites.length < 2 && !isOpen)) continue;
    told.add(host);
    yield {
      at: host.origin,
      message: `'Host' is set to ${quote(sent)} for requests to ${siteList(sites)}, and no 'X-Forwarded-Host' says which was asked for.`,
      help: "Send '$host' as 'Host', or add 'proxy_set_header X-Forwarded-Host $host' for a backend that looks at it.",
      related: [{ at: server.own("server_name")[0]!.origin, message: "These names are served." }],
      key: sent,
    };
  }
}

/** The internal name that a `Host` line sends; undefined for other names and where it depends on the request. */
function sentBy(value: string, target: string): string | undefined {
  const text = value === "$proxy_host" ? (/^https?:\/\/([^/]+)/.exec(target)?.[1] ?? "") : value;
  if (text === "" || text.includes("$") || isPlaceholder(text) || text.includes("{")) return undefined;
  return isInternalHost(text.replace(/:\d+$/, "")) ? text : undefined;
}
