import type { LintOptions } from "./config.ts";
import type { Rule, RuleOption } from "./rule.ts";
import type { ActiveRule } from "./run.ts";

/**
 * The rules that take part in a run, with severities and options as the configuration says. `only` names them; otherwise
 * the preset does, and the configuration's `rules` switches single ones on and off. Settings were checked before
 * (`checkRuleSettings`).
 */
export function activeRules(
  rules: readonly Rule[],
  options: Pick<LintOptions, "rules" | "preset" | "only">,
): readonly ActiveRule[] {
  const active: ActiveRule[] = [];
  for (const rule of rules) {
    const setting = options.rules[rule.id];
    const [severity, given] =
      setting === undefined || typeof setting === "string" ? [setting, undefined] : setting;
    const wanted =
      options.only !== undefined
        ? options.only.includes(rule.id)
        : severity !== undefined
          ? severity !== "off"
          : rule.preset === "recommended" || options.preset === "strict";
    if (!wanted) continue;
    const values: Record<string, unknown> = {};
    for (const [name, option] of Object.entries(rule.options ?? {}))
      values[name] = options.preset === "strict" ? strictDefaultOf(option) : option.default;
    active.push({
      rule,
      severity: severity === "off" ? undefined : severity,
      options: { ...values, ...given },
    });
  }
  return active;
}

function strictDefaultOf(option: RuleOption): unknown {
  return ("strict" in option ? option.strict : undefined) ?? option.default;
}
