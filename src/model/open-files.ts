import { parseGoInt } from "../knowledge/ingress-nginx-settings.ts";
import { defaultWorkerConnections, workerLimitKeys } from "../knowledge/open-files.ts";
import type { Argument } from "../parsers/nginx/directive.ts";
import type { Controller } from "./controller.ts";
import { flatten, type NginxConfig } from "./nginx-config.ts";
import { byDefault, explicit, type Known } from "./value.ts";

/** What each nginx worker may open, and how many connections it promises. */
export interface OpenFiles {
  /** `worker_rlimit_nofile`, as somebody wrote it. */
  readonly files: Known<number>;
  readonly connections: Known<number>;
}

/** Both numbers of a whole configuration, with the argument that holds the limit; undefined where no limit is written or either is not known. */
export function openFilesOf(config: NginxConfig): (OpenFiles & { readonly argument: Argument }) | undefined {
  if (config.context !== "main" || config.controller !== undefined) return undefined;
  const top = flatten(config.directives);
  const limit = top.find((it) => it.name === "worker_rlimit_nofile");
  const argument = limit?.args[0];
  const files = wholeNumber(argument?.value);
  if (limit === undefined || argument === undefined || files === undefined) return undefined;
  const written = top
    .filter((it) => it.name === "events")
    .flatMap((it) => flatten(it.block))
    .find((it) => it.name === "worker_connections");
  if (written === undefined) {
    if (!config.complete) return undefined;
    return {
      argument,
      files: explicit(files, limit.origin),
      connections: byDefault(defaultWorkerConnections, config.origin),
    };
  }
  const connections = wholeNumber(written.args[0]?.value);
  if (connections === undefined) return undefined;
  return {
    argument,
    files: explicit(files, limit.origin),
    connections: explicit(connections, written.origin),
  };
}

/** Both numbers of a controller's ConfigMap; undefined where no limit is written, where either is not known, and where the controller works one out. */
export function openFilesOfController(controller: Controller): OpenFiles | undefined {
  const keys = workerLimitKeys[controller.product];
  const limit = controller.setting(keys.files);
  if (limit === undefined || limit.state === "unknown" || !controller.configMapIsComplete) return undefined;
  const setting = controller.setting(keys.connections);
  if (setting?.state === "unknown") return undefined;
  const files = parseGoInt(limit.value.trim());
  const connections = setting === undefined ? keys.defaultConnections : parseGoInt(setting.value.trim());
  // 0 makes ingress-nginx work it out, of the limits of its container or of the other number.
  if (!files || !connections || files < 0 || connections < 0) return undefined;
  return {
    files: explicit(files, limit.origin),
    connections:
      setting === undefined
        ? byDefault(connections, controller.manifest.nameOrigin)
        : explicit(connections, setting.origin),
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
