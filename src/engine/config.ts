import type { TerraformFiles } from "../model/plan/author-module.ts";
import type { Assumptions, BackendFact } from "../model/project.ts";
import type { IncludeHost, IncludePrefix } from "../parsers/nginx/include.ts";
import type { Observe } from "../text/observe.ts";
import type { Location, Severity } from "./finding.ts";
import type { Preset } from "./presets.ts";
import type { ExtraRule } from "./rule.ts";
import type { Scope } from "./scope.ts";

export type { Assumptions, BackendFact } from "../model/project.ts";

export const failLevels = ["info", "warning", "error", "never"] as const;
export type FailOn = (typeof failLevels)[number];

export type RuleSeverity = "off" | Severity;

/** Values of a rule's options, checked against the rule's own data. */
export type RuleOptionValues = Readonly<Record<string, unknown>>;

/** What a user asks of one rule: a severity, or a severity and options. */
export type RuleSetting = RuleSeverity | readonly [RuleSeverity, RuleOptionValues];

/** Other settings for a part of what is linted. */
export interface Override {
  readonly scope: Scope;
  readonly rules: Readonly<Record<string, RuleSetting>>;
}

/** Findings that somebody answers for: they are held back, and listed as such. */
export interface Exemption {
  readonly rules: readonly string[];
  readonly scope: Scope;
  readonly reason: string;
  readonly owner?: string | undefined;
  /** Milliseconds since the epoch from which it no longer holds. */
  readonly until?: number | undefined;
  /** Where that is written. */
  readonly at: Location;
}

/** All that a run is told besides its inputs: the configuration file with the command line laid over it. */
export interface LintOptions {
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** The rules that take part where `rules` says nothing. */
  readonly presets: readonly Preset[];
  /** The last one that fits a place decides there. */
  readonly overrides: readonly Override[];
  readonly exemptions: readonly Exemption[];
  /** When given, these rules run and no other, whatever `rules` and `presets` say. */
  readonly only?: readonly string[] | undefined;
  readonly assume: Assumptions;
  readonly backends: readonly BackendFact[];
  /** Annotations that something in the cluster reads though no release of the controllers does; may hold `*`. */
  readonly knownAnnotations: readonly string[];
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
  /** Rules besides the built-in ones. */
  readonly extraRules?: readonly ExtraRule[] | undefined;
  /** Told of files and rules and the time that they take. */
  readonly observe?: Observe | undefined;
  /** The directories that may hold the sources of a plan, given by the plan's path; without it places are those in the plan. */
  readonly terraformFiles?: ((planPath: string) => readonly TerraformFiles[]) | undefined;
}

/** Where something holds, as a configuration says it. */
export interface ConfiguredScope {
  /** In the form of `.gitignore`, relative to the configuration. */
  readonly files?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly kinds?: readonly string[];
  readonly resources?: readonly string[];
}

/** `.ingress-lint.yaml` once it is known to be valid; paths are still relative to the file. */
export interface ConfigFile {
  readonly extends?: Preset | readonly Preset[];
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  readonly overrides?: readonly (ConfiguredScope & {
    readonly rules: Readonly<Record<string, RuleSetting>>;
  })[];
  readonly exemptions?: readonly (ConfiguredScope & {
    readonly rules: string | readonly string[];
    readonly reason: string;
    readonly owner?: string;
    readonly until?: string;
  })[];
  readonly assume?: Omit<Partial<Assumptions>, "now"> & { readonly now?: string };
  readonly backends?: readonly BackendFact[];
  readonly knownAnnotations?: readonly string[];
  readonly policies?: readonly string[];
  readonly failOn?: FailOn;
  readonly requireReason?: boolean;
  readonly ignore?: readonly string[];
  readonly includePrefixes?: Readonly<Record<string, string>>;
  readonly maxFileSize?: number | string;
}

/** What holds when nobody says otherwise. */
export const defaultOptions: LintOptions = {
  rules: {},
  presets: ["recommended"],
  overrides: [],
  exemptions: [],
  assume: { pageSize: 4096 },
  backends: [],
  knownAnnotations: [],
  failOn: "error",
  onlyNew: false,
  requireReason: true,
  ignore: [],
  includePrefixes: [],
  maxFileBytes: 10 * 2 ** 20,
};
