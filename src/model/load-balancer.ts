import {
  type BalancerSigns,
  balancerExample,
  balancerSeconds,
  type LoadBalancerFact,
  loadBalancers,
  planBalancers,
} from "../knowledge/load-balancers.ts";
import type { Origin } from "../text/origin.ts";
import type { Ingress } from "./ingress.ts";
import type { KubernetesObject, Manifest } from "./manifest.ts";
import type { Project } from "./project.ts";
import type { Service } from "./service.ts";
import { servingContainers } from "./serving-containers.ts";
import { asMapping, asText } from "./shape.ts";
import { byDefault, explicit, unknown, type Value } from "./value.ts";
import type { Container } from "./workload.ts";

/** A cloud load balancer that a Service or an Ingress asks for, and the containers it sends requests to. */
export interface LoadBalancer {
  readonly fact: Pick<LoadBalancerFact, "name" | "reuses">;
  /** The Service, the Ingress or the resource, as messages call it. */
  readonly label: string;
  /** Seconds after which it closes a connection without bytes; undefined where nobody can tell or nothing does. */
  readonly idle: Value<number> | undefined;
  /** Seconds after which it ends any request, WebSockets too; undefined where it has no such limit. */
  readonly requestLimit: Value<number> | undefined;
  /** Seconds for which it keeps connections to its backends for requests of other clients; undefined where it does not. */
  readonly reuse: Value<number> | undefined;
  /** How its idle time is set to a number of seconds; undefined where nothing sets it. */
  readonly example: ((seconds: number) => string) | undefined;
  /** Where an annotation stands that this kind ignores. */
  readonly ignored:
    | { readonly name: string; readonly seconds: number | undefined; readonly origin: Origin }
    | undefined;
  readonly containers: readonly Container[];
}

/** Load balancers that Services and Ingresses in scope show by annotations or class. */
export function* cloudLoadBalancers(project: Project): Generator<LoadBalancer> {
  for (const service of project.services) {
    if (service.type !== "LoadBalancer") continue;
    const spec = asMapping((service.manifest.object as KubernetesObject & { spec?: unknown }).spec);
    const className = asText(spec.loadBalancerClass);
    const fact =
      factOf("Service", service.manifest, className) ??
      (spec.loadBalancerClass === undefined && !saysWhose(service.manifest)
        ? assumedBalancer(project)
        : undefined);
    if (fact === undefined) continue;
    yield balancerOf(fact, service.manifest, undefined, containersBehind(project, service));
  }
  for (const ingress of project.ingresses) {
    if (ingress.classIsUnknown) continue;
    const fact = factOf("Ingress", ingress.manifest, ingress.className);
    if (fact === undefined) continue;
    yield balancerOf(
      fact,
      ingress.manifest,
      requestLimitOf(fact, project, ingress),
      containersOf(project, ingress),
    );
  }
  yield* ofPlan(project);
}

/**
 * The load balancer that a Terraform plan makes for itself in front of an ingress controller. What it leads to is a matter of addresses that no plan tells, so it counts
 * only where there is one of them and one controller, whose Service opens ports on the nodes.
 */
function* ofPlan(project: Project): Generator<LoadBalancer> {
  const found = project.cloudResources.flatMap((resource) => {
    const fact = planBalancers.find((it) => it.types.includes(resource.type) && it.matches(resource.values));
    return fact === undefined ? [] : [{ fact, resource }];
  });
  const [balancer, ...others] = found;
  const [controller, ...more] = project.controllers;
  if (balancer === undefined || others.length > 0 || controller === undefined || more.length > 0) return;
  const { container, workload } = controller;
  if (container === undefined || workload?.services.some((it) => it.type === "NodePort") !== true) return;
  const { fact, resource } = balancer;
  const value = resource.values.idle_timeout;
  const origin = resource.locate("idle_timeout");
  // The provider fills its default in, so nobody can tell whether somebody wrote the number.
  const idle =
    typeof value === "number" && !resource.isUnknown("idle_timeout")
      ? explicit(value, origin)
      : unknown("not known yet", origin);
  yield {
    fact,
    label: resource.address,
    idle,
    requestLimit: undefined,
    reuse: idle,
    example: (seconds) => `idle_timeout = ${seconds}`,
    ignored: undefined,
    containers: [container],
  };
}

/** What the user says that Services get where nothing in them does. */
function assumedBalancer({ assume }: Project): LoadBalancerFact | undefined {
  return assume.loadBalancer === undefined
    ? undefined
    : loadBalancers.find((it) => it.assumedAs === assume.loadBalancer);
}

/** Whether annotations of a load balancer stand on a Service, ours or of a cloud or program that is not known here: then it is no case for an assumption. */
function saysWhose({ annotations }: Manifest): boolean {
  return Object.keys(annotations).some((it) =>
    /load-?balancer|^service\.beta\.kubernetes\.io\/|metallb|kube-vip|cilium/i.test(it),
  );
}

