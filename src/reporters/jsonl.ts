import type { LintResult } from "../engine/finding.ts";
import { jsonReport } from "./json.ts";
import type { ReportContext } from "./reporter.ts";
import { escapeJson } from "./sanitise.ts";

/**
 * `--format jsonl`: an object per line (jsonlines.org). Each has a `type`: `finding` and `problem` with the members that they have
 * in `--format json`, and on the last line `summary`, with `version`, the counts and `coverage`.
 */
export function renderJsonLines(result: LintResult, context: ReportContext): string {
  const { version, summary, findings, problems, ...rest } = jsonReport(result, context);
  const objects = [
    ...findings.map((it) => ({ type: "finding", ...it })),
    ...problems.map((it) => ({ type: "problem", ...it })),
    { type: "summary", version, ...summary, ...rest },
  ];
  return objects.map((it) => `${escapeJson(JSON.stringify(it))}\n`).join("");
}
