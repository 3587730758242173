import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { parseGoInt } from "../../../src/knowledge/ingress-nginx-settings.ts";
import { f5Pool, ingressNginxPool, upstreamPool } from "../../../src/knowledge/upstream-keepalive.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { hasUnseenInclude } from "../../../src/model/effective-directive.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes, type Scope } from "../../../src/model/nginx-scope.ts";
import { hasNewDefaults } from "../../../src/model/upstream-pool.ts";
import { quote } from "../../../src/text/quote.ts";

export default defineRule({
  id: "upstream-keepalive-missing",
  subject: "project",
  severity: "info",
  preset: "recommended",
  summary: "Connections to backends are not kept: each request opens one of its own.",
  why: "Every request waits for a handshake with the backend, and closed connections use up nginx's ports under load.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#upstream-keepalive-connections",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/global-configuration/configmap-resource/",
  ],
  lessons: [13],
  options: {
    everyUpstream: {
      type: "boolean",
      default: false,
      strict: true,
      description:
        "Report upstreams without 'keepalive' too, not only controllers that were told to keep no connection.",
    },
  },

  *check(project, { options }) {
    for (const controller of project.controllers) yield* ofController(controller, options.everyUpstream);
    if (!options.everyUpstream) return;
    for (const config of project.nginxConfigs)
      yield* ofConfig(config, config.nginxVersion ?? project.assume.nginxVersion);
  },
});

function* ofController(controller: Controller, everyUpstream: boolean): Generator<Finding> {
  if (controller.product === "f5-nic") {
    if (everyUpstream) yield* ofF5(controller);
    return;
  }
  const { connectionsKey, defaultConnections } = ingressNginxPool;
  const setting = controller.setting(connectionsKey);
  const number = setting?.state === "explicit" ? parseGoInt(setting.value) : undefined;
  if (setting === undefined || number === undefined || number > 0) return;
  yield {
    at: setting.origin,
    message: `${controller.label} opens a new connection to the backend for every request: '${connectionsKey}' is ${number}.`,
    help: `Remove '${connectionsKey}' (${defaultConnections} by default), and order the idle timeouts where that was the reason for it.`,
    severity: "warning",
  };
}

/** F5's controller keeps no connection unless it is told to, up to the releases with nginx 1.29.7. */
function* ofF5(controller: Controller): Generator<Finding> {
  const { configMap } = controller;
  if (configMap === undefined || !controller.configMapIsComplete) return;
  if (hasNewDefaults(controller.nginxVersion)) return;
  const setting = controller.setting(f5Pool.connectionsKey);
  const written = setting?.state === "explicit" ? setting : undefined;
  if (setting !== undefined && (written === undefined || !/^[+-]?0+$/.test(written.value.trim()))) return;
  yield {
    at: written?.origin ?? configMap.nameOrigin,
    message: `${controller.label} opens a new connection to the backend for every request: '${f5Pool.connectionsKey}' is ${written === undefined ? "not set, and 0 by default" : "0"}.`,
    help: `Set '${f5Pool.connectionsKey}' to the number of idle connections that each worker may keep per upstream, such as "32".`,
  };
}

function* ofConfig(config: NginxConfig, version: string | undefined): Generator<Finding> {
  if (hasNewDefaults(version)) return;
  const all = allScopes(config);
  const users = new Map<string, NginxConfig["directives"][number]>();
  for (const scope of all) {
    for (const pass of [...scope.own("proxy_pass"), ...scope.own("grpc_pass")]) {
      const name = /^(?:https?:\/\/|grpcs?:\/\/)?([^/:$]+)(?=\/|$)/.exec(pass.args[0]?.value ?? "")?.[1];
      if (name !== undefined && !users.has(name)) users.set(name, pass);
    }
  }
  for (const scope of all) {
    const name = scope.context === "upstream" ? scope.block?.args[0]?.value : undefined;
    const user = name === undefined ? undefined : users.get(name);
    if (name === undefined || user === undefined || !connectsAnew(scope)) continue;
    const before = version === undefined ? ` before nginx ${upstreamPool.defaultSince}` : "";
    yield {
      at: scope.block!.origin,
      message: `Upstream ${quote(name)} has no 'keepalive': each request to it opens a new connection${before}.`,
      help: `Add 'keepalive' with the number of idle connections per worker after the servers, such as 'keepalive 32;'.`,
      related: [{ at: user.origin, message: "Requests go to it here." }],
      key: name,
    };
  }
}

/** Whether an upstream's servers are reached over the network by a new connection each time. A local socket costs next to nothing. */
function connectsAnew(upstream: Scope): boolean {
  const servers = upstream.own("server");
  return (
    upstream.own("keepalive").length === 0 &&
    !hasUnseenInclude(upstream) &&
    servers.some((it) => !(it.args[0]?.value ?? "").startsWith("unix:"))
  );
}
