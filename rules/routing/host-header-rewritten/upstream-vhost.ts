import type { Finding } from "../../../src/engine/finding.ts";
import { isInternalHost, publicSites } from "../../../src/model/host-names.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import { ingressSettings } from "../../../src/model/ingress-settings.ts";
import type { Project } from "../../../src/model/project.ts";
import { quote } from "../../../src/text/quote.ts";
import { siteList } from "./site-list.ts";

/** Names of Services, which meshes want to see as `Host`. */
const serviceName = /\.svc(?:\.cluster\.local)?(?::\d+)?$/;

/** `upstream-vhost` on an Ingress of several hosts. ingress-nginx sends `X-Forwarded-Host` in any case, so that this is only worth knowing. */
export function* upstreamVhost(ingress: Ingress, project: Project): Iterable<Finding> {
  const settings = ingressSettings(ingress, project);
  if (settings === undefined || !settings.has("upstream-vhost") || settings.isCanary) return;
  const name = settings.text("upstream-vhost");
  if (name === undefined || name === "" || /[${]/.test(name) || serviceName.test(name)) return;
  const hosts = ingress.paths.filter((it) => !it.isDefault && !it.isUnknown).map((it) => it.host);
  const { sites, isOpen } = publicSites(hosts);
  if (!isInternalHost(name.replace(/:\d+$/, "")) || (sites.length < 2 && !isOpen)) return;
  yield {
    at: settings.originOf("upstream-vhost"),
    severity: "info",
    message: `'upstream-vhost' sends ${quote(name)} as 'Host' for ${siteList(sites)}; only 'X-Forwarded-Host' tells the backend which was asked for.`,
    help: "Remove 'upstream-vhost', or make sure that the backend looks at 'X-Forwarded-Host'.",
    key: "upstream-vhost",
  };
}
