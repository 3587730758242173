import { defineRule } from "../../../src/engine/rule.ts";
import { fragmentationNeeded, packetTooBig } from "../../../src/knowledge/icmp.ts";
import { icmpDenials } from "../../../src/model/icmp-policies.ts";
import { icmpDrops } from "../../../src/model/iptables.ts";
import { closedAcls } from "../../../src/model/network-acl.ts";
import { quote } from "../../../src/text/quote.ts";

export default defineRule({
  id: "icmp-blocked",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "A firewall rule drops the ICMP messages that tell a sender to send smaller packets.",
  why: "Where a packet does not fit, its sender is never told: the connection stays open and hangs with the first full-sized packet.",
  references: [
    "https://www.rfc-editor.org/rfc/rfc2923#section-2.1",
    "https://www.rfc-editor.org/rfc/rfc4890#section-4.3.1",
    "https://docs.tigera.io/calico/latest/network-policy/policy-rules/icmp-ping",
    "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html",
    "https://docs.cilium.io/en/stable/security/policy/language/",
  ],
  lessons: [22],

  *check(project) {
    for (const workload of project.workloads) {
      for (const container of workload.containers) {
        for (const { family, chain, text, origin } of icmpDrops(container)) {
          const { message, accept } = messages[family];
          yield {
            at: origin,
            message: `${quote(text)} in ${container.label} drops ${message}.`,
            help: `Accept it before: '${accept(chain)}', or all of '-m conntrack --ctstate RELATED,ESTABLISHED'.`,
          };
        }
      }
    }
    for (const { resource, rule, origin } of closedAcls(project)) {
      yield {
        at: origin,
        message: `The inbound rules of ${resource.address} let TCP in and ${rule === undefined ? "allow no" : `deny, by rule ${rule},`} ${messages.ipv4.message}; a network ACL keeps no state.`,
        help: "Add an inbound rule before it that allows protocol 'icmp' with 'icmp_type' 3 and 'icmp_code' 4 from 0.0.0.0/0.",
      };
    }
    for (const { manifest, family, origin, tracked } of icmpDenials(project)) {
      const { message } = messages[family];
      yield {
        at: origin,
        // Errors of a connection that is tracked pass before the policy is asked.
        ...(tracked ? { severity: "info" as const } : {}),
        message: tracked
          ? `${manifest.label} denies ${message}; only errors of connections that the node itself tracks still pass.`
          : `${manifest.label} denies ${message} before connection tracking ('doNotTrack').`,
        help: `Allow ${family === "ipv4" ? "ICMP type 3" : "ICMPv6 type 2"} before this rule, or deny single types, such as echo requests (${family === "ipv4" ? "8" : "128"}).`,
      };
    }
  },
});

const messages = {
  ipv4: {
    message: fragmentationNeeded.label,
    accept: (chain: string) => `iptables -I ${chain} -p icmp --icmp-type fragmentation-needed -j ACCEPT`,
  },
  ipv6: {
    message: packetTooBig.label,
    accept: (chain: string) => `ip6tables -I ${chain} -p icmpv6 --icmpv6-type packet-too-big -j ACCEPT`,
  },
} as const;
