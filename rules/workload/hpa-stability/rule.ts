import { defineRule } from "../../../src/engine/rule.ts";

export default defineRule({
  id: "hpa-stability",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary: "A container has no name.",
  why: "Say what it does to traffic or data, in up to 25 words.",
  references: ["https://kubernetes.io/docs/concepts/containers/"],
  lessons: [],

  *check(workload) {
    for (const container of workload.containers) {
      if (container.spec.name !== undefined) continue;
      yield {
        at: container.locate(container.spec),
        message: `A container of ${workload.label} has no name.`,
        help: "Set 'name'.",
      };
    }
  },
});
