import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import picocolors from "picocolors";
import type { Rule } from "../engine/rule.ts";
import { unknownRule } from "../engine/rule-settings.ts";
import { makeCommand, parseArguments } from "./arguments.ts";
import { wantsColor } from "./color.ts";
import { explainHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { helpUri } from "./links.ts";
import { UserError } from "./user-error.ts";

/** `ingress-lint explain RULE`: the rule's data and the part of its README that people wrote. */
export async function explainCommand(args: readonly string[], io: Io): Promise<number> {
  const command = makeCommand("explain", explainHelp).argument("[ids...]");
  if (!parseArguments(command, args)) {
    io.stdout(explainHelp);
    return 0;
  }
  const [id, second] = command.args;
  if (id === undefined) throw new UserError("'explain' needs a rule id; 'ingress-lint rules' lists them");
  if (second !== undefined) throw new UserError("'explain' takes one rule id");
  const { rules } = await import("../../rules/index.ts");
  const rule = rules.find((it) => it.id === id);
  if (rule === undefined) throw new UserError(unknownRule(id, rules));
  io.stdout(renderRule(rule, readOwnPage(rule), wantsColor(command.opts<{ color?: boolean }>().color, io)));
  return 0;
}

function renderRule(rule: Rule, page: string | undefined, color: boolean): string {
  const colors = picocolors.createColors(color);
  const facts = [rule.severity, rule.preset, rule.category, ...(rule.fixable === true ? ["fixable"] : [])];
  const parts = [`${colors.bold(rule.id)}  ${colors.dim(facts.join(", "))}`, rule.summary, rule.why];
  const options = Object.entries(rule.options ?? {});
  if (options.length > 0) {
    const lines = options.map(
      ([name, it]) => `  ${name} (${it.type}, default ${JSON.stringify(it.default)}): ${it.description}`,
    );
    parts.push([colors.bold("Options"), ...lines].join("\n"));
  }
  if (page !== undefined) parts.push(page.replace(/^#+ (.+)$/gm, (_, title: string) => colors.bold(title)));
  else parts.push([colors.bold("References"), ...rule.references.map((it) => `  ${it}`)].join("\n"));
  parts.push(colors.dim(helpUri(rule.id)));
  return `${parts.join("\n\n")}\n`;
}

/** What stands below the generated part of the rule's README, which repeats the rule's data; undefined without one. */
function readOwnPage({ category, id }: Rule): string | undefined {
  const root = packageRoot(dirname(fileURLToPath(import.meta.url)));
  const path = root === undefined ? undefined : join(root, "rules", category, id, "README.md");
  if (path === undefined || !existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  const end = "<!-- generated:end -->";
  const at = text.indexOf(end);
  return text.slice(at === -1 ? 0 : at + end.length).trim() || undefined;
}

function packageRoot(directory: string): string | undefined {
  if (existsSync(join(directory, "package.json"))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : packageRoot(parent);
}
