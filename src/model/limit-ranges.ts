import { asMapping, asMappings } from "./shape.ts";
import type { Workload } from "./workload.ts";

/**
 * Whether a LimitRange in scope gives the namespace's containers a limit (or a request) when they name none, or that cannot be told.
 * A default limit is the default request too where the range names no other (Kubernetes: Limit Ranges).
 */
export function hasDefaultResource(workload: Workload, list: "limits" | "requests", name: string): boolean {
  return workload.project.ofKind("LimitRange").some((range) => {
    if (range.namespace !== workload.manifest.namespace) return false;
    const spec = asMapping((range.object as { spec?: unknown }).spec);
    if (range.isUnknown(range.object, "spec") || range.isUnknown(spec, "limits")) return true;
    return asMappings(spec.limits).some((it) => {
      if (it.type !== "Container") return false;
      const has = (key: string) => range.isUnknown(it, key) || asMapping(it[key])[name] !== undefined;
      return has("default") || (list === "requests" && has("defaultRequest"));
    });
  });
}
