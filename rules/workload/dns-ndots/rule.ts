import { defineRule } from "../../../src/engine/rule.ts";
import { ndotsOf } from "../../../src/model/name-lookup.ts";
import { isInOtherVersion } from "../../../src/model/other-versions.ts";
import { judgedContainers } from "../../../src/model/traffic.ts";
import { quote } from "../../../src/text/quote.ts";
import { publicPeers } from "./hosts.ts";

export default defineRule({
  id: "dns-ndots",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary: "A pod asks for every search domain before it finds an external host.",
  why: "Each new connection costs several queries that fail first; under load this overloads the cluster's DNS, and lost queries add seconds to requests.",
  references: [
    "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config",
    "https://man7.org/linux/man-pages/man5/resolv.conf.5.html",
    "https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/",
  ],
  lessons: [14],

  *check(workload, { project }) {
    const ndots = ndotsOf(workload);
    if (ndots.state === "unknown" || ndots.value <= 1) return;
    const judged = judgedContainers(workload, "all");
    if (judged.length === 0) return;
    const found = judged
      .flatMap(({ container }) => publicPeers(container))
      .filter(({ host }) => dotsOf(host) < ndots.value);
    if (found.length === 0) return;
    if (isInOtherVersion(workload, (it) => it.podSpec.dnsConfig !== undefined)) return;
    // Hosts that Ingresses in scope serve are the application's own names.
    const own = new Set(project.ingresses.flatMap((it) => it.paths.map(({ host }) => host.toLowerCase())));
    const peers = found.filter(({ host }) => !own.has(host));
    const [first, ...rest] = peers;
    if (first === undefined) return;
    const dots = dotsOf(first.host);
    const others = new Set(rest.map((it) => it.host).filter((it) => it !== first.host)).size;
    const more = others === 0 ? "" : ` (and ${others} more)`;
    const isWritten = ndots.state === "explicit";
    yield {
      at: first.origin,
      message: `${workload.label} has 'ndots' ${ndots.value} and the host ${quote(first.host)} with ${dots} ${dots === 1 ? "dot" : "dots"}${more}: all search domains are asked first.`,
      help: `Set 'ndots' to ${Math.max(1, Math.min(2, dots))} in the pod's 'dnsConfig.options', or end the names with a dot.`,
      related: [
        ...(isWritten ? [{ at: ndots.origin, message: `'ndots' is ${ndots.value} here.` }] : []),
        ...rest.slice(0, 4).map((it) => ({ at: it.origin, message: `${quote(it.host)} is another one.` })),
      ],
    };
  },
});

function dotsOf(host: string): number {
  return host.split(".").length - 1;
}
