import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { defaultLimit, largestLimit } from "../../../src/knowledge/istio.ts";
import {
  type DestinationRule,
  destinationRules,
  type MeshPolicy,
} from "../../../src/model/destination-rule.ts";
import { isControlPlane } from "../../../src/model/mesh-host.ts";
import { neverEjects } from "./outlier.ts";

export default defineRule({
  id: "mesh-circuit-breaker",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "An Istio DestinationRule leaves circuit breaking at defaults or thresholds that never trip.",
  why: "A failing pod keeps its share of the requests, and a slow service queues them without bound, until its callers fail with it.",
  references: [
    "https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection",
    "https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings",
    "https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/outlier",
  ],
  lessons: [8],

  *check(project) {
    for (const rule of destinationRules(project)) {
      if (!rule.isPartlyUnknown) yield* missing(rule);
      for (const policy of rule.policies) {
        for (const it of [policy, ...policy.ports]) {
          yield* limitless(rule, it);
          if (it.outlierDetection !== undefined) yield* neverEjects(project, rule, it, it.outlierDetection);
        }
        yield* lostOnPorts(rule, policy);
      }
    }
  },
});

/** What no policy of the rule has. Only for Services of the cluster: a host outside may be one address, which nothing is to eject. */
function* missing(rule: DestinationRule): Iterable<Finding> {
  const { target, manifest, host } = rule;
  if (target === undefined || isControlPlane(target)) return;
  const all = rule.policies.flatMap((it) => [it, ...it.ports]);
  const hasOutlier = all.some((it) => it.outlierDetection !== undefined);
  const hasLimits = all.some((it) => it.limits.size > 0);
  const at = rule.policies[0]?.origin ?? manifest.nameOrigin;
  if (!hasOutlier) {
    yield {
      at,
      key: "outlierDetection",
      // A rule for subsets or TLS alone was not meant to break circuits.
      ...(hasLimits ? {} : { severity: "info" as const }),
      message: hasLimits
        ? `${manifest.label} limits connections to '${host}' but has no 'outlierDetection': a failing pod keeps its share of requests.`
        : `${manifest.label} for '${host}' has no 'outlierDetection' and no connection limits (default ${defaultLimit}): no circuit ever breaks.`,
      help: "Add 'outlierDetection' to 'spec.trafficPolicy', for example 'consecutive5xxErrors: 5', 'baseEjectionTime: 30s', 'maxEjectionPercent: 50'.",
    };
  } else if (!hasLimits) {
    yield {
      at,
      key: "connectionPool",
      severity: "info",
      message: `${manifest.label} leaves the connection limits for '${host}' at their default of ${defaultLimit}: requests queue without bound.`,
      help: "Set 'connectionPool.tcp.maxConnections' and 'connectionPool.http.http1MaxPendingRequests' to what the service takes.",
    };
  }
}

/** Limits that are written and limit nothing. */
function* limitless(rule: DestinationRule, policy: MeshPolicy): Iterable<Finding> {
  for (const [path, limit] of policy.limits) {
    if (limit.value < largestLimit) continue;
    yield {
      at: limit.origin,
      message: `'${path}' ${limit.value} of ${policy.label} in ${rule.manifest.label} is no limit: the proxies run out of memory first.`,
      help: `Set '${path}' to what '${rule.host}' takes at once, by its threads or workers times its pods.`,
    };
  }
}

/** Settings of a port replace those of its destination as a whole; fields they leave out are at Istio's defaults (proto: PortTrafficPolicy). */
function* lostOnPorts(rule: DestinationRule, policy: MeshPolicy): Iterable<Finding> {
  if (policy.outlierDetection === undefined) return;
  for (const port of policy.ports) {
    if (port.outlierDetection !== undefined) continue;
    yield {
      at: port.origin,
      message: `'portLevelSettings' for ${port.label} in ${rule.manifest.label} leave out 'outlierDetection'; that of ${policy.label} does not hold there.`,
      help: "Repeat 'outlierDetection' in the settings of the port.",
      related: [{ at: policy.outlierDetection.origin, message: `It is set for ${policy.label} here.` }],
    };
  }
}
