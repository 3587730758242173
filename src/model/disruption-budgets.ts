import type { Manifest } from "./manifest.ts";
import { sameNamespace } from "./proximity.ts";
import { asMapping, asMappings, asStringList, type Mapping } from "./shape.ts";
import type { Workload } from "./workload.ts";

/** A PodDisruptionBudget in scope that selects a workload's pods. */
export interface DisruptionBudget {
  readonly manifest: Manifest;
  readonly spec: Mapping;
}

/** Budgets in scope for the workload's pods; a selector that is not known counts as one that fits. */
export function budgetsOf(workload: Workload): readonly DisruptionBudget[] {
  return workload.project.ofKind("PodDisruptionBudget").flatMap((manifest) => {
    if (!sameNamespace(manifest, workload.manifest)) return [];
    const spec = asMapping((manifest.object as { spec?: unknown }).spec);
    const isUnknown = manifest.isUnknown(manifest.object, "spec") || manifest.isUnknown(spec, "selector");
    return isUnknown || selects(asMapping(spec.selector), workload.podLabels) ? [{ manifest, spec }] : [];
  });
}

/** Whether a label selector fits; an empty one fits all pods of the namespace (policy/v1). */
function selects(selector: Mapping, labels: Readonly<Record<string, string>>): boolean {
  const exact = Object.entries(asMapping(selector.matchLabels));
  if (!exact.every(([key, value]) => labels[key] === value)) return false;
  return asMappings(selector.matchExpressions).every((it) => {
    const value = labels[String(it.key)];
    const values = asStringList(it.values);
    if (it.operator === "Exists") return value !== undefined;
    if (it.operator === "DoesNotExist") return value === undefined;
    if (it.operator === "NotIn") return value === undefined || !values.includes(value);
    return value !== undefined && values.includes(value);
  });
}

/**
 * Pods out of `replicas` that an eviction may take at a time: both keys round percentages up (pkg/controller/disruption). Undefined where the budget
 * says neither, or what it says is not known.
 */
export function allowedDisruptions(budget: DisruptionBudget, replicas: number): number | undefined {
  const { manifest, spec } = budget;
  if (["minAvailable", "maxUnavailable"].some((it) => manifest.isUnknown(spec, it))) return undefined;
  const most = countOf(spec.maxUnavailable, replicas);
  if (most !== undefined) return Math.min(most, replicas);
  const least = countOf(spec.minAvailable, replicas);
  return least === undefined ? undefined : Math.max(0, replicas - least);
}

function countOf(value: unknown, replicas: number): number | undefined {
  if (typeof value === "number") return value;
  const match = /^(\d+)(%?)$/.exec(typeof value === "string" ? value : "");
  if (match === null) return undefined;
  return match[2] === "" ? Number(match[1]) : Math.ceil((Number(match[1]) * replicas) / 100);
}
