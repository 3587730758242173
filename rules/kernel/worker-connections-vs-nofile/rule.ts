import type { Finding, Fix, TextEdit } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { filesPerConnection, workerLimitKeys } from "../../../src/knowledge/open-files.ts";
import type { Controller } from "../../../src/model/controller.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { type OpenFiles, openFilesOf, openFilesOfController } from "../../../src/model/open-files.ts";
import type { Project } from "../../../src/model/project.ts";
import { asMapping } from "../../../src/model/shape.ts";
import { replaceArgument } from "../../_shared/nginx-edits.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";

export default defineRule({
  id: "worker-connections-vs-nofile",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "A worker's limit of open files is too low for the connections it promises.",
  why: "Under load accept, connect and open fail with 'Too many open files': clients are reset or get 500 and 502, before the connections run out.",
  references: [
    "https://nginx.org/en/docs/ngx_core_module.html#worker_rlimit_nofile",
    "https://nginx.org/en/docs/ngx_core_module.html#worker_connections",
    "https://www.f5.com/company/blog/nginx/avoiding-top-10-nginx-configuration-mistakes",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#max-worker-open-files",
  ],
  lessons: [18],
  fixable: true,

  *check(project) {
    for (const config of project.nginxConfigs) yield* checkConfig(config, project);
    for (const controller of project.controllers) yield* checkController(controller);
  },
});

function* checkConfig(config: NginxConfig, project: Project): Iterable<Finding> {
  const found = openFilesOf(config);
  if (found === undefined) return;
  const { files, connections, argument } = found;
  const wanted = Math.ceil(connections.value * filesPerConnection.nginx);
  if (files.value >= wanted) return;
  const isBelow = files.value < connections.value;
  yield {
    at: files.origin,
    message: isBelow
      ? `'worker_rlimit_nofile ${files.value}' is below ${named(found, "worker_connections")}: a worker runs out of files first.`
      : `'worker_rlimit_nofile ${files.value}' is less than twice ${named(found, "worker_connections")}; a connection with a file needs two.`,
    help: `Set 'worker_rlimit_nofile ${wanted};', or lower 'worker_connections' to ${Math.floor(files.value / filesPerConnection.nginx)}.`,
    related: placeOf(found),
    fix: () => fixOf(replaceArgument(project, argument, String(wanted)), wanted),
  };
}

function* checkController(controller: Controller): Iterable<Finding> {
  const found = openFilesOfController(controller);
  if (found === undefined) return;
  const { files, connections } = found;
  const keys = workerLimitKeys[controller.product];
  const wanted = Math.ceil(connections.value * filesPerConnection[controller.product]);
  if (files.value >= wanted) return;
  const map = controller.configMap!;
  const data = asMapping((map.object as { data?: unknown }).data);
  const most = Math.floor(files.value / filesPerConnection[controller.product]);
  yield {
    at: files.origin,
    message:
      files.value < connections.value
        ? `'${keys.files}' ${files.value} is below ${named(found, keys.connections)}: a worker runs out of files first.`
        : controller.product === "ingress-nginx"
          ? `'${keys.files}' ${files.value} is less than 4/3 of ${named(found, keys.connections)}, the share that ingress-nginx itself keeps.`
          : `'${keys.files}' ${files.value} is less than twice ${named(found, keys.connections)}; a connection with a file needs two.`,
    help:
      controller.product === "ingress-nginx"
        ? `Remove '${keys.files}', so that the controller takes it from its container's limit, or lower '${keys.connections}' to "${most}".`
        : `Set '${keys.files}' to "${wanted}", or lower '${keys.connections}' to "${most}".`,
    related: placeOf(found),
    fix: () => fixOf(setEntry(map, data, keys.files, String(wanted)), wanted),
  };
}

/** The connections for a message: `'worker_connections' 4096`, with a word where nobody wrote them. */
function named({ connections }: OpenFiles, name: string): string {
  return `'${name}' ${connections.value}${connections.state === "default" ? " (default)" : ""}`;
}

function placeOf({ connections }: OpenFiles): NonNullable<Finding["related"]> {
  return connections.state === "default"
    ? []
    : [{ at: connections.origin, message: `Each worker takes ${connections.value} connections.` }];
}

function fixOf(edits: readonly TextEdit[] | undefined, wanted: number): Fix | undefined {
  // Raising needs a hard limit, or the right to go above it, that no input shows.
  return edits && { description: `Allow ${wanted} open files`, safety: "unsafe", edits };
}