function factOf(
  kind: LoadBalancerFact["kind"],
  manifest: Manifest,
  className: string | undefined,
): LoadBalancerFact | undefined {
  const { annotations } = manifest;
  const names = Object.keys(annotations);
  if (names.length === 0 && className === undefined) return undefined;
  const signs: BalancerSigns = {
    annotation: (name) => asText(annotations[name]),
    has: (prefix) => names.some((it) => it.startsWith(prefix)),
    className,
  };
  return loadBalancers.find((it) => it.kind === kind && it.matches(signs));
}

function balancerOf(
  fact: LoadBalancerFact,
  manifest: Manifest,
  requestLimit: Value<number> | undefined,
  containers: readonly Container[],
): LoadBalancer {
  const idle = idleOf(fact, manifest);
  const { ignores, reuses } = fact;
  const { annotations } = manifest;
  return {
    fact,
    label: manifest.label,
    idle,
    requestLimit,
    reuse:
      typeof reuses === "number"
        ? byDefault(reuses, manifest.nameOrigin)
        : reuses === "idle"
          ? idle
          : undefined,
    example: exampleOf(fact),
    ignored:
      ignores !== undefined && Object.hasOwn(annotations, ignores)
        ? {
            name: ignores,
            seconds: balancerSeconds(annotations[ignores] ?? "", "seconds"),
            origin: manifest.locate(annotations, ignores),
          }
        : undefined,
    containers,
  };
}

function exampleOf({ idle, requestLimit }: LoadBalancerFact): LoadBalancer["example"] {
  const example = idle?.example ?? requestLimit?.example;
  return example === undefined ? undefined : (value) => balancerExample(example, value);
}

/** The shortest limit that holds for any Service of the Ingress. */
function requestLimitOf(
  { requestLimit }: LoadBalancerFact,
  project: Project,
  ingress: Ingress,
): Value<number> | undefined {
  if (requestLimit === undefined || ingress.services.length === 0) return undefined;
  let shortest: Value<number> | undefined;
  for (const { manifest } of ingress.services) {
    const name = requestLimit.annotations.find((it) => Object.hasOwn(manifest.annotations, it));
    if (name === undefined) {
      shortest ??= byDefault(requestLimit.defaultSeconds, ingress.manifest.nameOrigin);
      continue;
    }
    const named = /"default"\s*:\s*"([^"]+)"/.exec(manifest.annotations[name] ?? "")?.[1];
    const config = named === undefined ? undefined : project.find(requestLimit.kind, named, manifest);
    // One that is not in scope, or is named by port, may say anything.
    if (config === undefined) return unknown("not in sight", manifest.locate(manifest.annotations, name));
    const spec = asMapping((config.object as KubernetesObject & { spec?: unknown }).spec);
    const value = spec[requestLimit.key];
    const limit =
      typeof value === "number"
        ? explicit(value, config.locate(spec, requestLimit.key))
        : byDefault(requestLimit.defaultSeconds, config.nameOrigin);
    if (shortest === undefined || shortest.state === "unknown" || limit.value < shortest.value)
      shortest = limit;
  }
  return shortest;
}

function idleOf(fact: LoadBalancerFact, manifest: Manifest): Value<number> | undefined {
  const { annotations } = manifest;
  let found: Value<number> | undefined;
  for (const name of Object.keys(annotations)) {
    if (fact.idle?.annotation.test(name) !== true) continue;
    const origin = manifest.locate(annotations, name);
    const text = asText(annotations[name]);
    if (text === undefined || manifest.isUnknown(annotations, name)) return unknown("not known yet", origin);
    const written = fact.idle.attribute === undefined ? text : attributeIn(text, fact.idle.attribute);
    if (written === undefined) continue;
    const value = balancerSeconds(written, fact.idle.unit);
    if (value === undefined) return unknown("not a number", origin);
    if (found === undefined || found.state === "unknown" || value < found.value)
      found = explicit(value, origin);
  }
  if (found !== undefined) return found;
  // Members of an IngressGroup share one load balancer, and the class may set attributes: what this one does not say, another may.
  const isShared =
    fact.kind === "Ingress" && Object.hasOwn(annotations, "alb.ingress.kubernetes.io/group.name");
  if (fact.defaultSeconds === undefined || isShared) return undefined;
  return byDefault(fact.defaultSeconds, manifest.nameOrigin);
}

/** `a=1,b=2`, as the AWS Load Balancer Controller reads it. */
function attributeIn(text: string, key: string): string | undefined {
  for (const part of text.split(",")) {
    const at = part.indexOf("=");
    if (at !== -1 && part.slice(0, at).trim() === key) return part.slice(at + 1).trim();
  }
  return undefined;
}

function containersBehind(project: Project, service: Service): readonly Container[] {
  return [...new Set(service.ports.flatMap((it) => servingContainers(project, service, it.port)))];
}

function containersOf(project: Project, ingress: Ingress): readonly Container[] {
  const found = new Set<Container>();
  for (const { serviceName, servicePort } of ingress.paths) {
    const service =
      serviceName === undefined ? undefined : project.serviceNamed(serviceName, ingress.manifest);
    if (service === undefined) continue;
    for (const it of servingContainers(project, service, servicePort)) found.add(it);
  }
  return [...found];
}
