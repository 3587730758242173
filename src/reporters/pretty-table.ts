import formatTable from "eslint-formatter-pretty";
import type { Result } from "../engine/finding.ts";
import type { ReportContext } from "./reporter.ts";
import { sanitise } from "./sanitise.ts";
import { wrap } from "./wrap.ts";

/** A finding as a line of the terminal's table, with the lines that its message has beyond the first. */
export interface Row {
  readonly finding: Result;
  readonly line: string;
  readonly more: readonly string[];
}

/** The findings of one file. */
export interface Section {
  readonly path: string;
  readonly rows: readonly Row[];
}

export interface Table {
  /** Files without errors first; then those with errors, the one with most of them first. */
  readonly sections: readonly Section[];
  /** The column, counted from 0, at which messages begin. */
  readonly indent: number;
}

/** What stands before the place in a row: two blanks, a symbol, two blanks. */
const SYMBOL_WIDTH = 5;
const GAP = 2;
const NARROWEST_MESSAGE = 40;

/**
 * Lays findings out with eslint-formatter-pretty, which chooses symbols, colours, the order within a file (warnings first,
 * errors last) and the columns. It is kept from what it does to text: quotes would be lost (it turns quoted words
 * bold), documentation links guessed from the rule's name, and its arrays are sorted in place, which is how the order
 * is known afterwards.
 */
export function layOutTable(findings: readonly Result[], context: ReportContext): Table {
  if (findings.length === 0) return { sections: [], indent: 0 };
  const place = widest(findings.map((it) => it.at.line)) + 1 + widest(findings.map((it) => it.at.column));
  const indent = SYMBOL_WIDTH + place + GAP;
  const ruleWidth = Math.max(...new Set(findings.map((it) => it.ruleId.length)));
  const messageWidth = Math.max(NARROWEST_MESSAGE, context.width - indent - GAP - ruleWidth);

  const files = new Map<string, ReturnType<typeof messageOf>[]>();
  for (const finding of findings) {
    const messages = files.get(finding.at.path) ?? [];
    messages.push(messageOf(finding, messageWidth));
    files.set(finding.at.path, messages);
  }
  const results = [...files].map(([path, messages]) => ({
    filePath: sanitise(path),
    messages,
    errorCount: messages.filter((it) => it.severity === 2).length,
    warningCount: messages.filter((it) => it.severity === 1).length,
    fatalErrorCount: 0,
    fixableErrorCount: 0,
    fixableWarningCount: 0,
    suppressedMessages: [],
    usedDeprecatedRules: [],
  }));
  const rulesMeta = Object.fromEntries(
    findings.map((it) => [it.ruleId, { docs: { url: context.helpUri(it.ruleId) } }]),
  );
  // A blank line, then for each file a heading, one line per message and a blank line.
  const lines = formatTable(results, { cwd: context.root, rulesMeta }).split("\n");
  let at = 1;
  const sections = results.map((file) => {
    at += 1;
    const rows = file.messages.map((it) => ({
      finding: it.finding,
      line: finish(lines[at++]!, it.finding),
      more: it.more,
    }));
    at += 1;
    return { path: file.filePath, rows };
  });
  return { sections, indent };
}

function messageOf(finding: Result, width: number) {
  const [first, ...more] = wrap(sanitise(finding.message), width);
  const severity: 1 | 2 = finding.severity === "error" ? 2 : 1;
  const { line, column } = finding.at;
  return { ruleId: finding.ruleId, severity, message: hideQuotes(first!), line, column, finding, more };
}

/** The formatter knows two severities; information gets its symbol here. */
function finish(row: string, finding: Result): string {
  const line = showQuotes(row);
  return finding.severity === "info" ? line.replace("⚠", "ℹ").replace("‼", "i") : line;
}

/** Characters of private use, one column wide as the quotes are, stand in for quotes inside the formatter. */
function hideQuotes(text: string): string {
  return text.replace(/'/g, "\ue000").replace(/`/g, "\ue001");
}

function showQuotes(text: string): string {
  return text.replace(/\ue000/g, "'").replace(/\ue001/g, "`");
}

function widest(numbers: readonly number[]): number {
  return String(numbers.reduce((most, it) => Math.max(most, it), 0)).length;
}
