import { defineRule } from "../../../src/engine/rule.ts";
import { hasInOtherVersion } from "../../../src/model/other-versions.ts";
import { storageIsLimited } from "../../../src/model/pod-limits.ts";
import { judgedContainers } from "../../../src/model/traffic.ts";
import { writingOf } from "./writing.ts";

export default defineRule({
  id: "ephemeral-storage-limit",
  subject: "workload",
  severity: "warning",
  preset: "strict",
  summary: "A container that writes logs or temporary files has no 'ephemeral-storage' limit.",
  why: "What it writes counts against its node's disk; when that is full, the kubelet evicts pods, and not only the one that filled it.",
  references: [
    "https://kubernetes.io/docs/concepts/storage/ephemeral-storage/",
    "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
  ],
  lessons: [5, 42],

  *check(workload, { project }) {
    if (storageIsLimited(workload)) return;
    const own = project.controllers.find((it) => it.workload === workload)?.container;
    for (const { container, via } of judgedContainers(workload, "all")) {
      const writing = writingOf(container, container === own);
      if (writing === undefined) continue;
      if (hasInOtherVersion(container, (it) => it.resource("limits", "ephemeral-storage") !== undefined))
        continue;
      yield {
        at: container.nameOrigin,
        message: `${container.label.charAt(0).toUpperCase()}${container.label.slice(1)} ${writing.what} and has no 'ephemeral-storage' limit.`,
        help: "Set 'resources.limits.ephemeral-storage' to what logs, temporary files and emptyDir volumes of the pod need together.",
        related: [
          ...(writing.origin === undefined ? [] : [{ at: writing.origin, message: "It writes by this." }]),
          ...(via === undefined ? [] : [{ at: via.nameOrigin, message: `${via.label} leads traffic here.` }]),
        ],
        key: container.name,
      };
    }
  },
});
