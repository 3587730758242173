import { locationOf } from "../engine/run.ts";
import type { Manifest } from "../model/manifest.ts";
import type { Project } from "../model/project.ts";
import type { Origin } from "../text/origin.ts";
import { placedDirectives } from "./effective.ts";
import { DEEPEST, HIDDEN, plainObject, UNKNOWN } from "./plain.ts";

/** What stands in for a value that nobody knows yet, in the JSON of `model`. */
const UNKNOWN_JSON = "(known after apply)";

/**
 * A project as data for other programs: objects, how they are linked, what nginx runs and what a plan changes. Objects are named as findings name them; values of Secrets and what a plan
 * marks as sensitive are hidden. Throws a `RangeError` when it would be too large.
 */
export function modelJson(project: Project) {
  const { write: shown } = new Writer();
  const name = ({ resource }: Manifest) => resource;
  return {
    objects: project.manifests.map((it) => ({
      resource: it.resource,
      apiVersion: it.apiVersion,
      kind: it.kind,
      namespace: it.namespace ?? null,
      name: it.name,
      ...placeOf(it.nameOrigin),
      object: shown(plainObject(it)),
    })),
    ingresses: project.ingresses.map((it) => ({
      resource: it.manifest.resource,
      class: it.className ?? null,
      controller: it.controller?.manifest.resource ?? null,
      hosts: it.ruleHosts.map(({ name: host }) => host),
      paths: it.paths
        .filter((path) => !path.isUnknown)
        .map(({ host, path, pathType, serviceName, servicePort, isDefault }) => ({
          host,
          path,
          pathType,
          service: serviceName ?? null,
          port: servicePort ?? null,
          isDefault,
        })),
      services: it.services.map((one) => name(one.manifest)),
    })),
    services: project.services.map((it) => ({
      resource: it.manifest.resource,
      type: it.type,
      workloads: project.workloadsOf(it).map((one) => name(one.manifest)),
      ingresses: project.ingressesOf(it).map((one) => name(one.manifest)),
    })),
    workloads: project.workloads.map((it) => ({
      resource: it.manifest.resource,
      containers: it.containers.map(({ name: container, role, spec }) => ({
        name: container,
        role,
        image: it.manifest.isUnknown(spec, "image") ? UNKNOWN_JSON : (spec.image ?? null),
      })),
      services: it.services.map((one) => name(one.manifest)),
      ingresses: it.ingresses.map((one) => name(one.manifest)),
    })),
    controllers: project.controllers.map((it) => ({
      product: it.product,
      version: it.version ?? null,
      nginxVersion: it.nginxVersion ?? null,
      workload: it.workload?.manifest.resource ?? null,
      configMap: it.configMap?.resource ?? null,
    })),
    directives: placedDirectives(project).map(({ origin, args, ...it }) => ({
      ...it,
      args: shown(args),
      ...placeOf(origin),
    })),
    changes: project.changes.map((it) => ({
      address: it.address,
      type: it.type,
      actions: it.actions,
      before: it.before.map((one) => shown(plainObject(one))),
      after: it.after.map((one) => shown(plainObject(one))),
    })),
  };
}

function placeOf(origin: Origin) {
  const { path, line, column } = locationOf(origin.place());
  return { path, line, column };
}

/** More values than this in one model are no configuration but a bomb of YAML aliases. */
const MOST_VALUES = 5_000_000;

/** Writes values out: objects that have parts in common have them several times, because JSON has no other way. */
class Writer {
  #left = MOST_VALUES;

  /** Throws a `RangeError` when there are too many values in all. */
  readonly write = (value: unknown, depth = 0): unknown => {
    this.#left -= 1;
    if (this.#left < 0) throw new RangeError("too many values");
    if (value === UNKNOWN) return UNKNOWN_JSON;
    if (typeof value !== "object" || value === null) return value;
    if (depth > DEEPEST) return HIDDEN;
    if (Array.isArray(value)) return value.map((it) => this.write(it, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, this.write(it, depth + 1)]));
  };
}
