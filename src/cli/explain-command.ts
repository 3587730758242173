import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import picocolors from "picocolors";
import type { Rule, RuleOption } from "../engine/rule.ts";
import { unknownRule } from "../engine/rule-settings.ts";
import { suppressionRules } from "../engine/suppression-rules.ts";
import type { ControllerProduct } from "../knowledge/controllers.ts";
import { wrap } from "../reporters/wrap.ts";
import { quote } from "../text/quote.ts";
import { collect, makeCommand, oneOf, parseArguments } from "./arguments.ts";
import { wantsColor } from "./color.ts";
import type { Explanation } from "./explain-setting.ts";
import { explainHelp } from "./help.ts";
import type { Io } from "./io.ts";
import { labelledRows } from "./labelled-rows.ts";
import { helpUriIn } from "./links.ts";
import type { PageStyle } from "./markdown-page.ts";
import { UserError } from "./user-error.ts";
import { withOwnRules } from "./with-own-rules.ts";

/** Columns that text is wrapped to on wider terminals. */
const WIDEST = 100;

type Colors = ReturnType<typeof picocolors.createColors>;

/** What `explain` tells about besides rules, by the word that comes first. */
export const explainSubjects = ["configmap", "annotation", "flag", "directive"] as const;
type Subject = (typeof explainSubjects)[number];

interface Given {
  color?: boolean;
  controller?: ControllerProduct;
  controllerVersion?: string;
  policy?: readonly string[];
  rules?: readonly string[];
}

/** The commander command of `explain`. */
export function explainProgram() {
  return makeCommand("explain", explainHelp)
    .argument("[words...]")
    .option("--controller <name>", "", oneOf("--controller", ["ingress-nginx", "f5-nic"]))
    .option("--controller-version <version>", "", versionOf)
    .option("--policy <path>", "", collect)
    .option("--rules <file>", "", collect);
}

/**
 * `ingress-lint explain RULE`: the rule's data and the part of its README that people wrote.
 * `ingress-lint explain configmap|annotation|flag|directive NAME`: what is known about one setting or directive.
 */
export async function explainCommand(args: readonly string[], io: Io): Promise<number> {
  const command = explainProgram();
  if (!parseArguments(command, withoutDashes(args))) {
    io.stdout(explainHelp);
    return 0;
  }
  const given = command.opts<Given>();
  const colors = picocolors.createColors(wantsColor(given.color, io));
  const [first, second, third] = command.args;
  if (first === undefined) throw new UserError("'explain' needs a rule id; 'ingress-lint rules' lists them");
  const subject = explainSubjects.find((it) => it === first);
  if (subject !== undefined) {
    if (second === undefined || third !== undefined)
      throw new UserError(`'explain ${subject}' takes one name, such as 'explain ${examples[subject]}'`);
    io.stdout(render(await explainName(subject, second, given), colors));
    return 0;
  }
  if (second !== undefined)
    throw new UserError(`'explain' takes one rule id, or one of ${explainSubjects.join(", ")} and a name`);
  const { rules: builtIn } = await import("../../rules/index.ts");
  const rules = await withOwnRules(
    { policies: given.policy ?? [], ruleFiles: given.rules ?? [] },
    [...builtIn, ...suppressionRules],
    io,
  );
  const rule = rules.find((it) => it.id === first);
  if (rule === undefined) throw new UserError(unknownRule(first, rules));
  const { renderPage } = await import("./markdown-page.ts");
  const { hyperlinks } = await import("./hyperlink.ts");
  const style: PageStyle = {
    colors,
    width: Math.max(40, Math.min(io.columns ?? WIDEST, WIDEST)),
    link: hyperlinks(io, colors.isColorSupported),
  };
  const page = readOwnPage(rule);
  io.stdout(renderRule(rule, page === undefined ? undefined : renderPage(page, style), style));
  return 0;
}

