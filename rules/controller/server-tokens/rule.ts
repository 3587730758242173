import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { settingInForce } from "../../../src/model/annotation-gates.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { allDirectives, type NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes, type Scope } from "../../../src/model/nginx-scope.ts";

const key = "server-tokens";
const shown = "tells every client the version of nginx, in the header 'Server' and on error pages";

export default defineRule({
  id: "server-tokens",
  subject: "project",
  severity: "info",
  preset: "strict",
  summary: "The version of nginx is told to every client.",
  why: "Whoever looks for a release with a known flaw finds it by one request; hiding the number mends nothing, but costs the searcher more.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#server_tokens",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#server-tokens",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/global-configuration/configmap-resource/",
  ],
  lessons: [4],

  *check(project) {
    for (const config of project.nginxConfigs) yield* inConfig(config);
    for (const controller of project.controllers) yield* inController(controller);
  },
});

function* inConfig(config: NginxConfig): Generator<Finding> {
  const all = allScopes(config);
  const explicit = all
    .flatMap((it) => it.own("server_tokens"))
    .filter((it) => it.args[0]?.value === "on" || it.args[0]?.value === "build");
  for (const it of explicit) {
    yield {
      at: it.origin,
      message: `'server_tokens ${it.args[0]!.value}' ${shown}.`,
      help: "Set 'server_tokens off;'.",
    };
  }
  // What nobody wrote counts only where all that nginx reads is in sight.
  const http = all.find((it) => it.context === "http");
  if (!config.complete || http?.block === undefined || !leavesDefault(http)) return;
  // The header is taken out or set by headers-more: its author has thought of it.
  if (allDirectives(config).some(isAboutServerHeader)) return;
  yield {
    at: http.block.nameOrigin,
    message: `'server_tokens' is not set, and its default 'on' ${shown}.`,
    help: "Set 'server_tokens off;' in 'http'.",
  };
}

/** Whether a server that answers has no word on it, its own or an outer one. */
function leavesDefault(http: Scope): boolean {
  return http.children.some((it) => it.context === "server" && it.find("server_tokens") === undefined);
}

function isAboutServerHeader({ name, args }: { name: string; args: readonly { value: string }[] }): boolean {
  return /^more_(clear|set)_headers$/.test(name) && args.some((it) => /^server\b/i.test(it.value));
}

function* inController(controller: Controller): Generator<Finding> {
  const value = settingInForce(controller, key);
  if (value === undefined || !/^(true|t|1|on|build)$/i.test(value.value.trim())) return;
  yield {
    at: value.origin ?? controller.configMap?.nameOrigin ?? controller.manifest.nameOrigin,
    message: `${controller.label} ${shown}: '${key}' is '${value.value}'${value.origin === undefined ? " by default" : ""}.`,
    help: `Set '${key}: "false"' in the controller's ConfigMap.`,
  };
}
