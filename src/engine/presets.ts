import type { Rule } from "./rule.ts";
import { suppressionCategory } from "./suppression-rules.ts";

/** The category of policies among rules, and of rules that a user wrote in code. */
export const POLICIES = "policies";
export const OWN = "own";

/** Named sets of rules, as `extends` and `--preset` take them. */
export const presets = ["recommended", "strict", "security", "resilience", "all"] as const;
export type Preset = (typeof presets)[number];

/** What each preset is, for people. */
export const presetWords: Readonly<Record<Preset, string>> = {
  recommended: "rules that nearly everybody wants; the default",
  strict: "all rules, with the tighter defaults of their options",
  security: "those recommended rules that have a security severity, and those about certificates",
  resilience: "recommended rules about staying up under load, in rollouts and when parts fail",
  all: "all rules",
};

const resilience: ReadonlySet<string> = new Set([
  "buffers",
  "keepalive",
  "kernel",
  "network",
  "plan",
  "timeouts",
  "workload",
]);

type PresetRule = Pick<Rule, "preset" | "category" | "securitySeverity">;

/** Whether a preset holds a rule. */
export function presetHolds(preset: Preset, rule: PresetRule): boolean {
  // Whoever suppresses something wants to hear of it, and whoever wrote a rule to run it, whatever the others are.
  if ([suppressionCategory, POLICIES, OWN].includes(rule.category)) return true;
  switch (preset) {
    case "recommended":
      return rule.preset === "recommended";
    case "security":
      return (
        rule.preset === "recommended" && (rule.securitySeverity !== undefined || rule.category === "tls")
      );
    case "resilience":
      return rule.preset === "recommended" && resilience.has(rule.category);
    case "strict":
    case "all":
      return true;
  }
}
