import { defineRule } from "../../../src/engine/rule.ts";
import { timeInForce } from "../../../src/model/effective-directive.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes, type Scope } from "../../../src/model/nginx-scope.ts";
import type { Project } from "../../../src/model/project.ts";
import { stateOf } from "../../../src/model/rendered-directive.ts";
import { known } from "../../../src/model/value.ts";
import { quote } from "../../../src/text/quote.ts";

export default defineRule({
  id: "keepalive-requests-low",
  subject: "nginx",
  severity: "warning",
  preset: "recommended",
  summary: "Connections are closed after a handful of requests.",
  why: "Clients and nginx keep opening connections anew: handshakes cost time and CPU, and each close may meet a request on its way.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_requests",
    "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive_requests",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#upstream-keepalive-requests",
  ],
  lessons: [13],
  options: {
    minimum: {
      type: "integer",
      default: 100,
      minimum: 1,
      description: "Fewest requests per connection that are accepted.",
    },
  },

  *check(config, { options, project }) {
    for (const scope of allScopes(config)) {
      for (const directive of scope.own("keepalive_requests")) {
        const text = directive.args[0]?.value ?? "";
        if (!/^\d+$/.test(text) || stateOf(directive, 0) !== "explicit") continue;
        const requests = Number(text);
        if (requests >= options.minimum || !isInUse(scope)) continue;
        const isUpstream = scope.context === "upstream";
        const upstream = `upstream ${quote(scope.block?.args[0]?.value ?? "")}`;
        const whose = isUpstream
          ? `Connections to ${config.kind === "rendered" ? "backends" : upstream} are closed`
          : "Connections of clients are closed";
        yield {
          at: directive.origin,
          message: `${whose} after ${requests === 1 ? "1 request" : `${requests} requests`}, below ${options.minimum}.`,
          help: `Remove '${settingOf(config, project, isUpstream)}', or set it to ${isUpstream && config.kind === "rendered" ? 10000 : 1000}.`,
        };
      }
    }
  },
});

/** Whether connections are kept at all: where they are not, on purpose, the number of requests says nothing. */
function isInUse(scope: Scope): boolean {
  if (scope.context === "upstream") return true;
  return known(timeInForce(scope, "keepalive_timeout", 75)) !== 0;
}

/** The setting as its author knows it. */
function settingOf(config: NginxConfig, project: Project, isUpstream: boolean): string {
  const product = config.controller?.product ?? (config.ingress && project.productOf(config.ingress));
  if (product === undefined) return "keepalive_requests";
  if (product === "f5-nic") return "keepalive-requests";
  return isUpstream ? "upstream-keepalive-requests" : "keep-alive-requests";
}
