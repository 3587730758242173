import type { Project } from "./project.ts";
import type { Service } from "./service.ts";
import { asMappings } from "./shape.ts";
import type { Container, Workload } from "./workload.ts";

const workloadsByService = new WeakMap<Project, Map<Service, Workload[]>>();

/**
 * Containers that answer on a port of a Service (number or name; undefined where the Service has one port): by the target port among the
 * containers' declared ports, else the only container. Empty where it cannot be told.
 */
export function servingContainers(
  project: Project,
  service: Service,
  port: number | string | undefined,
): readonly Container[] {
  const target = targetOf(service, port);
  if (target === undefined) return [];
  return selected(project, service).flatMap((workload) => containersOnPort(workload, target));
}

/** The number of the container's port that a Service's port leads to; undefined where it is a name that the container does not have. */
export function containerPort(
  service: Service,
  port: number | string | undefined,
  container: Container,
): number | undefined {
  const target = targetOf(service, port);
  if (typeof target === "number" || target === undefined) return target;
  const declared = asMappings(container.spec.ports).find((it) => it.name === target)?.containerPort;
  return typeof declared === "number" ? declared : undefined;
}

function targetOf(service: Service, port: number | string | undefined): number | string | undefined {
  const { ports } = service;
  const chosen =
    port === undefined
      ? ports.length === 1
        ? ports[0]
        : undefined
      : ports.find((it) => it.port === port || it.name === port);
  // A headless Service's name leads to the pods' own addresses, so that the port is the container's.
  return chosen?.targetPort ?? chosen?.port ?? (service.isHeadless ? port : undefined);
}

/** Containers of a pod that listen on a port, by declaration; the only container where none declares it. */
export function containersOnPort(workload: Workload, port: number | string): readonly Container[] {
  const running = workload.containers.filter((it) => it.role === "main" || it.role === "sidecar");
  const declared = running.filter(
    ({ spec }) =>
      Array.isArray(spec.ports) && spec.ports.some((it) => it?.containerPort === port || it?.name === port),
  );
  if (declared.length > 0) return declared;
  return running.length === 1 ? running : [];
}

function selected(project: Project, service: Service): readonly Workload[] {
  let index = workloadsByService.get(project);
  if (index === undefined) {
    index = new Map();
    for (const workload of project.workloads) {
      if (workload.isJob) continue;
      for (const it of project.servicesOf(workload)) {
        const list = index.get(it);
        if (list === undefined) index.set(it, [workload]);
        else list.push(workload);
      }
    }
    workloadsByService.set(project, index);
  }
  return index.get(service) ?? [];
}
