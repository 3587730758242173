import type { Ingress, IngressPath } from "../../../src/model/ingress.ts";
import { ingressSettings } from "../../../src/model/ingress-settings.ts";
import type { Project } from "../../../src/model/project.ts";

/** Snippets and other controllers' annotations that may send another name. */
const changesHost = /proxy_set_header\s+host\b/i;
const hostAnnotation =
  /(?:preserve-host|set-host|host-rewrite|upstream-host|request-host|headers?-rewrite|middlewares|configuration-snippet|location-snippets|server-snippets?)$/;

/**
 * The name that a path's backend gets as `Host`: that of the Ingress, or the one of `upstream-vhost`. Undefined where another one may be sent.
 */
export function sentHost(ingress: Ingress, path: IngressPath, project: Project): string | undefined {
  const settings = ingressSettings(ingress, project);
  if (settings === undefined) {
    const names = Object.keys(ingress.manifest.annotations);
    return names.some((it) => hostAnnotation.test(it)) ? undefined : path.host;
  }
  if (settings.snippetsHold(changesHost) || settings.mayAppear("upstream-vhost")) return undefined;
  const vhost = settings.text("upstream-vhost");
  if (vhost === undefined || vhost.includes("$") || vhost.includes("{")) return undefined;
  return vhost === "" ? path.host : vhost;
}
