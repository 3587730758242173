import type { Manifest } from "./manifest.ts";
import { sameNamespace } from "./proximity.ts";
import { asMapping, asMappings, asStringList, asText } from "./shape.ts";
import type { Workload } from "./workload.ts";

/** A VerticalPodAutoscaler as it acts on its target. */
export interface VerticalAutoscaler {
  readonly manifest: Manifest;
  /** `Off` only recommends; `Initial` sets requests of new pods; all others change running ones. Auto where nothing is said. */
  readonly mode: string;
  /** Resources whose requests it sets in some container. */
  readonly resources: ReadonlySet<string>;
}

/** Vertical autoscalers in scope whose target is this workload (autoscaling.k8s.io, API reference of VerticalPodAutoscaler). */
export function verticalAutoscalersFor(workload: Workload): readonly VerticalAutoscaler[] {
  return workload.project.ofKind("VerticalPodAutoscaler").flatMap((manifest) => {
    const spec = asMapping((manifest.object as { spec?: unknown }).spec);
    const target = asMapping(spec.targetRef);
    const { kind } = workload;
    if (target.kind !== kind || target.name !== workload.manifest.name) return [];
    if (!sameNamespace(manifest, workload.manifest)) return [];
    return [
      {
        manifest,
        mode: asText(asMapping(spec.updatePolicy).updateMode) ?? "Auto",
        resources: controlled(asMappings(asMapping(spec.resourcePolicy).containerPolicies)),
      },
    ];
  });
}

/** CPU and memory unless the policies say otherwise; a policy in mode `Off` leaves its containers alone, `*` stands for all others. */
function controlled(policies: readonly Readonly<Record<string, unknown>>[]): ReadonlySet<string> {
  const found = new Set<string>();
  const all = ["cpu", "memory"];
  const of = (policy: Readonly<Record<string, unknown>>) =>
    policy.mode === "Off"
      ? []
      : Array.isArray(policy.controlledResources)
        ? asStringList(policy.controlledResources)
        : all;
  for (const policy of policies) for (const name of of(policy)) found.add(name);
  if (!policies.some((it) => it.containerName === "*"))
    for (const name of policies.length === 0 ? all : []) found.add(name);
  return found;
}
