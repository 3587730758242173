import type { Manifest } from "./manifest.ts";
import { explicit, type Known } from "./value.ts";
import type { Workload } from "./workload.ts";

/** Annotations of AWS's controller: the attributes of a target group, and whether its targets are pods (`ip`) or nodes. */
const pairs: readonly (readonly [kind: string, attributes: string, targetType: string])[] = [
  ["Ingress", "alb.ingress.kubernetes.io/target-group-attributes", "alb.ingress.kubernetes.io/target-type"],
  [
    "Service",
    "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes",
    "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type",
  ],
];

/**
 * How long a load balancer in front of the pods lets their requests go on after it has taken them out, in seconds, where an annotation says so and pods
 * themselves are the targets; the longest where there are several. With nodes as targets the end of a pod deregisters nothing. (AWS Load
 * Balancer Controller: `deregistration_delay.timeout_seconds`.)
 */
export function deregistrationDelay(workload: Workload): Known<number> | undefined {
  const holders = [
    ...workload.services.map((it) => it.manifest),
    ...workload.ingresses.map((it) => it.manifest),
  ];
  return holders
    .map(delayOf)
    .filter((it) => it !== undefined)
    .sort((a, b) => b.value - a.value)[0];
}

function delayOf(manifest: Manifest): Known<number> | undefined {
  const { annotations } = manifest;
  for (const [kind, attributes, targetType] of pairs) {
    if (kind !== manifest.kind || annotations[targetType] !== "ip") continue;
    const match = /(?:^|,)\s*deregistration_delay\.timeout_seconds\s*=\s*(\d+)/.exec(
      String(annotations[attributes] ?? ""),
    );
    if (match !== null) return explicit(Number(match[1]), manifest.locate(annotations, attributes));
  }
  return undefined;
}
