import type { Finding, Fix, TextEdit } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { autoCountOf } from "../../../src/knowledge/auto-workers.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { flatten, type NginxConfig } from "../../../src/model/nginx-config.ts";
import type { Project } from "../../../src/model/project.ts";
import { asMapping } from "../../../src/model/shape.ts";
import type { Known } from "../../../src/model/value.ts";
import type { Container } from "../../../src/model/workload.ts";
import { replaceArgument } from "../../_shared/nginx-edits.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";

export default defineRule({
  id: "worker-processes-cpu-limit",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "More nginx worker processes are started than the container's CPU limit can run.",
  why: "The workers use up the CPU quota early in each 100 ms period and then all stand still, which shows as latency spikes and timeouts.",
  references: [
    "https://nginx.org/en/docs/ngx_core_module.html#worker_processes",
    "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-limits-are-run",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#worker-processes",
  ],
  lessons: [28],
  fixable: true,

  *check(project) {
    for (const config of project.nginxConfigs) yield* checkConfig(config, project);
    for (const controller of project.controllers) yield* checkController(controller);
  },
});

/** Workers that a CPU limit can run at once: the limit rounded up, as ingress-nginx and the nginx image's autotune do. */
function workersFor(limit: number): number {
  return Math.max(1, Math.ceil(limit));
}

function* checkConfig(config: NginxConfig, project: Project): Iterable<Finding> {
  if (config.context !== "main" || config.controller !== undefined) return;
  const directive = [...flatten(config.directives)].find((it) => it.name === "worker_processes");
  const argument = directive?.args[0];
  if (directive === undefined || argument === undefined) return; // nginx's default is 1
  for (const container of config.containers) {
    const limit = container.role === "main" || container.role === "sidecar" ? container.cpuLimit : undefined;
    if (limit === undefined || limit.state === "unknown") continue;
    const most = workersFor(limit.value);
    const related = [
      { at: limit.origin, message: `The CPU limit of ${container.label} is ${textOf(limit)}.` },
    ];
    const fix = () => fixOf(replaceArgument(project, argument, String(most)), most);
    const help = `Set 'worker_processes ${most};', the CPU limit rounded up.`;

    if (argument.value === "auto") {
      const autotune = autotuneOf(container, config);
      if (autotune === "works") continue;
      const isReadOnly = autotune === "read-only";
      yield {
        at: directive.origin,
        ...(isReadOnly ? { severity: "warning" as const } : {}),
        message: isReadOnly
          ? `Autotune of ${container.label} cannot rewrite 'worker_processes auto': a ConfigMap volume is read-only; its CPU limit is ${textOf(limit)}.`
          : `'worker_processes auto' starts one worker per CPU of the node, but the CPU limit of ${container.label} is ${textOf(limit)}.`,
        help,
        related,
        fix,
      };
      return;
    }
    const count = /^\d+$/.test(argument.value) ? Number(argument.value) : 0;
    if (count <= most) continue;
    yield {
      at: directive.origin,
      message: `'worker_processes ${count}' is more than the CPU limit of ${container.label}, ${textOf(limit)}, can run.`,
      help: `Set 'worker_processes ${most};', or raise the CPU limit to ${count}.`,
      related,
      fix,
    };
    return;
  }
}

/**
 * Whether the nginx image's entry point replaces `auto` by the CPU limit: it does when the variable is set, from 1.19.7 on, and the file can be
 * written; it says so in its log and goes on when it cannot (docker-nginx, 30-tune-worker-processes.sh).
 */
function autotuneOf(container: Container, config: NginxConfig): "off" | "works" | "read-only" {
  const value = container.env("NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE");
  if (value === undefined || (value.state !== "unknown" && value.value === "")) return "off";
  if (value.state === "unknown") return "works"; // not known to be off
  const holder = config.origin.place();
  const file = container.files.find((it) => {
    const data = asMapping((it.configMap.object as { data?: unknown }).data);
    const place = it.configMap.locate(data, it.key, "key").place();
    return place.file === holder.file && place.span.start === holder.span.start;
  });
  return file?.path === "/etc/nginx/nginx.conf" ? "read-only" : "works";
}

function* checkController(controller: Controller): Iterable<Finding> {
  const { container, configMap } = controller;
  const limit = container?.cpuLimit;
  if (container === undefined || limit === undefined || limit.state === "unknown") return;
  const setting = controller.setting("worker-processes");
  if (setting?.state === "unknown") return;
  const flag = controller.product === "f5-nic" ? "nginx-configmaps" : "configmap";
  // A ConfigMap that is named but not in sight may hold the key.
  if (
    setting === undefined &&
    (configMap === undefined ? container.flags.has(flag) : !controller.configMapIsComplete)
  )
    return;

  const most = workersFor(limit.value);
  const key = "'worker-processes'";
  const at = setting?.origin ?? limit.origin;
  const fix = () => fixOf(settingEdits(controller, most), most);
  const related =
    setting === undefined
      ? []
      : [{ at: limit.origin, message: `The CPU limit of ${container.label} is ${textOf(limit)}.` }];
  const value = setting?.value ?? "auto";
  if (/^\d+$/.test(value)) {
    if (Number(value) <= most) return;
    yield {
      at,
      message: `${key} ${value} is more than the CPU limit of ${container.label}, ${textOf(limit)}, can run.`,
      help: `Set ${key} to "${most}", or raise the CPU limit to ${value}.`,
      related,
      fix,
    };
    return;
  }
  const count = value === "auto" ? autoCountOf(controller.product, controller.version) : undefined;
  if (count === undefined || count === "limit") return;
  const where = count === "node" ? "" : " with cgroup v2";
  yield {
    at,
    // The node's cgroup version is not in these inputs.
    ...(count === "node" ? {} : { severity: "warning" as const }),
    message: `${controller.label} starts one worker per CPU of a node${where}, but the CPU limit of ${container.label} is ${textOf(limit)}.`,
    help:
      count === "node"
        ? `Set ${key} to "${most}" in the controller's ConfigMap.`
        : `Set ${key} to "${most}" in the controller's ConfigMap, or update to 1.12.0 or newer, which reads the limit.`,
    related,
    fix,
  };
}

function settingEdits(controller: Controller, most: number): readonly TextEdit[] | undefined {
  const data = (controller.configMap?.object as { data?: unknown } | undefined)?.data;
  if (controller.configMap === undefined || typeof data !== "object" || data === null) return undefined;
  return setEntry(controller.configMap, data, "worker-processes", String(most));
}

function fixOf(edits: readonly TextEdit[] | undefined, most: number): Fix | undefined {
  return edits && { description: `Run ${plural(most)}`, safety: "unsafe", edits };
}

/** The limit as a message gives it: `0.5 CPU`, `2 CPUs`. */
function textOf(limit: Known<number>): string {
  return `${Number(limit.value.toFixed(3))} CPU${limit.value > 1 ? "s" : ""}`;
}

function plural(workers: number): string {
  return workers === 1 ? "1 worker process" : `${workers} worker processes`;
}
