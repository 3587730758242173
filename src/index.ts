import { rules as builtInRules } from "../rules/index.ts";
import { activeRules } from "./engine/active-rules.ts";
import { defaultOptions, type LintOptions } from "./engine/config.ts";
import type { LintResult } from "./engine/finding.ts";
import { runRules, type World } from "./engine/run.ts";
import type { InputFile } from "./inputs/input-file.ts";
import { readProjects } from "./inputs/read-projects.ts";
import { renderedConfigs } from "./render/render.ts";

export { defaultOptions, type LintOptions } from "./engine/config.ts";
export type {
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
  TextEdit,
} from "./engine/finding.ts";
export { applyFixes, type FixedTexts } from "./engine/fixes.ts";
export {
  defineRule,
  type Rule,
  type RuleContext,
  type RuleDefinition,
  type Subject,
  type Subjects,
} from "./engine/rule.ts";
export { type DiscoveryOptions, discover } from "./inputs/discover.ts";
export type { DiscoveryResult, InputFile, InputKind } from "./inputs/input-file.ts";
export { SourceFile } from "./text/source-file.ts";

/** The built-in rules, by id. */
export const rules = builtInRules;

/**
 * Lints files that were read: parses and links them, works out what controllers would generate, and runs the rules. Options that are left out have their
 * defaults. Results, problems and coverage are of these files alone; `discover` has its own for what it did not hand over.
 */
export async function lint(
  inputs: readonly InputFile[],
  options: Partial<LintOptions> = {},
): Promise<LintResult> {
  const started = performance.now();
  const all: LintOptions = { ...defaultOptions, ...options };
  const read = await readProjects(inputs, all);
  const worlds = read.projects.map((project): World => ({ project, rendered: renderedConfigs(project) }));
  const { results, problems } = runRules(worlds, activeRules(builtInRules, all));
  const nginxConfigs = worlds.flatMap((it) => [...it.project.nginxConfigs, ...it.rendered]);
  return {
    results,
    problems: [...read.problems, ...problems],
    coverage: {
      files: read.files,
      resources: read.resources,
      nginxConfigs: nginxConfigs.length,
      skipped: read.skipped,
      unknownValues: read.unknownValues,
      notes: read.notes,
    },
    durationMs: Math.round(performance.now() - started),
  };
}
