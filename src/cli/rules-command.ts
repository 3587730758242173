import picocolors from "picocolors";
import { type Preset, presetHolds, presets } from "../engine/presets.ts";
import type { Rule } from "../engine/rule.ts";
import { collect, makeCommand, oneOf, parseArguments } from "./arguments.ts";
import { wantsColor } from "./color.ts";
import { rulesHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { helpUriIn } from "./links.ts";
import { UserError } from "./user-error.ts";
import { withOwnRules } from "./with-own-rules.ts";

/** What lists of rules may be printed as. */
export const ruleFormats = ["text", "json", "markdown"] as const;

interface Given {
  format?: (typeof ruleFormats)[number];
  preset?: Preset;
  category?: string;
  policy?: readonly string[];
  rules?: readonly string[];
  color?: boolean;
}

/** The commander command of `rules`. */
export function rulesProgram() {
  return makeCommand("rules", rulesHelp)
    .argument("[extra...]")
    .option("-f, --format <name>", "", oneOf("--format", ruleFormats))
    .option("--preset <name>", "", oneOf("--preset", presets))
    .option("--category <name>")
    .option("--policy <path>", "", collect)
    .option("--rules <file>", "", collect);
}

/** `ingress-lint rules`: one line per rule, by category, a Markdown table, or all their data as JSON. */
export async function rulesCommand(args: readonly string[], io: Io): Promise<number> {
  const command = rulesProgram();
  if (!parseArguments(command, args)) {
    io.stdout(rulesHelp);
    return 0;
  }
  if (command.args.length > 0) {
    throw new UserError(
      `'rules' takes no arguments; 'ingress-lint explain ${command.args[0]}' says what a rule is about`,
    );
  }
  const given = command.opts<Given>();
  const { rules: builtIn } = await import("../../rules/index.ts");
  const rules = await withOwnRules(
    { policies: given.policy ?? [], ruleFiles: given.rules ?? [] },
    builtIn,
    io,
  );
  const categories = [...new Set(rules.map((it) => it.category))].sort();
  const category = given.category === undefined ? undefined : oneOf("--category", categories)(given.category);
  const listed = rules.filter(
    (it) =>
      (given.preset === undefined || presetHolds(given.preset, it)) &&
      (category === undefined || it.category === category),
  );
  const { format = "text" } = given;
  if (format === "json") io.stdout(renderJson(listed));
  else if (format === "markdown") io.stdout(renderMarkdown(listed));
  else io.stdout(renderText(listed, wantsColor(given.color, io)));
  return 0;
}

function renderMarkdown(rules: readonly Rule[]): string {
  const rows = rules.map((it) => {
    const link = `[${it.id}](${helpUriIn(rules, it.id)})`;
    const fix = it.fixable === true ? "🔧" : "";
    return `| ${link} | ${it.category} | ${it.severity} | ${it.preset} | ${fix} | ${it.summary.replaceAll("|", "\\|")} |`;
  });
  return `${["| rule | category | severity | preset | fix | what it reports |", "|---|---|---|---|---|---|", ...rows].join("\n")}\n`;
}

function renderJson(rules: readonly Rule[]): string {
  const data = rules.map((rule) => ({
    id: rule.id,
    category: rule.category,
    severity: rule.severity,
    preset: rule.preset,
    presets: presets.filter((it) => presetHolds(it, rule)),
    fixable: rule.fixable === true,
    summary: rule.summary,
    why: rule.why,
    options: rule.options ?? {},
    references: rule.references,
    helpUri: helpUriIn(rules, rule.id),
  }));
  return `${JSON.stringify(data, undefined, 2)}\n`;
}

function renderText(rules: readonly Rule[], color: boolean): string {
  const colors = picocolors.createColors(color);
  const width = Math.max(0, ...rules.map((it) => it.id.length));
  const lines: string[] = [];
  for (const category of [...new Set(rules.map((it) => it.category))].sort()) {
    lines.push(...(lines.length > 0 ? [""] : []), colors.bold(category));
    for (const rule of rules.filter((it) => it.category === category)) {
      const marks = rule.preset === "strict" ? " (strict)" : "";
      lines.push(
        `  ${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${rule.summary}${colors.dim(marks)}`,
      );
    }
  }
  lines.push(
    "",
    `${rules.length} ${rules.length === 1 ? "rule" : "rules"}; 'ingress-lint explain RULE' tells more.`,
  );
  return `${lines.join("\n")}\n`;
}
