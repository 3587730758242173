import type { NginxConfig } from "../model/nginx-config.ts";
import { isWritten, RenderedDirective } from "../model/rendered-directive.ts";
import type { Directive } from "../parsers/nginx/directive.ts";

/**
 * What decided a directive of a rendered configuration, in words: `proxy-buffer-size of ConfigMap/ingress-nginx/controller`, `flag --http-port`,
 * `default of ingress-nginx v1.12.1`, `template of ingress-nginx v1.12.1`; for servers and locations their Ingress, for the lines of a snippet the snippet. Several where its arguments
 * come from several.
 */
export function sourceOf(directive: Directive, config: NginxConfig): string {
  if (!(directive instanceof RenderedDirective)) return placed(directive);
  const product = config.controller?.label ?? "the controller";
  const sources = new Set<string>();
  let isDefault = false;
  for (const argument of directive.args) {
    const { state, source } = argument;
    if (source?.startsWith("default")) {
      const doubt = state === "assumed" ? ", unless a ConfigMap out of sight says otherwise" : "";
      sources.add(`default of ${product}${source.slice("default".length)}${doubt}`);
      isDefault = true;
    } else if (state === "unknown") sources.add(source ?? "not known");
    else if (source !== undefined) sources.add(source);
    else if (isWritten(state)) sources.add(placed(argument));
  }
  if (sources.size > 1 && isDefault) return [...sources].sort(byDefaultLast).join("; ");
  return sources.size > 0
    ? [...sources].join("; ")
    : (claimedBy(directive, config) ?? `template of ${product}`);
}

/** The Ingress that a block, a name or a path of the template stands for; undefined for what the template holds in any case. */
function claimedBy(directive: RenderedDirective, { controller }: NginxConfig): string | undefined {
  if (controller === undefined) return undefined;
  const { resource } = directive.origin.place();
  const own = [controller.workload?.manifest.resource, controller.configMap?.resource];
  return own.includes(resource) ? undefined : resource;
}

function byDefaultLast(a: string, b: string): number {
  return Number(a.startsWith("default")) - Number(b.startsWith("default"));
}

/** `data["proxy-buffer-size"]` of a ConfigMap, an annotation of an Ingress, or another part of a resource. */
function placed({ origin }: { readonly origin: Directive["origin"] }): string {
  const { resource, attribute, file } = origin.place();
  const where = resource ?? file.path;
  if (attribute === undefined) return where;
  const key = /\["([^"]*)"\]$/.exec(attribute)?.[1] ?? attribute;
  return `${key} of ${where}`;
}
