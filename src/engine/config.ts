import type { TerraformFiles } from "../model/plan/author-module.ts";
import type { Assumptions, BackendFact } from "../model/project.ts";
import type { IncludeHost, IncludePrefix } from "../parsers/nginx/include.ts";
import type { Severity } from "./finding.ts";

export type { Assumptions, BackendFact } from "../model/project.ts";

export const presets = ["recommended", "strict"] as const;
export type Preset = (typeof presets)[number];

export const failLevels = ["info", "warning", "error", "never"] as const;
export type FailOn = (typeof failLevels)[number];

export type RuleSeverity = "off" | Severity;

/** Values of a rule's options, checked against the rule's own data. */
export type RuleOptionValues = Readonly<Record<string, unknown>>;

/** What a user asks of one rule: a severity, or a severity and options. */
export type RuleSetting = RuleSeverity | readonly [RuleSeverity, RuleOptionValues];

/** All that a run is told besides its inputs: the configuration file with the command line laid over it. */
export interface LintOptions {
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly preset: Preset;
  /** When given, these rules run and no other, whatever `rules` and `preset` say. */
  readonly only?: readonly string[] | undefined;
  readonly assume: Assumptions;
  readonly backends: readonly BackendFact[];
  readonly failOn: FailOn;
  /** Whether findings that were there before the change are left out, where there is a change. */
  readonly onlyNew: boolean;
  /** Whether a comment that suppresses needs a reason. */
  readonly requireReason: boolean;
  /** `.gitignore` patterns; discovery has already applied them. */
  readonly ignore: readonly string[];
  /** Where absolute include paths stand; `to` in the form of `SourceFile.path`: relative to the working directory. */
  readonly includePrefixes: readonly IncludePrefix[];
  readonly maxFileBytes: number;
  /** Finds the files that nginx `include` directives name; without it includes stay unresolved. */
  readonly includeHost?: IncludeHost | undefined;
  /** The directories that may hold the sources of a plan, given by the plan's path; without it places are those in the plan. */
  readonly terraformFiles?: ((planPath: string) => readonly TerraformFiles[]) | undefined;
}

/** `.ingress-lint.yaml` once it is known to be valid; paths are still relative to the file. */
export interface ConfigFile {
  readonly preset?: Preset;
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  readonly assume?: Omit<Partial<Assumptions>, "now"> & { readonly now?: string };
  readonly backends?: readonly BackendFact[];
  readonly failOn?: FailOn;
  readonly requireReason?: boolean;
  readonly ignore?: readonly string[];
  readonly includePrefixes?: Readonly<Record<string, string>>;
  readonly maxFileSize?: number | string;
}

/** What holds when nobody says otherwise. */
export const defaultOptions: LintOptions = {
  rules: {},
  preset: "recommended",
  assume: { pageSize: 4096 },
  backends: [],
  failOn: "error",
  onlyNew: false,
  requireReason: true,
  ignore: [],
  includePrefixes: [],
  maxFileBytes: 10 * 2 ** 20,
};
