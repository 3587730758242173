import { asMapping, asMappings, asText } from "./shape.ts";
import { byDefault, explicit, unknown, type Value } from "./value.ts";
import type { Workload } from "./workload.ts";

/**
 * `ndots` in the pods' /etc/resolv.conf: a name with fewer dots is tried with every search domain first. The kubelet writes 5 for pods that ask the
 * cluster's DNS; `dnsConfig` wins. Pods with `dnsPolicy: Default` or on their node's network have the node's, and `None` without an option leaves the
 * resolver's own 1 (pkg/kubelet/network/dns/dns.go; resolv.conf(5)).
 */
export function ndotsOf(workload: Workload): Value<number> {
  const { manifest, podSpec } = workload;
  const spec = asMapping(podSpec);
  const place = manifest.locate(workload.template, "spec", "key");
  for (const key of ["dnsConfig", "dnsPolicy", "hostNetwork"])
    if (manifest.isUnknown(spec, key)) return unknown("known after apply", manifest.locate(spec, key));
  const config = asMapping(spec.dnsConfig);
  const option = asMappings(config.options).find((it) => it.name === "ndots");
  if (manifest.isUnknown(config, "options")) return unknown("known after apply", place);
  if (option !== undefined) {
    const value = asText(option.value) ?? String(option.value ?? "");
    const origin = manifest.locate(option);
    if (manifest.isUnknown(option, "value") || !/^\d+$/.test(value)) return unknown("not a number", origin);
    return explicit(Number(value), origin);
  }
  const policy = asText(spec.dnsPolicy) ?? "ClusterFirst";
  if (policy === "None") return byDefault(1, place);
  if (policy === "Default" || (policy === "ClusterFirst" && spec.hostNetwork === true))
    return unknown("the node decides", place);
  return byDefault(5, place);
}
