import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { autoscalersFor } from "../../../src/model/autoscalers.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { allowedDisruptions, budgetsOf } from "../../../src/model/disruption-budgets.ts";
import { asMapping, asMappings } from "../../../src/model/shape.ts";
import { byDefault, explicit, type Known } from "../../../src/model/value.ts";
import type { Workload } from "../../../src/model/workload.ts";

export default defineRule({
  id: "replicas-and-disruption",
  subject: "controller",
  severity: "warning",
  preset: "recommended",
  summary: "The loss of one node, or its maintenance, can take all pods of the ingress controller.",
  why: "Every request of the cluster passes it: while no controller pod runs, all applications are down together.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/pods/disruptions/",
    "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
    "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
  ],
  lessons: [23],

  *check(controller) {
    const { workload } = controller;
    // A DaemonSet has a pod on every node, and evictions pass it by.
    if (workload === undefined || !/^(Deployment|StatefulSet|ReplicaSet|Rollout)$/.test(workload.kind))
      return;
    const replicas = leastReplicas(workload);
    if (replicas === undefined || replicas.value === 0 || hasOtherNumber(workload, replicas.value)) return;
    if (replicas.value === 1) yield oneReplica(controller, workload, replicas);
    yield* budgets(controller, workload, replicas);
    if (replicas.value > 1) yield* spread(controller, workload, replicas);
  },
});

/** Replicas that run at least; undefined where that is not known. */
function leastReplicas(workload: Workload): Known<number> | undefined {
  const { manifest } = workload;
  const [scaler] = autoscalersFor(workload);
  if (scaler !== undefined) return scaler.least.state === "unknown" ? undefined : scaler.least;
  const spec = asMapping((manifest.object as { spec?: unknown }).spec);
  if (manifest.isUnknown(spec, "replicas")) return undefined;
  if (typeof spec.replicas === "number") return explicit(spec.replicas, manifest.locate(spec, "replicas"));
  return spec.replicas === undefined || spec.replicas === null
    ? byDefault(1, manifest.nameOrigin)
    : undefined;
}

/** Whether an overlay or another copy in scope says another number. */
function hasOtherNumber(workload: Workload, replicas: number): boolean {
  const { manifest, project } = workload;
  return project.ofKind(workload.kind).some((it) => {
    if (it === manifest || it.name !== manifest.name) return false;
    const other = asMapping((it.object as { spec?: unknown }).spec).replicas;
    return typeof other === "number" && other !== replicas;
  });
}

function oneReplica(controller: Controller, workload: Workload, replicas: Known<number>): Finding {
  const [scaler] = autoscalersFor(workload);
  if (scaler !== undefined)
    return {
      at: replicas.origin,
      message: `${controller.label} is left with one pod at low load: ${scaler.manifest.label} keeps at least 1.`,
      help: `Set '${scaler.kind === "ScaledObject" ? "minReplicaCount" : "minReplicas"}' to 2 or more.`,
    };
  return {
    at: replicas.origin,
    message: `${controller.label} runs as one pod: ${workload.label} has ${replicas.state === "default" ? "no 'replicas', which means 1" : "'replicas: 1'"}.`,
    help: "Set 'replicas' to 2 or more, with a PodDisruptionBudget and a spread over nodes, or add an autoscaler.",
  };
}

function* budgets(controller: Controller, workload: Workload, replicas: Known<number>): Iterable<Finding> {
  const found = budgetsOf(workload);
  const count = replicas.value;
  for (const budget of found) {
    const allowed = allowedDisruptions(budget, count);
    if (allowed === undefined || (allowed > 0 && allowed < count)) continue;
    const { manifest, spec } = budget;
    const key =
      spec.maxUnavailable === undefined || spec.maxUnavailable === null ? "minAvailable" : "maxUnavailable";
    const setting = `'${key}: ${String(spec[key])}'`;
    const pods = count === 1 ? "1 pod" : `${count} pods`;
    // One pod that may go at any time is what "one replica" says already.
    if (allowed > 0 && count === 1) continue;
    yield {
      at: manifest.locate(spec, key),
      message:
        allowed === 0
          ? `${manifest.label} with ${setting} forbids to evict ${count === 1 ? "the only pod" : `any of the ${pods}`} of ${controller.label}: its nodes cannot be drained.`
          : `${manifest.label} with ${setting} lets all ${pods} of ${controller.label} be evicted at the same time.`,
      help:
        count === 1
          ? "Run two replicas or more, and set 'maxUnavailable: 1'."
          : "Set 'maxUnavailable: 1', which fits any number of replicas.",
      related:
        replicas.state === "explicit" ? [{ at: replicas.origin, message: `At least ${pods} by this.` }] : [],
    };
  }
  if (found.length > 0 || count === 1 || !isInSight(controller, workload)) return;
  yield {
    at: workload.manifest.nameOrigin,
    message: `No PodDisruptionBudget selects the ${count} pods of ${controller.label}: drains of nodes may evict all of them together.`,
    help: "Add a PodDisruptionBudget with 'maxUnavailable: 1' and the labels of the pods.",
    key: "budget",
  };
}

/** Whether the manifests around the controller are in scope, so that a budget would be, too. A plan is one state of several. */
function isInSight(controller: Controller, workload: Workload): boolean {
  if (!workload.manifest.source.editable) return false;
  return controller.configMap !== undefined || workload.services.length > 0;
}

function* spread(controller: Controller, workload: Workload, replicas: Known<number>): Iterable<Finding> {
  const { manifest } = workload;
  const spec = asMapping(workload.podSpec);
  const affinity = asMapping(spec.affinity);
  if (["affinity", "topologySpreadConstraints", "hostNetwork"].some((it) => manifest.isUnknown(spec, it)))
    return;
  if (manifest.isUnknown(affinity, "podAntiAffinity")) return;
  if (asMappings(spec.topologySpreadConstraints).length > 0) return;
  if (Object.keys(asMapping(affinity.podAntiAffinity)).length > 0) return;
  // Pods that take a port of their node never share one.
  const takesNodePort =
    spec.hostNetwork === true ||
    workload.containers.some((it) =>
      asMappings(it.spec.ports).some((port) => typeof port.hostPort === "number"),
    );
  if (takesNodePort || isSpreadElsewhere(workload)) return;
  yield {
    at: manifest.nameOrigin,
    message: `The ${replicas.value} pods of ${controller.label} may land on one node: no topologySpreadConstraints, no podAntiAffinity.`,
    help: "Add 'topologySpreadConstraints' with 'topologyKey: kubernetes.io/hostname' and 'maxSkew: 1', or a podAntiAffinity.",
    key: "spread",
  };
}

function isSpreadElsewhere(workload: Workload): boolean {
  return workload.project.workloads.some((it) => {
    if (it === workload || it.kind !== workload.kind || it.manifest.name !== workload.manifest.name)
      return false;
    const spec = asMapping(it.podSpec);
    return (
      asMappings(spec.topologySpreadConstraints).length > 0 ||
      asMapping(spec.affinity).podAntiAffinity !== undefined
    );
  });
}
