import type { Rule } from "./rule.ts";

/** What the engine itself says of suppressions; these run whenever there are any, and are switched like rules. */
const data = [
  {
    id: "suppression-invalid",
    severity: "error",
    summary: "A comment that is to suppress findings cannot be followed.",
    why: "It suppresses nothing, though somebody relies on it.",
  },
  {
    id: "suppression-expired",
    severity: "warning",
    summary: "The last day of a suppression has passed.",
    why: "What it held back is reported again.",
  },
  {
    id: "suppression-unused",
    severity: "warning",
    summary: "A suppression holds nothing back.",
    why: "It would hide the next finding of that rule at this place.",
  },
] as const;

export type SuppressionRuleId = (typeof data)[number]["id"];

export const suppressionCategory = "suppressions";

/** The three as rules, which find nothing by themselves. */
export const suppressionRules: readonly Rule[] = data.map((it) => ({
  ...it,
  subject: "project",
  preset: "recommended",
  category: suppressionCategory,
  references: [],
  lessons: [],
  check: () => [],
}));

/** Findings that no comment holds back: nginx does not start with what they report. */
export const neverSuppressed: ReadonlySet<string> = new Set(["nginx-syntax", ...data.map((it) => it.id)]);
