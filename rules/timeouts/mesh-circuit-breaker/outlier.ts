import type { Finding } from "../../../src/engine/finding.ts";
import { outlierDefaults, wholeHostsSince } from "../../../src/knowledge/istio.ts";
import type { DestinationRule, MeshOutlier, MeshPolicy } from "../../../src/model/destination-rule.ts";
import type { Project } from "../../../src/model/project.ts";
import { mostReplicas } from "../../../src/model/replicas.ts";

/** Thresholds of an `outlierDetection` that never eject a host, or never count. */
export function* neverEjects(
  project: Project,
  rule: DestinationRule,
  policy: MeshPolicy,
  outlier: MeshOutlier,
): Iterable<Finding> {
  const subject = `${policy.label} in ${rule.manifest.label}`;
  const errors = outlier.number("consecutive5xxErrors");
  const gateway = outlier.number("consecutiveGatewayErrors");
  // Failures of the proxy's own connections are counted apart, 5 unless set.
  if (errors?.value === 0 && !(gateway !== undefined && gateway.value > 0) && !outlier.splitsLocalErrors) {
    yield {
      at: errors.origin,
      message: `'consecutive5xxErrors' 0 switches the detection off for ${subject}, and nothing else is counted: no host is ever ejected.`,
      help: "Set 'consecutive5xxErrors' or 'consecutiveGatewayErrors' to a number of errors, for example 5.",
    };
    return;
  }
  const most = errors?.value ?? outlierDefaults.consecutive5xxErrors;
  if (gateway !== undefined && gateway.value > 0 && most > 0 && gateway.value >= most) {
    yield {
      at: gateway.origin,
      severity: "info", // the other threshold still trips
      message: `'consecutiveGatewayErrors' ${gateway.value} of ${subject} never counts: ${most} 5xx errors of any kind${errors === undefined ? " (default)" : ""} eject the host before.`,
      help: `Set 'consecutiveGatewayErrors' below ${most}, or 'consecutive5xxErrors: 0' to count gateway errors only.`,
      related:
        errors === undefined
          ? []
          : [{ at: errors.origin, message: `'consecutive5xxErrors' is ${errors.value} here.` }],
    };
  }
  const healthy = outlier.number("minHealthPercent");
  if (healthy?.value === 100) {
    yield {
      at: healthy.origin,
      message: `'minHealthPercent' 100 of ${subject} ends the detection with the first ejected host: requests then go to all hosts again.`,
      help: "Set 'minHealthPercent' to 50 or less, or remove it: the default is 0.",
    };
  }
  yield* lessThanOneHost(project, rule, subject, outlier);
}

/** A share of so few hosts that it is not one. A subset has fewer still; the whole Service is what can be counted. */
function* lessThanOneHost(
  project: Project,
  rule: DestinationRule,
  subject: string,
  outlier: MeshOutlier,
): Iterable<Finding> {
  const service = rule.target?.service;
  const hosts = service === undefined ? undefined : mostReplicas(project, service);
  const written = outlier.number("maxEjectionPercent");
  const isDefault = written === undefined || written.value === 0;
  const percent = isDefault ? outlierDefaults.maxEjectionPercent : written.value;
  if (hosts === undefined || hosts.count < 2 || (hosts.count * percent) / 100 >= 1) return;
  const enough = Math.ceil(100 / hosts.count);
  yield {
    at: written?.origin ?? outlier.origin,
    message: `'maxEjectionPercent' ${percent}${isDefault ? " (default)" : ""} of the ${hosts.count} pods behind ${subject} is less than one: since ${wholeHostsSince} none is ever ejected.`,
    help: `Set 'maxEjectionPercent' to ${Math.max(50, enough)} for ${hosts.count} pods; ${enough} is the least that ejects one.`,
    related: hosts.origins.map((at) => ({ at, message: "The number of pods is decided here." })),
  };
}
