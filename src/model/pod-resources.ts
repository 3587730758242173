import { hasDefaultResource } from "./limit-ranges.ts";
import { hasInOtherVersion } from "./other-versions.ts";
import { asMapping } from "./shape.ts";
import type { Container } from "./workload.ts";

/**
 * Whether a container surely has no limit (or request) for a resource: neither itself nor its pod as a whole (`spec.resources`, Kubernetes 1.34) names one,
 * no LimitRange in scope gives one, and no other version of the manifest in scope does. A limit sets the request, too.
 */
export function lacksResource(container: Container, list: "limits" | "requests", name: string): boolean {
  const names = (it: Container) =>
    it.resource(list, name) !== undefined ||
    (list === "requests" && it.resource("limits", name) !== undefined);
  if (names(container)) return false;
  const { workload } = container;
  const pod = asMapping(workload.podSpec).resources;
  const ofPod = asMapping(pod);
  if (workload.manifest.isUnknown(workload.podSpec, "resources")) return false;
  if (
    [ofPod.limits, list === "requests" ? ofPod.requests : undefined].some(
      (it) => asMapping(it)[name] !== undefined,
    )
  )
    return false;
  return !hasDefaultResource(workload, list, name) && !hasInOtherVersion(container, names);
}
