/**
 * The ICMP messages that tell a sender to send smaller packets (path MTU discovery, RFC 1191 and RFC 8201): IPv4 "fragmentation needed", IPv6 "packet too
 * big".
 */
export const fragmentationNeeded = { type: 3, code: 4, label: "ICMP 'fragmentation needed' (type 3 code 4)" };
export const packetTooBig = { type: 2, label: "ICMPv6 'packet too big' (type 2)" };

/** What iptables (`iptables -p icmp -h`) and Cilium (pkg/policy/api/icmp.go) call them. */
export const icmpNames: Readonly<Record<"ipv4" | "ipv6", ReadonlySet<string>>> = {
  ipv4: new Set(["any", "3", "3/4", "destination-unreachable", "fragmentation-needed"]),
  ipv6: new Set(["2", "2/0", "packet-too-big"]),
};

/** Cilium's names for their types. */
export const ciliumIcmpNames = { ipv4: "DestinationUnreachable", ipv6: "PacketTooBig" } as const;
