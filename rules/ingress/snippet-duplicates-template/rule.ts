import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { type ControllerProduct, productNames } from "../../../src/knowledge/controllers.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { PrintedDirectives } from "../../../src/model/printed-where.ts";
import { productAnnotation } from "../../../src/model/product-annotation.ts";
import { type SnippetDirective, snippetDirectives } from "../../../src/model/snippet-directives.ts";
import { locationTwice } from "./location-twice.ts";
import { settingFor } from "./setting-for.ts";

export default defineRule({
  id: "snippet-duplicates-template",
  subject: "nginx",
  severity: "error",
  preset: "recommended",
  summary:
    "A snippet sets what the controller's template sets in the same block, or what every location sets anew.",
  why: "A directive that stands twice makes nginx refuse the whole; the controller keeps its old configuration and every later change waits.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#configuration-snippet",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#location-snippet",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.12.1/rootfs/etc/nginx/template/nginx.tmpl",
    "https://github.com/kubernetes/ingress-nginx/issues/4771",
    "https://github.com/kubernetes/ingress-nginx/issues/8746",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-snippets/",
  ],
  lessons: [29, 47],

  *check(config, { project }) {
    const product = config.controller?.product ?? (config.ingress && project.productOf(config.ingress));
    if (config.kind !== "rendered" || product === undefined) return;
    const printed = new PrintedDirectives(product, config.controller, config.ingress);
    for (const item of snippetDirectives(config)) {
      // What the ConfigMap's snippets hold is judged once, in the controller's own configuration.
      if (item.fromIngress !== (config.ingress !== undefined)) continue;
      const { level, directive } = item;
      if (level === "server" && directive.name === "location" && product === "ingress-nginx") {
        const twice = locationTwice(item, config, project);
        if (twice !== undefined) yield twice;
        continue;
      }
      const answer = isAnotherProtocol(config, directive.name) ? "no" : printed.prints(level, directive.name);
      if (answer !== "no") yield duplicate(item, config, product, answer === "yes");
      else if (level === "location" && printed.template.united.has(directive.name))
        yield* united(item, config);
      else if (
        (level === "http" || level === "server") &&
        printed.template.setInLocations.has(directive.name)
      ) {
        if (!hasOtherLocations(item, config)) yield overridden(item, config, product);
      }
    }
  },
});

function labelOf(config: NginxConfig, product: ControllerProduct): string {
  return config.controller?.label ?? productNames[product];
}

function duplicate(
  item: SnippetDirective,
  config: NginxConfig,
  product: ControllerProduct,
  isSure: boolean,
): Finding {
  const { level, directive } = item;
  const label = labelOf(config, product);
  const setting = settingFor(product, config, level, directive.name);
  const unless = isSure ? "" : ", unless its ConfigMap, which is not in sight, takes that away";
  return {
    at: directive.origin,
    ...(isSure ? {} : { severity: "warning" as const }),
    message: `'${directive.name}' stands twice: ${label} prints it into the same ${level} block as this snippet${unless}.`,
    help:
      setting === undefined
        ? `Remove the line; ${label} has no setting for it.`
        : `Remove the line, and set ${setting} instead.`,
  };
}

/** nginx unites the flags of both lines, and `off` in any of them wins (ngx_http_proxy_module.c, `NGX_HTTP_UPSTREAM_FT_OFF`). */
function* united({ directive }: SnippetDirective, config: NginxConfig): Generator<Finding> {
  const { controller, ingress } = config;
  const key = "proxy-next-upstream";
  const setting = (ingress && productAnnotation(ingress, "ingress-nginx", key)) ?? controller?.setting(key);
  if (setting?.state === "unknown") return;
  const printed = (setting?.value ?? "error timeout").split(/\s+/).filter((it) => it !== "");
  const own = new Set(directive.args.map((it) => it.value));
  if (own.has("off")) return;
  const staying = printed.filter((it) => !own.has(it));
  if (staying.length === 0) return;
  const label = labelOf(config, "ingress-nginx");
  const isOff = printed.includes("off");
  yield {
    at: directive.origin,
    severity: "warning",
    message: isOff
      ? `'proxy_next_upstream' of this snippet has no effect: ${label} prints 'proxy_next_upstream off' in the same location, and 'off' wins.`
      : `'proxy_next_upstream' without '${staying.join(" ")}' takes nothing away: nginx adds it to the '${printed.join(" ")}' that ${label} prints in the same location.`,
    help: `Set '${key}' to "${[...own].join(" ")}" as ${ingress === undefined ? "a key of the ConfigMap" : "an annotation"} instead.`,
    related:
      setting === undefined ? [] : [{ at: setting.origin, message: "What the template prints is set here." }],
  };
}

function overridden(item: SnippetDirective, config: NginxConfig, product: ControllerProduct): Finding {
  const { level, directive } = item;
  const label = labelOf(config, product);
  const isHeader = directive.name === "proxy_set_header";
  const setting = settingFor(product, config, "location", directive.name) ?? "a snippet of the location";
  return {
    at: directive.origin,
    severity: "warning",
    message: isHeader
      ? `'proxy_set_header ${directive.args[0]?.value ?? ""}' has no effect at ${level} level: every location of ${label} has headers of its own, which replace these.`
      : `'${directive.name}' has no effect at ${level} level: ${label} sets it in every location.`,
    help: isHeader
      ? product === "ingress-nginx"
        ? "Set the header in a snippet of the location, or for all with the ConfigMap key 'proxy-set-headers'."
        : "Set the header in a snippet of the location."
      : `Set ${setting} instead.`,
    key: isHeader ? `proxy_set_header ${directive.args[0]?.value ?? ""}` : directive.name,
  };
}

/** Whether locations that do not set everything themselves take the value: those of the snippet, of external authentication and of error pages. */
function hasOtherLocations(item: SnippetDirective, config: NginxConfig): boolean {
  if (item.block.some((it) => it.block !== undefined && /^(location|server|if)$/.test(it.name))) return true;
  const { controller, ingress } = config;
  const product = controller?.product ?? "ingress-nginx";
  const annotated = (name: string) =>
    ingress !== undefined && productAnnotation(ingress, product, name) !== undefined;
  return (
    ["auth-url", "custom-http-errors", "backend-protocol", "mirror-target", "grpc-services"].some(
      annotated,
    ) ||
    controller?.setting("global-auth-url") !== undefined ||
    controller?.setting("custom-http-errors") !== undefined
  );
}

/** `proxy_pass` and F5's `proxy_*` are printed for HTTP; with another protocol towards the backend they are not. */
function isAnotherProtocol(config: NginxConfig, name: string): boolean {
  const { ingress } = config;
  if (ingress === undefined || !name.startsWith("proxy_")) return false;
  if (productAnnotation(ingress, "f5-nic", "grpc-services") !== undefined) return true;
  const protocol = productAnnotation(ingress, "ingress-nginx", "backend-protocol")?.value.trim() ?? "HTTP";
  return name === "proxy_pass" && !/^(HTTPS?|AUTO_HTTP)$/i.test(protocol);
}
