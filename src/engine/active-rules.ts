import type { LintOptions, RuleSetting } from "./config.ts";
import type { Location } from "./finding.ts";
import { presetHolds } from "./presets.ts";
import type { Rule, RuleOption } from "./rule.ts";
import type { ActiveRule } from "./run.ts";
import { inScope, type ResourceIndex } from "./scope.ts";

/** The part of the options that decides which rules take part, and how. */
export type RuleChoice = Pick<LintOptions, "rules" | "presets" | "only" | "overrides">;

const noResources: ResourceIndex = new Map();

/**
 * The rules that take part in a run, with severities and options as the configuration says. `only` names them; otherwise
 * the presets do, the configuration's `rules` switches single ones on and off, and the last of the `overrides` that fits a place decides there. A rule that an
 * override speaks of is listed once for each setting it can have, with the places where that holds. Settings were checked before
 * (`checkRuleSettings`).
 */
export function activeRules(
  rules: readonly Rule[],
  options: RuleChoice,
  resources: () => ResourceIndex = () => noResources,
): readonly ActiveRule[] {
  return rules.flatMap((rule): readonly ActiveRule[] => {
    const overriding = options.overrides.filter((it) => Object.hasOwn(it.rules, rule.id));
    const base = options.rules[rule.id];
    if (overriding.length === 0) return settled(rule, base, options);
    const last = (at: Location) => overriding.findLastIndex((it) => inScope(it.scope, at, resources()));
    return [
      ...settled(rule, base, options, (at) => last(at) === -1),
      ...overriding.flatMap((it, index) =>
        settled(rule, laidOver(base, it.rules[rule.id]!), options, (at) => last(at) === index),
      ),
    ];
  });
}

/** A rule with one setting; none where that leaves the rule out. */
function settled(
  rule: Rule,
  setting: RuleSetting | undefined,
  options: RuleChoice,
  holdsAt?: (at: Location) => boolean,
): readonly ActiveRule[] {
  const [severity, given] =
    setting === undefined || typeof setting === "string" ? [setting, undefined] : setting;
  const wanted =
    options.only !== undefined
      ? options.only.includes(rule.id)
      : severity !== undefined
        ? severity !== "off"
        : options.presets.some((it) => presetHolds(it, rule));
  if (!wanted) return [];
  const isStrict = options.presets.includes("strict");
  const values: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(rule.options ?? {}))
    values[name] = isStrict ? strictDefaultOf(option) : option.default;
  return [
    {
      rule,
      severity: severity === "off" ? undefined : severity,
      options: { ...values, ...given },
      holdsAt,
    },
  ];
}

/** A severity alone keeps the options that the rule has everywhere. */
export function laidOver(base: RuleSetting | undefined, setting: RuleSetting): RuleSetting {
  return typeof setting === "string" && typeof base === "object" && base[1] !== undefined
    ? [setting, base[1]]
    : setting;
}

function strictDefaultOf(option: RuleOption): unknown {
  return ("strict" in option ? option.strict : undefined) ?? option.default;
}
