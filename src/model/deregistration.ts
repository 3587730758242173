import type { Manifest } from "./manifest.ts";
import { explicit, type Known } from "./value.ts";
import type { Workload } from "./workload.ts";

/** Annotations of AWS's controller: the attributes of a target group, and whether its targets are pods (`ip`) or nodes. */
const keys = {
  Ingress: {
    attributes: "alb.ingress.kubernetes.io/target-group-attributes",
    targetType: "alb.ingress.kubernetes.io/target-type",
  },
  Service: {
    attributes: "service.beta.kubernetes.io/aws-load-balancer-target-group-attributes",
    targetType: "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type",
  },
} as const;

/**
 * How long a load balancer in front of the pods lets their requests go on after it has taken them out, in seconds, where an annotation says so and pods
 * themselves are the targets; the longest where there are several. With nodes as targets the end of a pod deregisters nothing. (AWS Load
 * Balancer Controller: `deregistration_delay.timeout_seconds`.)
 */
export function deregistrationDelay(workload: Workload): Known<number> | undefined {
  let longest: Known<number> | undefined;
  const add = (delay: Known<number> | undefined) => {
    if (delay !== undefined && (longest === undefined || delay.value > longest.value)) longest = delay;
  };
  for (const { manifest } of workload.services) add(delayOf(manifest, keys.Service));
  for (const { manifest } of workload.ingresses) add(delayOf(manifest, keys.Ingress));
  return longest;
}

function delayOf(
  manifest: Manifest,
  { attributes, targetType }: (typeof keys)[keyof typeof keys],
): Known<number> | undefined {
  const { annotations } = manifest;
  if (annotations[targetType] !== "ip") return undefined;
  const match = /(?:^|,)\s*deregistration_delay\.timeout_seconds\s*=\s*(\d+)/.exec(
    String(annotations[attributes] ?? ""),
  );
  return match === null ? undefined : explicit(Number(match[1]), manifest.locate(annotations, attributes));
}
