import type { Related } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { type DatabaseLimit, databaseLimitOf } from "../../../src/model/database-limit.ts";
import type { Workload } from "../../../src/model/workload.ts";
import { type Client, clientsByDatabase } from "./clients.ts";

export default defineRule({
  id: "connection-pool-budget",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "The connection pools of all pods together are larger than what the database accepts.",
  why: "At full scale the database refuses connections; pods that need one fail their requests, and restarts make all of them connect at once.",
  references: [
    "https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS",
    "https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_max_connections",
    "https://github.com/brettwooldridge/HikariCP/wiki/About-Pool-Sizing",
  ],
  lessons: [21, 37],
  options: {
    poolVariables: {
      type: "string[]",
      default: [],
      description: "Further environment variables that hold the size of a process's connection pool.",
    },
  },

  *check(project, { options }) {
    const limits = new Map<Workload, DatabaseLimit>();
    for (const workload of project.workloads) {
      const limit = databaseLimitOf(workload);
      if (limit !== undefined) limits.set(workload, limit);
    }
    if (limits.size === 0) return;
    const databases = new Set(limits.keys());
    for (const [database, clients] of clientsByDatabase(project, databases, options.poolVariables)) {
      const { limit, server } = limits.get(database)!;
      const sum = clients.reduce((total, it) => total + it.connections, 0);
      if (sum <= limit.value) continue;
      const [largest, ...others] = [...clients].sort((a, b) => b.connections - a.connections);
      const arithmetic = clients.length === 1 ? product(largest!) : clients.map(product).join(" + ");
      const isDefault = limit.state === "default" ? `, the default of ${server.name}` : "";
      yield {
        at: largest!.size.origin,
        message: `Pools reach ${sum} connections (${arithmetic}), but ${database.label} accepts ${limit.value}${isDefault}.`,
        help: "Lower the pool sizes or the replicas until the sum fits, or put a pooler such as PgBouncer or ProxySQL in between.",
        related: [
          ...[largest!, ...others].flatMap((it, at) => factors(it, at === 0)),
          { at: limit.origin, message: `${limit.value} connections are accepted by this.` },
        ],
        key: database.manifest.resource,
      };
    }
  },
});

/** `12 × 4 × 20`: pods, processes, pool. */
function product({ replicas, processes, size }: Client): string {
  return [replicas, ...(processes === undefined ? [] : [processes]), size].map((it) => it.value).join(" × ");
}

function factors({ workload, replicas, processes, size }: Client, isFirst: boolean): readonly Related[] {
  return [
    ...(isFirst ? [] : [{ at: size.origin, message: `${size.value} connections a process.` }]),
    {
      at: replicas.origin,
      message: `${workload.label} runs up to ${replicas.value} ${replicas.value === 1 ? "pod" : "pods"}.`,
    },
    ...(processes === undefined
      ? []
      : [{ at: processes.origin, message: `${processes.value} processes a pod.` }]),
  ];
}
