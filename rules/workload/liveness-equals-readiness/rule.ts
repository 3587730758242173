import { defineRule } from "../../../src/engine/rule.ts";
import { patienceOf, probeOf } from "../../../src/model/probe.ts";
import { judgedContainers } from "../../../src/model/traffic.ts";
import { handlerOf } from "./handler.ts";

export default defineRule({
  id: "liveness-equals-readiness",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary: "A liveness probe asks the same as the readiness probe and is no more patient.",
  why: "A pod that is merely busy is restarted at the moment when it leaves the Service; its load moves to the others, which follow.",
  references: [
    "https://kubernetes.io/docs/concepts/workloads/pods/probes/#liveness-probe",
    "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#define-readiness-probes",
  ],
  lessons: [9],

  *check(workload) {
    const same = workload.containers.filter((it) => {
      if (it.role !== "main" || it.spec.livenessProbe == null || it.spec.readinessProbe == null) return false;
      const handler = handlerOf(it, "livenessProbe");
      return handler !== undefined && handler === handlerOf(it, "readinessProbe");
    });
    if (same.length === 0) return;
    const judged = new Set(judgedContainers(workload, "all").map((it) => it.container));
    for (const container of same) {
      if (!judged.has(container)) continue;
      const liveness = probeOf(container, "livenessProbe");
      const readiness = probeOf(container, "readinessProbe");
      if (typeof liveness === "string" || typeof readiness === "string") continue;
      const kill = patienceOf(liveness);
      const leave = patienceOf(readiness);
      if (kill > leave || liveness.failures > readiness.failures) continue;
      yield {
        at: container.locate(container.spec, "livenessProbe"),
        message: `The liveness probe of ${container.label} asks the same as its readiness probe and restarts it after ${seconds(kill)}; readiness takes ${seconds(leave)}.`,
        help: "Raise 'failureThreshold' of the liveness probe well above that of the readiness probe, or let it ask an endpoint that does not depend on load.",
        related: [
          {
            at: container.locate(container.spec, "readinessProbe"),
            message: "The readiness probe asks the same.",
          },
        ],
        key: container.name,
      };
    }
  },
});

function seconds(value: number): string {
  return `${value} s`;
}
