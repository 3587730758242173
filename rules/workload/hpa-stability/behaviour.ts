import type { Finding } from "../../../src/engine/finding.ts";
import type { Autoscaler } from "../../../src/model/autoscalers.ts";
import { asMapping, asMappings, type Mapping } from "../../../src/model/shape.ts";

/** Limits that leave nothing to scale, or that the API server refuses. */
export function* limits(autoscaler: Autoscaler): Iterable<Finding> {
  const { least, most, manifest, kind } = autoscaler;
  if (least.state === "unknown" || most === undefined || most.state !== "explicit") return;
  const [low, high] =
    kind === "ScaledObject" ? ["minReplicaCount", "maxReplicaCount"] : ["minReplicas", "maxReplicas"];
  if (most.value === 0 || least.value < most.value) return;
  // KEDA switches between this number and the others.
  if (typeof autoscaler.spec.idleReplicaCount === "number") return;
  const related =
    least.state === "default" ? [] : [{ at: least.origin, message: `'${low}' is ${least.value} here.` }];
  if (least.value > most.value)
    yield {
      at: most.origin,
      severity: "error",
      message: `${manifest.label} is refused: '${low}' ${least.value} is above '${high}' ${most.value}.`,
      help: `Set '${high}' above ${least.value}, or lower '${low}'.`,
      related,
    };
  else
    yield {
      at: most.origin,
      message: `${manifest.label} never scales: '${low}' and '${high}' are both ${most.value}.`,
      help: `Raise '${high}' above ${most.value}, or remove the autoscaler and set 'replicas'.`,
      related,
    };
}

/** A window so short that one quiet minute takes pods away. */
export function* scaleDown(autoscaler: Autoscaler, minimum: number): Iterable<Finding> {
  const { manifest, spec, kind, least, most } = autoscaler;
  const holder =
    kind === "ScaledObject" ? asMapping(asMapping(spec.advanced).horizontalPodAutoscalerConfig) : spec;
  const rules = asMapping(asMapping(holder.behavior).scaleDown);
  const key = "stabilizationWindowSeconds";
  const window = rules[key];
  if (typeof window !== "number" || window >= minimum || manifest.isUnknown(rules, key)) return;
  if (rules.selectPolicy === "Disabled" || goesSlowly(rules)) return;
  if (least.state !== "unknown" && most?.state === "explicit" && least.value >= most.value) return;
  yield {
    at: manifest.locate(rules, key),
    message: `${manifest.label} takes pods away after ${window} s of less load; the accepted minimum is ${minimum} s.`,
    help: "Remove the setting, which leaves the default of 300 s, or limit the steps with 'policies' of a minute or more.",
  };
}

/** Policies that take few pods a minute away hold the number steady, too. */
function goesSlowly(rules: Mapping): boolean {
  const policies = asMappings(rules.policies);
  const slow = (it: Mapping) =>
    typeof it.periodSeconds === "number" &&
    it.periodSeconds >= 60 &&
    typeof it.value === "number" &&
    it.value <= (it.type === "Percent" ? 25 : 2);
  if (policies.length === 0) return false;
  return rules.selectPolicy === "Min" ? policies.some(slow) : policies.every(slow);
}
