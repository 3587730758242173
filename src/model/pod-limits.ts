import { hasDefaultResource } from "./limit-ranges.ts";
import type { Container, Workload } from "./workload.ts";

/**
 * Whether the kubelet ends the pod before it fills the node, or that cannot be told. It evicts a pod whose emptyDir volumes, logs and
 * writable layers together exceed the sum of its containers' `ephemeral-storage` limits; one container with such a limit is
 * enough for there to be a sum (Kubernetes: Local ephemeral storage, "Resource ephemeral-storage consumption management").
 */
export function storageIsLimited(workload: Workload): boolean {
  const name = "ephemeral-storage";
  return (
    workload.containers.some((it) => it.resource("limits", name) !== undefined) ||
    hasDefaultResource(workload, "limits", name)
  );
}

/** Whether every one of the containers has a memory limit, or that cannot be told: memory-backed volumes end there. */
export function hasMemoryLimits(containers: readonly Container[]): boolean {
  return (
    containers.every((it) => it.memoryLimit !== undefined) ||
    hasDefaultResource(containers[0]!.workload, "limits", "memory")
  );
}
