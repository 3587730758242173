import type { Finding, Related } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { formatSize } from "../../../src/model/buffers.ts";
import { type ConnectionCapacity, connectionCapacity } from "../../../src/model/connection-capacity.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import type { Known } from "../../../src/model/value.ts";
import type { Container } from "../../../src/model/workload.ts";
import { type Demand, largestDemand } from "./demand.ts";

export default defineRule({
  id: "buffer-memory-budget",
  subject: "nginx",
  severity: "warning",
  preset: "recommended",
  summary: "The response buffers of busy connections need more memory than the container may use.",
  why: "When backends slow down, connections pile up with full buffers, and the kernel kills nginx in the middle of the traffic peak.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffers",
    "https://nginx.org/en/docs/ngx_core_module.html#worker_connections",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#max-worker-connections",
  ],
  lessons: [3],
  options: {
    busyPercent: {
      type: "integer",
      default: 10,
      minimum: 1,
      description: "Share of all connections that hold full buffers at one time, in percent.",
    },
  },

  *check(config, { project, options }) {
    for (const container of config.containers) {
      if (container.role === "init") continue;
      const limit = container.memoryLimit;
      if (limit === undefined || limit.state === "unknown") continue;
      const capacity = connectionCapacity(config, container);
      if (capacity === undefined) continue;
      const demand = largestDemand(config, project.assume.pageSize);
      if (demand === undefined) return;
      const busy = Math.floor(
        (capacity.workers.value * capacity.connections.value * options.busyPercent) / 100,
      );
      const bytes = busy * demand.bytes;
      if (bytes <= limit.value) continue;
      const written = demand.origin ?? writtenOf(capacity)[0];
      if (written === undefined) continue; // nobody chose any of the factors
      if (config.ingress !== undefined && written.place().resource !== config.ingress.manifest.resource)
        return;
      yield finding(config, container, { capacity, demand, limit, bytes, busyPercent: options.busyPercent });
      return;
    }
  },
});

interface Sum {
  readonly capacity: ConnectionCapacity;
  readonly demand: Demand;
  readonly limit: Known<number>;
  readonly bytes: number;
  readonly busyPercent: number;
}

function writtenOf({ workers, connections }: ConnectionCapacity) {
  return [connections, workers].filter((it) => it.state === "explicit").map((it) => it.origin);
}

function finding(config: NginxConfig, container: Container, sum: Sum): Finding {
  const { capacity, demand, limit, bytes, busyPercent } = sum;
  const { workers, connections } = capacity;
  const at = demand.origin ?? writtenOf(capacity)[0]!;
  const share = busyPercent === 100 ? "" : ` × ${busyPercent} %`;
  const isKey = config.controller !== undefined;
  const related: Related[] = [
    {
      at: workers.origin,
      message: `${workers.value} worker${workers.value === 1 ? "" : "s"}${workers.state === "default" ? " by default" : ""}.`,
    },
    {
      at: connections.origin,
      message: `${connections.value} connections each${connections.state === "default" ? " by default" : ""}.`,
    },
    ...(demand.origin === undefined
      ? []
      : demand.others.map((it) => ({ at: it.origin, message: it.message }))),
    { at: limit.origin, message: `The memory limit of ${container.label} is ${inUnits(limit.value)}.` },
  ];
  const most = Math.floor((limit.value * 100) / (workers.value * demand.bytes * busyPercent));
  return {
    at,
    message: `${workers.value} × ${connections.value} connections${share} × ${demand.sum} are ${inUnits(bytes)} of buffers, above the memory limit ${inUnits(limit.value)} of ${container.label}.`,
    help: `Set the buffers lower, '${isKey ? (config.controller?.product === "f5-nic" ? "worker-connections" : "max-worker-connections") : "worker_connections"}' to ${most} or less, or the memory limit above ${inUnits(bytes)}.`,
    related: related.filter((it) => it.at !== at),
  };
}

/** Bytes as manifests write memory: `512 MiB`, `1.6 GiB`. */
function inUnits(bytes: number): string {
  for (const [unit, factor] of [
    ["GiB", 2 ** 30],
    ["MiB", 2 ** 20],
  ] as const)
    if (bytes >= factor) return `${Number((bytes / factor).toFixed(1))} ${unit}`;
  return formatSize(bytes);
}
