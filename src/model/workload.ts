import type { V1Container, V1PodSpec, V1Volume } from "@kubernetes/client-node";
import type { Origin } from "../text/origin.ts";
import { parseFlags } from "./command-line.ts";
import { type ImageReference, parseImage } from "./image.ts";
import type { Ingress } from "./ingress.ts";
import type { Manifest, Part } from "./manifest.ts";
import type { NginxConfig } from "./nginx-config.ts";
import type { Project } from "./project.ts";
import { parseQuantity } from "./quantity.ts";
import type { Service } from "./service.ts";
import { asMapping, asMappings, asStringList, asText, isMapping, type Mapping } from "./shape.ts";
import { byDefault, explicit, unknown, type Value } from "./value.ts";

/** Role of a container in its pod. A sidecar is an init container that keeps running (`restartPolicy: Always`). */
export type ContainerRole = "main" | "sidecar" | "init" | "ephemeral";

/** How traffic reaches a workload: from outside the cluster, from within it, or not by any Service in scope. */
export interface Exposure {
  readonly level: "edge" | "service" | "none";
  /** What leads here, for messages and related places: an Ingress, a route or a Service. */
  readonly via: Manifest | undefined;
}

/** A volume mount of a container, and the volume that it names. */
export interface Mount {
  readonly mount: Mapping;
  readonly path: string;
  readonly volume: V1Volume | undefined;
}

/** A file that a volume puts into a container. */
export interface MountedFile {
  /** Absolute path in the container. */
  readonly path: string;
  readonly configMap: Manifest;
  readonly key: string;
}

/** Kinds that hold a pod template, and the way to it. */
const templatePaths: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ["spec", "template"],
  ReplicaSet: ["spec", "template"],
  ReplicationController: ["spec", "template"],
  DaemonSet: ["spec", "template"],
  StatefulSet: ["spec", "template"],
  Job: ["spec", "template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  PodTemplate: ["template"],
  // argoproj.io Rollout and OpenShift's DeploymentConfig hold the same template in the same place.
  Rollout: ["spec", "template"],
  DeploymentConfig: ["spec", "template"],
};

/** Whether manifests of this kind hold pods. */
export function isWorkloadKind(kind: string): boolean {
  return Object.hasOwn(templatePaths, kind);
}

/** One container of a workload. */
export class Container {
  readonly workload: Workload;
  readonly role: ContainerRole;
  readonly spec: V1Container;
  // Many rules ask for the same; null: there is none.
  #image: ImageReference | null | undefined;
  #commandLine: readonly string[] | undefined;
  #flags: ReadonlyMap<string, string> | undefined;
  #files: readonly MountedFile[] | undefined;
  #mounts: readonly Mount[] | undefined;

  constructor(workload: Workload, role: ContainerRole, spec: V1Container) {
    this.workload = workload;
    this.role = role;
    this.spec = spec;
  }

  get name(): string {
    return asText(this.spec.name) ?? "(unnamed)";
  }

  /** For messages: `container 'nginx' of Deployment 'shop/edge'`. */
  get label(): string {
    return `container '${this.name}' of ${this.workload.label}`;
  }

  /** Where something missing from the container is reported: its name. */
  get nameOrigin(): Origin {
    return Object.hasOwn(this.spec, "name") ? this.locate(this.spec, "name") : this.locate(this.spec);
  }

  locate(object: object, key?: string | number, part?: Part): Origin {
    return this.workload.manifest.locate(object, key, part);
  }

  /** The image; undefined where it is missing or not known. */
  get image(): ImageReference | undefined {
    this.#image ??= this.#readImage() ?? null;
    return this.#image ?? undefined;
  }

