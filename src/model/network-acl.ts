import type { Origin } from "../text/origin.ts";
import type { CloudResource } from "./cloud-resource.ts";
import type { Project } from "./project.ts";
import { asMappings, type Mapping } from "./shape.ts";

/** A network ACL of AWS that keeps the message out which path MTU discovery needs. */
export interface ClosedAcl {
  readonly resource: CloudResource;
  /** The rule that denies it; undefined where no rule allows it, which denies it as well. */
  readonly rule: number | undefined;
  readonly origin: Origin;
}

/** Attributes of a rule that decide what it is about. */
const decisive = ["protocol", "action", "rule_no", "icmp_type", "icmp_code", "cidr_block"];

/**
 * Network ACLs in a plan whose inbound rules let TCP in and drop "fragmentation needed". They are stateless, and evaluated from the lowest number on; what no rule matches
 * is denied (docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html). Security groups keep state and are not judged. Silent where rules may stand in resources of their
 * own, or are not known yet.
 */
export function* closedAcls(project: Project): Generator<ClosedAcl> {
  const resources = project.cloudResources;
  if (resources.some((it) => it.type === "aws_network_acl_rule")) return;
  for (const resource of resources) {
    if (resource.type !== "aws_network_acl" || resource.isUnknown("ingress")) continue;
    const list: unknown = resource.values.ingress;
    const entries = asMappings(list);
    if (!Array.isArray(list) || entries.length !== list.length) continue;
    const isUnknown = (_: Mapping, at: number) =>
      decisive.some((it) => resource.isUnknown("ingress", at, it));
    if (entries.some(isUnknown) || !entries.some((it) => it.action === "allow" && isTcp(it))) continue;
    const ordered = entries
      .map((entry, at) => ({ entry, at, number: Number(entry.rule_no) }))
      .sort((a, b) => a.number - b.number);
    const first = ordered.find(({ entry }) => holdsForMessage(entry));
    if (first === undefined) yield { resource, rule: undefined, origin: resource.locate("ingress") };
    else if (first.entry.action === "deny" && isEverywhere(first.entry))
      yield { resource, rule: first.number, origin: resource.locate("ingress", first.at) };
  }
}

/** Whether a rule is about the message, from wherever. */
function holdsForMessage(entry: Mapping): boolean {
  if (!isIpv4(entry)) return false;
  const protocol = protocolOf(entry);
  if (protocol === "-1" || protocol === "all") return true;
  const isIcmp = protocol === "1" || protocol === "icmp";
  const isOf = (value: unknown, wanted: number) =>
    value === undefined || value === null || Number(value) === -1 || Number(value) === wanted;
  // Type and code 0 are what the provider writes where nobody gave one, and mean echo replies then.
  return isIcmp && isOf(entry.icmp_type, 3) && isOf(entry.icmp_code, 4);
}

function isTcp(entry: Mapping): boolean {
  return isIpv4(entry) && ["6", "tcp", "-1", "all"].includes(protocolOf(entry));
}

function isIpv4({ cidr_block: block }: Mapping): boolean {
  return typeof block === "string" && block !== "";
}

function isEverywhere({ cidr_block: block }: Mapping): boolean {
  return block === "0.0.0.0/0";
}

function protocolOf({ protocol }: Mapping): string {
  return String(protocol).toLowerCase();
}
