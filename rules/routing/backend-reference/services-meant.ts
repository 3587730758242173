import type { Ingress } from "../../../src/model/ingress.ts";
import type { Project } from "../../../src/model/project.ts";
import { directoryOf } from "../../../src/model/proximity.ts";
import type { Service } from "../../../src/model/service.ts";

interface ServiceIndex {
  readonly byName: ReadonlyMap<string, readonly Service[]>;
  readonly byFolder: ReadonlyMap<string, readonly Service[]>;
}

const indexes = new WeakMap<Project, ServiceIndex>();
const none: readonly Service[] = [];

function indexOf(project: Project): ServiceIndex {
  let index = indexes.get(project);
  if (index === undefined) {
    index = {
      byName: grouped(project.services, (it) => it.manifest.name),
      byFolder: grouped(project.services, (it) => directoryOf(it.manifest)),
    };
    indexes.set(project, index);
  }
  return index;
}

function grouped(services: readonly Service[], keyOf: (service: Service) => string): Map<string, Service[]> {
  const groups = new Map<string, Service[]>();
  for (const it of services) {
    const group = groups.get(keyOf(it));
    if (group === undefined) groups.set(keyOf(it), [it]);
    else group.push(it);
  }
  return groups;
}

/** Services of a name, in all namespaces. */
export function servicesNamed(project: Project, name: string): readonly Service[] {
  return indexOf(project).byName.get(name) ?? none;
}

/** Services of a folder, in all namespaces. */
export function servicesIn(project: Project, folder: string): readonly Service[] {
  return indexOf(project).byFolder.get(folder) ?? none;
}

/** Services that a name in an Ingress may mean: those of its namespace, copies included; a namespace left open may be any. */
export function servicesMeant(project: Project, { manifest }: Ingress, name: string): readonly Service[] {
  return servicesNamed(project, name).filter(
    (it) =>
      it.manifest.namespace === manifest.namespace ||
      it.manifest.namespace === undefined ||
      manifest.namespace === undefined,
  );
}
