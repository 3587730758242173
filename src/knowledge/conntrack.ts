/**
 * Facts about the kernel's table of tracked connections (Linux, Documentation/networking/nf_conntrack-sysctl.rst and
 * net/netfilter/nf_conntrack_core.c) and about what kube-proxy makes of it (cmd/kube-proxy/app/conntrack.go,
 * pkg/proxy/apis/config/v1alpha1/defaults.go).
 */

/** Names of the table's size: today's, its twin, and those of kernels before 3.19. */
export const tableSizeNames = [
  "net.netfilter.nf_conntrack_max",
  "net.nf_conntrack_max",
  "net.ipv4.netfilter.ip_conntrack_max",
  "net.ipv4.ip_conntrack_max",
] as const;

/** The hash table's size. */
export const bucketsName = "net.netfilter.nf_conntrack_buckets";

/** kube-proxy's `conntrack.min`: the fewest entries that it gives a node. */
export const kubeProxyMin = 131_072;

/** kube-proxy's `conntrack.maxPerCore`. */
export const kubeProxyMaxPerCore = 32_768;

/** kube-proxy's `conntrack.tcpCloseWaitTimeout` in seconds: it keeps half-closed connections through NAT on purpose (kubernetes issue 32551). */
export const kubeProxyCloseWaitSeconds = 3600;

/**
 * Most entries a bucket that the kernel itself ever chose: 8 where somebody sets the number of buckets, 4 where nobody does, 1 since Linux 5.15. kube-proxy
 * raises the buckets to a quarter of the entries.
 */
export const mostEntriesPerBucket = 8;

/** How long the kernel tracks closing connections by itself, in seconds (nf_conntrack_proto_tcp.c: tcp_timeouts). */
export const closingTimeouts = [
  { name: "net.netfilter.nf_conntrack_tcp_timeout_time_wait", state: "TIME_WAIT", byDefault: 120 },
  { name: "net.netfilter.nf_conntrack_tcp_timeout_close_wait", state: "CLOSE_WAIT", byDefault: 60 },
] as const;
