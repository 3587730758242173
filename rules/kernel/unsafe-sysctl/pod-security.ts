import type { Workload } from "../../../src/model/workload.ts";
import type { Origin } from "../../../src/text/origin.ts";

const label = "pod-security.kubernetes.io/enforce";

/** The Pod Security Standard that the namespace of a workload, where it is in scope, enforces and that knows safe sysctls only. */
export function enforcedStandard(
  workload: Workload,
): { readonly level: string; readonly origin: Origin } | undefined {
  const { namespace } = workload.manifest;
  if (namespace === undefined) return undefined;
  const found = workload.project.ofKind("Namespace").filter((it) => it.name === namespace);
  const first = found[0];
  const level = first?.labels[label];
  // Overlays may differ: what they do not agree on is not known.
  if (first === undefined || (level !== "baseline" && level !== "restricted")) return undefined;
  if (found.some((it) => it.labels[label] !== level)) return undefined;
  return { level, origin: first.locate(first.labels, label) };
}
