import type { ControllerProduct } from "./controllers.ts";
import { isAtLeast } from "./versions.ts";

/** What a controller takes `auto` to mean, given its version. */
export type AutoCount =
  /** The CPU limit, rounded up. */
  | "limit"
  /** The limit on nodes with cgroup v1, all CPUs of the node with cgroup v2. */
  | "node-on-cgroup-v2"
  /** All CPUs of the node. */
  | "node";

/**
 * How a release of a controller resolves `auto`. ingress-nginx reads cgroup v1 since 0.19.0, and v2 since 1.10.4, 1.11.2 and 1.12.0
 * (pkg/util/runtime/cpu_linux.go and the releases' changelogs). The F5 controller hands `auto` to nginx, which counts
 * the node's CPUs. Undefined where the version decides and is not known. `version` is `x.y.z`.
 */
export function autoCountOf(product: ControllerProduct, version: string | undefined): AutoCount | undefined {
  if (product === "f5-nic") return "node";
  if (version === undefined) return undefined;
  const isBefore = (other: string) => !isAtLeast(version, other);
  if (isBefore("0.19.0")) return "node";
  return isBefore("1.10.4") || (!isBefore("1.11.0") && isBefore("1.11.2")) ? "node-on-cgroup-v2" : "limit";
}
