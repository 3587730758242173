import { isReleaseAtLeast } from "./release-order.ts";

/**
 * Sysctls that every kubelet lets a pod set, and the Kubernetes release since when (pkg/kubelet/sysctl/safe_sysctls.go; the Pod Security Standard
 * "baseline" allows the same ones: pod-security-admission policy/check_sysctls.go).
 */
const safeSince: Readonly<Record<string, string>> = {
  "kernel.shm_rmid_forced": "1.4",
  "net.ipv4.ip_local_port_range": "1.4",
  "net.ipv4.tcp_syncookies": "1.4",
  "net.ipv4.ping_group_range": "1.18",
  "net.ipv4.ip_unprivileged_port_start": "1.22",
  "net.ipv4.ip_local_reserved_ports": "1.27",
  "net.ipv4.tcp_keepalive_time": "1.29",
  "net.ipv4.tcp_fin_timeout": "1.29",
  "net.ipv4.tcp_keepalive_intvl": "1.29",
  "net.ipv4.tcp_keepalive_probes": "1.29",
  "net.ipv4.tcp_rmem": "1.32",
  "net.ipv4.tcp_wmem": "1.32",
  "net.ipv4.tcp_slow_start_after_idle": "1.37",
  "net.ipv4.tcp_notsent_lowat": "1.37",
};

/** The Kubernetes release (`1.29`) since which a sysctl is safe; undefined for one that never was. */
export function safeSysctlSince(name: string): string | undefined {
  return Object.hasOwn(safeSince, name) ? safeSince[name] : undefined;
}

/** The namespace that the kubelet takes a sysctl to belong to; undefined for those it refuses in every pod (component-helpers node/util/sysctl/namespace.go). */
export function sysctlNamespace(name: string): "net" | "ipc" | undefined {
  if (name.startsWith("net.")) return "net";
  return /^kernel\.(?:shm|msg)|^fs\.mqueue\.|^kernel\.sem$/.test(name) ? "ipc" : undefined;
}

/**
 * Parameters below `net.` of which the kernel keeps one for all network namespaces: a pod's own lacks the file, or has it read-only
 * (Linux 6.12: `net_core_table` of net/core/sysctl_net_core.c, `ipv4_table` of net/ipv4/sysctl_net_ipv4.c, net/core/neighbour.c,
 * net/netfilter/nf_conntrack_standalone.c).
 */
const nodeLevel: readonly RegExp[] = [
  /^net\.core\.(?:[rw]mem_(?:default|max)|netdev_(?:max_backlog|budget|budget_usecs|rss_key|tstamp_prequeue|unregister_timeout_secs))$/,
  /^net\.core\.(?:bpf_jit_\w+|busy_(?:poll|read)|default_qdisc|dev_weight\w*|devconf_inherit_init_net|fb_tunnels_only_for_init_net)$/,
  /^net\.core\.(?:flow_limit_\w+|gro_normal_batch|high_order_alloc_disable|max_skb_frags|mem_pcpu_rsv|message_(?:burst|cost))$/,
  /^net\.core\.(?:rps_sock_flow_entries|skb_defer_max|warnings)$/,
  /^net\.ipv4\.(?:tcp_mem|udp_mem|tcp_max_orphans|tcp_available_\w+|inet_peer_\w+|cipso_\w+)$/,
  /^net\.ipv[46]\.neigh\.default\./,
  /^net\.(?:netfilter\.)?nf_conntrack_(?:max|expect_max|buckets)$/,
];

/** Whether a `net.` parameter is the node's and cannot be set for one pod. */
export function isNodeLevelSysctl(name: string): boolean {
  return name.startsWith("net.") && nodeLevel.some((it) => it.test(name));
}

/**
 * `net.core.somaxconn` of a new network namespace, and so of a pod: 4096 since Linux 5.4, 128 before (include/linux/socket.h: SOMAXCONN). The node's own
 * value is not passed on.
 */
const kernelSomaxconn = 4096;
const somaxconnBefore = 128;

/** The Linux release that brought it. */
const kernelSomaxconnSince = "5.4";

/** A pod's `net.core.somaxconn` by the nodes' Linux release, and why; without a release: one that Kubernetes still supports. */
export function podSomaxconn(kernel: string | undefined): {
  readonly value: number;
  readonly source: string;
} {
  return kernel !== undefined && !isReleaseAtLeast(kernel, kernelSomaxconnSince)
    ? { value: somaxconnBefore, source: `a pod's default before Linux ${kernelSomaxconnSince}` }
    : { value: kernelSomaxconn, source: `a pod's default since Linux ${kernelSomaxconnSince}` };
}
