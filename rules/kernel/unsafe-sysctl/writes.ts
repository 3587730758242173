import type { Finding } from "../../../src/engine/finding.ts";
import { mayWriteSysctls, type SysctlWrite, sysctlWrites } from "../../../src/model/sysctl-writes.ts";
import type { Container, Workload } from "../../../src/model/workload.ts";

/** Commands that set a kernel parameter and cannot, or that set it where nothing runs. One finding per container and reason. */
export function* ineffectiveWrites(workload: Workload): Iterable<Finding> {
  for (const container of workload.containers) {
    const writes = sysctlWrites(container);
    if (writes.length === 0) continue;
    const may = mayWriteSysctls(container);
    const own = writes.filter((it) => it.isOwnProc);
    if (may === false && own.length > 0) yield readOnly(container, own);
    else if (may === true) yield* ownNamespaceOnly(container, writes);
  }
}

function readOnly(container: Container, writes: readonly SysctlWrite[]): Finding {
  const role = container.role === "init" ? "Init c" : "C";
  return {
    at: writes[0]!.origin,
    message: `${role}${container.label.slice(1)} cannot set ${namesOf(writes)}: /proc/sys is read-only in a container that is not privileged.`,
    help: "Set 'securityContext.privileged: true' on this container, or make it a sysctl of the pod ('securityContext.sysctls') that its kubelet allows.",
  };
}

/**
 * A DaemonSet that tunes nodes, without the node's network namespace: `net.` parameters change for its own pod alone. Only where the pod itself serves
 * nobody, so that the node is what its author means.
 */
function* ownNamespaceOnly(container: Container, writes: readonly SysctlWrite[]): Iterable<Finding> {
  const { workload } = container;
  const { manifest, podSpec } = workload;
  if (workload.kind !== "DaemonSet" || podSpec.hostNetwork === true || workload.services.length > 0) return;
  if (manifest.isUnknown(podSpec, "hostNetwork") || workload.containers.some((it) => it.spec.ports)) return;
  const own = writes.filter((it) => it.key.startsWith("net.") && !it.entersNode);
  if (own.length === 0 || !workload.containers.every(isIdle)) return;
  yield {
    at: own[0]!.origin,
    message: `${workload.label} sets ${namesOf(own)} in its own pod's network namespace; the node and its other pods keep theirs.`,
    help: "Set 'hostNetwork: true' on the pod to change the node's own sockets; for pods on it, set the sysctl in each pod.",
  };
}

/** Runs nothing that could use what was set: an init container, a pause image, or a shell that sets parameters and sleeps. */
function isIdle(container: Container): boolean {
  if (container.role === "init" || /(^|\/)pause$/.test(container.image?.repository ?? "")) return true;
  const line = container.commandLine.join(" ");
  return line !== "" && (sysctlWrites(container).length > 0 || /\b(?:sleep|pause|tail -f)\b/.test(line));
}

function namesOf(writes: readonly SysctlWrite[]): string {
  const names = [...new Set(writes.map((it) => it.key))];
  return names.length <= 2 ? names.join(" and ") : `${names[0]} and ${names.length - 1} more parameters`;
}
