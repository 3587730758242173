import type { NginxConfig } from "../model/nginx-config.ts";
import type { Project } from "../model/project.ts";
import type { Place } from "../text/origin.ts";
import type { Finding, Fix, Location, Problem, Result, Severity } from "./finding.ts";
import { Fingerprints } from "./fingerprint.ts";
import type { Rule, RuleContext, Subject } from "./rule.ts";

/** A rule that takes part in a run, with what the configuration says of it. */
export interface ActiveRule {
  readonly rule: Rule;
  /** Replaces the severity of every finding of the rule. */
  readonly severity: Severity | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

/** One world to judge: a project and the configurations that its controllers would generate. */
export interface World {
  readonly project: Project;
  readonly rendered: readonly NginxConfig[];
}

/**
 * Runs rules over worlds. Results come in the order path, line, column, rule; the same finding of two worlds counts once. A rule that throws is our
 * bug: it becomes a problem with the rule's id, and the others still run.
 */
export function runRules(
  worlds: readonly World[],
  active: readonly ActiveRule[],
): { readonly results: readonly Result[]; readonly problems: readonly Problem[] } {
  const drafts: { rule: Rule; severity: Severity; finding: Finding; at: Location }[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const world of worlds) {
    for (const { rule, severity, options } of active) {
      const context: RuleContext = { options: options as RuleContext["options"], project: world.project };
      try {
        for (const subject of subjectsOf(world, rule.subject)) {
          for (const finding of rule.check(subject as never, context as never)) {
            const at = locationOf(finding.at.place());
            const identity = [
              rule.id,
              at.path,
              at.span.start,
              at.span.end,
              at.resource,
              at.attribute,
              finding.message,
            ].join("\0");
            if (seen.has(identity)) continue;
            seen.add(identity);
            drafts.push({ rule, severity: severity ?? finding.severity ?? rule.severity, finding, at });
          }
        }
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        problems.push({
          path: "",
          message: `rule '${rule.id}' failed, which is a bug in ingress-lint: ${reason}`,
        });
      }
    }
  }
  drafts.sort(
    (a, b) =>
      compareLocations(a.at, b.at) ||
      compareText(a.rule.id, b.rule.id) ||
      compareText(a.finding.message, b.finding.message),
  );
  const fingerprints = new Fingerprints();
  const results = drafts.map(({ rule, severity, finding, at }): Result => {
    let fix: Fix | undefined;
    let isFixKnown = false;
    return {
      ruleId: rule.id,
      severity,
      message: finding.message,
      help: finding.help,
      at,
      related: (finding.related ?? []).map((it) => ({ at: locationOf(it.at.place()), message: it.message })),
      get fix() {
        if (!isFixKnown) fix = finding.fix?.();
        isFixKnown = true;
        return fix;
      },
      fingerprint: fingerprints.of(rule.id, at.resource ?? at.path, at.attribute ?? "", finding.key ?? ""),
    };
  });
  return { results, problems };
}

function subjectsOf(world: World, subject: Subject): Iterable<unknown> {
  switch (subject) {
    case "nginx":
      return [...world.project.nginxConfigs, ...world.rendered];
    case "workload":
      return world.project.workloads;
    case "controller":
      return world.project.controllers;
    case "ingress":
      return world.project.ingresses;
    case "project":
      return [world.project];
  }
}

/** A place with its lines and columns. */
export function locationOf(place: Place): Location {
  const start = place.file.positionAt(place.span.start);
  const end = place.file.positionAt(place.span.end);
  return {
    path: place.file.path,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    file: place.file,
    span: place.span,
    resource: place.resource,
    attribute: place.attribute,
  };
}

function compareLocations(a: Location, b: Location): number {
  return compareText(a.path, b.path) || a.line - b.line || a.column - b.column;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
