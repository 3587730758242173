import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { growsAsFile, hidingVolume } from "../../../src/model/log-file.ts";
import { allDirectives } from "../../../src/model/nginx-config.ts";
import { judgedContainers } from "../../../src/model/traffic.ts";
import type { Container } from "../../../src/model/workload.ts";
import type { Origin } from "../../../src/text/origin.ts";
import { quote } from "../../../src/text/quote.ts";

/** Keys of the controllers' ConfigMaps that name log files. */
const pathKeys = [
  "access-log-path",
  "http-access-log-path",
  "stream-access-log-path",
  "error-log-path",
  "access-log",
];
/** Images whose default configuration logs to `/var/log/nginx`, where links lead to stdout and stderr. */
const nginxImage = /^(?:docker\.io\/)?(?:library\/)?nginx$|(?:^|\/)nginx-unprivileged$/;

export default defineRule({
  id: "log-to-file",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary: "An nginx in a container logs to a file that nothing rotates.",
  why: "The file grows with the traffic until the node's disk is full; a log that cannot be written then keeps nginx from starting.",
  references: [
    "https://kubernetes.io/docs/concepts/cluster-administration/logging/",
    "https://nginx.org/en/docs/ngx_core_module.html#error_log",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#access-log-path",
    "https://hub.docker.com/_/nginx",
  ],
  lessons: [5, 6],

  *check(workload, { project }) {
    const controller = project.controllers.find((it) => it.workload === workload);
    const candidates = workload.containers.filter(
      (it) =>
        it.role === "main" && (it === controller?.container || isNginx(it) || it.nginxConfigs.length > 0),
    );
    if (candidates.length === 0) return;
    const judged = new Set(judgedContainers(workload, "all").map((it) => it.container));
    for (const container of candidates) {
      if (!judged.has(container)) continue;
      const own = container === controller?.container ? controller : undefined;
      const targets = [...targetsOf(container), ...settingsOf(own)];
      const grown = targets.filter((it) => growsAsFile(container, it.path));
      for (const it of grown) yield report(container, it);
      if (grown.length > 0 || targets.some(({ name }) => /access/.test(name))) continue;
      if (own !== undefined || isNginx(container)) yield* hidden(container);
    }
  },
});

interface Target {
  /** Directive or key. */
  readonly name: string;
  readonly path: string;
  readonly origin: Origin;
}

function isNginx({ image, spec }: Container): boolean {
  return image !== undefined && nginxImage.test(image.repository) && spec.command === undefined;
}

function targetsOf(container: Container): readonly Target[] {
  const found = new Map<string, Target>();
  for (const config of container.nginxConfigs) {
    for (const directive of allDirectives(config)) {
      if (directive.name !== "access_log" && directive.name !== "error_log") continue;
      const path = directive.args[0]?.value;
      if (path !== undefined && !found.has(path))
        found.set(path, { name: directive.name, path, origin: directive.origin });
    }
  }
  return [...found.values()];
}

function settingsOf(controller: Controller | undefined): readonly Target[] {
  if (controller === undefined) return [];
  return pathKeys.flatMap((name) => {
    const value = controller.setting(name);
    if (value === undefined || value.state === "unknown") return [];
    return [{ name, path: value.value.trim().split(/\s+/)[0] ?? "", origin: value.origin }];
  });
}

function report(container: Container, { name, path, origin }: Target): Finding {
  const stream = name.startsWith("error") ? "/dev/stderr" : "/dev/stdout";
  return {
    at: origin,
    message: `${quote(name)} writes to the file ${quote(path)} in ${container.label}, and nothing in the pod rotates it.`,
    help: `Log to '${stream}', which the container runtime rotates, or let a second container ship and rotate the file.`,
    related: [{ at: container.nameOrigin, message: "This container runs it." }],
    key: path,
  };
}

/** A volume over the folder of the image's links makes files of what was meant for stdout. */
function* hidden(container: Container): Iterable<Finding> {
  const place = hidingVolume(container, "/var/log/nginx");
  if (place === undefined) return;
  const mount = container.mounts.find((it) => it.mount.name === place.volume)!;
  yield {
    at: container.locate(mount.mount),
    message: `Volume ${quote(place.volume!)} at ${quote(mount.path)} hides the image's links to stdout and stderr: ${container.label} logs to files that nothing in the pod rotates.`,
    help: "Remove the mount, or let a second container ship and rotate the files.",
    key: place.volume!,
  };
}
