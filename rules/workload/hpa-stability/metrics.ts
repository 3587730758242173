import type { Autoscaler } from "../../../src/model/autoscalers.ts";
import { asMapping, asMappings, asText, type Mapping } from "../../../src/model/shape.ts";
import type { Origin } from "../../../src/text/origin.ts";

/** A target of CPU or memory. */
export interface ResourceTarget {
  readonly name: string;
  /** A share of the request, which the containers must name then. */
  readonly isUtilization: boolean;
  /** The container that alone is measured; undefined: all of the pod. */
  readonly container: string | undefined;
  readonly origin: Origin;
  /** Whether nobody wrote it: an HPA without metrics aims at 80 % CPU (pkg/apis/autoscaling/v1 defaults). */
  readonly isDefault: boolean;
}

/** Resource targets of an autoscaler, in all versions of the API and in KEDA's triggers. */
export function resourceTargets(autoscaler: Autoscaler): readonly ResourceTarget[] {
  const { manifest, spec, kind } = autoscaler;
  if (kind === "ScaledObject") return kedaTargets(autoscaler);
  const list = manifest.isUnknown(spec, "metrics") ? undefined : asMappings(spec.metrics);
  if (list === undefined) return [];
  const v1 = spec.targetCPUUtilizationPercentage;
  if (v1 !== undefined && v1 !== null)
    return [
      {
        name: "cpu",
        isUtilization: true,
        container: undefined,
        origin: manifest.locate(spec, "targetCPUUtilizationPercentage"),
        isDefault: false,
      },
    ];
  if (manifest.isUnknown(spec, "targetCPUUtilizationPercentage")) return [];
  // The first version of the API keeps other metrics in an annotation.
  if (manifest.annotations["autoscaling.alpha.kubernetes.io/metrics"] !== undefined) return [];
  if (list.length === 0)
    return [
      {
        name: "cpu",
        isUtilization: true,
        container: undefined,
        origin: manifest.nameOrigin,
        isDefault: true,
      },
    ];
  return list.flatMap((metric) => {
    const isContainer = metric.type === "ContainerResource";
    if (!isContainer && metric.type !== "Resource") return [];
    const key = isContainer ? "containerResource" : "resource";
    const resource = asMapping(metric[key]);
    const name = asText(resource.name);
    if (name === undefined) return [];
    return [
      {
        name,
        isUtilization: isUtilization(resource),
        container: isContainer ? asText(resource.container) : undefined,
        origin: manifest.locate(metric, key),
        isDefault: false,
      },
    ];
  });
}

/** autoscaling/v2 says it in `target`, v2beta1 in the metric itself. */
function isUtilization(resource: Mapping): boolean {
  const target = asMapping(resource.target);
  return (
    target.type === "Utilization" ||
    typeof target.averageUtilization === "number" ||
    typeof resource.targetAverageUtilization === "number"
  );
}

function kedaTargets({ manifest, spec }: Autoscaler): readonly ResourceTarget[] {
  return asMappings(spec.triggers)
    .filter((it) => it.type === "cpu" || it.type === "memory")
    .map((it) => {
      const metadata = asMapping(it.metadata);
      return {
        name: String(it.type),
        isUtilization: (it.metricType ?? metadata.type) === "Utilization",
        container: asText(metadata.containerName),
        origin: manifest.locate(it, "type"),
        isDefault: false,
      };
    });
}
