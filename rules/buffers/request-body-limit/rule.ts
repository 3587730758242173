import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { ControllerProduct } from "../../../src/knowledge/controllers.ts";
import type { Controller } from "../../../src/model/controller.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes } from "../../../src/model/nginx-scope.ts";
import { parseNginxOffset } from "../../../src/model/nginx-values.ts";
import { productAnnotation } from "../../../src/model/product-annotation.ts";
import type { Value } from "../../../src/model/value.ts";

export default defineRule({
  id: "request-body-limit",
  subject: "project",
  severity: "warning",
  preset: "strict",
  summary:
    "A location takes request bodies of any size and writes them to its disk before it passes them on.",
  why: "One client with a large or endless upload fills the disk of the pod or its node, and evicts what runs there.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size",
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_request_buffering",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#custom-max-body-size",
  ],
  lessons: [3],

  *check(project) {
    for (const config of project.nginxConfigs) yield* checkConfig(config);
    for (const controller of project.controllers) yield* checkController(controller);
    for (const ingress of project.ingresses) {
      // A cheap look first: most Ingresses set neither.
      if (!Object.keys(ingress.manifest.annotations).some((it) => it.endsWith("-body-size"))) continue;
      const product = project.productOf(ingress);
      if (product !== undefined) yield* checkIngress(ingress, product);
    }
  },
});

/** The setting that becomes `client_max_body_size`, and the one for `proxy_request_buffering`, which F5's controller lacks. */
const keys: Readonly<Record<ControllerProduct, { readonly size: string; readonly buffering?: string }>> = {
  "ingress-nginx": { size: "proxy-body-size", buffering: "proxy-request-buffering" },
  "f5-nic": { size: "client-max-body-size" },
};

function isUnlimited(value: Value<string> | undefined): value is Value<string> & { state: "explicit" } {
  return value?.state === "explicit" && parseNginxOffset(value.value.trim()) === 0;
}

function* checkController(controller: Controller): Generator<Finding> {
  const { size, buffering } = keys[controller.product];
  const limit = controller.setting(size);
  if (!isUnlimited(limit) || streams(buffering && controller.setting(buffering))) return;
  yield {
    at: limit.origin,
    message: `'${size}' 0 lets ${controller.label} take request bodies of any size for every host, and it writes them to disk in full before a backend gets them.`,
    help: helpFor(size, buffering),
  };
}

function* checkIngress(ingress: Ingress, product: ControllerProduct): Generator<Finding> {
  const { size, buffering } = keys[product];
  const limit = productAnnotation(ingress, product, size);
  if (!isUnlimited(limit)) return;
  const own = buffering && productAnnotation(ingress, product, buffering);
  if (streams(own || (buffering && ingress.controller?.setting(buffering)))) return;
  yield {
    at: limit.origin,
    message: `'${size}' 0 lets ${ingress.label} take request bodies of any size, and the controller writes them to disk in full before a backend gets them.`,
    help: helpFor(size, buffering),
  };
}

/** Whether bodies are passed on as they come, or may be. */
function streams(buffering: Value<string> | undefined | ""): boolean {
  if (buffering === undefined || buffering === "") return false;
  return buffering.state === "unknown" || buffering.value.trim().toLowerCase() === "off";
}

function helpFor(size: string, buffering: string | undefined): string {
  const limit = `Set '${size}' to the largest body that the application takes, such as "100m"`;
  return buffering === undefined
    ? `${limit}.`
    : `${limit}, or '${buffering}' to "off" where it reads uploads as they come.`;
}

const families = ["proxy", "fastcgi", "uwsgi", "scgi"] as const;

function* checkConfig(config: NginxConfig): Generator<Finding> {
  const told = new Set<string>();
  for (const scope of allScopes(config)) {
    const family = families.find((it) => scope.own(`${it}_pass`).length > 0);
    if (family === undefined || scope.context !== "location") continue;
    const limit = scope.find("client_max_body_size");
    if (limit === undefined || parseNginxOffset(limit.args[0]?.value ?? "") !== 0) continue;
    const buffering = scope.find(`${family}_request_buffering`);
    if (buffering?.args[0]?.value.toLowerCase() === "off") continue;
    // The server around such a fragment may switch buffering off.
    if (buffering === undefined && config.context === "location") continue;
    const { file, span } = limit.origin.place();
    if (told.has(`${file.path}:${span.start}`)) continue;
    told.add(`${file.path}:${span.start}`);
    const target = scope.own(`${family}_pass`)[0]!.args[0]?.value ?? "";
    yield {
      at: limit.origin,
      message: `'client_max_body_size 0' takes request bodies of any size, and nginx writes them to disk in full before '${target}' gets them.`,
      help: `Set the largest body that the application takes, such as '100m', or '${family}_request_buffering off;' where it reads uploads as they come.`,
    };
  }
}
