import type { NginxConfig } from "../model/nginx-config.ts";
import type { Project } from "../model/project.ts";
import { type EffectiveDiff, effectiveDiff } from "../render/effective-diff.ts";
import { append } from "../text/append.ts";
import { type Observe, observed } from "../text/observe.ts";
import type { Place } from "../text/origin.ts";
import type { Redact } from "../text/redact.ts";
import {
  type Finding,
  type Fix,
  type Location,
  type Problem,
  type Result,
  type Severity,
  severities,
} from "./finding.ts";
import { Fingerprints } from "./fingerprint.ts";
import { OWN } from "./presets.ts";
import type { Rule, RuleContext, Subject, WorldChange } from "./rule.ts";
import { RuleProblem } from "./rule-problem.ts";

/** A rule that takes part in a run, with what the configuration says of it. */
export interface ActiveRule {
  readonly rule: Rule;
  /** Replaces the severity of every finding of the rule. */
  readonly severity: Severity | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  /** Where these settings hold; undefined: everywhere. */
  readonly holdsAt?: ((at: Location) => boolean) | undefined;
}

/** One world to judge: a project and the configurations that its controllers would generate. */
export interface World {
  readonly project: Project;
  readonly rendered: readonly NginxConfig[];
  /** The same before the change that is judged; undefined where nothing is compared. */
  readonly before?: World | undefined;
}

/** A finding of one world, before worlds are put together. */
interface Draft {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly finding: Finding;
  readonly at: Location;
  readonly baselineState: Result["baselineState"];
}

/**
 * Runs rules over worlds. Results come in the order path, line, column, rule; the same finding of two worlds counts once. Where a world has one before it, each result says
 * whether it is new, unchanged, or was there before only (`absent`). A rule that throws is our bug: it becomes a problem with the rule's id, and the
 * others still run.
 */
export function runRules(
  worlds: readonly World[],
  active: readonly ActiveRule[],
  redact: Redact = (text) => text,
  observe?: Observe,
): { readonly results: readonly Result[]; readonly problems: readonly Problem[] } {
  const problems = new Map<string, Problem>();
  const all: Draft[] = [];
  for (const world of worlds) {
    const drafts = draftsOf(world, active, problems, observe);
    if (world.before === undefined) append(all, drafts);
    else append(all, compared(draftsOf(world.before, active, problems, observe), drafts));
  }
  const seen = new Set<string>();
  const drafts = all.filter((it) => {
    const identity = identityOf(it);
    return !seen.has(identity) && seen.add(identity);
  });
  drafts.sort(compareDrafts);
  const fingerprints = new Fingerprints();
  return {
    results: drafts.map((it) => resultOf(it, fingerprints, redact)),
    problems: [...problems.values()],
  };
}

/** What the rules find in one world, in order. */
function draftsOf(
  world: World,
  active: readonly ActiveRule[],
  problems: Map<string, Problem>,
  observe: Observe | undefined,
): Draft[] {
  const drafts: Draft[] = [];
  const change = changeInto(world);
  for (const { rule, severity, options, holdsAt } of active) {
    const context: RuleContext = {
      options: options as RuleContext["options"],
      project: world.project,
      change,
    };
    const run = () => {
      for (const subject of subjectsOf(world, rule.subject)) {
        for (const finding of rule.check(subject as never, context as never)) {
          const at = locationOf(finding.at.place());
          if (holdsAt?.(at) === false) continue;
          drafts.push({
            rule,
            severity: severity ?? finding.severity ?? rule.severity,
            finding,
            at,
            baselineState: undefined,
          });
        }
      }
    };
    try {
      observed(observe, "rule", rule.id, run);
    } catch (error) {
      if (error instanceof RuleProblem) {
        problems.set(rule.id, error.problem);
        continue;
      }
      const reason = error instanceof Error ? error.message : String(error);
      const whose = rule.category === OWN ? "" : ", which is a bug in ingress-lint";
      const message = `rule '${rule.id}' failed${whose}: ${reason}`;
      problems.set(rule.id, { path: "", message });
    }
  }
  return drafts.sort(compareDrafts);
}

/** The way from the world before; the configurations are compared when a rule asks. */
function changeInto({ project, before }: World): WorldChange | undefined {
  if (before === undefined) return undefined;
  let diff: readonly EffectiveDiff[] | undefined;
  return {
    before: before.project,
    get effective() {
      diff ??= effectiveDiff(before.project, project);
      return diff;
    },
  };
}

/**
 * Findings of both sides: those of the later one, and those that only the earlier one has. A finding is the same when its fingerprint is: a value that is
 * wrong in another way is no new one. One that has become more severe is new, because the change brought that.
 */
function compared(before: readonly Draft[], after: readonly Draft[]): Draft[] {
  const old = new Map<string, Draft>();
  const oldFingerprints = new Fingerprints();
  for (const it of before) old.set(fingerprintOf(it, oldFingerprints), it);
  const fingerprints = new Fingerprints();
  const drafts = after.map((it): Draft => {
    const fingerprint = fingerprintOf(it, fingerprints);
    const was = old.get(fingerprint);
    old.delete(fingerprint);
    const isOld = was !== undefined && severities.indexOf(was.severity) >= severities.indexOf(it.severity);
    return { ...it, baselineState: isOld ? "unchanged" : "new" };
  });
  return [...drafts, ...[...old.values()].map((it): Draft => ({ ...it, baselineState: "absent" }))];
}

function fingerprintOf({ rule, at, finding }: Draft, fingerprints: Fingerprints): string {
  return fingerprints.of(rule.id, at.resource ?? at.path, at.attribute ?? "", finding.key ?? "");
}

/** Whatever is shown of a finding. */
function identityOf({ rule, at, finding, baselineState }: Draft): string {
  const { path, span, resource, attribute } = at;
  const isGone = baselineState === "absent";
  return [rule.id, path, span.start, span.end, resource, attribute, finding.message, isGone].join("\0");
}

function compareDrafts(a: Draft, b: Draft): number {
  return (
    compareLocations(a.at, b.at) ||
    compareText(a.rule.id, b.rule.id) ||
    compareText(a.finding.message, b.finding.message)
  );
}

function resultOf(draft: Draft, fingerprints: Fingerprints, redact: Redact): Result {
  const { rule, severity, finding, at, baselineState } = draft;
  let fix: Fix | undefined;
  // What is gone needs no mend.
  let isFixKnown = baselineState === "absent";
  return {
    ruleId: rule.id,
    severity,
    message: redact(finding.message),
    help: redact(finding.help),
    at: redacted(at, redact),
    related: (finding.related ?? []).map((it) => ({
      at: redacted(locationOf(it.at.place()), redact),
      message: redact(it.message),
    })),
    get fix() {
      if (!isFixKnown) fix = finding.fix?.();
      isFixKnown = true;
      return fix;
    },
    fingerprint: fingerprintOf(draft, fingerprints),
    baselineState,
  };
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

/** What a location says in words. */
function redacted(at: Location, redact: Redact): Location {
  return at.attribute === undefined ? at : { ...at, attribute: redact(at.attribute) };
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

/** The order of results: path, line, column, rule. */
export function compareResults(a: Result, b: Result): number {
  return compareLocations(a.at, b.at) || compareText(a.ruleId, b.ruleId);
}

function compareLocations(a: Location, b: Location): number {
  return compareText(a.path, b.path) || a.line - b.line || a.column - b.column;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
