import type { ReportingConfiguration, ReportingDescriptor } from "sarif";
import type { Severity } from "../engine/finding.ts";
import type { Rule } from "../engine/rule.ts";
import type { ReportContext } from "./reporter.ts";

/** GitHub refuses a file with more tags on a rule than this. */
const MOST_TAGS = 20;
/** GitHub cuts descriptions and refuses names beyond these lengths (docs.github.com, SARIF support for code scanning). */
const LONGEST_NAME = 255;
const LONGEST_DESCRIPTION = 1024;

/** Severities as SARIF calls them. */
export const levels = {
  error: "error",
  warning: "warning",
  info: "note",
} as const satisfies Record<Severity, ReportingConfiguration.level>;

const problemSeverities: Record<Severity, string> = {
  error: "error",
  warning: "warning",
  info: "recommendation",
};

/** A rule as SARIF describes it, with the properties that GitHub's code scanning reads. */
export function sarifRule(rule: Rule, context: ReportContext): ReportingDescriptor {
  const helpUri = context.helpUri(rule.id);
  return {
    id: rule.id,
    name: pascalCase(rule.id).slice(0, LONGEST_NAME),
    shortDescription: { text: cut(rule.summary) },
    fullDescription: { text: cut(`${rule.summary} ${rule.why}`) },
    help: { text: `${rule.why} See ${helpUri}`, markdown: helpMarkdown(rule, helpUri) },
    helpUri,
    defaultConfiguration: { level: levels[rule.severity] },
    properties: {
      tags: tagsOf(rule),
      // A rule stays silent on what is unknown; strict rules also judge choices that can be right.
      precision: rule.preset === "recommended" ? "high" : "medium",
      "problem.severity": problemSeverities[rule.severity],
      ...(rule.securitySeverity === undefined
        ? {}
        : { "security-severity": rule.securitySeverity.toFixed(1) }),
    },
  };
}

function helpMarkdown(rule: Rule, helpUri: string): string {
  const references = rule.references.map((it) => `- <${it}>`);
  return [
    `**${rule.summary}**`,
    rule.why,
    `[Documentation of ${rule.id}](${helpUri})`,
    ...(references.length > 0 ? ["References:", references.join("\n")] : []),
  ].join("\n\n");
}

/** GitHub takes a rule for one of security only if it is tagged so. */
function tagsOf(rule: Rule): string[] {
  const kind = rule.securitySeverity === undefined ? "reliability" : "security";
  return [...new Set([kind, rule.category, rule.subject, rule.preset])].slice(0, MOST_TAGS);
}

function pascalCase(id: string): string {
  return id
    .split("-")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
}

function cut(text: string): string {
  return text.length <= LONGEST_DESCRIPTION ? text : `${text.slice(0, LONGEST_DESCRIPTION - 1)}…`;
}
