/** A way to send packets inside of packets. */
export type Encapsulation = "IP-in-IP" | "VXLAN" | "Geneve" | "GRE" | "WireGuard" | "tunnel";

/**
 * Bytes that an encapsulation adds to each packet, over IPv4 and over IPv6. IP-in-IP: the outer header. VXLAN and Geneve without options: outer IP, UDP 8,
 * header 8, inner Ethernet 14. GRE: outer IP and 4. WireGuard: outer IP, UDP 8, header 16, authentication tag 16. (docs.tigera.io
 * "Configure MTU"; cilium pkg/mtu; wg-quick(8); RFC 7348, 8926, 2784.) Of a tunnel that nothing else is known of: an IP and a
 * UDP header, the least there can be.
 */
export const overheads: Readonly<Record<Encapsulation, { readonly ipv4: number; readonly ipv6: number }>> = {
  "IP-in-IP": { ipv4: 20, ipv6: 40 },
  VXLAN: { ipv4: 50, ipv6: 70 },
  Geneve: { ipv4: 50, ipv6: 70 },
  GRE: { ipv4: 24, ipv6: 44 },
  WireGuard: { ipv4: 60, ipv6: 80 },
  tunnel: { ipv4: 28, ipv6: 48 },
};

/** MTUs that wires are known to have at most: Ethernet, and EC2's jumbo frames. */
export const wireMtus: readonly number[] = [1500, 9001];

/** What `ip link add … type NAME` makes. */
export const linkTypes: Readonly<Record<string, Encapsulation>> = {
  vxlan: "VXLAN",
  geneve: "Geneve",
  gre: "GRE",
  ipip: "IP-in-IP",
  wireguard: "WireGuard",
};

/** What interfaces are called that tunnels usually have. */
export const interfaceNames: readonly (readonly [name: RegExp, encapsulation: Encapsulation])[] = [
  [/^(?:vxlan[\w.]*|flannel\.\d+)$/, "VXLAN"],
  [/^genev\w*$/, "Geneve"],
  [/^gre\d+$/, "GRE"],
  [/^tunl\d+$/, "IP-in-IP"],
  [/^(?:wg\d+|wireguard[\w.]*)$/, "WireGuard"],
  [/^tun\d+$/, "tunnel"],
];
