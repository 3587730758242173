import type { Container, Workload } from "./workload.ts";

/**
 * Whether another manifest in scope of the same kind and name (an overlay's patch, another environment's copy) has what a workload lacks. What is
 * applied may then be both merged, so that the lack proves nothing.
 */
export function isInOtherVersion(workload: Workload, has: (other: Workload) => boolean): boolean {
  const { manifest, project } = workload;
  if (manifest.name === "") return false;
  return project.workloads.some(
    (it) =>
      it !== workload &&
      it.manifest.name === manifest.name &&
      it.kind === workload.kind &&
      (it.manifest.namespace === manifest.namespace ||
        it.manifest.namespace === undefined ||
        manifest.namespace === undefined) &&
      has(it),
  );
}

/** `isInOtherVersion` for what a container lacks; `has` is asked about the container of the same name. */
export function hasInOtherVersion(container: Container, has: (other: Container) => boolean): boolean {
  const { workload, name } = container;
  return isInOtherVersion(workload, (it) => it.containers.some((other) => other.name === name && has(other)));
}