/** `explain flag --enable-metrics`: the dashes belong to the name, unless the option is one of ours. */
function withoutDashes(args: readonly string[]): readonly string[] {
  const own = /^--?(h|help|debug|color|no-color|controller|controller-version)(=|$)/;
  return args.map((it, at) => (args[at - 1] === "flag" && !own.test(it) ? it.replace(/^--?/, "") : it));
}

const examples: Readonly<Record<Subject, string>> = {
  configmap: "configmap proxy-buffer-size",
  annotation: "annotation proxy-body-size",
  flag: "flag enable-metrics",
  directive: "directive proxy_buffers",
};

/** The tables are loaded only here: a lint run may never need them. */
async function explainName(subject: Subject, name: string, given: Given): Promise<readonly Explanation[]> {
  if (subject === "directive") return (await import("./explain-directive.ts")).explainDirective(name);
  const { explainSetting } = await import("./explain-setting.ts");
  return explainSetting({
    kind: subject,
    name,
    ...(given.controller === undefined ? {} : { product: given.controller }),
    ...(given.controllerVersion === undefined ? {} : { version: given.controllerVersion }),
  });
}

function versionOf(text: string): string {
  const version = text.replace(/^v/, "");
  if (/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) return version;
  throw new UserError(`--controller-version is ${quote(text)}; expected a version such as 1.12.1`);
}

function render(explanations: readonly Explanation[], colors: Colors): string {
  const parts = explanations.map(
    ({ title, about, rows }) =>
      `${colors.bold(title)}  ${colors.dim(about)}\n${labelledRows(rows, colors)}\n`,
  );
  return parts.join("\n");
}

function renderRule(rule: Rule, page: string | undefined, { colors, width, link }: PageStyle): string {
  const facts = [rule.severity, rule.preset, rule.category, ...(rule.fixable === true ? ["fixable"] : [])];
  const paragraph = (text: string) => wrap(text, width).join("\n");
  const parts = [
    `${colors.bold(rule.id)}  ${colors.dim(facts.join(", "))}`,
    paragraph(rule.summary),
    paragraph(rule.why),
  ];
  const options = Object.entries(rule.options ?? {});
  if (options.length > 0) {
    const lines = options.map(
      ([name, it]) =>
        `  ${name} (${it.type}, default ${JSON.stringify(it.default)}${strictDefault(it)}): ${it.description}`,
    );
    parts.push([colors.bold("Options"), ...lines].join("\n"));
  }
  if (page !== undefined) parts.push(page);
  else if (rule.references.length > 0)
    parts.push([colors.bold("References"), ...rule.references.map((it) => `  ${it}`)].join("\n"));
  const address = helpUriIn([rule], rule.id);
  parts.push(colors.dim(link === undefined ? address : link(address, address)));
  return `${parts.join("\n\n")}\n`;
}

/** What people wrote in the rule's README, and behind it its examples; the rest of the README repeats the rule's data. Undefined without one. */
function readOwnPage({ category, id }: Rule): string | undefined {
  const root = packageRoot(dirname(fileURLToPath(import.meta.url)));
  const path = root === undefined ? undefined : join(root, "rules", category, id, "README.md");
  if (path === undefined || !existsSync(path)) return undefined;
  const text = readFileSync(path, "utf8");
  const end = "<!-- generated:end -->";
  const at = text.indexOf(end);
  if (at === -1) return text.trim() || undefined;
  const examples = text.indexOf("\nBad:\n");
  const page = text.slice(at + end.length).trim();
  return examples === -1 || examples > at ? page : `${page}\n\n## Examples\n${text.slice(examples, at)}`;
}

function packageRoot(directory: string): string | undefined {
  if (existsSync(join(directory, "package.json"))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : packageRoot(parent);
}

function strictDefault(option: RuleOption): string {
  return "strict" in option && option.strict !== undefined
    ? `, ${JSON.stringify(option.strict)} in strict`
    : "";
}
