import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type BaselineEntry, baselineOf, compareWithBaseline } from "../engine/baseline.ts";
import type { LintResult } from "../engine/finding.ts";
import { errnoWords } from "../inputs/errno.ts";
import { count } from "../reporters/counts.ts";
import { quote } from "../text/quote.ts";
import type { Io } from "./io.ts";
import type { LintArguments } from "./lint-arguments.ts";
import { UserError } from "./user-error.ts";
import { checkTarget, writeTarget } from "./write-file.ts";

/** Of the file's form; a later form has a higher one. */
const VERSION = 1;
/** A baseline of a hundred thousand findings has some 20 MB. */
const MOST_BYTES = 100 * 2 ** 20;

/** A baseline that was read, and the text it was read from. */
export interface Baseline {
  readonly file: string;
  readonly entries: readonly BaselineEntry[];
}

/** Reads `--baseline FILE`. Throws a `UserError` when it is missing or is no baseline of this form. */
export function readBaseline(file: string, cwd: string): Baseline {
  const refuse = (why: string) => new UserError(`the baseline ${quote(file)} ${why}`);
  let text: string;
  try {
    const bytes = readFileSync(resolve(cwd, file));
    if (bytes.length > MOST_BYTES) throw refuse("is larger than 100 MB");
    text = bytes.toString("utf8");
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refuse(`cannot be read: ${errnoWords(error)}; '--write-baseline ${file}' writes it`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse(`is no JSON: ${(error as Error).message}`);
  }
  const { version, findings } = (value ?? {}) as { version?: unknown; findings?: unknown };
  if (version !== VERSION)
    throw refuse(
      typeof version === "number"
        ? `has version ${version}, and this release reads version ${VERSION}`
        : "has no 'version': it was not written by '--write-baseline'",
    );
  if (!Array.isArray(findings) || !findings.every(isEntry))
    throw refuse("has findings without 'fingerprint', 'ruleId' and 'path'");
  return { file, entries: findings };
}

function isEntry(value: unknown): value is BaselineEntry {
  const it = value as Partial<Record<keyof BaselineEntry, unknown>> | null;
  return typeof it?.fingerprint === "string" && typeof it.ruleId === "string" && typeof it.path === "string";
}

/**
 * What the three options ask for: marks the findings that a baseline holds, takes those that are gone out of the file, writes a new one. What was done goes to standard error.
 * Only findings that this run could have made count as gone: their rule ran, and their file was linted or is there no longer.
 */
export function applyBaseline(
  linted: LintResult,
  given: Pick<LintArguments, "writeBaseline" | "pruneBaseline" | "quiet">,
  baseline: Baseline | undefined,
  run: { readonly ruleIds: ReadonlySet<string>; readonly paths: ReadonlySet<string> },
  io: Io,
): LintResult {
  const say = (text: string) => {
    if (!given.quiet) io.stderr(`${text}\n`);
  };
  let result = linted;
  if (baseline !== undefined) {
    const { results, unmatched } = compareWithBaseline(linted.results, baseline.entries);
    result = { ...linted, results };
    const isGone = (it: BaselineEntry) =>
      run.ruleIds.has(it.ruleId) && (run.paths.has(it.path) || !existsSync(resolve(io.cwd, it.path)));
    const gone = new Set(unmatched.filter(isGone));
    if (gone.size > 0 && given.pruneBaseline) {
      const kept = baseline.entries.filter((it) => !gone.has(it));
      writeTarget(checkTarget(baseline.file, io.cwd), textOf(kept));
      say(
        `${count(gone.size, "finding")} that ${gone.size === 1 ? "is" : "are"} gone taken out of '${baseline.file}'`,
      );
    } else if (gone.size > 0) {
      say(
        `${count(gone.size, "finding")} of '${baseline.file}' ${gone.size === 1 ? "is" : "are"} gone; --prune-baseline takes ${gone.size === 1 ? "it" : "them"} out`,
      );
    }
  }
  if (given.writeBaseline !== undefined) {
    const entries = baselineOf(linted.results);
    writeTarget(checkTarget(given.writeBaseline, io.cwd), textOf(entries));
    say(`${count(entries.length, "finding")} written to '${given.writeBaseline}'`);
    result = { ...result, results: compareWithBaseline(linted.results, entries).results };
  }
  return result;
}

/** One finding to a line, so that two branches which change it seldom touch the same one. */
function textOf(entries: readonly BaselineEntry[]): string {
  const lines = entries.map(
    ({ fingerprint, ruleId, path, resource }) =>
      `    ${JSON.stringify({ fingerprint, ruleId, path, resource })}`,
  );
  const findings = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  return `{\n  "version": ${VERSION},\n  "findings": ${findings}\n}\n`;
}
