import type { ControllerProduct } from "../knowledge/controllers.ts";
import { annotationPrefixes } from "../knowledge/controllers.ts";
import type { AssumedBalancer } from "../knowledge/load-balancers.ts";
import type { SysctlSetting } from "../parsers/sysctl/sysctl.ts";
import type { Origin } from "../text/origin.ts";
import { matchesWildcard } from "../text/wildcard.ts";
import type { CloudResource } from "./cloud-resource.ts";
import type { Controller } from "./controller.ts";
import { findControllers, servedClasses } from "./find-controllers.ts";
import { heldConfigs } from "./held-configs.ts";
import { Ingress } from "./ingress.ts";
import type { KubernetesObject, Manifest } from "./manifest.ts";
import type { NginxConfig } from "./nginx-config.ts";
import type { PlanChange } from "./plan/change.ts";
import { nearest, sameNamespace } from "./proximity.ts";
import { Service } from "./service.ts";
import { asMapping, asMappings, asText } from "./shape.ts";
import { type Exposure, isWorkloadKind, Workload } from "./workload.ts";

/** Facts about the world outside the inputs that the user vouches for. */
export interface Assumptions {
  /** Controller version where no image in scope says one. */
  readonly controllerVersion?: string | undefined;
  /** nginx version where nothing in scope says one. */
  readonly nginxVersion?: string | undefined;
  /** Linux release of the nodes, such as `5.15`; left out: one that is not too old for Kubernetes. */
  readonly kernel?: string | undefined;
  /** What Services of type LoadBalancer get where nothing in them says. */
  readonly loadBalancer?: AssumedBalancer | undefined;
  /** `net.core.somaxconn` on the nodes. */
  readonly somaxconn?: number | undefined;
  /** Memory page size in bytes, nginx's default buffer size. */
  readonly pageSize: number;
  /** The time that ages are judged by, in milliseconds since the epoch; left out: the clock's. */
  readonly now?: number | undefined;
}

/** What the application behind a workload or Service does, which no manifest tells: the user states it. */
export interface BackendFact {
  readonly match: {
    readonly kind?: string | undefined;
    readonly namespace?: string | undefined;
    readonly name: string;
  };
  /** Idle time after which the application closes a connection, in seconds. */
  readonly keepaliveTimeoutSeconds: number;
}

/** A mapping key that a document has twice. */
export interface RepeatedKey {
  readonly key: string;
  /** The entry that is lost. */
  readonly first: Origin;
  /** The entry that readers get. */
  readonly second: Origin;
}

/** What a project is made of. */
export interface ProjectParts {
  readonly manifests: readonly Manifest[];
  /** Configurations that stand in files of their own, includes resolved. */
  readonly nginxFiles: readonly NginxConfig[];
  readonly sysctls: readonly SysctlSetting[];
  readonly changes: readonly PlanChange[];
  readonly duplicateKeys: readonly RepeatedKey[];
  /** What else a Terraform plan holds. */
  readonly cloudResources: readonly CloudResource[];
  readonly assume: Assumptions;
  readonly backends: readonly BackendFact[];
  /** Annotations that something in the cluster reads though no release of the controllers does; may hold `*`. */
  readonly knownAnnotations: readonly string[];
}

const routeKinds: ReadonlySet<string> = new Set([
  "HTTPRoute",
  "GRPCRoute",
  "TLSRoute",
  "TCPRoute",
  "UDPRoute",
]);

/**
 * Everything in scope, linked: what selects what, what is mounted where, which controller serves which Ingress. Links
 * are worked out when asked for and kept.
 */
