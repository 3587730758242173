import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { configMapKey } from "../../../src/knowledge/settings.ts";
import { isAtLeast } from "../../../src/knowledge/versions.ts";
import type { Controller } from "../../../src/model/controller.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes, type Scope } from "../../../src/model/nginx-scope.ts";
import type { Project } from "../../../src/model/project.ts";
import { defencelessNginx, isDefenceless } from "../../../src/model/rapid-reset.ts";
import type { Origin } from "../../../src/text/origin.ts";

/**
 * nginx's defaults, which it calls its defence: directive, the key of each controller, what it limits. Requests on HTTP/2 connections are counted by
 * `keepalive_requests` since 1.19.7, by `http2_max_requests` before.
 */
const limits = [
  {
    directive: "keepalive_requests",
    keys: { "ingress-nginx": "keep-alive-requests", "f5-nic": "keepalive-requests" },
    most: 1000,
    what: "requests on one HTTP/2 connection",
    counts: (nginx: string) => isAtLeast(nginx, "1.19.7"),
  },
  {
    directive: "http2_max_requests",
    keys: { "ingress-nginx": "http2-max-requests", "f5-nic": undefined },
    most: 1000,
    what: "requests on one HTTP/2 connection",
    counts: (nginx: string) => !isAtLeast(nginx, "1.19.7"),
  },
  {
    directive: "http2_max_concurrent_streams",
    keys: { "ingress-nginx": "http2-max-concurrent-streams", "f5-nic": undefined },
    most: 128,
    what: "streams at once on one HTTP/2 connection",
    counts: () => true,
  },
] as const;

export default defineRule({
  id: "http2-stream-limits",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "Limits of HTTP/2 are raised on an nginx without the defence against Rapid Reset.",
  why: "One connection opens and cancels streams without end, each a request to a backend; few clients stop nginx and what is behind it.",
  references: [
    "https://www.f5.com/company/blog/nginx/http-2-rapid-reset-attack-impacting-f5-nginx-products",
    "https://nginx.org/en/docs/http/ngx_http_v2_module.html#http2_max_concurrent_streams",
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#keepalive_requests",
  ],
  lessons: [4],
  securitySeverity: 7.5,

  *check(project) {
    for (const config of project.nginxConfigs) yield* inConfig(config, project);
    for (const controller of project.controllers) yield* inController(controller, project);
  },
});

function* inConfig(config: NginxConfig, project: Project): Generator<Finding> {
  if (config.controller !== undefined) return;
  let nginx: string | undefined;
  const seen = new Set<object>();
  for (const scope of allScopes(config)) {
    const on = scope.context === "server" ? http2Of(scope) : undefined;
    if (on === undefined) continue;
    nginx ??= defencelessNginx(config, project);
    if (nginx === undefined) return;
    for (const limit of limits) {
      const found = scope.find(limit.directive);
      const value = Number(found?.args[0]?.value);
      if (found === undefined || seen.has(found) || !(value > limit.most) || !limit.counts(nginx)) continue;
      seen.add(found);
      yield finding(found.origin, limit.directive, value, limit, `nginx ${nginx}`, "nginx to 1.25.3", on);
    }
  }
}

/** What switches HTTP/2 on for a server: a parameter of its sockets, or since 1.25.1 a directive. */
function http2Of(scope: Scope): Origin | undefined {
  const listen = scope.own("listen").find((it) => it.args.some((word) => word.value === "http2"));
  if (listen !== undefined) return listen.origin;
  const directive = scope.find("http2");
  return directive?.args[0]?.value === "on" ? directive.origin : undefined;
}

function* inController(controller: Controller, project: Project): Generator<Finding> {
  for (const limit of limits) {
    const key = limit.keys[controller.product];
    const nginx = controller.nginxVersion;
    if (nginx === undefined || !limit.counts(nginx)) continue;
    const setting = key === undefined ? undefined : controller.setting(key);
    if (key === undefined || setting === undefined || setting.state === "unknown") continue;
    const value = /^\d+$/.test(setting.value.trim()) ? Number(setting.value) : 0;
    if (value <= limit.most || configMapKey(controller.product, key, controller.version) === undefined)
      continue;
    if (!isDefenceless(controller, project)) return;
    const target =
      controller.product === "f5-nic" ? "the controller to 3.3.2" : "the controller to 1.8.4, 1.9.3";
    yield finding(setting.origin, key, value, limit, controller.label, target, undefined);
  }
}

function finding(
  at: Origin,
  name: string,
  value: number,
  { most, what }: (typeof limits)[number],
  owner: string,
  upgrade: string,
  on: Origin | undefined,
): Finding {
  return {
    at,
    message: `'${name}' allows ${value} ${what}, where ${most} are safe: ${owner} has no defence against Rapid Reset, CVE-2023-44487.`,
    help: `Upgrade ${upgrade} or later, or set '${name}' to ${most}.`,
    related: on === undefined ? [] : [{ at: on, message: "HTTP/2 is switched on here." }],
    key: name,
  };
}
