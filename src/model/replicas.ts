import type { Origin } from "../text/origin.ts";
import type { Project } from "./project.ts";
import type { Service } from "./service.ts";
import { asMapping, asText } from "./shape.ts";
import type { Workload } from "./workload.ts";

/** Most pods that stand behind a Service at once, and where each number is written. */
export interface MostReplicas {
  readonly count: number;
  readonly origins: readonly Origin[];
}

const scaled: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "ReplicaSet", "Rollout"]);

/**
 * The most replicas of the workloads that a Service selects: their `replicas`, or the `maxReplicas` of an autoscaler in scope. Undefined where one of them
 * does not say (a DaemonSet, no number, not known) and where the Service selects nothing in scope.
 */
export function mostReplicas(project: Project, service: Service): MostReplicas | undefined {
  const workloads = project.workloadsOf(service);
  if (workloads.length === 0) return undefined;
  let count = 0;
  const origins: Origin[] = [];
  for (const workload of workloads) {
    const number = scaled.has(workload.kind) ? ofAutoscaler(project, workload) : undefined;
    if (number === undefined) return undefined;
    count += number.count;
    origins.push(...number.origins);
  }
  return { count, origins };
}

function ofAutoscaler(project: Project, workload: Workload): MostReplicas | undefined {
  const { manifest } = workload;
  for (const kind of ["HorizontalPodAutoscaler", "ScaledObject"]) {
    for (const scaler of project.ofKind(kind)) {
      const spec = asMapping((scaler.object as { spec?: unknown }).spec);
      const target = asMapping(spec.scaleTargetRef);
      if (asText(target.name) !== manifest.name || scaler.namespace !== manifest.namespace) continue;
      const key = kind === "ScaledObject" ? "maxReplicaCount" : "maxReplicas";
      const most = spec[key];
      return typeof most === "number" && !scaler.isUnknown(spec, key)
        ? { count: most, origins: [scaler.locate(spec, key)] }
        : undefined;
    }
  }
  const spec = asMapping((manifest.object as { spec?: unknown }).spec);
  const { replicas } = spec;
  return typeof replicas === "number" && !manifest.isUnknown(spec, "replicas")
    ? { count: replicas, origins: [manifest.locate(spec, "replicas")] }
    : undefined;
}
