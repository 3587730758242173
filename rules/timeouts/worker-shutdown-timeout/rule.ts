import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { hasUnseenInclude, timeOfDirective } from "../../../src/model/effective-directive.ts";
import { longLivedKind } from "../../../src/model/long-lived.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { rootScope, type Scope, scopes } from "../../../src/model/nginx-scope.ts";
import { passOf } from "../../../src/model/passes.ts";
import { RenderedDirective } from "../../../src/model/rendered-directive.ts";
import { durationText } from "../../_shared/duration-text.ts";
import { labelOfLevel } from "../../_shared/level-label.ts";

export default defineRule({
  id: "worker-shutdown-timeout",
  subject: "nginx",
  severity: "warning",
  preset: "recommended",
  summary: "Old workers wait for long-lived connections without an end, or longer than their pod lives.",
  why: "Each reload leaves workers behind that keep their memory until the last WebSocket closes; many reloads end in an out-of-memory kill.",
  references: [
    "https://nginx.org/en/docs/ngx_core_module.html#worker_shutdown_timeout",
    "https://nginx.org/en/docs/control.html",
    "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#worker-shutdown-timeout",
  ],
  lessons: [32],

  *check(config) {
    if (config.context !== "main") return;
    const root = rootScope(config);
    const directive = root.own("worker_shutdown_timeout").at(-1);
    if (directive !== undefined) yield* longerThanPods(config, directive);
    else if (config.kind !== "rendered") {
      if (!hasUnseenInclude(root)) yield* missing(config, root);
    } else if (config.controller?.product === "f5-nic" && config.complete) yield* missingKey(config, root);
  },
});

function* missing(config: NginxConfig, root: Scope): Generator<Finding> {
  for (const scope of scopes(root)) {
    const kind = longLivedKind(scope);
    if (kind !== "WebSocket" && kind !== "gRPC") continue;
    yield {
      at: config.origin,
      message: `After a reload, old workers wait without an end for the ${kind} connections of ${labelOfLevel(scope)}.`,
      help: "Set 'worker_shutdown_timeout' at the top level to what connections get to end by themselves, such as 60s.",
      related: [{ at: scope.block?.origin ?? config.origin, message: `${kind} connections stay open here.` }],
    };
    return;
  }
}

/** F5's controller sets none unless its ConfigMap does; ingress-nginx has a default. */
function* missingKey(config: NginxConfig, root: Scope): Generator<Finding> {
  const { controller, ingress } = config;
  if (controller?.configMap === undefined || ingress === undefined) return;
  for (const scope of scopes(root)) {
    const kind = longLivedKind(scope);
    if (kind !== "WebSocket" && kind !== "gRPC") continue;
    yield {
      at: controller.configMap.nameOrigin,
      message: `After a reload of ${controller.label}, old workers wait without an end for the ${kind} connections of its Ingresses.`,
      help: "Set 'worker-shutdown-timeout' to what connections get to end by themselves, such as \"60s\".",
      related: [{ at: passPlace(scope), message: `${ingress.label} has ${kind} connections.` }],
      key: kind,
    };
    return;
  }
}

function passPlace(scope: Scope) {
  return passOf(scope)?.directive.origin ?? scope.config.origin;
}

function* longerThanPods(
  config: NginxConfig,
  directive: NginxConfig["directives"][number],
): Generator<Finding> {
  const timeout = timeOfDirective(directive);
  // A controller's default is compared where the pod's grace period is judged.
  if (timeout.state !== "explicit") return;
  const isKey = directive instanceof RenderedDirective;
  for (const container of config.containers) {
    const { workload } = container;
    const grace = workload.gracePeriodSeconds;
    if (grace.state === "unknown" || timeout.value <= grace.value) continue;
    const by = grace.state === "default" ? " by default" : "";
    yield {
      at: timeout.origin,
      message: `Workers get ${durationText(timeout.value)} to end their connections, but ${workload.label} is killed after ${grace.value}s${by}.`,
      help: `Raise 'terminationGracePeriodSeconds' above ${timeout.value}, or lower '${isKey ? "worker-shutdown-timeout" : "worker_shutdown_timeout"}' below ${grace.value}s.`,
      related: [{ at: grace.origin, message: `The grace period is ${grace.value}s${by}.` }],
      key: workload.label,
    };
  }
}
