import picocolors from "picocolors";
import type { Preset } from "../engine/config.ts";
import { presets } from "../engine/config.ts";
import type { Rule } from "../engine/rule.ts";
import { makeCommand, oneOf, parseArguments } from "./arguments.ts";
import { wantsColor } from "./color.ts";
import { rulesHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { helpUri } from "./links.ts";
import { UserError } from "./user-error.ts";

interface Given {
  format?: "text" | "json";
  preset?: Preset;
  color?: boolean;
}

/** `ingress-lint rules`: one line per rule, by category, or all their data as JSON. */
export async function rulesCommand(args: readonly string[], io: Io): Promise<number> {
  const command = makeCommand("rules", rulesHelp)
    .argument("[extra...]")
    .option("-f, --format <name>", "", oneOf("--format", ["text", "json"]))
    .option("--preset <name>", "", oneOf("--preset", presets));
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
  const { rules } = await import("../../rules/index.ts");
  const listed = rules.filter((it) => given.preset !== "recommended" || it.preset === "recommended");
  io.stdout(given.format === "json" ? renderJson(listed) : renderText(listed, wantsColor(given.color, io)));
  return 0;
}

function renderJson(rules: readonly Rule[]): string {
  const data = rules.map((rule) => ({
    id: rule.id,
    category: rule.category,
    severity: rule.severity,
    preset: rule.preset,
    fixable: rule.fixable === true,
    summary: rule.summary,
    why: rule.why,
    options: rule.options ?? {},
    references: rule.references,
    helpUri: helpUri(rule.id),
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