export class Project {
  readonly assume: Assumptions;
  /** The time that ages are judged by, in milliseconds since the epoch: one for the whole run. */
  readonly now: number;
  readonly backends: readonly BackendFact[];
  readonly #knownAnnotations: readonly string[];
  readonly sysctls: readonly SysctlSetting[];
  readonly changes: readonly PlanChange[];
  readonly duplicateKeys: readonly RepeatedKey[];
  readonly cloudResources: readonly CloudResource[];
  readonly manifests: readonly Manifest[];
  readonly #nginxFiles: readonly NginxConfig[];
  readonly #byKind = new Map<string, Manifest[]>();
  /** By kind, and there by name. */
  readonly #byName = new Map<string, Map<string, Manifest[]>>();
  readonly #servicesOf = new Map<Workload, readonly Service[]>();
  readonly #serviceOf = new Map<Manifest, Service>();
  #workloads: readonly Workload[] | undefined;
  #ingresses: readonly Ingress[] | undefined;
  #services: readonly Service[] | undefined;
  #controllers: readonly Controller[] | undefined;
  #nginxConfigs: readonly NginxConfig[] | undefined;
  /** Services by a label that they select: by its name, and there by its value. */
  #selectors: Map<string, Map<string, Service[]>> | undefined;
  #entrances: Map<Service, Manifest> | undefined;
  #workloadsOf: Map<Service, Workload[]> | undefined;
  #ingressesOf: Map<Service, Ingress[]> | undefined;
  readonly #controllerOf = new Map<Ingress, Controller | undefined>();
  readonly #productOf = new Map<Ingress, ControllerProduct | undefined>();

