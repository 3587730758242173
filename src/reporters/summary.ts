import type { LintResult, Result } from "../engine/finding.ts";
import { count, isPresent } from "./counts.ts";
import { coverageLine } from "./coverage.ts";
import { cell, escapeMarkdown, item, linkTarget } from "./markdown-text.ts";
import type { ReportContext } from "./reporter.ts";

/** Findings and problems that are listed; a job summary may have 1 MiB. */
const MOST_LISTED = 25;
const SCOPES_SHOWN = 5;

const words = { error: "error", warning: "warning", info: "info" } as const;
const ranks = { error: 0, warning: 1, info: 2 } as const;

/**
 * `--format summary`: Markdown for the summary page of a GitHub job. Counts (with what is new and what is fixed where the
 * findings are compared with a state before), the most severe findings with links to their rules, what could not be read,
 * and the coverage line. Text from files is shown as text, whatever Markdown or HTML it holds.
 */
export function renderSummary(result: LintResult, context: ReportContext): string {
  const blocks = [
    "## ingress-lint",
    countsTable(result),
    ...findingsTable(result.results.filter(isPresent), context),
    ...problemsList(result),
    ...effectiveChanges(result),
    escapeMarkdown(coverageLine(result.coverage)),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function countsTable({ results, compared }: LintResult): string {
  const rows = (["error", "warning", "info"] as const).map((severity) => {
    const ofSeverity = results.filter((it) => it.severity === severity);
    const now = ofSeverity.filter(isPresent);
    const cells = [`${words[severity]}s`, now.length];
    if (compared) {
      cells.push(now.filter((it) => it.baselineState === "new").length, ofSeverity.length - now.length);
    }
    return `| ${cells.join(" | ")} |`;
  });
  const head = compared
    ? ["| | now | new | fixed |", "| --- | ---: | ---: | ---: |"]
    : ["| | |", "| --- | ---: |"];
  return [...head, ...rows].join("\n");
}

function findingsTable(findings: readonly Result[], context: ReportContext): string[] {
  if (findings.length === 0) return ["No findings."];
  const listed = findings
    .map((finding, index) => ({ finding, index }))
    .sort((a, b) => ranks[a.finding.severity] - ranks[b.finding.severity] || a.index - b.index)
    .slice(0, MOST_LISTED)
    .map(({ finding }) => findingRow(finding, context));
  const table = ["| severity | place | finding | rule |", "| --- | --- | --- | --- |", ...listed].join("\n");
  const rest = findings.length - listed.length;
  return rest > 0 ? [table, `… and ${count(rest, "more finding")}.`] : [table];
}

function findingRow(it: Result, context: ReportContext): string {
  const resource = it.at.resource === undefined ? "" : `<br>${cell(it.at.resource)}`;
  const state = it.baselineState === "new" ? " (new)" : "";
  const uri = linkTarget(context.helpUri(it.ruleId));
  return `| ${words[it.severity]}${state} | ${cell(`${it.at.path}:${it.at.line}`)}${resource} | ${cell(it.message)}<br>${cell(it.help)} | [${cell(it.ruleId)}](${uri}) |`;
}

function problemsList({ problems }: LintResult): string[] {
  if (problems.length === 0) return [];
  const listed = problems.slice(0, MOST_LISTED).map((it) => {
    const place = it.line === undefined ? it.path : `${it.path}:${it.line}`;
    return place === "" ? `- ${cell(it.message)}` : `- ${cell(place)}: ${cell(it.message)}`;
  });
  const rest = problems.length - listed.length;
  if (rest > 0) listed.push(`- … and ${rest} more`);
  return [`**${count(problems.length, "problem")}:**`, listed.join("\n")];
}

/** What the change does to the configurations that controllers generate, as a list of directives by place. */
function effectiveChanges(result: LintResult): string[] {
  if (!result.compared) return [];
  const changed = result.effectiveChanges().filter((it) => it.groups.length > 0);
  return changed.flatMap(({ title, groups }) => {
    const places = groups.slice(0, MOST_LISTED).flatMap(({ scopes, lines }) => {
      const more = scopes.length - SCOPES_SHOWN;
      const named = scopes.slice(0, SCOPES_SHOWN).map(cell).join(" · ");
      return [`- ${named}${more > 0 ? ` · and ${more} more` : ""}`, ...lines.map((it) => `  - ${item(it)}`)];
    });
    const rest = groups.length - MOST_LISTED;
    if (rest > 0) places.push(`- … and ${count(rest, "more place")}`);
    return [`**What nginx will run: ${cell(title)}**`, places.join("\n")];
  });
}
