import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { Workload } from "../../../src/model/workload.ts";
import { agentFiles } from "./agents.ts";
import { hostWriters } from "./host-logs.ts";

export default defineRule({
  id: "log-rotation",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary: "A log agent, or a container that writes to its node's '/var/log', has no rotation.",
  why: "The files grow until the node's disk is full; the kubelet then evicts pods, also those that serve traffic.",
  references: [
    "https://kubernetes.io/docs/concepts/cluster-administration/logging/#log-rotation",
    "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
    "https://docs.fluentd.org/deployment/logging",
    "https://docs.fluentbit.io/manual/pipeline/outputs/file",
  ],
  lessons: [6, 42],

  *check(workload: Workload): Iterable<Finding> {
    if (workload.isJob) return;
    for (const container of workload.containers) {
      if (container.role !== "main" && container.role !== "sidecar") continue;
      yield* agentFiles(container);
    }
    yield* hostWriters(workload);
  },
});
