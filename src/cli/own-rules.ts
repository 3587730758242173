import { existsSync, readdirSync, statSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { severities } from "../engine/finding.ts";
import { OWN } from "../engine/presets.ts";
import type { Rule } from "../engine/rule.ts";
import { decode } from "../inputs/decode.ts";
import { errnoWords } from "../inputs/errno.ts";
import { displayPath, isInside, realPathOf } from "../inputs/paths.ts";
import { readRegularFile } from "../inputs/read-file.ts";
import type { Evaluator } from "../policies/evaluator.ts";
import type { Policy } from "../policies/policy.ts";
import { append } from "../text/append.ts";
import { quote } from "../text/quote.ts";
import { SourceFile } from "../text/source-file.ts";
import type { Io } from "./io.ts";
import { UserError } from "./user-error.ts";

const LARGEST_BYTES = 2 ** 20;
const MOST_FAULTS = 20;

/**
 * Reads policies: files, and folders with all `.yaml` and `.yml` files below. With `inside` (absolute) nothing is read that lies elsewhere, symbolic links resolved: paths in
 * a configuration come from the linted tree. Throws a `UserError` that lists every fault with its place.
 */
export async function readPolicyFiles(
  paths: readonly string[],
  cwd: string,
  base: string = cwd,
  inside?: string,
): Promise<readonly Policy[]> {
  const { readPolicies } = await import("../policies/read-policies.ts");
  const policies: Policy[] = [];
  const lines: string[] = [];
  for (const given of paths) {
    const absolute = resolve(base, given);
    for (const path of policyFilesIn(absolute, given)) {
      if (inside !== undefined && !isInside(realPathOf(path), realPathOf(inside)))
        throw new UserError(
          `policy ${quote(given)} of the configuration lies outside its directory; name it with --policy`,
        );
      const file = new SourceFile(displayPath(path, cwd, given), readText(path));
      const { policies: found, faults } = readPolicies(file);
      append(policies, found);
      append(
        lines,
        faults.map((it) => placed(file, it.offset, it.message)),
      );
    }
  }
  const seen = new Map<string, Policy>();
  for (const it of policies) {
    const other = seen.get(it.id);
    if (other !== undefined)
      lines.push(placed(it.file, it.offset, `policy ${quote(it.id)} is also in ${quote(other.file.path)}`));
    seen.set(it.id, it);
  }
  refuse(lines);
  return policies;
}

/** One thread judges all policies of the process: an editor's server reads them again with every change of the configuration. */
let evaluator: Evaluator | undefined;

/** Policies as rules. Throws a `UserError` where one has the id of another rule. */
export async function policyRules(
  policies: readonly Policy[],
  others: readonly Rule[],
): Promise<readonly Rule[]> {
  if (policies.length === 0) return [];
  refuse(
    policies
      .filter(({ id }) => others.some((it) => it.id === id))
      .map(({ id, file, offset }) => placed(file, offset, `there is a rule ${quote(id)} already`)),
  );
  const { Evaluator } = await import("../policies/evaluator.ts");
  const { policyRule } = await import("../policies/policy-rule.ts");
  evaluator ??= new Evaluator();
  const shared = evaluator;
  return policies.map((it) => policyRule(it, shared));
}

/**
 * Loads modules that hold rules (`export default` one made by `defineRule`, or a list). Only files that the user names on the command line are loaded: this runs their code. Throws
 * a `UserError` that says what is wrong with one.
 */
export async function loadRuleModules(
  files: readonly string[],
  { cwd, importModule }: Pick<Io, "cwd" | "importModule">,
  others: readonly Rule[],
): Promise<readonly Rule[]> {
  const load = importModule ?? ((url: string) => import(url));
  const rules: Rule[] = [];
  for (const file of files) {
    const path = resolve(cwd, file);
    if (!existsSync(path)) throw new UserError(`--rules ${quote(file)} does not exist (${path})`);
    let module: { default?: unknown };
    try {
      module = (await load(pathToFileURL(path).href)) as { default?: unknown };
    } catch (error) {
      throw new UserError(`--rules ${quote(file)} could not be loaded: ${reasonOf(error, path)}`);
    }
    const list = Array.isArray(module.default) ? module.default : [module.default];
    for (const it of list) {
      const flaw = flawOf(it, [...others, ...rules]);
      if (flaw !== undefined) throw new UserError(`--rules ${quote(file)}: ${flaw}`);
      rules.push({ ...defaults, ...(it as Rule), category: OWN });
    }
  }
  return rules;
}

/** What a rule of one's own may leave out. */
const defaults: Partial<Rule> = { references: [], lessons: [], preset: "recommended" };

function reasonOf(error: unknown, path: string): string {
  const { message, code } = error as Error & { code?: string };
  return code === "ERR_UNKNOWN_FILE_EXTENSION" && /^\.[cm]?ts$/.test(extname(path))
    ? `Node.js ${process.versions.node} cannot run TypeScript; compile it to JavaScript, or use Node.js 22.18 or newer`
    : message;
}

const subjects: readonly string[] = ["nginx", "workload", "controller", "ingress", "project"];

/** What keeps a value from being a rule. */
function flawOf(value: unknown, others: readonly Rule[]): string | undefined {
  if (typeof value !== "object" || value === null)
    return "its default export is no rule; write 'export default defineRule({ … })', or a list of them";
  const { id, subject, severity, summary, why, check } = value as Partial<Rule>;
  if (typeof id !== "string" || !/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id))
    return `'id' is ${JSON.stringify(id)}; expected lower case words with dashes`;
  if (others.some((it) => it.id === id)) return `there is a rule ${quote(id)} already`;
  if (!subjects.includes(subject as string))
    return `'subject' of ${quote(id)} is ${JSON.stringify(subject)}; expected ${subjects.join(", ")}`;
  if (!severities.includes(severity!))
    return `'severity' of ${quote(id)} is ${JSON.stringify(severity)}; expected ${severities.join(", ")}`;
  if (typeof summary !== "string" || typeof why !== "string")
    return `${quote(id)} has no 'summary' or no 'why'`;
  return typeof check === "function" ? undefined : `${quote(id)} has no function 'check'`;
}

