import picocolors from "picocolors";
import type { Coverage, LintResult, Location, Problem } from "../engine/finding.ts";
import { append } from "../text/append.ts";
import type { Redact } from "../text/redact.ts";
import { codeFrame, type Marker } from "./code-frame.ts";
import { type Counts, count, countFindings, countsInWords, isPresent } from "./counts.ts";
import { coverageLine } from "./coverage.ts";
import { fixLines } from "./fix-lines.ts";
import { layOutTable, type Row } from "./pretty-table.ts";
import type { ReportContext } from "./reporter.ts";
import { sanitise, sanitiseLines } from "./sanitise.ts";
import { shownLine } from "./source-text.ts";
import { wrap } from "./wrap.ts";

type Colors = ReturnType<typeof picocolors.createColors>;

/** A label of a detail and its text; without a label, lines that are laid out already. */
type Detail = readonly [label: string, text: string] | { readonly lines: readonly string[] };

/** Against the state before, in words. */
const states = { new: "new", unchanged: "unchanged", absent: "fixed by the change" } as const;

/** What severities look like, as in the table's symbols. */
const frameColor = { error: "red", warning: "yellow", info: "blue" } as const;

const LABEL_WIDTH = 6;
const NARROWEST_DETAIL = 40;
/** Related places and notes that are shown when not everything is asked for. */
const RELATED_SHOWN = 5;
const NOTES_SHOWN = 3;

/**
 * `--format pretty`: for people at a terminal. A table by eslint-formatter-pretty, under each of its rows where the
 * finding stands, the lines themselves, and the way out, then what could not be read, what was looked at, and the totals on the last line.
 */
export function renderPretty(result: LintResult, context: ReportContext): string {
  const colors = picocolors.createColors(context.color);
  const counts = countFindings(result);
  const lines = [
    ...findingLines(result, context, colors),
    ...problemLines(result.problems, context, colors),
    ...coverageLines(result.coverage, context, colors),
    ...fixableLines(result, colors),
    totalsLine(counts, result.problems.length, colors),
  ];
  const text = `${lines.join("\n")}\n`;
  // The formatter colours by the state of standard output, which need not be where this text goes.
  return context.color ? text : sanitiseLines(text);
}

function findingLines({ results, redact }: LintResult, context: ReportContext, colors: Colors): string[] {
  const findings = results.filter(isPresent);
  const table = layOutTable(findings, context);
  const indent = " ".repeat(table.indent);
  const explained = new Set<string>();
  const lines: string[] = [];
  for (const section of table.sections) {
    lines.push("", `  ${colors.underline(section.path)}`);
    for (const row of section.rows) {
      lines.push(row.line, ...row.more.map((it) => indent + it));
      for (const detail of detailsOf(row, context, explained, redact, indent.length, colors)) {
        append(lines, detailLines(detail, indent, context.width, colors));
      }
    }
  }
  return lines.length > 0 ? [...lines, ""] : lines;
}

function detailsOf(
  { finding }: Row,
  context: ReportContext,
  explained: Set<string>,
  redact: Redact,
  indent: number,
  colors: Colors,
): Detail[] {
  const { at, related, fix } = finding;
  const shownRelated = context.verbose ? related : related.slice(0, RELATED_SHOWN);
  const gutter = String(Math.max(at.line, ...shownRelated.map((it) => it.at.line))).length;
  const addFrame = (place: Location, marker: Marker) => {
    const shown = shownLine(place, redact);
    if (shown === undefined) return;
    const paint = marker === "^" ? frameColor[finding.severity] : ("blue" as const);
    const lines = codeFrame(shown, marker, {
      width: context.width - indent - LABEL_WIDTH,
      gutter,
      colors: { gutter: colors.dim, marker: colors[paint] },
    });
    details.push({ lines });
  };
  const details: Detail[] = [];
  const where = [at.resource, at.resource === undefined ? undefined : at.attribute].filter(
    (it) => it !== undefined,
  );
  if (where.length > 0) details.push(["in", where.join(", ")]);
  if (finding.baselineState !== undefined) details.push(["state", states[finding.baselineState]]);
  addFrame(at, "^");
  for (const other of shownRelated) {
    details.push(["see", `${other.at.path}:${other.at.line}:${other.at.column}  ${other.message}`]);
    if (other.at.path !== at.path || other.at.line !== at.line || other.at.column !== at.column)
      addFrame(other.at, "-");
  }
  if (!context.verbose && related.length > RELATED_SHOWN) {
    details.push(["see", `${count(related.length - RELATED_SHOWN, "more place")} (--verbose lists them)`]);
  }
  // A rule explains itself once per report: the second finding of a rule needs its help, not its reasons.
  const first = !explained.has(finding.ruleId);
  explained.add(finding.ruleId);
  const why = context.rules.find((it) => it.id === finding.ruleId)?.why;
  if (first && why !== undefined) details.push(["why", why]);
  details.push(["help", finding.help]);
  if (fix !== undefined) {
    details.push(["fix", `${fix.description} (${fix.safety})`]);
    details.push({
      lines: fixLines(finding, fix, redact).map((it) =>
        it.startsWith("-") ? colors.red(it) : colors.green(it),
      ),
    });
  }
  if (first) details.push(["more", context.helpUri(finding.ruleId)]);
  return details;
}

