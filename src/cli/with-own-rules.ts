import type { Rule } from "../engine/rule.ts";
import type { Io } from "./io.ts";

/** Where the command line says that own rules are. */
export interface OwnRules {
  /** Files and folders with policies. */
  readonly policies: readonly string[];
  /** Modules with rules in code. */
  readonly ruleFiles: readonly string[];
}

/** Rules, and behind them the own ones that the command line names. Throws a `UserError` when one of those is not valid. */
export async function withOwnRules(
  { policies, ruleFiles }: OwnRules,
  rules: readonly Rule[],
  io: Pick<Io, "cwd" | "importModule">,
): Promise<readonly Rule[]> {
  if (policies.length === 0 && ruleFiles.length === 0) return rules;
  const { loadRuleModules, policyRules, readPolicyFiles } = await import("./own-rules.ts");
  const all = [...rules, ...(await loadRuleModules(ruleFiles, io, rules))];
  return [...all, ...(await policyRules(await readPolicyFiles(policies, io.cwd), all))];
}