  constructor(parts: ProjectParts) {
    this.manifests = parts.manifests;
    this.assume = parts.assume;
    this.now = parts.assume.now ?? Date.now();
    this.backends = parts.backends;
    this.#knownAnnotations = parts.knownAnnotations;
    this.sysctls = parts.sysctls;
    this.changes = parts.changes;
    this.duplicateKeys = parts.duplicateKeys;
    this.cloudResources = parts.cloudResources;
    this.#nginxFiles = parts.nginxFiles;
    for (const manifest of parts.manifests) {
      push(this.#byKind, manifest.kind, manifest);
      if (manifest.name !== "") push(within(this.#byName, manifest.kind), manifest.name, manifest);
    }
  }

  /** Whether the user vouches for an annotation: something reads it. */
  knowsAnnotation(key: string): boolean {
    return this.#knownAnnotations.some((it) => matchesWildcard(it, key));
  }

  /** Manifests of one kind. */
  ofKind(kind: string): readonly Manifest[] {
    return this.#byKind.get(kind) ?? [];
  }

  /** The manifest that a reference by name means: same namespace, and where copies exist the one nearest in the tree. */
  find(kind: string, name: string, from: Manifest, namespace = from.namespace): Manifest | undefined {
    const candidates = this.#named(kind, name);
    const [only] = candidates;
    if (only === undefined || candidates.length > 1)
      return nearest(
        candidates.filter((it) => sameNamespace(it, from, namespace)),
        from,
      );
    return sameNamespace(only, from, namespace) ? only : undefined;
  }

  #named(kind: string, name: string): readonly Manifest[] {
    return this.#byName.get(kind)?.get(name) ?? noManifests;
  }

  get workloads(): readonly Workload[] {
    this.#workloads ??= this.manifests
      .filter((it) => isWorkloadKind(it.kind))
      .map((it) => Workload.of(it, this))
      .filter((it) => it !== undefined);
    return this.#workloads;
  }

  get services(): readonly Service[] {
    this.#services ??= this.ofKind("Service").map((it) => this.#service(it));
    return this.#services;
  }

  get ingresses(): readonly Ingress[] {
    this.#ingresses ??= this.ofKind("Ingress").map((it) => new Ingress(it, this));
    return this.#ingresses;
  }

  get controllers(): readonly Controller[] {
    this.#controllers ??= findControllers(this);
    return this.#controllers;
  }

  /** Every written nginx configuration that is judged as a whole: files, and values of ConfigMaps. */
  get nginxConfigs(): readonly NginxConfig[] {
    this.#nginxConfigs ??= [...this.#nginxFiles, ...heldConfigs(this)];
    return this.#nginxConfigs;
  }

  /** The Service a name means, seen from a manifest. */
  serviceNamed(name: string, from: Manifest, namespace = from.namespace): Service | undefined {
    const manifest = this.find("Service", name, from, namespace);
    return manifest === undefined ? undefined : this.#service(manifest);
  }

  /** Services whose selector matches the workload's pods. */
  servicesOf(workload: Workload): readonly Service[] {
    const done = this.#servicesOf.get(workload);
    if (done !== undefined) return done;
    const labels = workload.podLabels;
    const found: Service[] = [];
    const bySelector = this.#servicesBySelector();
    for (const key of Object.keys(labels)) {
      for (const service of bySelector.get(key)?.get(labels[key]!) ?? noServices)
        if (selects(service, labels) && sameNamespace(service.manifest, workload.manifest))
          found.push(service);
    }
    const kept = withoutFarCopies(found, workload.manifest);
    this.#servicesOf.set(workload, kept);
    return kept;
  }

  /** Workloads whose pods a Service selects. */
  workloadsOf(service: Service): readonly Workload[] {
    if (this.#workloadsOf === undefined) {
      this.#workloadsOf = new Map();
      for (const workload of this.workloads) {
        for (const it of this.servicesOf(workload)) push(this.#workloadsOf, it, workload);
      }
    }
    return this.#workloadsOf.get(service) ?? [];
  }

  /** Ingresses with a path that leads to a Service. */
  ingressesOf(service: Service): readonly Ingress[] {
    if (this.#ingressesOf === undefined) {
      this.#ingressesOf = new Map();
      for (const ingress of this.ingresses) {
        for (const it of ingress.services) push(this.#ingressesOf, it, ingress);
      }
    }
    return this.#ingressesOf.get(service) ?? [];
  }

  /** How traffic reaches a workload: see `Exposure`. */
  exposureOf(workload: Workload): Exposure {
    const services = this.servicesOf(workload);
    const entrances = this.#entrancesByService();
    for (const service of services) {
      const entrance = entrances.get(service);
      if (entrance !== undefined) return { level: "edge", via: entrance };
    }
    const first = services[0];
    return first === undefined
      ? { level: "none", via: undefined }
      : { level: "service", via: first.manifest };
  }

  /** What leads from outside the cluster to a Service: an Ingress, a Gateway API route, or the Service's own load balancer. */
  entranceOf(service: Service): Manifest | undefined {
    return this.#entrancesByService().get(service);
  }

  /** The product whose annotations and class an Ingress carries; undefined for other controllers and where nothing says. */
  productOf(ingress: Ingress): ControllerProduct | undefined {
    return remembered(this.#productOf, ingress, () => this.#findProductOf(ingress));
  }

  #findProductOf(ingress: Ingress): ControllerProduct | undefined {
    const controller = this.controllerOf(ingress);
    if (controller !== undefined) return controller.product;
    const byClass = this.#classController(ingress);
    if (byClass === "k8s.io/ingress-nginx") return "ingress-nginx";
    if (byClass === "nginx.org/ingress-controller") return "f5-nic";
    if (byClass !== undefined || isForeignClass(ingress.className)) return undefined;
    return (
      productOfAnnotations(ingress.manifest) ?? (ingress.className === "nginx" ? "ingress-nginx" : undefined)
    );
  }

  /** The controller in scope that serves an Ingress; undefined when none does or several might. */
  controllerOf(ingress: Ingress): Controller | undefined {
    return remembered(this.#controllerOf, ingress, () => this.#findControllerOf(ingress));
  }

  #findControllerOf(ingress: Ingress): Controller | undefined {
    if (ingress.classIsUnknown) return undefined;
    const name = ingress.className;
    const classController = this.#classController(ingress);
    const own = productOfAnnotations(ingress.manifest);
    const fits = this.controllers.filter((controller) => {
      const classes = servedClasses(controller);
      if (classController !== undefined)
        return (
          classes.controllerClass === classController ||
          (classes.controllerClass === undefined && isProductClass(controller.product, classController))
        );
      if (name === undefined) return own === undefined || own === controller.product;
      if (classes.names === undefined)
        return own === controller.product || (own === undefined && name === "nginx");
      return classes.names.has(name);
    });
    const manifests = fits.map((it) => it.manifest);
    const chosen = nearest(manifests, ingress.manifest, true);
    return fits.find((it) => it.manifest === chosen);
  }

  /** `spec.controller` of the IngressClass that an Ingress names, where that is in scope. */
  #classController(ingress: Ingress): string | undefined {
    const name = ingress.className;
    if (name === undefined) return undefined;
    const found = nearest(this.#named("IngressClass", name), ingress.manifest);
    return asText(asMapping((found?.object as KubernetesObject & { spec?: unknown })?.spec).controller);
  }

  #service(manifest: Manifest): Service {
    const done = this.#serviceOf.get(manifest);
    if (done !== undefined) return done;
    const service = new Service(manifest);
    this.#serviceOf.set(manifest, service);
    return service;
  }

  #servicesBySelector(): ReadonlyMap<string, ReadonlyMap<string, readonly Service[]>> {
    if (this.#selectors !== undefined) return this.#selectors;
    this.#selectors = new Map();
    for (const service of this.services) {
      const first = Object.entries(service.selector ?? {})[0];
      if (first !== undefined) push(within(this.#selectors, first[0]), first[1], service);
    }
    return this.#selectors;
  }

  /** What leads from outside the cluster to each Service: an Ingress, a Gateway API route, or its own load balancer. */
  #entrancesByService(): Map<Service, Manifest> {
    if (this.#entrances !== undefined) return this.#entrances;
    const entrances = new Map<Service, Manifest>();
    const add = (service: Service | undefined, entrance: Manifest) => {
      if (service !== undefined && !entrances.has(service)) entrances.set(service, entrance);
    };
    for (const ingress of this.ingresses)
      for (const service of ingress.services) add(service, ingress.manifest);
    for (const manifest of this.manifests) {
      if (!routeKinds.has(manifest.kind) || manifest.group !== "gateway.networking.k8s.io") continue;
      const spec = asMapping((manifest.object as KubernetesObject & { spec?: unknown }).spec);
      for (const rule of asMappings(spec.rules)) {
        for (const reference of asMappings(rule.backendRefs)) {
          if ((asText(reference.kind) ?? "Service") !== "Service") continue;
          add(
            this.serviceNamed(
              asText(reference.name) ?? "",
              manifest,
              asText(reference.namespace) ?? manifest.namespace,
            ),
            manifest,
          );
        }
      }
    }
    for (const service of this.services) if (service.type === "LoadBalancer") add(service, service.manifest);
    this.#entrances = entrances;
    return entrances;
  }
}

const noManifests: readonly Manifest[] = [];
const noServices: readonly Service[] = [];

/** Whether pods with such labels are among those of a Service. */
function selects({ selector = {} }: Service, labels: Readonly<Record<string, string>>): boolean {
  return Object.keys(selector).every((name) => labels[name] === selector[name]);
}

/** What a map has for a key; what is found, nothing included, is found once. */
function remembered<K, V>(map: Map<K, V | undefined>, key: K, find: () => V | undefined): V | undefined {
  const done = map.get(key);
  if (done !== undefined || map.has(key)) return done;
  const found = find();
  map.set(key, found);
  return found;
}

/** The inner map of a key, which is made when it is first asked for. */
function within<K, V>(map: Map<K, Map<K, V>>, key: K): Map<K, V> {
  let inner = map.get(key);
  if (inner === undefined) {
    inner = new Map();
    map.set(key, inner);
  }
  return inner;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Overlays repeat a Service under one name: of each name only the copy nearest to the workload counts. */
function withoutFarCopies(services: readonly Service[], from: Manifest): readonly Service[] {
  if (services.length <= 1) return services;
  const byName = new Map<string, Service[]>();
  for (const service of services) push(byName, service.manifest.name, service);
  return [...byName.values()].map((copies) => {
    const kept = nearest(
      copies.map((it) => it.manifest),
      from,
    );
    return copies.find((it) => it.manifest === kept)!;
  });
}

function productOfAnnotations(manifest: Manifest): ControllerProduct | undefined {
  const names = Object.keys(manifest.annotations);
  for (const product of ["ingress-nginx", "f5-nic"] as const) {
    if (names.some((name) => name.startsWith(annotationPrefixes[product]))) return product;
  }
  return undefined;
}

function isProductClass(product: ControllerProduct, controllerClass: string): boolean {
  return product === "f5-nic"
    ? controllerClass === "nginx.org/ingress-controller"
    : controllerClass === "k8s.io/ingress-nginx";
}

/** Class names that other controllers' documentation uses by default. */
function isForeignClass(name: string | undefined): boolean {
  return (
    name !== undefined &&
    /^(alb|gce|gce-internal|traefik|haproxy|kong|contour|istio|ambassador|azure[/-]application-gateway|openshift-default|cilium|apisix|tailscale|voyager|skipper|higress)\b/.test(
      name,
    )
  );
}
