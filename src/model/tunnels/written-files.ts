import type { LocatedText } from "../../text/origin.ts";
import type { Manifest } from "../manifest.ts";
import type { Project } from "../project.ts";
import { asMapping, asText } from "../shape.ts";
import { explicit } from "../value.ts";
import type { Tunnel } from "./tunnel.ts";

/** MTUs in files that ConfigMaps and Secrets (`stringData`) hold: flannel's, Cilium's, and WireGuard's (wg-quick(8)). */
export function* writtenTunnels(project: Project): Iterable<Tunnel> {
  for (const manifest of project.ofKind("ConfigMap")) {
    const data = asMapping((manifest.object as { data?: unknown }).data);
    yield* flannel(manifest, data);
    const mtu = asText(data.mtu);
    // Cilium's `mtu` is that of the wire: it takes off what its own tunnel and encryption add (pkg/mtu).
    if (mtu !== undefined && /^[1-9]\d*$/.test(mtu) && ("cluster-id" in data || "enable-ipv4" in data))
      yield {
        label: `Cilium (${manifest.label})`,
        mtu: explicit(Number(mtu), manifest.locate(data, "mtu")),
        encapsulations: [],
        overIpv6: false,
      };
    yield* wireguard(manifest, data);
  }
  for (const manifest of project.ofKind("Secret"))
    yield* wireguard(manifest, asMapping((manifest.object as { stringData?: unknown }).stringData));
}

/** Pods' MTU in flannel's CNI configuration overrides what flanneld worked out; the backend's `MTU` is that of the wire (pkg/backend/vxlan). */
function* flannel(manifest: Manifest, data: object): Iterable<Tunnel> {
  const { "net-conf.json": network, "cni-conf.json": cni } = data as Record<string, unknown>;
  const type = /"Type"\s*:\s*"(\w[\w-]*)"/.exec(asText(network) ?? "")?.[1];
  const encapsulation = { vxlan: "VXLAN", ipip: "IP-in-IP", wireguard: "WireGuard", udp: "tunnel" } as const;
  if (type === undefined || !Object.hasOwn(encapsulation, type)) return;
  const label = `flannel (${manifest.label})`;
  const backend = mtuIn(manifest.text(data, "net-conf.json"), /"MTU"\s*:\s*(\d+)/);
  if (backend !== undefined && type === "vxlan")
    yield { label, mtu: backend, encapsulations: [], overIpv6: false };
  if (asText(cni) === undefined) return;
  const pods = mtuIn(manifest.text(data, "cni-conf.json"), /"mtu"\s*:\s*(\d+)/);
  if (pods !== undefined)
    yield {
      label,
      mtu: pods,
      encapsulations: [encapsulation[type as keyof typeof encapsulation]],
      overIpv6: false,
    };
}

/** wg-quick's files: `MTU` of `[Interface]`. Where an endpoint is an IPv6 address its larger header counts. */
function* wireguard(manifest: Manifest, data: object): Iterable<Tunnel> {
  for (const [key, value] of Object.entries(data)) {
    const text = asText(value);
    if (text === undefined || !text.includes("[Interface]") || manifest.isSensitive(data, key)) continue;
    if (!/^\s*\[Peer\]|^\s*PrivateKey\s*=/m.test(text)) continue;
    const mtu = mtuIn(manifest.text(data, key), /^[ \t]*(?:MTU)[ \t]*=[ \t]*(\d+)/im);
    if (mtu !== undefined)
      yield {
        label: `WireGuard (${manifest.label} key '${key}')`,
        mtu,
        encapsulations: ["WireGuard"],
        overIpv6: /^\s*Endpoint\s*=\s*\[/im.test(text),
      };
  }
}

function mtuIn(source: LocatedText, pattern: RegExp): Tunnel["mtu"] | undefined {
  const match = pattern.exec(source.text);
  if (match === null || Number(match[1]) === 0) return undefined;
  const start = match.index + (match[0].length - match[0].trimStart().length);
  return explicit(Number(match[1]), source.origin(start, match.index + match[0].length));
}
