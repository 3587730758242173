import { rules as builtInRules } from "../rules/index.ts";
import { activeRules } from "./engine/active-rules.ts";
import { defaultOptions, type LintOptions } from "./engine/config.ts";
import { controllerChanges } from "./engine/controller-changes.ts";
import { exempt } from "./engine/exempt.ts";
import type { ControllerChanges, LintResult, Location, Result } from "./engine/finding.ts";
import { OWN } from "./engine/presets.ts";
import type { Rule } from "./engine/rule.ts";
import { compareResults, runRules, type World } from "./engine/run.ts";
import { type ResourceIndex, resourceIndex } from "./engine/scope.ts";
import { suppress } from "./engine/suppress.ts";
import { SuppressionFindings } from "./engine/suppression-findings.ts";
import { suppressionRules } from "./engine/suppression-rules.ts";
import type { InputFile } from "./inputs/input-file.ts";
import { readProjects } from "./inputs/read-projects.ts";
import { ignoreAnnotations, suppressionComments } from "./inputs/suppression-comments.ts";
import type { NginxConfig } from "./model/nginx-config.ts";
import type { Project } from "./model/project.ts";
import type { IncludeHost } from "./parsers/nginx/include.ts";
import { effectiveDiff } from "./render/effective-diff.ts";
import { renderedConfigs } from "./render/render.ts";
import { milliseconds } from "./text/clock.ts";

export {
  defaultOptions,
  type Exemption,
  type LintOptions,
  type Override,
  type RuleSetting,
} from "./engine/config.ts";
export type {
  ControllerChanges,
  ControllerInSight,
  Coverage,
  Finding,
  Fix,
  LintResult,
  Location,
  Problem,
  Related,
  Result,
  Severity,
  Skipped,
  Suppression,
  TextEdit,
} from "./engine/finding.ts";
export { applyFixes, type FixedTexts } from "./engine/fixes.ts";
export type { Preset } from "./engine/presets.ts";
export {
  defineRule,
  type ExtraRule,
  type Rule,
  type RuleContext,
  type RuleDefinition,
  type Subject,
  type Subjects,
  type WorldChange,
} from "./engine/rule.ts";
export { type DiscoveryOptions, discover } from "./inputs/discover.ts";
export type { DiscoveryResult, InputFile, InputKind } from "./inputs/input-file.ts";
export { SourceFile } from "./text/source-file.ts";

/** The built-in rules, by id. */
export const rules = builtInRules;

/** Files of an earlier state, to be compared with. Their paths are those that they have in the present state. */
export interface EarlierInputs {
  readonly files: readonly InputFile[];
  readonly includeHost?: IncludeHost | undefined;
}

/**
 * Lints files that were read: parses and links them, works out what controllers would generate, and runs the rules. Options that are left out have their
 * defaults. Nothing is said of files that are only context. With `earlier`, findings in plain files say whether they are new; those in Terraform plans always do. Results, problems and coverage are of these
 * files alone; `discover` has its own for what it did not hand over.
 */
export async function lint(
  inputs: readonly InputFile[],
  options: Partial<LintOptions> = {},
  earlier?: EarlierInputs,
): Promise<LintResult> {
  const started = milliseconds();
  const all: LintOptions = { ...defaultOptions, ...options };
  const read = await readProjects(inputs, all, earlier);
  const worlds = read.projects.map(
    ({ project, before }): World => ({
      ...worldOf(project),
      before: before && worldOf(before),
    }),
  );
  const context = new Set(inputs.filter((it) => it.isContext).map((it) => it.file.path));
  const { redact } = read;
  let index: ResourceIndex | undefined;
  const resources = () => {
    index ??= resourceIndex(worlds);
    return index;
  };
  const run = runRules(worlds, activeRules(rulesOf(all), all, resources), redact, all.observe);
  const nginxConfigs = worlds.flatMap((it) => [...it.project.nginxConfigs, ...it.rendered]);
  const judged = withSuppressions(run.results, inputs, worlds, nginxConfigs, all, resources);
  const results = judged.filter(
    (it) => !context.has(it.at.path) && !(all.onlyNew && it.baselineState === "unchanged"),
  );
  let changes: readonly ControllerChanges[] | undefined;
  return {
    results,
    problems: [...read.problems, ...run.problems].map((it) => ({ ...it, message: redact(it.message) })),
    coverage: {
      files: read.files,
      resources: read.resources,
      nginxConfigs: nginxConfigs.length,
      skipped: read.skipped,
      unknownValues: read.unknownValues,
      notes: [...read.notes, ...read.sourceProblems()].map(redact),
    },
    redact,
    compared: worlds.some((it) => it.before !== undefined),
    effectiveChanges() {
      changes ??= worlds
        .flatMap(({ before, project }) =>
          before === undefined ? [] : effectiveDiff(before.project, project),
        )
        .map((it) => controllerChanges(it, redact));
      return changes;
    },
    controllers: () =>
      worlds.flatMap(({ project }) =>
        project.controllers.map(({ product, version }) => ({ product, version })),
      ),
    durationMs: Math.round(milliseconds() - started),
  };
}

/** The results with what comments, annotations and the configuration hold back marked, and with what is wrong with those. */
function withSuppressions(
  results: readonly Result[],
  inputs: readonly InputFile[],
  worlds: readonly World[],
  configs: readonly NginxConfig[],
  options: LintOptions,
  resources: () => ResourceIndex,
): readonly Result[] {
  const comments = suppressionComments(inputs, configs, results);
  const context = new Set(inputs.filter((it) => it.isContext).map((it) => it.file.path));
  const annotations = worlds
    .flatMap(({ project }) => ignoreAnnotations(project))
    .filter((it) => !context.has(it.file.path));
  const { exemptions } = options;
  if (comments.length === 0 && annotations.length === 0 && exemptions.length === 0) return results;
  const ran = new Set(activeRules(rulesOf(options), options).map((it) => it.rule.id));
  const now = options.assume.now ?? Date.now();
  const settings = activeRules(suppressionRules, options, resources);
  const own = new SuppressionFindings((id, at) => {
    const setting = settings.find((it) => it.rule.id === id && it.holdsAt?.(at) !== false);
    return setting === undefined ? "off" : (setting.severity ?? setting.rule.severity);
  });
  const known = new Set([...rulesOf(options), ...suppressionRules].map((it) => it.id));
  const { requireReason } = options;
  const marked = suppress(results, comments, annotations, { known, ran, requireReason, now }, own);
  if (exemptions.length === 0) return [...marked, ...own.results].sort(compareResults);
  const judged = judgedIn(inputs, worlds).filter((it) => !context.has(it.path));
  const exempted = exempt(marked, exemptions, { resources: resources(), judged, ran, now }, own);
  return [...exempted, ...own.results].sort(compareResults);
}

function rulesOf({ extraRules = [] }: LintOptions): readonly Rule[] {
  if (extraRules.length === 0) return builtInRules;
  return [...builtInRules, ...extraRules.map((it): Rule => ({ ...it, category: it.category ?? OWN }))];
}

/** Files and objects, as places without lines. */
function judgedIn(
  inputs: readonly InputFile[],
  worlds: readonly World[],
): readonly Pick<Location, "path" | "resource">[] {
  return [
    ...inputs.map(({ file }) => ({ path: file.path, resource: undefined })),
    ...worlds.flatMap(({ project }) =>
      project.manifests.map(({ source, resource }) => ({ path: source.file.path, resource })),
    ),
  ];
}

function worldOf(project: Project): World {
  return { project, rendered: renderedConfigs(project) };
}
