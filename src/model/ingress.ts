import type { Origin } from "../text/origin.ts";
import type { Controller } from "./controller.ts";
import type { KubernetesObject, Manifest } from "./manifest.ts";
import type { Project } from "./project.ts";
import type { Service } from "./service.ts";
import { asMapping, asMappings, asStringList, asText, type Mapping } from "./shape.ts";
import { explicit, type Known } from "./value.ts";

/** One path of an Ingress rule and where it leads. */
export interface IngressPath {
  /** Empty for rules without a host: they hold for every host. */
  readonly host: string;
  readonly path: string;
  readonly pathType: string;
  readonly serviceName: string | undefined;
  readonly servicePort: number | string | undefined;
  /** Whether this is the Ingress's default backend, which is no path of a rule. */
  readonly isDefault: boolean;
  /** Whether host, path or backend are not known yet (Terraform: known after apply), so that an empty one says nothing. */
  readonly isUnknown: boolean;
  readonly origin: Origin;
  /** The mapping that holds path and type, for edits. */
  readonly holder: Mapping;
  /** The place of one part; where that is not written, the nearest that is. */
  at(part: PathPart): Origin;
}

export type PathPart = "host" | "path" | "pathType" | "serviceName" | "servicePort";

/** One entry of an Ingress's `tls`: the hosts it is for, none meaning all, and the Secret with their certificate. */
export interface IngressTls {
  readonly hosts: readonly { readonly name: string; readonly origin: Origin }[];
  readonly secretName: string | undefined;
  readonly origin: Origin;
}

const legacyClassAnnotation = "kubernetes.io/ingress.class";

/** An Ingress, its class, its paths and the Services behind them. */
export class Ingress {
  readonly manifest: Manifest;
  /** The class by field, else by the older annotation; undefined where neither says one. */
  readonly className: string | undefined;
  readonly #project: Project;
  readonly #spec: Mapping;
  #paths: readonly IngressPath[] | undefined;
  #services: readonly Service[] | undefined;

  constructor(manifest: Manifest, project: Project) {
    this.manifest = manifest;
    this.#project = project;
    this.#spec = asMapping((manifest.object as KubernetesObject & { spec?: unknown }).spec);
    this.className =
      asText(this.#spec.ingressClassName) ?? asText(manifest.annotations[legacyClassAnnotation]);
  }

  get label(): string {
    return this.manifest.label;
  }

  /** Whether the class may be set to something that cannot be seen yet. */
  get classIsUnknown(): boolean {
    return this.manifest.isUnknown(this.#spec, "ingressClassName");
  }

  /** The controller in scope that serves this Ingress; undefined when that cannot be told. */
  get controller(): Controller | undefined {
    return this.#project.controllerOf(this);
  }

  /** An annotation with its place; undefined when it is not there or is no text. */
  annotation(name: string): Known<string> | undefined {
    const annotations = this.manifest.annotations;
    const value = asText(annotations[name]);
    return value === undefined ? undefined : explicit(value, this.manifest.locate(annotations, name));
  }

  /** Paths of all rules, and the default backend as host and path empty; both API forms (v1, v1beta1). */
  get paths(): readonly IngressPath[] {
    this.#paths ??= this.#readPaths();
    return this.#paths;
  }

  /** Hosts of the rules, empty for rules that hold for every host; with their places, in order. */
  get ruleHosts(): readonly { readonly name: string; readonly origin: Origin }[] {
    return asMappings(this.#spec.rules).map((it) => ({
      name: asText(it.host) ?? "",
      origin: this.manifest.locate(it, "host"),
    }));
  }

  /** Entries of `tls`; undefined where not all of them are known. */
  get tls(): readonly IngressTls[] | undefined {
    const { manifest } = this;
    const list = this.#spec.tls;
    const entries = asMappings(list);
    const isUnknown =
      manifest.isUnknown(this.#spec, "tls") ||
      entries.some((it, at) => {
        const hosts = it.hosts;
        return (
          manifest.isUnknown(list as object, at) ||
          manifest.isUnknown(it, "hosts") ||
          (Array.isArray(hosts) && hosts.some((_, index) => manifest.isUnknown(hosts, index)))
        );
      });
    if (isUnknown) return undefined;
    return entries.map((it) => ({
      hosts: asStringList(it.hosts).map((name, at) => ({
        name,
        origin: manifest.locate(it.hosts as object, at),
      })),
      secretName: manifest.isUnknown(it, "secretName") ? undefined : asText(it.secretName),
      origin: manifest.locate(it),
    }));
  }

  #readPaths(): readonly IngressPath[] {
    const found: IngressPath[] = [];
    for (const rule of asMappings(this.#spec.rules)) {
      const host = asText(rule.host) ?? "";
      for (const path of asMappings(asMapping(rule.http).paths)) {
        found.push(this.#path(rule, host, path, asMapping(path.backend)));
      }
    }
    for (const key of ["defaultBackend", "backend"]) {
      const backend = this.#spec[key];
      if (typeof backend === "object" && backend !== null)
        found.push(this.#path(undefined, "", asMapping(backend), asMapping(backend)));
    }
    return found;
  }

  /** `rule` is undefined for the default backend, which is `holder` itself. */
  #path(rule: Mapping | undefined, host: string, holder: Mapping, backend: Mapping): IngressPath {
    const { manifest } = this;
    const service = asMapping(backend.service);
    const port = asMapping(service.port);
    const legacyPort = backend.servicePort;
    const isUnknown =
      (rule !== undefined && manifest.isUnknown(rule, "host")) ||
      manifest.isUnknown(holder, "path") ||
      manifest.isUnknown(holder, "backend") ||
      manifest.isUnknown(backend, "service") ||
      manifest.isUnknown(backend, "serviceName") ||
      manifest.isUnknown(backend, "servicePort") ||
      manifest.isUnknown(service, "name") ||
      manifest.isUnknown(service, "port") ||
      manifest.isUnknown(port, "name") ||
      manifest.isUnknown(port, "number");
    return {
      host,
      path: asText(holder.path) ?? "",
      pathType: asText(holder.pathType) ?? "ImplementationSpecific",
      serviceName: asText(service.name) ?? asText(backend.serviceName),
      servicePort:
        typeof port.number === "number"
          ? port.number
          : (asText(port.name) ?? (typeof legacyPort === "number" ? legacyPort : asText(legacyPort))),
      isDefault: rule === undefined,
      isUnknown,
      origin: manifest.locate(holder),
      holder,
      at(part) {
        const places: Readonly<Record<PathPart, readonly (readonly [Mapping, string])[]>> = {
          host: [[asMapping(rule), "host"]],
          path: [[holder, "path"]],
          pathType: [[holder, "pathType"]],
          serviceName: [
            [service, "name"],
            [backend, "serviceName"],
          ],
          servicePort: [
            [port, "number"],
            [port, "name"],
            [backend, "servicePort"],
          ],
        };
        const found = places[part].find(([object, key]) => Object.hasOwn(object, key));
        return found === undefined ? manifest.locate(holder) : manifest.locate(...found);
      },
    };
  }

  /** Services in scope that the paths lead to, each once. */
  get services(): readonly Service[] {
    if (this.#services === undefined) {
      const names = new Set<string>();
      for (const { serviceName } of this.paths) if (serviceName !== undefined) names.add(serviceName);
      this.#services = [...names]
        .map((name) => this.#project.serviceNamed(name, this.manifest))
        .filter((it) => it !== undefined);
    }
    return this.#services;
  }
}