  #readImage(): ImageReference | undefined {
    const image = asText(this.spec.image);
    return image === undefined || this.workload.manifest.isUnknown(this.spec, "image")
      ? undefined
      : parseImage(image);
  }

  /** Command and arguments as one list; empty where the image's own entry point runs. */
  get commandLine(): readonly string[] {
    this.#commandLine ??= [...asStringList(this.spec.command), ...asStringList(this.spec.args)];
    return this.#commandLine;
  }

  /** Flags of the command line; see `parseFlags`. */
  get flags(): ReadonlyMap<string, string> {
    this.#flags ??= parseFlags(this.commandLine);
    return this.#flags;
  }

  /**
   * An environment variable. Undefined: not set on the container (a ConfigMap by `envFrom` in scope is looked at too).
   * Unknown: from a Secret, a field, or a ConfigMap out of scope.
   */
  env(name: string): Value<string> | undefined {
    const entry = asMappings(this.spec.env).findLast((it) => it.name === name);
    const manifest = this.workload.manifest;
    if (entry === undefined) return this.#envFrom(name);
    if (manifest.isUnknown(entry, "value")) return unknown("known after apply", this.locate(entry, "value"));
    if (!isMapping(entry.valueFrom)) return explicit(asText(entry.value) ?? "", this.locate(entry, "value"));
    const reference = asMapping(asMapping(entry.valueFrom).configMapKeyRef);
    const map = this.workload.project.find("ConfigMap", asText(reference.name) ?? "", manifest);
    const data = asMapping((map?.object as { data?: unknown } | undefined)?.data);
    const value = asText(data[asText(reference.key) ?? ""]);
    if (map === undefined || value === undefined)
      return unknown("not set in these manifests", this.locate(entry));
    return explicit(value, map.locate(data, asText(reference.key)!));
  }

  #envFrom(name: string): Value<string> | undefined {
    let missing: Origin | undefined;
    for (const source of asMappings(this.spec.envFrom)) {
      const prefix = asText(source.prefix) ?? "";
      const reference = asText(asMapping(source.configMapRef).name);
      if (!name.startsWith(prefix)) continue;
      const map =
        reference === undefined
          ? undefined
          : this.workload.project.find("ConfigMap", reference, this.workload.manifest);
      const data = asMapping((map?.object as { data?: unknown } | undefined)?.data);
      const value = asText(data[name.slice(prefix.length)]);
      if (map === undefined) missing ??= this.locate(source);
      else if (value !== undefined) return explicit(value, map.locate(data, name.slice(prefix.length)));
    }
    return missing === undefined ? undefined : unknown("its source is not in these manifests", missing);
  }

  /**
   * A resource limit or request in base units (CPUs, bytes). Undefined: there is none.
   * A limit without a request sets the request, not the other way round (Kubernetes: resource defaults).
   */
  resource(list: "limits" | "requests", name: string): Value<number> | undefined {
    const manifest = this.workload.manifest;
    const resources = asMapping(this.spec.resources);
    const amounts = asMapping(resources[list]);
    if (manifest.isUnknown(this.spec, "resources"))
      return unknown("known after apply", this.locate(this.spec, "resources"));
    if (manifest.isUnknown(resources, list))
      return unknown("known after apply", this.locate(resources, list));
    if (manifest.isUnknown(amounts, name)) return unknown("known after apply", this.locate(amounts, name));
    if (!Object.hasOwn(amounts, name)) return undefined;
    const value = parseQuantity(amounts[name]);
    const origin = this.locate(amounts, name);
    return value === undefined ? unknown("not a quantity", origin) : explicit(value, origin);
  }

  /** CPU limit in CPUs. */
  get cpuLimit(): Value<number> | undefined {
    return this.resource("limits", "cpu");
  }

  /** Memory limit in bytes. */
  get memoryLimit(): Value<number> | undefined {
    return this.resource("limits", "memory");
  }

  /** Volume mounts with the volume each names. */
  get mounts(): readonly Mount[] {
    this.#mounts ??= asMappings(this.spec.volumeMounts).map((mount) => ({
      mount,
      path: asText(mount.mountPath) ?? "",
      volume: this.workload.volumes.find((it) => it.name === mount.name),
    }));
    return this.#mounts;
  }

  /** Files that ConfigMaps in scope put into this container, by volume, projected volume, `items` and `subPath`. */
  get files(): readonly MountedFile[] {
    this.#files ??= this.#mounted("ConfigMap").map(({ path, manifest, key }) => ({
      path,
      configMap: manifest,
      key,
    }));
    return this.#files;
  }

  /** Files that Secrets in scope put into this container, in the same ways. */
  get secretFiles(): readonly { readonly path: string; readonly secret: Manifest; readonly key: string }[] {
    return this.#mounted("Secret").map(({ path, manifest, key }) => ({ path, secret: manifest, key }));
  }

  #mounted(kind: "ConfigMap" | "Secret") {
    const found: { readonly path: string; readonly manifest: Manifest; readonly key: string }[] = [];
    for (const { mount, path, volume } of this.mounts) {
      if (volume === undefined) continue;
      for (const { name: source, items } of sourcesOf(asMapping(volume), kind)) {
        const manifest = this.workload.project.find(kind, source, this.workload.manifest);
        if (manifest === undefined) continue;
        for (const [key, name] of filesOf(manifest, items)) {
          const subPath = asText(mount.subPath);
          if (subPath === undefined)
            found.push({ path: `${path.replace(/\/+$/, "")}/${name}`, manifest, key });
          else if (subPath === name) found.push({ path, manifest, key });
          else if (name.startsWith(`${subPath}/`))
            found.push({ path: `${path}/${name.slice(subPath.length + 1)}`, manifest, key });
        }
      }
    }
    return found;
  }

  /** nginx configurations in scope that this container is known to run. */
  get nginxConfigs(): readonly NginxConfig[] {
    return this.workload.project.nginxConfigs.filter((it) => it.containers.includes(this));
  }
}

/** ConfigMaps or Secrets that make up a volume: by themselves, or projected with others. */
function sourcesOf(volume: Mapping, kind: "ConfigMap" | "Secret") {
  const field = kind === "ConfigMap" ? "configMap" : "secret";
  const own = asMapping(volume[field]);
  const projected = asMappings(asMapping(volume.projected).sources).map((it) => asMapping(it[field]));
  return [own, ...projected]
    .map((it) => ({
      name: asText(kind === "Secret" && it === own ? it.secretName : it.name),
      items: it.items,
    }))
    .filter((it): it is { name: string; items: unknown } => it.name !== undefined);
}

