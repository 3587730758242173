import type { Encapsulation } from "../../knowledge/encapsulation.ts";
import type { Manifest } from "../manifest.ts";
import type { Project } from "../project.ts";
import { asMapping, asMappings, asText } from "../shape.ts";
import { explicit, type Known, known } from "../value.ts";
import type { Container } from "../workload.ts";
import type { Tunnel } from "./tunnel.ts";

/** Fields of a FelixConfiguration, and the variables of calico-node that stand for them, each of one encapsulation. */
const felixFields: readonly (readonly [
  field: string,
  variable: string,
  encapsulation: Encapsulation,
  overIpv6: boolean,
])[] = [
  ["ipipMTU", "FELIX_IPINIPMTU", "IP-in-IP", false],
  ["vxlanMTU", "FELIX_VXLANMTU", "VXLAN", false],
  ["vxlanMTUV6", "FELIX_VXLANMTUV6", "VXLAN", true],
  ["wireguardMTU", "FELIX_WIREGUARDMTU", "WireGuard", false],
  ["wireguardMTUV6", "FELIX_WIREGUARDMTUV6", "WireGuard", true],
];

/** MTUs of Calico: of its tunnels (FelixConfiguration, calico-node's variables), and of pods (operator, `veth_mtu`). 0 means that Calico works it out. */
export function* calicoTunnels(project: Project): Iterable<Tunnel> {
  for (const manifest of project.ofKind("FelixConfiguration")) {
    const spec = asMapping((manifest.object as { spec?: unknown }).spec);
    for (const [field, , encapsulation, overIpv6] of felixFields) {
      const mtu = numberOf(manifest, spec, field);
      if (mtu !== undefined)
        yield { label: `Calico (${manifest.label})`, mtu, encapsulations: [encapsulation], overIpv6 };
    }
  }
  for (const manifest of project.ofKind("Installation")) {
    if (manifest.group !== "operator.tigera.io") continue;
    const network = asMapping(asMapping((manifest.object as { spec?: unknown }).spec).calicoNetwork);
    const mtu = numberOf(manifest, network, "mtu");
    const used = asMappings(network.ipPools)
      .map((it) => asText(it.encapsulation) ?? "IPIP")
      .flatMap((it) => encapsulationOf(it));
    if (mtu !== undefined && used.length > 0)
      yield { label: `Calico (${manifest.label})`, mtu, encapsulations: used, overIpv6: false };
  }
  const node = project.workloads
    .filter((it) => it.kind === "DaemonSet")
    .flatMap((it) => it.containers)
    .find((it) => it.name === "calico-node");
  if (node !== undefined) yield* ofVariables(node);
  const used = node === undefined ? [] : encapsulationsOf(project, node);
  for (const manifest of project.ofKind("ConfigMap")) {
    const data = asMapping((manifest.object as { data?: unknown }).data);
    const mtu = textNumber(manifest, data, "veth_mtu");
    if (mtu === undefined) continue;
    // Canal: Calico's policies on flannel's network.
    const backend = /"Type"\s*:\s*"vxlan"/.test(asText(data["net-conf.json"]) ?? "")
      ? (["VXLAN"] as const)
      : [];
    const all = [...used, ...backend];
    if (all.length > 0)
      yield { label: `Calico (${manifest.label})`, mtu, encapsulations: all, overIpv6: false };
  }
}

function* ofVariables(node: Container): Iterable<Tunnel> {
  for (const [, variable, encapsulation, overIpv6] of felixFields) {
    const value = node.env(variable);
    // A variable from the ConfigMap's veth_mtu is judged there.
    if (value === undefined || value.state === "unknown" || !/^\d+$/.test(value.value)) continue;
    if (asMappings(node.spec.env).some((it) => it.name === variable && it.valueFrom !== undefined)) continue;
    if (Number(value.value) === 0) continue;
    yield {
      label: `Calico (${node.workload.label})`,
      mtu: explicit(Number(value.value), value.origin),
      encapsulations: [encapsulation],
      overIpv6,
    };
  }
}

/** What the pools of calico-node's network are sent through: by its variables, and by IPPools in scope. */
function encapsulationsOf(project: Project, node: Container): readonly Encapsulation[] {
  const isOn = (value: string | undefined) => value === "Always" || value === "CrossSubnet";
  const found: Encapsulation[] = [];
  if (isOn(known(node.env("CALICO_IPV4POOL_IPIP")))) found.push("IP-in-IP");
  if (isOn(known(node.env("CALICO_IPV4POOL_VXLAN")))) found.push("VXLAN");
  if (known(node.env("FELIX_WIREGUARDENABLED")) === "true") found.push("WireGuard");
  for (const pool of project.ofKind("IPPool")) {
    const spec = asMapping((pool.object as { spec?: unknown }).spec);
    if (isOn(asText(spec.ipipMode))) found.push("IP-in-IP");
    if (isOn(asText(spec.vxlanMode))) found.push("VXLAN");
  }
  return found;
}

/** The operator's word for a pool's encapsulation; `CrossSubnet` encapsulates between subnets, where it must fit, too. */
function encapsulationOf(word: string): readonly Encapsulation[] {
  if (word.startsWith("IPIP")) return ["IP-in-IP"];
  return word.startsWith("VXLAN") ? ["VXLAN"] : [];
}

function numberOf(manifest: Manifest, object: object, key: string): Known<number> | undefined {
  const value = (object as Record<string, unknown>)[key];
  return typeof value === "number" && value > 0 && !manifest.isUnknown(object, key)
    ? explicit(value, manifest.locate(object, key))
    : undefined;
}

function textNumber(manifest: Manifest, object: object, key: string): Known<number> | undefined {
  const value = String((object as Record<string, unknown>)[key] ?? "");
  return /^[1-9]\d*$/.test(value) && !manifest.isUnknown(object, key)
    ? explicit(Number(value), manifest.locate(object, key))
    : undefined;
}
