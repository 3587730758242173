import type { BackendServer } from "../knowledge/backend-servers.ts";
import { drainSettings, nginxGracefulSince } from "../knowledge/drain-times.ts";
import { isAtLeast } from "../knowledge/versions.ts";
import type { Origin } from "../text/origin.ts";
import { commandsOf } from "./container-commands.ts";
import { readIdleTime } from "./idle-value.ts";
import { flatten } from "./nginx-config.ts";
import { parseNginxTime } from "./nginx-values.ts";
import { serverFileOf } from "./server-file.ts";
import { ServerOptions } from "./server-options.ts";
import { nameIn, wordOf } from "./server-timeout.ts";
import type { Container } from "./workload.ts";

/** How long what runs in a container lets open requests finish once it is told to stop. */
export interface DrainTime {
  readonly seconds: number;
  /** The setting that says so, as its users write it. */
  readonly setting: string;
  readonly origin: Origin;
}

/** The drain time that a setting in sight gives; undefined where none does or its value is not known. */
export function drainTimeOf(container: Container): DrainTime | undefined {
  return nginxDrain(container) ?? serverDrain(container);
}

/** Whether anything of a container could be such a setting: a command, or a variable that is called like one. */
function mayHoldSetting({ spec }: Container): boolean {
  const env: unknown = spec.env;
  return (
    spec.command != null ||
    spec.args != null ||
    spec.envFrom != null ||
    (Array.isArray(env) && env.some((it) => /timeout/i.test(String((it as { name?: unknown } | null)?.name))))
  );
}

function serverDrain(container: Container): DrainTime | undefined {
  if (!mayHoldSetting(container)) return undefined;
  const commands = commandsOf(container);
  if (commands === undefined) return undefined;
  for (const server of drainSettings) {
    const words =
      server.command === undefined
        ? commands.commands.flat()
        : commands.commands.find((it) => server.command!.test(it.map((word) => word.text ?? "?").join(" ")));
    if (words === undefined) continue;
    const options = new ServerOptions(server, commands, words);
    for (const setting of server.settings) {
      const word = wordOf(setting, commands, options);
      if (options.missed) return undefined;
      const name = setting.kind === "variable" ? nameIn(setting, commands) : setting.names[0]!;
      const time = word && readIdleTime(word, setting);
      if (time?.state === "explicit") return { seconds: time.value, setting: name, origin: time.origin };
      if (word !== undefined) return undefined;
    }
    const fromFile = fileDrain(server, container, options);
    if (fromFile !== undefined) return fromFile;
  }
  return undefined;
}

function fileDrain(
  server: BackendServer,
  container: Container,
  options: ServerOptions,
): DrainTime | undefined {
  const file = serverFileOf(server, container, options);
  if (file.state !== "read" || file.value === undefined || server.file === undefined) return undefined;
  const time = readIdleTime(file.value, server.file);
  return time?.state === "explicit"
    ? { seconds: time.value, setting: "graceful_timeout", origin: time.origin }
    : undefined;
}

/** nginx: `worker_shutdown_timeout`, where the container's stop signal makes it end gracefully. */
function nginxDrain(container: Container): DrainTime | undefined {
  const { image } = container;
  if (image === undefined || !/(^|[/-])nginx(-unprivileged)?$/.test(image.repository)) return undefined;
  if (image.version === undefined || !isAtLeast(image.version, nginxGracefulSince)) return undefined;
  for (const config of container.nginxConfigs) {
    if (config.context !== "main") continue;
    const directive = flatten(config.directives).find((it) => it.name === "worker_shutdown_timeout");
    const seconds = parseNginxTime(directive?.args[0]?.value ?? "");
    if (directive !== undefined && seconds !== undefined)
      return { seconds, setting: "worker_shutdown_timeout", origin: directive.origin };
  }
  return undefined;
}
