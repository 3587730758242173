import type { Fix, LintResult, Location, Result } from "../engine/finding.ts";
import { countFindings } from "./counts.ts";
import type { ReportContext } from "./reporter.ts";
import { escapeJson, sanitise, sanitiseLines } from "./sanitise.ts";

/**
 * `--format json`: one object, stable across releases (`version` says so). Lines and columns are 1-based, columns count
 * UTF-16 code units, ends are exclusive; what is unknown is left out, never null.
 */
export function renderJson(result: LintResult, context: ReportContext): string {
  return `${escapeJson(JSON.stringify(jsonReport(result, context), undefined, 2))}\n`;
}

/** The object that `--format json` prints, and whose parts are the lines of `--format jsonl`. */
export function jsonReport(result: LintResult, context: ReportContext) {
  const counts = countFindings(result);
  const { coverage } = result;
  return {
    version: "1",
    summary: {
      files: coverage.files,
      errors: counts.errors,
      warnings: counts.warnings,
      infos: counts.infos,
      ...(result.compared ? { new: counts.new, unchanged: counts.unchanged, fixed: counts.fixed } : {}),
      ...(counts.known > 0 ? { known: counts.known } : {}),
      suppressed: counts.suppressed,
      durationMs: Math.round(result.durationMs),
    },
    findings: result.results.map((it) => findingOf(it, context)),
    problems: result.problems.map((it) => ({
      path: sanitise(it.path),
      message: sanitiseLines(it.message),
      line: it.line,
      column: it.column,
    })),
    coverage: {
      files: coverage.files,
      resources: coverage.resources,
      nginxConfigs: coverage.nginxConfigs,
      skipped: coverage.skipped.map((it) => ({ path: sanitise(it.path), reason: sanitise(it.reason) })),
      unknownValues: coverage.unknownValues,
      notes: coverage.notes.map(sanitise),
    },
  };
}

function findingOf(it: Result, context: ReportContext) {
  return {
    ruleId: it.ruleId,
    severity: it.severity,
    message: sanitiseLines(it.message),
    path: sanitise(it.at.path),
    line: it.at.line,
    column: it.at.column,
    endLine: it.at.endLine,
    endColumn: it.at.endColumn,
    resource: optional(it.at.resource),
    attribute: optional(it.at.attribute),
    fingerprint: it.fingerprint,
    help: sanitiseLines(it.help),
    related: it.related.map((other) => ({ ...placeOf(other.at), message: sanitiseLines(other.message) })),
    fix: it.fix === undefined ? undefined : fixOf(it.fix),
    helpUri: context.helpUri(it.ruleId),
    baselineState: it.baselineState,
    suppressions: it.suppressions?.map(({ kind, justification, at }) => ({
      kind,
      justification: sanitise(justification),
      ...(at === undefined ? {} : placeOf(at)),
    })),
    isKnown: it.isKnown === true ? true : undefined,
  };
}

function fixOf({ description, safety, edits }: Fix) {
  return {
    description: sanitise(description),
    safety,
    edits: edits.map(({ file, span, text }) => {
      const [start, end] = [file.positionAt(span.start), file.positionAt(span.end)];
      return {
        path: sanitise(file.path),
        line: start.line,
        column: start.column,
        endLine: end.line,
        endColumn: end.column,
        text,
      };
    }),
  };
}

function placeOf(at: Location) {
  return { path: sanitise(at.path), line: at.line, column: at.column };
}

function optional(text: string | undefined): string | undefined {
  return text === undefined ? undefined : sanitise(text);
}
