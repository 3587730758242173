import type { Finding } from "../../../src/engine/finding.ts";
import type { Autoscaler } from "../../../src/model/autoscalers.ts";
import { lacksResource } from "../../../src/model/pod-resources.ts";
import { verticalAutoscalersFor } from "../../../src/model/vertical-autoscalers.ts";
import type { Workload } from "../../../src/model/workload.ts";
import { resourceTargets } from "./metrics.ts";

/**
 * Utilization is a share of the request: the controller gives up ("missing request for cpu in container …") when a container that counts names none
 * (pkg/controller/podautoscaler/replica_calculator.go, calculatePodRequests).
 */
export function* missingRequests(autoscaler: Autoscaler, workload: Workload): Iterable<Finding> {
  for (const target of resourceTargets(autoscaler)) {
    if (!target.isUtilization) continue;
    const counted = workload.containers.filter(
      (it) => it.role === "main" && (target.container === undefined || it.name === target.container),
    );
    const without = counted.find((it) => lacksResource(it, "requests", target.name));
    if (without === undefined || verticalAutoscalersFor(workload).some((it) => it.mode !== "Off")) continue;
    const unit = target.name === "cpu" ? "CPU" : target.name;
    const aim = target.isDefault ? "80 % CPU, the default," : `${unit} utilization`;
    yield {
      at: target.origin,
      message: `${autoscaler.manifest.label} aims at ${aim} but ${without.label} has no ${unit} request, so it cannot be computed.`,
      help: `Set 'resources.requests.${target.name}' on every container of ${workload.label}.`,
      related: [{ at: without.nameOrigin, message: `This container has no ${unit} request.` }],
      key: target.name,
    };
  }
}
