import type { Finding } from "../../../src/engine/finding.ts";
import type { Ingress, IngressPath } from "../../../src/model/ingress.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import type { Project } from "../../../src/model/project.ts";
import { surelySameNamespace } from "../../../src/model/proximity.ts";
import type { Service, ServicePort } from "../../../src/model/service.ts";
import { asMapping } from "../../../src/model/shape.ts";
import { quote } from "../../../src/text/quote.ts";

/** The port of a Service that a path means; ingress-nginx takes the target port too (controller.go, `serviceEndpoints`). */
export function portMeant(
  service: Service,
  port: number | string,
  takesTarget: boolean,
): ServicePort | undefined {
  const text = String(port);
  return service.ports.find(
    (it) =>
      String(it.port) === text ||
      it.name === text ||
      (takesTarget && (it.targetPort === undefined ? String(it.port) : String(it.targetPort)) === text),
  );
}

/** A port that no Service of the name has. An ExternalName Service needs none. */
export function missingPort(
  project: Project,
  ingress: Ingress,
  path: IngressPath,
  services: readonly Service[],
): Finding | undefined {
  const { servicePort } = path;
  if (servicePort === undefined || isPlaceholder(String(servicePort))) return undefined;
  const takesTarget = project.productOf(ingress) === "ingress-nginx";
  const [service] = services;
  if (service === undefined || !services.some((it) => surelySameNamespace(it.manifest, ingress.manifest)))
    return undefined;
  for (const it of services) {
    const spec = asMapping((it.manifest.object as { spec?: unknown }).spec);
    const isOpen = it.manifest.isUnknown(it.manifest.object, "spec") || it.manifest.isUnknown(spec, "ports");
    if (isOpen || it.type === "ExternalName" || it.ports.length === 0) return undefined;
    if (it.ports.some((one) => one.port === undefined || isPlaceholder(one.name ?? ""))) return undefined;
    if (portMeant(it, servicePort, takesTarget) !== undefined) return undefined;
  }
  const what = typeof servicePort === "number" ? `${servicePort}` : quote(servicePort);
  const has = service.ports.map(describePort).join(", ");
  return {
    at: path.at("servicePort"),
    message: `${ingress.label} leads to port ${what} of ${service.label}, which has ${service.ports.length === 1 ? `port ${has} alone` : `ports ${has}`}.`,
    help:
      service.ports.length === 1
        ? `Use port ${describePort(service.ports[0]!)}.`
        : "Use the number or the name of one of the Service's ports.",
    related: [{ at: service.manifest.nameOrigin, message: `${service.label} is defined here.` }],
    key: `${path.serviceName}:${servicePort}`,
  };
}

function describePort({ port, name }: ServicePort): string {
  return name === undefined ? String(port) : `${port} (${quote(name)})`;
}
