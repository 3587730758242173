import { defineRule } from "../../../src/engine/rule.ts";
import { quote } from "../../../src/text/quote.ts";

export default defineRule({
  id: "duplicate-key",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "A mapping in a manifest has the same key twice.",
  why: "Readers keep the last one and say nothing: the first setting, snippet or timeout never reaches the cluster.",
  references: ["https://yaml.org/spec/1.2.2/#3213-node-comparison"],
  lessons: [47],

  *check(project) {
    for (const { key, first, second } of project.duplicateKeys) {
      yield {
        at: second,
        message: `Key ${quote(key)} is in this mapping twice; this one holds, the first one is lost.`,
        help: "Merge the two into one, or remove the one that is not meant.",
        related: [{ at: first, message: "This one is lost." }],
        key,
      };
    }
  },
});
