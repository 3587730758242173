import { type ConnectionPool, connectionPoolOf, mostReplicas } from "../../../src/model/connection-pool.ts";
import { environmentOf } from "../../../src/model/environment.ts";
import type { Project } from "../../../src/model/project.ts";
import type { Known } from "../../../src/model/value.ts";
import type { Workload } from "../../../src/model/workload.ts";

/** A workload that connects to a database in scope, with what its share is made of. */
export interface Client extends ConnectionPool {
  readonly workload: Workload;
  readonly replicas: Known<number>;
  readonly connections: number;
}

/** Clients of each database in scope; those of several databases are left out, because their pool may belong to any of them. */
export function clientsByDatabase(
  project: Project,
  databases: ReadonlySet<Workload>,
  more: readonly string[],
): ReadonlyMap<Workload, readonly Client[]> {
  const found = new Map<Workload, Map<string, Client>>();
  for (const workload of project.workloads) {
    if (workload.isJob || databases.has(workload)) continue;
    const pools = workload.containers.flatMap((it) =>
      it.role === "main" ? (connectionPoolOf(it, more) ?? []) : [],
    );
    const [pool] = pools;
    if (pool === undefined) continue;
    const targets = databasesOf(pool, project, databases);
    const replicas = mostReplicas(workload);
    const [database] = targets;
    if (database === undefined || targets.size > 1 || replicas === undefined) continue;
    const connections = replicas.value * (pool.processes?.value ?? 1) * pool.size.value;
    const clients = found.get(database) ?? new Map<string, Client>();
    // Copies of one workload for several environments: the smallest counts.
    const key = workload.manifest.resource;
    const other = clients.get(key);
    if (other === undefined || other.connections > connections)
      clients.set(key, { ...pool, workload, replicas, connections });
    found.set(database, clients);
  }
  return new Map([...found].map(([database, clients]) => [database, [...clients.values()]]));
}

/** Databases whose Services a container's variables and arguments name as hosts. */
function databasesOf(
  { container }: ConnectionPool,
  project: Project,
  databases: ReadonlySet<Workload>,
): ReadonlySet<Workload> {
  const found = new Set<Workload>();
  const texts = [...environmentOf(container).map((it) => it.value), ...container.commandLine];
  for (const host of texts.flatMap(hostsOf)) {
    const labels = host.split(".");
    // `db`, `db.shop`, `db.shop.svc…`, and a pod of a StatefulSet by its headless Service: `db-0.db`
    const [first = "", second, third] = labels;
    const manifest = container.workload.manifest;
    const service =
      project.serviceNamed(first, manifest, second ?? manifest.namespace) ??
      (second === undefined
        ? undefined
        : project.serviceNamed(second, manifest, third ?? manifest.namespace));
    if (service === undefined) continue;
    for (const it of project.workloadsOf(service)) if (databases.has(it)) found.add(it);
  }
  return found;
}

/** Host names in a text: the whole of it, or the one of a URL. */
function hostsOf(text: string): readonly string[] {
  const url = /^(?:--?[\w.-]+=)?(?:jdbc:)?[a-z][a-z0-9+]*:\/\/(?:[^@/]*@)?([a-z0-9][a-z0-9.-]*)/i.exec(text);
  if (url !== null) return [url[1]!.toLowerCase()];
  const plain = /^(?:--?[\w.-]+=)?([a-z][a-z0-9.-]*)(?::\d+)?$/.exec(text);
  return plain === null ? [] : [plain[1]!];
}
