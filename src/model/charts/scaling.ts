import type { Template } from "./template.ts";

/** Makes an object of the chart: API version, kind, and what comes beside its metadata. */
type MakeObject = (apiVersion: string, kind: string, rest: object) => Record<string, unknown>;

/**
 * The HorizontalPodAutoscaler of a Deployment, which both charts write alike from `controller.autoscaling`; `more` is the path of further
 * metrics.
 */
export function autoscaler(
  template: Template,
  deployment: string,
  makeObject: MakeObject,
  more?: string,
): object {
  const path = "controller.autoscaling";
  const spec: Record<string, unknown> = template.make(
    { scaleTargetRef: template.make({ apiVersion: "apps/v1", kind: "Deployment", name: deployment }) },
    path,
  );
  for (const key of ["minReplicas", "maxReplicas"]) template.copyAlways(spec, key, `${path}.${key}`);
  const metrics: unknown[] = template.make([], path);
  const targets = [
    ["memory", `${path}.targetMemoryUtilizationPercentage`],
    ["cpu", `${path}.targetCPUUtilizationPercentage`],
  ] as const;
  for (const [name, value] of targets) {
    if (!template.isTrue(value)) continue;
    const target: Record<string, unknown> = template.make({ type: "Utilization" }, value);
    template.copy(target, "averageUtilization", value);
    const resource = template.make({ name, target }, value);
    template.push(metrics, template.make({ type: "Resource", resource }, value), value);
  }
  if (more !== undefined) template.copyItems(metrics, more);
  template.put(spec, "metrics", metrics, path);
  const unknown = [...targets.map(([, value]) => value), ...(more === undefined ? [] : [more])].find((it) =>
    template.isUnknown(it),
  );
  if (unknown !== undefined) template.output.markUnknown(spec, "metrics", template.linkOf(unknown));
  template.copy(spec, "behavior", `${path}.behavior`);
  return makeObject("autoscaling/v2", "HorizontalPodAutoscaler", { spec });
}

/** A PodDisruptionBudget for the pods with these labels; `path` holds `minAvailable` and `maxUnavailable`. */
export function disruptionBudget(
  template: Template,
  labels: Readonly<Record<string, unknown>>,
  path: string,
  makeObject: MakeObject,
): object {
  const spec: Record<string, unknown> = template.make(
    { selector: template.make({ matchLabels: labels }) },
    path,
  );
  for (const key of ["minAvailable", "maxUnavailable"]) template.copy(spec, key, `${path}.${key}`);
  return makeObject("policy/v1", "PodDisruptionBudget", { spec });
}
