import { autoCountOf } from "../knowledge/auto-workers.ts";
import { parseGoInt } from "../knowledge/ingress-nginx-settings.ts";
import { defaultWorkerConnections, workerLimitKeys } from "../knowledge/open-files.ts";
import type { Controller } from "./controller.ts";
import { allDirectives, type NginxConfig } from "./nginx-config.ts";
import { byDefault, explicit, type Known } from "./value.ts";
import type { Container } from "./workload.ts";

/** How many workers an nginx runs and how many connections each of them holds at most. */
export interface ConnectionCapacity {
  readonly workers: Known<number>;
  readonly connections: Known<number>;
}

/** nginx's own `worker_processes` (ngx_core_module). */
const NGINX_WORKERS = 1;

/** Undefined where either number is not known, for example `auto` on a node that nobody sees. */
export function connectionCapacity(
  config: NginxConfig,
  container: Container,
): ConnectionCapacity | undefined {
  const { controller } = config;
  return controller === undefined ? ofFile(config) : ofController(controller, container);
}

function ofFile(config: NginxConfig): ConnectionCapacity | undefined {
  if (config.context !== "main") return undefined;
  let workers: Known<number> | undefined;
  let connections: Known<number> | undefined;
  for (const directive of allDirectives(config)) {
    if (directive.name !== "worker_processes" && directive.name !== "worker_connections") continue;
    const text = directive.args[0]?.value ?? "";
    if (!/^\d+$/.test(text)) return undefined; // 'auto' counts the node's CPUs
    const value = explicit(Number(text), directive.origin);
    if (directive.name === "worker_processes") workers = value;
    else connections = value;
  }
  if (!config.complete && (workers === undefined || connections === undefined)) return undefined;
  return {
    workers: workers ?? byDefault(NGINX_WORKERS, config.origin),
    connections: connections ?? byDefault(defaultWorkerConnections, config.origin),
  };
}

function ofController(controller: Controller, container: Container): ConnectionCapacity | undefined {
  // A key that is not in sight may be in a ConfigMap that is not.
  if (!controller.configMapIsComplete) return undefined;
  const { connections: key, defaultConnections: fallback } = workerLimitKeys[controller.product];
  const setting = controller.setting(key);
  if (setting?.state === "unknown") return undefined;
  const number = setting === undefined ? fallback : parseGoInt(setting.value.trim());
  const workers = workersOf(controller, container);
  // 0 makes ingress-nginx work it out of the node's limits.
  if (number === undefined || number <= 0 || workers === undefined) return undefined;
  const origin = setting?.origin ?? controller.manifest.nameOrigin;
  return {
    workers,
    connections: setting === undefined ? byDefault(number, origin) : explicit(number, origin),
  };
}

function workersOf(controller: Controller, container: Container): Known<number> | undefined {
  const setting = controller.setting("worker-processes");
  if (setting?.state === "unknown") return undefined;
  const text = setting?.value.trim() ?? "auto";
  if (/^\d+$/.test(text) && setting !== undefined)
    return Number(text) > 0 ? explicit(Number(text), setting.origin) : undefined;
  const limit = container.cpuLimit;
  const counts = autoCountOf(controller.product, controller.version);
  if (text !== "auto" || counts !== "limit" || limit === undefined || limit.state === "unknown")
    return undefined;
  return byDefault(Math.max(1, Math.ceil(limit.value)), limit.origin);
}
