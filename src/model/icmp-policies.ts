import { ciliumIcmpNames, fragmentationNeeded, packetTooBig } from "../knowledge/icmp.ts";
import { append } from "../text/append.ts";
import type { Origin } from "../text/origin.ts";
import type { IpFamily } from "./iptables.ts";
import type { Manifest } from "./manifest.ts";
import type { Project } from "./project.ts";
import { asMapping, asMappings, asText, type Mapping } from "./shape.ts";

/** A rule of a network policy that denies what path MTU discovery needs. */
export interface IcmpDenial {
  readonly manifest: Manifest;
  readonly family: IpFamily;
  readonly origin: Origin;
  /** Whether connection tracking still lets through the errors of connections that it knows. */
  readonly tracked: boolean;
}

/**
 * Rules of Calico's and Cilium's policies that deny the messages from everywhere. A NetworkPolicy of Kubernetes says nothing about ICMP, and what plugins make of
 * it lets through errors of connections that it allows.
 */
export function icmpDenials(project: Project): readonly IcmpDenial[] {
  const found: IcmpDenial[] = [];
  for (const kind of ["NetworkPolicy", "GlobalNetworkPolicy"])
    for (const manifest of project.ofKind(kind)) {
      if (/projectcalico\.org$/.test(manifest.group)) append(found, ofCalico(manifest));
    }
  for (const kind of ["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"])
    for (const manifest of project.ofKind(kind)) append(found, ofCilium(manifest));
  return found;
}

function* ofCalico(manifest: Manifest): Iterable<IcmpDenial> {
  const spec = asMapping((manifest.object as { spec?: unknown }).spec);
  if (manifest.isUnknown(manifest.object, "spec")) return;
  // An untracked policy works before connection tracking. What it has no rule for goes on to the others.
  const tracked = spec.doNotTrack !== true;
  for (const direction of ["ingress", "egress"]) {
    if (manifest.isUnknown(spec, direction)) continue;
    for (const family of ["ipv4", "ipv6"] as const) {
      const decisive = asMappings(spec[direction]).find(
        (it) => calicoMatches(manifest, it, family) !== false,
      );
      if (decisive === undefined || calicoMatches(manifest, decisive, family) !== true) continue;
      const namesIcmp = decisive.protocol !== undefined;
      // To deny all that is not allowed is what policies are for; it says nothing about ICMP where tracking goes before.
      if (decisive.action === "Deny" && (namesIcmp || !tracked)) {
        yield { manifest, family, origin: manifest.locate(decisive), tracked };
      }
    }
  }
}

/** Whether a rule holds for the message from and to everywhere; undefined where it holds for some, or is not known. */
function calicoMatches(manifest: Manifest, rule: Mapping, family: IpFamily): boolean | undefined {
  const protocol = rule.protocol;
  const own =
    family === "ipv4" ? [undefined, "ICMP", "icmp", 1, "1"] : [undefined, "ICMPv6", "icmpv6", 58, "58"];
  if (!own.includes(protocol as never)) return false;
  if (rule.ipVersion !== undefined && rule.ipVersion !== (family === "ipv4" ? 4 : 6)) return false;
  const icmp = asMapping(rule.icmp);
  if (rule.icmp !== undefined) {
    const { type, code } = icmp;
    if (type !== undefined && type !== (family === "ipv4" ? fragmentationNeeded.type : packetTooBig.type))
      return false;
    if (family === "ipv4" && code !== undefined && code !== fragmentationNeeded.code) return false;
  }
  if (rule.action === "Log") return false;
  const isNarrow = ["source", "destination", "notProtocol", "notICMP", "http"].some(
    (it) => rule[it] !== undefined && Object.keys(asMapping(rule[it])).length > 0,
  );
  return isNarrow || typeof rule.notProtocol === "string" || manifest.isUnknown(rule, "action")
    ? undefined
    : true;
}

function* ofCilium(manifest: Manifest): Iterable<IcmpDenial> {
  const object = manifest.object as { spec?: unknown; specs?: unknown };
  for (const spec of [asMapping(object.spec), ...asMappings(object.specs)]) {
    for (const rule of [...asMappings(spec.ingressDeny), ...asMappings(spec.egressDeny)]) {
      const isNarrow = Object.keys(rule).some(
        (it) =>
          /^(?:from|to)/.test(it) && !(Array.isArray(rule[it]) && (rule[it] as unknown[]).includes("all")),
      );
      if (isNarrow) continue;
      for (const field of asMappings(rule.icmps).flatMap((it) => asMappings(it.fields))) {
        const family = (asText(field.family) ?? "IPv4") === "IPv6" ? "ipv6" : "ipv4";
        const type = family === "ipv4" ? fragmentationNeeded.type : packetTooBig.type;
        if (field.type === type || field.type === String(type) || field.type === ciliumIcmpNames[family])
          yield { manifest, family, origin: manifest.locate(field, "type"), tracked: true };
      }
    }
  }
}
