import type { Container } from "../../../src/model/workload.ts";

/**
 * Whether the program in the container goes on serving for a while after SIGTERM by a setting of its own that is in sight, or by default:
 * ingress-nginx `--shutdown-grace-period` (docs: Command line arguments), Traefik's `requestAcceptGraceTimeout`,
 * CoreDNS (`lameduck` in the Corefile that kubeadm and the distributions install).
 */
export function drainsItself(container: Container, minimumSeconds: number): boolean {
  const { flags } = container;
  if (Number(flags.get("shutdown-grace-period") ?? 0) >= minimumSeconds) return true;
  for (const [name, value] of flags) {
    if (/\.requestacceptgracetimeout$/i.test(name) && value !== "0" && value !== "0s") return true;
  }
  return /^(?:coredns|kube-?dns|k8s-dns-.*)$/.test(container.image?.name ?? "");
}
