import type { NginxConfig } from "./nginx-config.ts";
import type { Project } from "./project.ts";
import type { Service } from "./service.ts";
import { containersOnPort, servingContainers } from "./serving-containers.ts";
import type { Container } from "./workload.ts";

/** A container that an address of an nginx configuration leads to, and the Service between them. */
export interface NamedBackend {
  readonly container: Container;
  readonly service: Service | undefined;
}

/** Containers behind `host:port` as written in an nginx configuration: a Service by its DNS name, or a neighbour in the same pod. */
export function namedBackends(
  project: Project,
  config: NginxConfig,
  host: string,
  port: number | undefined,
): readonly NamedBackend[] {
  const at = port ?? 80;
  if (host === "localhost" || host.startsWith("127.")) {
    return config.containers
      .flatMap((it) => neighboursOnPort(it, at))
      .map((container) => ({ container, service: undefined }));
  }
  const service = serviceByDnsName(project, config, host);
  return service === undefined
    ? []
    : servingContainers(project, service, at).map((container) => ({ container, service }));
}

/** `checkout`, `checkout.shop`, `checkout.shop.svc` and so on, seen from the pods that run the configuration. */
function serviceByDnsName(project: Project, config: NginxConfig, host: string): Service | undefined {
  const [name = "", namespace, kind] = host.replace(/\.$/, "").split(".");
  if (kind !== undefined && kind !== "svc") return undefined;
  const from = config.containers[0]?.workload.manifest;
  if (from !== undefined) return project.serviceNamed(name, from, namespace ?? from.namespace);
  // Where nobody in sight runs the configuration, the name has to be the only one of its kind.
  const named = servicesNamed(project, name).filter(
    ({ manifest }) =>
      namespace === undefined || manifest.namespace === undefined || manifest.namespace === namespace,
  );
  return named.length === 1 ? named[0] : undefined;
}

const servicesByName = new WeakMap<Project, Map<string, Service[]>>();

function servicesNamed(project: Project, name: string): readonly Service[] {
  let index = servicesByName.get(project);
  if (index === undefined) {
    index = new Map();
    for (const service of project.services) {
      const list = index.get(service.manifest.name);
      if (list === undefined) index.set(service.manifest.name, [service]);
      else list.push(service);
    }
    servicesByName.set(project, index);
  }
  return index.get(name) ?? [];
}

function neighboursOnPort(container: Container, port: number): readonly Container[] {
  const declared = containersOnPort(container.workload, port).filter((it) => it !== container);
  if (declared.length > 0) return declared;
  const others = container.workload.containers.filter(
    (it) => it !== container && (it.role === "main" || it.role === "sidecar"),
  );
  return others.length === 1 ? others : [];
}