function detailLines(detail: Detail, indent: string, width: number, colors: Colors): string[] {
  if ("lines" in detail) return detail.lines.map((it) => `${indent}${" ".repeat(LABEL_WIDTH)}${it}`);
  const [label, text] = detail;
  const room = Math.max(NARROWEST_DETAIL, width - indent.length - LABEL_WIDTH);
  return wrap(sanitise(text), room).map((line, index) => {
    const head = index === 0 ? colors.dim(label.padEnd(LABEL_WIDTH)) : " ".repeat(LABEL_WIDTH);
    return `${indent}${head}${label === "more" ? colors.dim(line) : line}`;
  });
}

function problemLines(problems: readonly Problem[], context: ReportContext, colors: Colors): string[] {
  if (problems.length === 0) return [];
  const room = Math.max(NARROWEST_DETAIL, context.width - 4);
  const lines = problems.flatMap((it) => {
    const place = [sanitise(it.path), it.line, it.line === undefined ? undefined : it.column];
    const name = place.filter((part) => part !== undefined).join(":") || "the run itself";
    const text = sanitiseLines(it.message).split("\n");
    return [
      `  ${colors.red("✖")} ${colors.underline(name)}`,
      ...text.flatMap((line) => wrap(line, room)).map((line) => `    ${line}`),
    ];
  });
  return ["  Not done as asked:", ...lines, ""];
}

function coverageLines(coverage: Coverage, context: ReportContext, colors: Colors): string[] {
  const notes = context.verbose ? coverage.notes : coverage.notes.slice(0, NOTES_SHOWN);
  const lines = notes.map((it) => `  note: ${sanitise(it)}`);
  const hidden = coverage.notes.length - notes.length;
  if (hidden > 0) lines.push(`  ${count(hidden, "more note")} (--verbose lists them)`);
  if (context.verbose) {
    append(
      lines,
      coverage.skipped.map((it) => `  skipped: ${sanitise(it.path)} (${sanitise(it.reason)})`),
    );
  }
  return [...lines, coverageLine(coverage)].map((it) => colors.dim(it));
}

/** How many findings the tool can mend itself, and how. */
function fixableLines({ results }: LintResult, colors: Colors): string[] {
  const of = { safe: 0, unsafe: 0 };
  for (const it of results) if (isPresent(it) && it.fix !== undefined) of[it.fix.safety] += 1;
  const parts = [
    ...(of.safe > 0 ? [`${of.safe} with --fix`] : []),
    ...(of.unsafe > 0 ? [`${of.unsafe} with --fix-unsafe`] : []),
  ];
  return parts.length === 0
    ? []
    : [colors.dim(`Can be mended: ${parts.join(", ")}; add --fix-dry-run to see how.`)];
}

function totalsLine(counts: Counts, problems: number, colors: Colors): string {
  const present = counts.errors + counts.warnings + counts.infos;
  const parts = [
    countsInWords(counts) + (present > 0 ? ` in ${count(counts.filesWithFindings, "file")}` : ""),
    ...(counts.new > 0 ? [`${counts.new} new`] : []),
    ...(counts.suppressed > 0 ? [`${counts.suppressed} suppressed`] : []),
    ...(counts.known > 0 ? [`${counts.known} known`] : []),
    ...(counts.fixed > 0 ? [`${counts.fixed} fixed`] : []),
    ...(problems > 0 ? [count(problems, "problem")] : []),
  ];
  const text = parts.join("; ");
  if (counts.errors > 0 || problems > 0) return colors.red(`✖ ${text}`);
  if (counts.warnings > 0) return colors.yellow(`⚠ ${text}`);
  return present > 0 ? colors.blue(`ℹ ${text}`) : colors.green(`✔ ${text}`);
}