/** The policy files that a path names, in order. */
function policyFilesIn(path: string, given: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new UserError(`policy ${quote(given)} does not exist (${path})`);
  if (!stats.isDirectory()) return [path];
  const files = yamlFilesBelow(path).sort();
  if (files.length === 0) throw new UserError(`policy folder ${quote(given)} holds no .yaml file (${path})`);
  return files;
}

/** By hand: the first releases of Node.js 20 list no folder with all below it. Symbolic links are not followed. */
function yamlFilesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((it) => {
    const path = join(directory, it.name);
    if (it.isDirectory()) return yamlFilesBelow(path);
    return it.isFile() && /\.ya?ml$/.test(it.name) ? [path] : [];
  });
}

function readText(path: string): string {
  try {
    const { bytes, reason } = readRegularFile(path, { maxBytes: LARGEST_BYTES, follow: true });
    const text = bytes === undefined ? undefined : decode(bytes);
    if (text !== undefined) return text;
    throw new UserError(`policy ${quote(path)} was not read: ${reason ?? "binary"}`);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`policy ${quote(path)} could not be read: ${errnoWords(error)}`);
  }
}

function placed(file: SourceFile, offset: number, message: string): string {
  const { line, column } = file.positionAt(offset);
  return `${file.path}:${line}:${column}: ${message}`;
}

function refuse(lines: readonly string[]): void {
  if (lines.length === 0) return;
  const shown = lines.slice(0, MOST_FAULTS).map((it) => `  ${it}`);
  if (lines.length > MOST_FAULTS) shown.push(`  … and ${lines.length - MOST_FAULTS} more`);
  throw new UserError(`the policies are not valid\n${shown.join("\n")}`);
}
