import type { Origin } from "../text/origin.ts";
import type { Manifest } from "./manifest.ts";
import type { Project } from "./project.ts";
import { asMapping, asText } from "./shape.ts";
import { byDefault, explicit, type Known } from "./value.ts";
import type { Container, Workload } from "./workload.ts";

/** One `sentinel monitor` in scope, with the Sentinels that run by it. */
export interface SentinelGroup {
  /** Name of the monitored primary. */
  readonly primary: string;
  readonly quorum: number;
  readonly origin: Origin;
  readonly workloads: readonly Workload[];
  /** Sentinels together. */
  readonly count: number;
  /** Where the count comes from, one a workload. */
  readonly replicas: readonly Known<number>[];
}

const monitor = /\bsentinel\s+monitor\s+(\S+)\s+\S+\s+\S+\s+"?(\d+)\b/g;

/**
 * Groups of Sentinels whose configuration and number of pods are in sight: `sentinel monitor` in a ConfigMap that they mount or in their commands, and
 * the variable of Bitnami's image. A group whose number is not known is left out. (redis.io: High availability with Redis Sentinel.)
 */
export function sentinelGroups(project: Project): readonly SentinelGroup[] {
  const groups = new Map<
    string,
    {
      first: Omit<SentinelGroup, "workloads" | "count" | "replicas">;
      runs: Map<Workload, Known<number> | undefined>;
    }
  >();
  for (const workload of project.workloads) {
    if (workload.isJob || workload.kind === "PodTemplate" || !workload.containers.some(runsSentinel))
      continue;
    for (const found of monitorsOf(workload)) {
      // Sentinels of one primary are one group, also those of several workloads; other directories are other environments.
      const key = `${found.primary} ${workload.manifest.namespace ?? ""} ${directoryOf(workload.manifest)}`;
      const group = groups.get(key) ?? { first: found, runs: new Map() };
      group.runs.set(workload, replicasOf(workload));
      groups.set(key, group);
    }
  }
  return [...groups.values()].flatMap(({ first, runs }) => {
    const replicas = [...runs.values()];
    if (replicas.includes(undefined)) return [];
    const known = replicas as Known<number>[];
    const count = known.reduce((sum, it) => sum + it.value, 0);
    return count === 0 ? [] : [{ ...first, workloads: [...runs.keys()], replicas: known, count }];
  });
}

function runsSentinel(container: Container): boolean {
  if (container.role !== "main" && container.role !== "sidecar") return false;
  const line = container.commandLine.join(" ");
  if (/redis-sentinel|valkey-sentinel|--sentinel\b/.test(line)) return true;
  return /sentinel/.test(container.image?.name ?? "") || /^(?:redis-)?sentinel$/.test(container.name);
}

function monitorsOf(workload: Workload): readonly Omit<SentinelGroup, "workloads" | "count" | "replicas">[] {
  for (const container of workload.containers) {
    for (const { configMap, key } of container.files) {
      const data = asMapping((configMap.object as { data?: unknown }).data);
      const text = asText(data[key]);
      if (text === undefined || !text.includes("monitor")) continue;
      const matches = [...text.matchAll(monitor)].filter((it) => !isComment(text, it.index));
      if (matches.length > 0)
        return matches.map((it) => ({
          primary: it[1]!,
          quorum: Number(it[2]),
          origin: configMap.text(data, key).origin(it.index, it.index + it[0].length),
        }));
    }
    for (const list of [container.spec.command, container.spec.args]) {
      if (!Array.isArray(list)) continue;
      for (const [at, word] of list.entries()) {
        const matches = [...String(word).matchAll(monitor)];
        if (matches.length > 0)
          return matches.map((it) => ({
            primary: it[1]!,
            quorum: Number(it[2]),
            origin: container.locate(list, at),
          }));
      }
    }
    const quorum = /sentinel/.test(container.image?.name ?? "")
      ? container.env("REDIS_SENTINEL_QUORUM")
      : undefined;
    if (quorum?.state === "explicit" && /^\d+$/.test(quorum.value)) {
      const name = container.env("REDIS_MASTER_SET");
      const primary = name?.state === "explicit" ? name.value : "mymaster";
      return [{ primary, quorum: Number(quorum.value), origin: quorum.origin }];
    }
  }
  return [];
}

function isComment(text: string, at: number): boolean {
  return /^\s*#/.test(text.slice(text.lastIndexOf("\n", at - 1) + 1, at));
}

/** Pods of the workload; undefined where that is not known, or another manifest of the same name may say another number. */
function replicasOf(workload: Workload): Known<number> | undefined {
  const { manifest, project } = workload;
  if (workload.kind === "Pod") return byDefault(1, manifest.nameOrigin);
  const spec = asMapping((manifest.object as { spec?: unknown }).spec);
  if (workload.kind === "DaemonSet" || manifest.isUnknown(spec, "replicas")) return undefined;
  const others = project.ofKind(workload.kind).filter((it) => it !== manifest && it.name === manifest.name);
  const same = (it: Manifest) => asMapping((it.object as { spec?: unknown }).spec).replicas === spec.replicas;
  if (manifest.name !== "" && !others.every(same)) return undefined;
  if (typeof spec.replicas === "number") return explicit(spec.replicas, manifest.locate(spec, "replicas"));
  return spec.replicas === undefined || spec.replicas === null
    ? byDefault(1, manifest.nameOrigin)
    : undefined;
}

function directoryOf(manifest: Manifest): string {
  const { path } = manifest.source.file;
  return path.slice(0, path.lastIndexOf("/") + 1);
}
