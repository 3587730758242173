import { quote } from "../text/quote.ts";
import type { ConfigFile, RuleSetting } from "./config.ts";
import { didYouMean } from "./nearest.ts";
import type { Rule, RuleOption } from "./rule.ts";
import { neverSuppressed } from "./suppression-rules.ts";

/** What is wrong with a part of the configuration; `path` leads to it from the root, keys and indexes. */
export interface ConfigError {
  readonly path: readonly (string | number)[];
  /** Whether the key at the end of the path is at fault, or its value. */
  readonly part: "key" | "value";
  readonly message: string;
}

/** The sentence for a rule id that does not exist. */
export function unknownRule(id: string, rules: readonly Pick<Rule, "id">[]): string {
  const hint = didYouMean(
    id,
    rules.map((rule) => rule.id),
  );
  return `unknown rule ${quote(id)}${hint || "; 'ingress-lint rules' lists them"}`;
}

/**
 * Checks the `rules` of a configuration against the rules' own data: ids exist, options exist and have the right
 * type. Severities are known to be right (the schema says so). Paths of errors begin with `at`, which leads to the settings.
 */
export function checkRuleSettings(
  settings: Readonly<Record<string, RuleSetting>>,
  rules: readonly Pick<Rule, "id" | "options">[],
  at: ConfigError["path"] = ["rules"],
): ConfigError[] {
  const errors: ConfigError[] = [];
  for (const [id, setting] of Object.entries(settings)) {
    const rule = rules.find((it) => it.id === id);
    if (rule === undefined) {
      errors.push({ path: [...at, id], part: "key", message: unknownRule(id, rules) });
      continue;
    }
    if (typeof setting === "string" || setting[1] === undefined) continue;
    const known = rule.options ?? {};
    for (const [name, value] of Object.entries(setting[1])) {
      const option = Object.hasOwn(known, name) ? known[name] : undefined;
      const path = [...at, id, 1, name];
      if (option === undefined) {
        errors.push({ path, part: "key", message: unknownOption(id, name, Object.keys(known)) });
        continue;
      }
      const expected = findMismatch(option, value);
      if (expected === undefined) continue;
      const message = `option '${name}' of rule '${id}' is not ${expected}`;
      errors.push({ path, part: "value", message });
    }
  }
  return errors;
}

/** Checks all parts of a configuration that name rules. */
export function checkRuleNames(
  { rules = {}, overrides = [], exemptions = [] }: ConfigFile,
  known: readonly Pick<Rule, "id" | "options">[],
): ConfigError[] {
  return [
    ...checkRuleSettings(rules, known),
    ...overrides.flatMap((it, index) => checkRuleSettings(it.rules, known, ["overrides", index, "rules"])),
    ...exemptions.flatMap((it, index) =>
      [it.rules].flat().flatMap((id, position): ConfigError[] => {
        const message = flawOfExempted(id, known);
        const path = ["exemptions", index, "rules", ...(typeof it.rules === "string" ? [] : [position])];
        return message === undefined ? [] : [{ path, part: "value", message }];
      }),
    ),
  ];
}

function flawOfExempted(id: string, known: readonly Pick<Rule, "id">[]): string | undefined {
  if (!known.some((it) => it.id === id)) return unknownRule(id, known);
  return neverSuppressed.has(id) ? `findings of '${id}' cannot be exempted` : undefined;
}

function unknownOption(id: string, name: string, known: readonly string[]): string {
  const list = known.length === 0 ? "it has none" : `it has ${known.map((it) => `'${it}'`).join(", ")}`;
  return `rule '${id}' has no option ${quote(name)}${didYouMean(name, known) || `; ${list}`}`;
}

/** What the option expects, when the value is not that. */
function findMismatch(option: RuleOption, value: unknown): string | undefined {
  switch (option.type) {
    case "integer": {
      const least = option.minimum ?? Number.NEGATIVE_INFINITY;
      if (Number.isSafeInteger(value) && (value as number) >= least) return undefined;
      return option.minimum === undefined ? "an integer" : `an integer of at least ${option.minimum}`;
    }
    case "boolean":
      return typeof value === "boolean" ? undefined : "true or false";
    case "string":
      return typeof value === "string" ? undefined : "a string";
    case "string[]": {
      const right = Array.isArray(value) && value.every((it) => typeof it === "string");
      return right ? undefined : "a list of strings";
    }
  }
}
