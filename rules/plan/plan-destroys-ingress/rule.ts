import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { PlanChange } from "../../../src/model/plan/change.ts";
import { lossOf } from "./loss.ts";

export default defineRule({
  id: "plan-destroys-ingress",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "A plan destroys or replaces something that traffic enters the cluster through.",
  why: "Until a successor is up and DNS and load balancers have followed, every request to the hosts behind it fails.",
  references: [
    "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle",
    "https://developer.hashicorp.com/terraform/cli/commands/plan",
    "https://kubernetes.io/docs/concepts/services-networking/ingress/",
  ],
  lessons: [11],

  *check(project, { change }) {
    if (change === undefined) return;
    for (const it of project.changes) {
      if (!isTakenAway(it)) continue;
      const loss = lossOf(it, change.before, project);
      if (loss === undefined) continue;
      const isReplaced = it.actions.includes("create");
      yield {
        at: it.attributeOrigin([]),
        message: `The plan ${isReplaced ? "destroys and recreates" : "destroys"} ${it.address}, ${loss}.`,
        help: isReplaced
          ? "Undo what forces the replacement, or let 'create_before_destroy' bring up the new one under another name first."
          : "Keep it until its successor serves the traffic, or take it out of the state with a 'removed' block.",
      } satisfies Finding;
    }
  },
});

/** Whether there is a time without the object: it is destroyed and not created before that. */
function isTakenAway({ actions }: PlanChange): boolean {
  const destroyed = actions.indexOf("delete");
  const created = actions.indexOf("create");
  return destroyed !== -1 && (created === -1 || destroyed < created);
}
