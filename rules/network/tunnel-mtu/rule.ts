import { defineRule } from "../../../src/engine/rule.ts";
import { type Encapsulation, overheads, wireMtus } from "../../../src/knowledge/encapsulation.ts";
import type { Project } from "../../../src/model/project.ts";
import { calicoTunnels } from "../../../src/model/tunnels/calico.ts";
import { commandedTunnels } from "../../../src/model/tunnels/commands.ts";
import type { Tunnel } from "../../../src/model/tunnels/tunnel.ts";
import { writtenTunnels } from "../../../src/model/tunnels/written-files.ts";

export default defineRule({
  id: "tunnel-mtu",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "An MTU leaves no room on the wire for what a tunnel adds to each packet.",
  why: "Small packets pass and full ones are dropped or fragmented: logins and health checks work, while downloads, uploads and TLS handshakes hang.",
  references: [
    "https://docs.tigera.io/calico/latest/networking/configuring/mtu",
    "https://docs.cilium.io/en/stable/network/concepts/routing/",
    "https://man7.org/linux/man-pages/man8/wg-quick.8.html",
    "https://github.com/flannel-io/flannel/blob/master/Documentation/configuration.md",
  ],
  lessons: [22],
  options: {
    wireMtu: {
      type: "integer",
      default: 0,
      minimum: 0,
      description:
        "MTU of the network below the tunnels, in bytes; 0: not known, then an MTU up to 1500 is taken to be meant for Ethernet and 9001 for EC2.",
    },
  },

  *check(project, { options }) {
    for (const tunnel of tunnelsOf(project)) {
      const { mtu, label, encapsulations } = tunnel;
      const wire =
        options.wireMtu > 0 ? options.wireMtu : wireMtus.find((it) => isMeantFor(mtu.value, it, tunnel));
      if (wire === undefined) continue;
      const [encapsulation, overhead] = largest(tunnel);
      const most = wire - overhead;
      if (mtu.value <= most) continue;
      yield {
        at: mtu.origin,
        message:
          encapsulations.length === 0
            ? `MTU ${mtu.value} of ${label} is above the wire's own of ${wire}.`
            : `MTU ${mtu.value} of ${label} leaves no room for ${encapsulation === "tunnel" ? "a tunnel's headers" : encapsulation} (${overhead} bytes${tunnel.overIpv6 ? " over IPv6" : ""}) on a wire of ${wire}.`,
        help: `Set it to ${most} or less${encapsulations.length > 0 && encapsulation === "tunnel" ? " (most tunnels need some 100 bytes)" : ""}, or the rule's option 'wireMtu' to what the network below carries.`,
      };
    }
  },
});

function* tunnelsOf(project: Project): Iterable<Tunnel> {
  yield* calicoTunnels(project);
  yield* writtenTunnels(project);
  yield* commandedTunnels(project);
}

/** Whether an MTU tells which wire its author has in mind: it is just below or at one that is known. Between them the wire may be any. */
function isMeantFor(mtu: number, wire: number, tunnel: Tunnel): boolean {
  if (mtu > wire || tunnel.encapsulations.length === 0) return false;
  return wire === wireMtus[0] || mtu === wire;
}

function largest({ encapsulations, overIpv6 }: Tunnel): readonly [Encapsulation, number] {
  const sizes = encapsulations.map((it) => [it, overheads[it][overIpv6 ? "ipv6" : "ipv4"]] as const);
  return sizes.reduce((a, b) => (b[1] > a[1] ? b : a), ["tunnel", 0] as const);
}
