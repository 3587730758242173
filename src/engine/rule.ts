import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import type { NginxConfig } from "../model/nginx-config.ts";
import type { Project } from "../model/project.ts";
import type { Workload } from "../model/workload.ts";
import type { EffectiveDiff } from "../render/effective-diff.ts";
import type { Finding, Severity } from "./finding.ts";

/** What a rule can ask to be shown, one at a time. */
export interface Subjects {
  /** Every directive tree: files, ConfigMap values, snippets, and what a controller would generate. */
  nginx: NginxConfig;
  workload: Workload;
  controller: Controller;
  ingress: Ingress;
  /** The whole, for rules that compare what stands far apart. */
  project: Project;
}

export type Subject = keyof Subjects;

/** One option of a rule, in words and with its default; `strict` is the default of the preset of that name, where it is another. */
export type RuleOption = { readonly description: string } & (
  | {
      readonly type: "integer";
      readonly default: number;
      readonly strict?: number;
      readonly minimum?: number;
    }
  | { readonly type: "boolean"; readonly default: boolean; readonly strict?: boolean }
  | { readonly type: "string"; readonly default: string }
  | { readonly type: "string[]"; readonly default: readonly string[] }
);

export type RuleOptions = Readonly<Record<string, RuleOption>>;

type OptionValue<O extends RuleOption> = O["type"] extends "integer"
  ? number
  : O["type"] extends "boolean"
    ? boolean
    : O["type"] extends "string"
      ? string
      : readonly string[];

export type OptionValues<O extends RuleOptions> = { readonly [K in keyof O]: OptionValue<O[K]> };

export type { EffectiveDiff } from "../render/effective-diff.ts";

/** What led to the world that a rule judges: a Terraform plan, or a comparison that the user asked for. */
export interface WorldChange {
  /** The project as it was. */
  readonly before: Project;
  /** What changes in the configurations that controllers would generate. Worked out when asked for: it renders both sides whole. */
  readonly effective: readonly EffectiveDiff[];
}

export interface RuleContext<O extends RuleOptions = RuleOptions> {
  readonly options: OptionValues<O>;
  readonly project: Project;
  /** Undefined where nothing is compared, and in the world before. */
  readonly change: WorldChange | undefined;
}

/** A rule as its folder's `rule.ts` gives it: data, and one function that yields findings and does nothing else. */
export interface RuleDefinition<S extends Subject = Subject, O extends RuleOptions = RuleOptions> {
  /** Kebab-case, unique, never reused. */
  readonly id: string;
  readonly subject: S;
  readonly severity: Severity;
  readonly preset: "recommended" | "strict";
  /** What is wrong, in one sentence; a full stop ends it. */
  readonly summary: string;
  /** What it does to traffic or data; up to 25 words. */
  readonly why: string;
  /** Vendor documentation, most exact first. */
  readonly references: readonly string[];
  /** Rows of the lessons table that the rule enforces. */
  readonly lessons: readonly number[];
  /** Whether findings may carry a fix. */
  readonly fixable?: boolean;
  /** CVSS-like score, 0.0 to 10.0, where the flaw is one of security. */
  readonly securitySeverity?: number;
  readonly options?: O;
  check(subject: Subjects[S], context: RuleContext<O>): Iterable<Finding>;
}

/** A rule with its types forgotten, as the engine and the reporters hold it. */
export type Rule = Omit<RuleDefinition, "check" | "subject"> & {
  readonly subject: Subject;
  readonly category: string;
  check(subject: never, context: RuleContext<never>): Iterable<Finding>;
};

/** A rule that somebody adds to the built-in ones; without a category it is one of the user's own. */
export type ExtraRule = Omit<Rule, "category"> & { readonly category?: string };

/** Types a rule: `subject` decides what `check` is given, `options` what its options are. */
export function defineRule<S extends Subject, const O extends RuleOptions = Record<never, never>>(
  rule: RuleDefinition<S, O>,
): RuleDefinition<S, O> {
  return rule;
}
