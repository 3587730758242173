import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultOptions, type LintOptions } from "../../src/engine/config.ts";

/** The options that a rule's case in `folder` is linted with: `options.json` there is laid over the default ones: `{"assume": {…}, "rules": {…}}`. */
export function caseOptions(folder: string, ruleId: string): Partial<LintOptions> {
  const file = join(folder, "options.json");
  const own = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Partial<LintOptions>) : {};
  return { ...own, only: [ruleId], assume: { ...defaultOptions.assume, ...own.assume } };
}