function filesOf(holder: Manifest, items: unknown): readonly (readonly [key: string, name: string])[] {
  const { data, stringData } = holder.object as { data?: unknown; stringData?: unknown };
  const keys = [...Object.keys(asMapping(data)), ...Object.keys(asMapping(stringData))];
  if (!Array.isArray(items)) return [...new Set(keys)].map((key) => [key, key] as const);
  return asMappings(items)
    .map((it) => [asText(it.key) ?? "", asText(it.path) ?? ""] as const)
    .filter(([key]) => keys.includes(key));
}

/** A manifest that runs pods, read through its pod template. */
export class Workload {
  readonly manifest: Manifest;
  readonly project: Project;
  readonly podSpec: V1PodSpec;
  /** The mapping that holds the pod's `metadata` and `spec`: the template, or the Pod itself. */
  readonly template: Mapping;
  readonly kind: string;
  /** Whether the pods are meant to end by themselves. */
  readonly isJob: boolean;
  readonly volumes: readonly V1Volume[];
  #containers: readonly Container[] | undefined;
  #ingresses: readonly Ingress[] | undefined;

  private constructor(manifest: Manifest, project: Project, template: Mapping) {
    this.manifest = manifest;
    this.project = project;
    this.template = template;
    const spec = asMapping(template.spec);
    this.podSpec = spec as unknown as V1PodSpec;
    this.kind = manifest.kind;
    this.isJob = this.kind === "Job" || this.kind === "CronJob";
    this.volumes = asMappings<V1Volume>(spec.volumes);
  }

  /** A workload of a manifest whose kind holds pods; undefined for other kinds and where the template is missing. */
  static of(manifest: Manifest, project: Project): Workload | undefined {
    const path = Object.hasOwn(templatePaths, manifest.kind) ? templatePaths[manifest.kind] : undefined;
    let template: unknown = path === undefined ? undefined : manifest.object;
    for (const step of path ?? []) template = asMapping(template)[step];
    return isMapping(template) && isMapping(template.spec)
      ? new Workload(manifest, project, template)
      : undefined;
  }

  get label(): string {
    return this.manifest.label;
  }

  /** Labels of the pods. */
  get podLabels(): Readonly<Record<string, string>> {
    return asMapping(asMapping(this.template.metadata).labels) as Record<string, string>;
  }

  /** Annotations of the pods. */
  get podAnnotations(): Readonly<Record<string, string>> {
    return asMapping(asMapping(this.template.metadata).annotations) as Record<string, string>;
  }

  /** All containers: main ones first, then sidecars, init and ephemeral ones. */
  get containers(): readonly Container[] {
    if (this.#containers !== undefined) return this.#containers;
    const spec = asMapping(this.podSpec);
    const of = (list: unknown, role: (it: V1Container) => ContainerRole) =>
      asMappings<V1Container>(list).map((it) => new Container(this, role(it), it));
    const init = of(spec.initContainers, (it) => (it.restartPolicy === "Always" ? "sidecar" : "init"));
    this.#containers = [
      ...of(spec.containers, () => "main"),
      ...init.filter((it) => it.role === "sidecar"),
      ...init.filter((it) => it.role === "init"),
      ...of(spec.ephemeralContainers, () => "ephemeral"),
    ];
    return this.#containers;
  }

  /** Services in scope that select these pods. */
  get services(): readonly Service[] {
    return this.project.servicesOf(this);
  }

  /** How traffic reaches the pods, by what is in scope. */
  get exposure(): Exposure {
    return this.project.exposureOf(this);
  }

  /** Ingresses in scope that lead to these pods. */
  get ingresses(): readonly Ingress[] {
    const { services, project } = this;
    this.#ingresses ??=
      services.length === 1
        ? project.ingressesOf(services[0]!)
        : [...new Set(services.flatMap((it) => project.ingressesOf(it)))];
    return this.#ingresses;
  }

  /** Seconds between the order to stop and the kill; 30 where nothing is written (Kubernetes: PodSpec). */
  get gracePeriodSeconds(): Value<number> {
    const spec = asMapping(this.podSpec);
    const key = "terminationGracePeriodSeconds";
    if (this.manifest.isUnknown(spec, key))
      return unknown("known after apply", this.manifest.locate(spec, key));
    const value = spec[key];
    if (typeof value === "number") return explicit(value, this.manifest.locate(spec, key));
    return byDefault(30, this.manifest.locate(this.template, "spec", "key"));
  }

  /** A pod sysctl of `securityContext.sysctls`; undefined when the pod sets none of that name. */
  sysctl(name: string): Value<string> | undefined {
    const context = asMapping(asMapping(this.podSpec).securityContext);
    const entry = asMappings(context.sysctls)
      .filter((it) => asText(it.name)?.replaceAll("/", ".") === name)
      .at(-1);
    if (entry === undefined) return undefined;
    if (this.manifest.isUnknown(entry, "value"))
      return unknown("known after apply", this.manifest.locate(entry, "value"));
    return explicit(String(entry.value ?? ""), this.manifest.locate(entry, "value"));
  }
}
