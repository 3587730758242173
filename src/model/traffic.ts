import { autoscalersFor } from "./autoscalers.ts";
import type { Manifest } from "./manifest.ts";
import type { Service } from "./service.ts";
import { asMapping, asMappings, asText, type Mapping } from "./shape.ts";
import type { Container, Workload } from "./workload.ts";

/** A container that requests reach, and what leads there. */
export interface TrafficContainer {
  readonly container: Container;
  readonly level: "edge" | "service";
  /** The Ingress, route or Service that leads here. */
  readonly via: Manifest;
}

/** Ports that only monitoring reads: a scrape that fails once harms no user. */
const monitoring = /(^|-)(metrics?|prometheus|prom|telemetry|scrape)(-|$)/;
/** Proxies and agents beside an application; where the mesh's own proxy stands in the way, the Service still names the application's port. */
const sidecars =
  /^(istio-proxy|linkerd-proxy|envoy-sidecar|cloud-?sql-proxy|vault-agent|fluent-?bit|fluentd|filebeat|promtail|datadog-agent|config-reloader)$|exporter$/;
/** Commands that only keep a container alive, for somebody to run something in it. */
const idleCommand = /^(?:\S*\/)?(?:sleep (?:inf(?:inity)?|\d+[smhd]?)|tail -[fF] \/dev\/null)$/;
/** Ports of databases, brokers and coordinators: their clients hold connections and reconnect, and their shutdown is their own. */
const stores: ReadonlySet<number> = new Set([
  1433, 1521, 2181, 2379, 2380, 3306, 4222, 5432, 5672, 6379, 7687, 9042, 9092, 9093, 9094, 9300, 11211,
  26257, 6641, 6642, 26379, 27017, 27018,
]);
const storeImages =
  /^(?:(?:cp-)?(?:kafka|zookeeper)|postgres(?:ql)?|postgis|timescaledb|mysql|mariadb|percona.*|mongo(?:db)?|redis(?:-stack)?|valkey|rabbitmq|nats|etcd|cassandra|scylla|elasticsearch|opensearch|memcached|clickhouse(?:-server)?|influxdb|cockroach|cockroachdb|neo4j|minio|consul|vault)$/;

/** Which Services count: all, or those of many pods behind which a wait before the end helps. */
export type TrafficScope = "all" | "shared";

/** Containers of the workload that serve the traffic of its Services, each once, with the most public way that leads there. */
export function trafficContainers(
  workload: Workload,
  scope: TrafficScope = "shared",
): readonly TrafficContainer[] {
  const found = new Map<Container, TrafficContainer>();
  for (const service of workload.services) {
    const entrance = workload.project.entranceOf(service);
    if (entrance === undefined && scope === "shared" && !waitHelpsBehind(service, workload)) continue;
    for (const container of containersBehind(service, workload, entrance === undefined)) {
      if (found.get(container)?.level === "edge") continue;
      found.set(container, {
        container,
        level: entrance === undefined ? "service" : "edge",
        via: entrance ?? service.manifest,
      });
    }
  }
  return [...found.values()];
}

/** A container that is judged because requests reach it; `via` is undefined for a controller whose Service is not in scope. */
export type JudgedContainer = Omit<TrafficContainer, "via"> & { readonly via: Manifest | undefined };

/**
 * `trafficContainers`, and the workload's ingress controller: it serves traffic by what it is, also where its Service is not in scope. None for
 * Jobs, and for `replicas: 0`.
 */
export function judgedContainers(workload: Workload, scope: TrafficScope): readonly JudgedContainer[] {
  const known = judged[scope].get(workload);
  if (known !== undefined) return known;
  const found = findJudged(workload, scope);
  judged[scope].set(workload, found);
  return found;
}

/** Many rules ask for the same containers. */
const judged: Readonly<Record<TrafficScope, WeakMap<Workload, readonly JudgedContainer[]>>> = {
  all: new WeakMap(),
  shared: new WeakMap(),
};

