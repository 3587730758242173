import type { Finding, Related } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { type BackendTimeout, idleTimeoutOf } from "../../../src/model/backend-timeout.ts";
import type { Controller } from "../../../src/model/controller.ts";
import {
  controllerKeepalive,
  poolsConnections,
  unpooledServices,
} from "../../../src/model/controller-pool.ts";
import { namedBackends } from "../../../src/model/named-backends.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import type { Project } from "../../../src/model/project.ts";
import { servingContainers } from "../../../src/model/serving-containers.ts";
import { upstreamPools } from "../../../src/model/upstream-pool.ts";
import type { Known, Value } from "../../../src/model/value.ts";
import type { Container } from "../../../src/model/workload.ts";

export default defineRule({
  id: "backend-keepalive-race",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "A backend closes idle connections no later than nginx stops reusing them.",
  why: "A request that nginx sends on a connection the backend is just closing fails: the client receives a 502.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive_timeout",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#upstream-keepalive-timeout",
    "https://nodejs.org/api/http.html#serverkeepalivetimeout",
  ],
  lessons: [13],

  *check(project) {
    if (project.workloads.length === 0) return; // no backend is in sight
    for (const config of project.nginxConfigs) yield* racesOfConfig(project, config);
    for (const controller of project.controllers) yield* racesOfController(project, controller);
  },
});

/** The pool that a backend's timeout is compared with, as messages speak of it. */
interface Pool {
  readonly label: string;
  readonly timeout: Value<number>;
  /** How to lower its timeout below a number of seconds; undefined where nothing does. */
  readonly lower: ((seconds: number) => string) | undefined;
  readonly related: Related | undefined;
}

function* racesOfConfig(project: Project, config: NginxConfig): Generator<Finding> {
  for (const upstream of upstreamPools(config, config.nginxVersion ?? project.assume.nginxVersion)) {
    const judged = new Set<Container>();
    for (const server of upstream.servers) {
      for (const { container, service } of namedBackends(project, config, server.host, server.port)) {
        if (judged.has(container)) continue;
        judged.add(container);
        const pool: Pool = {
          label: `upstream '${upstream.name}'`,
          timeout: upstream.timeout,
          lower: (seconds) => `lower 'keepalive_timeout' of upstream '${upstream.name}' below ${seconds}s`,
          related: { at: server.origin, message: "This address leads to it." },
        };
        yield* race(container, idleTimeoutOf(container, service), pool);
      }
    }
  }
}

function* racesOfController(project: Project, controller: Controller): Generator<Finding> {
  const timeout = controllerKeepalive(controller).upstream;
  if (timeout.state === "unknown") return;
  const judged = new Set<Container>();
  for (const ingress of controller.ingresses) {
    if (!poolsConnections(controller, ingress)) continue;
    const unpooled = unpooledServices(controller, ingress);
    for (const path of ingress.paths) {
      if (path.serviceName === undefined || unpooled.has(path.serviceName)) continue;
      const service = project.serviceNamed(path.serviceName, ingress.manifest);
      if (service === undefined) continue;
      for (const container of servingContainers(project, service, path.servicePort)) {
        // One pool serves all Ingresses of a controller: a backend is judged once.
        if (judged.has(container)) continue;
        judged.add(container);
        const pool: Pool = {
          label: controller.label,
          timeout,
          lower:
            controller.product === "f5-nic"
              ? undefined
              : (seconds) => `set 'upstream-keepalive-timeout' of the controller below ${seconds}`,
          related: {
            at: ingress.manifest.nameOrigin,
            message: `${ingress.label} leads to it through ${service.label}.`,
          },
        };
        yield* race(container, idleTimeoutOf(container, service), pool);
      }
    }
  }
}

function* race(container: Container, backend: BackendTimeout | undefined, pool: Pool): Generator<Finding> {
  if (backend === undefined || backend.value.state === "unknown" || pool.timeout.state === "unknown") return;
  const closes = backend.value.value;
  const reuses = pool.timeout.value;
  if (reuses <= 0 || closes > reuses) return;

  const who =
    backend.server === undefined
      ? `Application in ${container.label}`
      : `${backend.server} in ${container.label}`;
  const because = backend.value.state === "default" ? ` (${backend.decidedBy})` : "";
  const raise = backend.advice(Math.ceil(reuses) + 15);
  const lower = closes > 1 ? pool.lower?.(closes) : undefined;
  yield {
    at: backend.value.origin,
    message: `${who} closes idle connections after ${closes}s${because}; ${pool.label} reuses them for up to ${reuses}s.`,
    help: `${raise[0]!.toUpperCase()}${raise.slice(1)}${lower === undefined ? "" : `, or ${lower}`}.`,
    severity: backend.value.state === "explicit" ? "error" : "warning",
    related: [...poolPlace(pool.timeout), ...(pool.related === undefined ? [] : [pool.related])],
    key: `${container.name}:${pool.label}`,
  };
}

function poolPlace(timeout: Known<number>): readonly Related[] {
  const message =
    timeout.state === "explicit"
      ? `nginx keeps idle connections to backends for ${timeout.value}s by this.`
      : `Nothing here sets how long nginx keeps idle connections to backends: ${timeout.value}s by default.`;
  return [{ at: timeout.origin, message }];
}
