import { type DatabaseServer, databaseServers } from "../knowledge/connection-pools.ts";
import { asMapping } from "./shape.ts";
import { byDefault, explicit, type Known } from "./value.ts";
import type { Container, Workload } from "./workload.ts";

/** A database in scope and the connections it accepts. */
export interface DatabaseLimit {
  readonly server: DatabaseServer;
  readonly limit: Known<number>;
}

/** The database that a workload runs; undefined where it runs none, or its limit is not known. */
export function databaseLimitOf(workload: Workload): DatabaseLimit | undefined {
  for (const container of workload.containers) {
    if (container.role !== "main") continue;
    const server = databaseServers.find((it) => it.image.test(container.image?.name ?? ""));
    if (server === undefined) continue;
    const limit = limitOf(container, server);
    return limit === undefined ? undefined : { server, limit };
  }
  return undefined;
}

/** Command line over configuration file over the image's variable (all of them end on the command line or in the file). */
function limitOf(container: Container, server: DatabaseServer): Known<number> | undefined {
  const { spec, workload } = container;
  const { manifest } = workload;
  for (const key of ["command", "args"] as const) {
    if (manifest.isUnknown(spec, key)) return undefined;
    const list = spec[key];
    const match = Array.isArray(list) ? server.command.exec(list.map(String).join(" ")) : null;
    if (match === null || !Array.isArray(list)) continue;
    const at = list.findIndex((it) => /max[_-]connections/.test(String(it)));
    return explicit(Number(match[1]), container.locate(list, Math.max(0, at)));
  }
  for (const { configMap, key } of container.files) {
    const data = asMapping((configMap.object as { data?: unknown }).data);
    const text = data[key];
    const match = typeof text === "string" ? server.file.exec(text) : null;
    if (match === null) continue;
    const start = match.index + (/^[ \t]*/.exec(match[0])?.[0].length ?? 0);
    return explicit(Number(match[1]), configMap.text(data, key).origin(start, match.index + match[0].length));
  }
  for (const name of server.variables) {
    const value = container.env(name);
    if (value?.state === "unknown") return undefined;
    if (value !== undefined && /^\d+$/.test(value.value)) return explicit(Number(value.value), value.origin);
  }
  // Own arguments, or files that are not in sight, may say it in ways that cannot be read here.
  const isPlain = spec.command === undefined && (spec.args === undefined || spec.args.length === 0);
  const hidden = container.mounts.some(({ volume, path }) => {
    const source = asMapping(volume);
    if (source.secret === undefined && source.configMap === undefined && source.projected === undefined)
      return false;
    return !/initdb/.test(path) && !container.files.some((it) => it.path.startsWith(path));
  });
  return isPlain && !hidden ? byDefault(server.fallback, container.nameOrigin) : undefined;
}