function findJudged(workload: Workload, scope: TrafficScope): readonly JudgedContainer[] {
  if (workload.isJob || workload.kind === "PodTemplate" || replicasOf(workload) === 0) return [];
  const reached = trafficContainers(workload, scope);
  const own = workload.project.controllers.find((it) => it.workload === workload)?.container;
  return own === undefined || reached.some((it) => it.container === own)
    ? reached
    : [...reached, { container: own, level: "service", via: undefined }];
}

/** `spec.replicas` as written; 1 where it is not. */
function replicasOf(workload: Workload): number {
  const { replicas } = asMapping((workload.manifest.object as { spec?: unknown }).spec);
  return typeof replicas === "number" ? replicas : 1;
}

/**
 * Whether other pods can take over while one of them waits. One pod that goes before its successor comes (a StatefulSet or `Recreate` with
 * one replica, a bare Pod) leaves a gap that no hook closes; `replicas: 0` runs nothing.
 */
export function hasSuccessors(workload: Workload): boolean {
  if (workload.isJob || workload.kind === "Pod" || workload.kind === "PodTemplate") return false;
  const spec = asMapping((workload.manifest.object as { spec?: unknown }).spec);
  const replicas = replicasOf(workload);
  if (replicas === 0) return false;
  const replacesFirst = workload.kind === "StatefulSet" || asMapping(spec.strategy).type === "Recreate";
  return (
    replicas > 1 || !replacesFirst || workload.manifest.isUnknown(spec, "replicas") || isAutoscaled(workload)
  );
}

/**
 * Inside the cluster a wait is asked for where several pods share the traffic: not of agents on every node, not of what is meant to run
 * once, and not behind headless Services, whose clients pick the pods themselves.
 */
function waitHelpsBehind(service: Service, workload: Workload): boolean {
  if (service.isHeadless || workload.kind === "DaemonSet") return false;
  return (
    asMapping((workload.manifest.object as { spec?: unknown }).spec).replicas !== 1 || isAutoscaled(workload)
  );
}

function isAutoscaled(workload: Workload): boolean {
  return autoscalersFor(workload).length > 0;
}

function containersBehind(service: Service, workload: Workload, internal: boolean): readonly Container[] {
  const { containers } = workload;
  if (internal && containers.some((it) => it.role === "main" && storeImages.test(it.image?.name ?? "")))
    return [];
  const candidates = containers.filter(
    (it) => it.role === "main" && !sidecars.test(it.name) && !idleCommand.test(it.commandLine.join(" ")),
  );
  const found = new Set<Container>();
  for (const { name, port, targetPort, protocol } of service.ports) {
    // A datagram has no connection that is refused, and no HTTP request that fails.
    if (protocol === "UDP" || monitoring.test(name ?? "")) continue;
    const target = targetPort ?? port;
    const declared = candidates.flatMap((container) => declaredPorts(container, target));
    const isStore =
      isStorePort(port) || isStorePort(target) || declared.some((it) => isStorePort(it.port.containerPort));
    if (isStore || declared.some((it) => monitoring.test(asText(it.port.name) ?? ""))) continue;
    if (declared.length > 0) for (const it of declared) found.add(it.container);
    // Declaring ports is optional: one container alone in its pod serves a port by number all the same.
    else if (typeof target === "number" && candidates.length === 1 && declaresNoPort(candidates[0]!))
      found.add(candidates[0]!);
  }
  return [...found];
}

function isStorePort(port: unknown): boolean {
  return typeof port === "number" && stores.has(port);
}

/** Declared ports of a container that a target means, by number or name. */
function declaredPorts(
  container: Container,
  target: number | string | undefined,
): readonly { readonly container: Container; readonly port: Mapping }[] {
  return asMappings(container.spec.ports)
    .filter((it) => (typeof target === "string" ? it.name === target : numberOf(it.containerPort) === target))
    .map((port) => ({ container, port }));
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function declaresNoPort(container: Container): boolean {
  return asMappings(container.spec.ports).length === 0;
}
