import type { Fix } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { saysLog } from "../../../src/model/log-words.ts";
import { hasMemoryLimits, storageIsLimited } from "../../../src/model/pod-limits.ts";
import { parseQuantity } from "../../../src/model/quantity.ts";
import { asMapping, asMappings, asText, isMapping, type Mapping } from "../../../src/model/shape.ts";
import type { Container, Workload } from "../../../src/model/workload.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";

export default defineRule({
  id: "emptydir-size-limit",
  subject: "workload",
  severity: "error",
  preset: "recommended",
  summary: "An emptyDir volume has no size limit, or a log volume has a limit above 1Gi.",
  why: "It grows until the node's disk is full; then the kubelet evicts pods, also those of other applications on that node.",
  references: [
    "https://kubernetes.io/docs/concepts/storage/volumes/#emptydir",
    "https://kubernetes.io/docs/concepts/storage/ephemeral-storage/",
    "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
  ],
  lessons: [5],
  fixable: true,
  options: {
    maxLogSizeLimit: {
      type: "string",
      default: "1Gi",
      description: "Largest size limit of a log volume that is accepted, as a Kubernetes quantity.",
    },
  },

  *check(workload, { options, project }) {
    if (workload.isJob) return;
    const most = parseQuantity(options.maxLogSizeLimit) ?? Number.POSITIVE_INFINITY;

    for (const volume of asMappings(workload.volumes)) {
      const emptyDir = emptyDirOf(workload, volume);
      if (emptyDir === undefined) continue;
      const limit = hasLimit(emptyDir) ? parseQuantity(emptyDir.sizeLimit) : 0;
      if (limit === undefined || (limit > 0 && limit <= most)) continue;
      const writers = writersOf(workload, volume);
      if (writers.length === 0) continue; // nothing that keeps running writes to it
      const serves =
        workload.services.length > 0 || project.controllers.some((it) => it.workload === workload);
      const name = asText(volume.name) ?? "";
      const logPath = writers.find((it) => saysLog(it.path));
      const isLog = logPath !== undefined || saysLog(name);
      const { path, mount } = logPath ?? writers[0]!;
      const manifest = workload.manifest;
      const at =
        isMapping(volume.emptyDir) || "emptyDir" in volume
          ? manifest.locate(volume, "emptyDir")
          : manifest.locate(volume);
      const related = [{ at: manifest.locate(mount), message: `Mounted here at '${path}'.` }];

      if (emptyDir.medium === "Memory") {
        if (limit > 0 || !serves || hasMemoryLimits(writers.map((it) => it.container))) continue;
        yield {
          at,
          severity: "warning",
          message: `In-memory volume '${name}' of ${workload.label} has no 'sizeLimit', and a container that writes to it has no memory limit.`,
          help: "Set 'sizeLimit' on the emptyDir, or a memory limit on every container that mounts it; files in it count as memory.",
          related,
        };
        continue;
      }
      if (storageIsLimited(workload)) continue;

      if (limit > 0) {
        if (!isLog) continue;
        yield {
          at: manifest.locate(emptyDir, "sizeLimit"),
          severity: "warning",
          message: `Log volume '${name}' of ${workload.label} may grow to ${String(emptyDir.sizeLimit)}; the accepted limit is ${options.maxLogSizeLimit}.`,
          help: `Lower 'sizeLimit' to ${options.maxLogSizeLimit} and rotate the logs, or write them to stdout.`,
          related,
        };
        continue;
      }
      if (!isLog && (!serves || smallName.test(name) || writers.every((it) => staysSmall.test(it.path))))
        continue;
      yield {
        at,
        ...(isLog ? {} : { severity: "warning" as const }),
        message: `${isLog ? "Log volume" : "Volume"} '${name}' of ${workload.label}, mounted at '${path}', is an emptyDir without a size limit.`,
        help: isLog
          ? `Set 'sizeLimit: ${options.maxLogSizeLimit}' on the emptyDir and rotate the logs, or write them to stdout.`
          : "Set 'sizeLimit' on the emptyDir, or limit 'ephemeral-storage' on the pod's containers.",
        related,
        fix: isLog ? () => limitFix(workload, volume, emptyDir, options.maxLogSizeLimit) : undefined,
      };
    }
  },
});

/** Sockets, process ids and rendered configuration: nothing that grows with the traffic. */
const smallName =
  /(?:^|[-_])(?:sock(?:et)?s?|certs?|certificates?|tls|secrets?|tokens?|conf(?:ig)?s?|pids?|run|plugins?|scripts?|bin)$/i;
const staysSmall = /^\/(?:run|var\/run|etc)(?:\/|$)/;

/** The emptyDir of a volume; undefined for other volumes and where it is not known. A volume without any source is one too (API defaults). */
function emptyDirOf(workload: Workload, volume: Mapping): Mapping | undefined {
  const { manifest } = workload;
  if (manifest.isUnknown(volume, "emptyDir") || manifest.isUnknown(volume, "name")) return undefined;
  if (!("emptyDir" in volume)) return Object.keys(volume).join() === "name" ? {} : undefined;
  const emptyDir = asMapping(volume.emptyDir);
  if (manifest.isUnknown(emptyDir, "sizeLimit") || manifest.isUnknown(emptyDir, "medium")) return undefined;
  return emptyDir;
}

/** The kubelet takes a limit of 0 as none (pkg/kubelet/eviction: the limit must be positive). */
function hasLimit(emptyDir: Mapping): boolean {
  const { sizeLimit } = emptyDir;
  return sizeLimit !== undefined && sizeLimit !== null && sizeLimit !== "";
}

/** Mounts of the volume in containers that keep running and may write. */
function writersOf(
  workload: Workload,
  volume: Mapping,
): readonly { container: Container; path: string; mount: Mapping }[] {
  return workload.containers
    .filter((it) => it.role === "main" || it.role === "sidecar")
    .flatMap((container) =>
      container.mounts
        .filter((it) => it.mount.name === volume.name && it.mount.readOnly !== true)
        .map(({ path, mount }) => ({ container, path, mount })),
    );
}

function limitFix(workload: Workload, volume: Mapping, emptyDir: Mapping, limit: string): Fix | undefined {
  const isWritten = isMapping(volume.emptyDir) && Object.keys(emptyDir).length > 0;
  const edits = isWritten
    ? setEntry(workload.manifest, emptyDir, "sizeLimit", limit)
    : setEntry(workload.manifest, volume, "emptyDir", { sizeLimit: limit });
  return edits && { description: `Limit the volume to ${limit}`, safety: "unsafe", edits };
}
