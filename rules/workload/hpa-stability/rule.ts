import { defineRule } from "../../../src/engine/rule.ts";
import { autoscalersOf, targetOf } from "../../../src/model/autoscalers.ts";
import { limits, scaleDown } from "./behaviour.ts";
import { missingRequests } from "./requests.ts";
import { otherAutoscaler, verticalConflict } from "./rivals.ts";

export default defineRule({
  id: "hpa-stability",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "An autoscaler cannot scale, or changes the number of pods back and forth.",
  why: "Each change of the pods makes the ingress reload or move connections; an autoscaler that cannot act leaves the load to too few pods.",
  references: [
    "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",
    "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#flapping",
    "https://keda.sh/docs/latest/reference/scaledobject-spec/",
    "https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/known-limitations.md",
  ],
  lessons: [34],
  options: {
    minimumScaleDownSeconds: {
      type: "integer",
      default: 60,
      minimum: 0,
      description: "Shortest stabilization window before pods are taken away that is accepted, in seconds.",
    },
  },

  *check(project, { options }) {
    for (const autoscaler of autoscalersOf(project)) {
      yield* limits(autoscaler);
      yield* scaleDown(autoscaler, options.minimumScaleDownSeconds);
      yield* otherAutoscaler(autoscaler, project);
      const workload = targetOf(autoscaler, project);
      if (workload === undefined) continue;
      yield* missingRequests(autoscaler, workload);
      yield* verticalConflict(autoscaler, workload);
    }
  },
});
