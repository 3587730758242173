import { defineRule } from "../../../src/engine/rule.ts";
import { lacksResource } from "../../../src/model/pod-resources.ts";
import { judgedContainers } from "../../../src/model/traffic.ts";

export default defineRule({
  id: "memory-limit",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary: "A container that serves traffic has no memory limit.",
  why: "A leak or a burst then takes the node's memory: the kernel kills processes of other pods too, and the kubelet evicts what it can.",
  references: [
    "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
    "https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/",
    "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
  ],
  lessons: [17, 38],

  *check(workload) {
    const without = workload.containers.filter((it) => it.role === "main" && it.memoryLimit === undefined);
    if (without.length === 0) return;
    for (const { container, via } of judgedContainers(workload, "all")) {
      if (!without.includes(container) || !lacksResource(container, "limits", "memory")) continue;
      const request = container.resource("requests", "memory");
      yield {
        at: container.nameOrigin,
        message: `${capital(container.label)} serves traffic and has no memory limit.`,
        help: "Set 'resources.limits.memory' to what the container needs at its peak, and watch how close it comes.",
        related: [
          ...(request === undefined || request.state === "unknown"
            ? []
            : [{ at: request.origin, message: "The memory request is here." }]),
          ...(via === undefined ? [] : [{ at: via.nameOrigin, message: `${via.label} leads traffic here.` }]),
        ],
        key: container.name,
      };
    }
  },
});

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
