import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes, type Scope } from "../../../src/model/nginx-scope.ts";
import { quote } from "../../../src/text/quote.ts";
import { controllerTrust } from "./controller-trust.ts";
import { isEverybody } from "./everybody.ts";

export default defineRule({
  id: "forwarded-headers-trust",
  subject: "nginx",
  severity: "warning",
  preset: "recommended",
  summary: "The client's address is taken from a header that every client can send.",
  why: "Allow lists, rate limits, logs and applications see whatever address a client writes there.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_realip_module.html#set_real_ip_from",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#use-forwarded-headers",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#proxy-real-ip-cidr",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/global-configuration/configmap-resource/",
  ],
  lessons: [43],
  securitySeverity: 5.3,

  *check(config, { project }) {
    const { controller } = config;
    if (controller !== undefined && config.ingress === undefined) yield* controllerTrust(controller, project);
    for (const level of allScopes(config)) {
      const finding = trustOf(level, config);
      if (finding !== undefined) yield finding;
    }
  },
});

function trustOf(level: Scope, config: NginxConfig): Finding | undefined {
  const all = level.own("set_real_ip_from").filter((it) => isEverybody(it.args[0]?.value ?? ""));
  const [first, ...others] = all;
  if (first === undefined || isLocalOnly(config)) return undefined;
  const written = headerOf(level);
  // The address then comes from the connection's own preamble; a fragment may get the header from outside.
  if (
    written === "proxy_protocol" ||
    (written === undefined && !level.complete && config.kind !== "rendered")
  )
    return undefined;
  const header = written ?? "X-Real-IP";
  const range = first.args[0]!.value;
  return {
    at: first.origin,
    message: `'set_real_ip_from' trusts ${range}, so every client chooses its address with header ${quote(header)}.`,
    help: "List the addresses of the proxies in front, such as '10.0.0.0/8'.",
    related: others.map((it) => ({ at: it.origin, message: `So does ${it.args[0]!.value}.` })),
    key: range,
  };
}

function headerOf(level: Scope): string | undefined {
  return level.find("real_ip_header")?.args[0]?.value;
}

/** Whether all servers listen where only neighbours on the machine can connect. */
function isLocalOnly(config: NginxConfig): boolean {
  const listens = allScopes(config)
    .filter((it) => it.context === "server")
    .flatMap((it) => it.own("listen").map((line) => line.args[0]?.value ?? ""));
  return listens.length > 0 && listens.every((it) => /^(?:unix:|127\.|localhost(?::|$)|\[::1\])/.test(it));
}
