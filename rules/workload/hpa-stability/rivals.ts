import type { Finding } from "../../../src/engine/finding.ts";
import { type Autoscaler, autoscalersOf } from "../../../src/model/autoscalers.ts";
import type { Project } from "../../../src/model/project.ts";
import { asMapping, asText } from "../../../src/model/shape.ts";
import { verticalAutoscalersFor } from "../../../src/model/vertical-autoscalers.ts";
import type { Workload } from "../../../src/model/workload.ts";
import { resourceTargets } from "./metrics.ts";

/** Two autoscalers that set the replicas of one workload. Reported at the later one. */
export function* otherAutoscaler(autoscaler: Autoscaler, project: Project): Iterable<Finding> {
  const { manifest, target } = autoscaler;
  if (target.name === "" || target.kind === "" || manifest.name === "") return;
  for (const other of autoscalersOf(project)) {
    if (other === autoscaler) return; // each pair once
    if (other.target.kind !== target.kind || other.target.name !== target.name) continue;
    // Files in other directories may be meant for another cluster, or instead of these.
    if (directoryOf(other) !== directoryOf(autoscaler)) continue;
    if (other.manifest.namespace !== manifest.namespace) continue;
    if (other.kind === autoscaler.kind && other.manifest.name === manifest.name) continue;
    if (takesOver(autoscaler, other) || takesOver(other, autoscaler)) continue;
    yield {
      at: manifest.locate(autoscaler.spec, "scaleTargetRef"),
      message: `${manifest.label} and ${other.manifest.label} both set the replicas of ${target.kind} '${target.name}' and undo each other.`,
      help: "Keep one of them, with all metrics in it.",
      related: [
        {
          at: other.manifest.locate(other.spec, "scaleTargetRef"),
          message: "The other one has the same target.",
        },
      ],
      key: other.manifest.resource,
    };
    return;
  }
}

function directoryOf({ manifest }: Autoscaler): string {
  const { path } = manifest.source.file;
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** KEDA manages an HPA that exists already where it is told to (`scaledobject.keda.sh/transfer-hpa-ownership`). */
function takesOver(a: Autoscaler, b: Autoscaler): boolean {
  if (a.kind !== "ScaledObject" || b.kind !== "HorizontalPodAutoscaler") return false;
  if (a.manifest.annotations["scaledobject.keda.sh/transfer-hpa-ownership"] !== "true") return false;
  const config = asMapping(asMapping(a.spec.advanced).horizontalPodAutoscalerConfig);
  return asText(config.name) === b.manifest.name;
}

/** A vertical autoscaler that changes the requests which the horizontal one measures by. */
export function* verticalConflict(autoscaler: Autoscaler, workload: Workload): Iterable<Finding> {
  for (const vertical of verticalAutoscalersFor(workload)) {
    if (vertical.mode === "Off" || vertical.mode === "Initial") continue;
    const shared = resourceTargets(autoscaler).filter((it) => vertical.resources.has(it.name));
    if (shared.length === 0) continue;
    const names = [...new Set(shared.map((it) => (it.name === "cpu" ? "CPU" : it.name)))].join(" and ");
    yield {
      at: shared[0]!.origin,
      message: `${autoscaler.manifest.label} scales by ${names}, which ${vertical.manifest.label} changes in mode '${vertical.mode}'.`,
      help: "Let the vertical autoscaler only recommend (updateMode 'Off'), or restrict its 'controlledResources' to what the other does not use.",
      related: [{ at: vertical.manifest.nameOrigin, message: "The vertical autoscaler is here." }],
      key: vertical.manifest.resource,
    };
  }
}
