import type { LintResult, Result } from "../engine/finding.ts";

/** How many findings there are. Those that a change mended (`absent`) count as fixed and as nothing else. */
export interface Counts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly fixed: number;
  /** Of the others, where they are compared with a state before. */
  readonly new: number;
  readonly unchanged: number;
  /** Held by a baseline; none of the others. */
  readonly known: number;
  /** Held back by comments; none of the others. */
  readonly suppressed: number;
  /** Files that have at least one finding. */
  readonly filesWithFindings: number;
}

/** Whether a finding is there now, and not only in the world before the plan, and neither a baseline nor a comment holds it back. */
export function isPresent(result: Result): boolean {
  return (
    result.baselineState !== "absent" && result.isKnown !== true && (result.suppressions ?? []).length === 0
  );
}

/** Counts the findings of a run. */
export function countFindings(result: LintResult): Counts {
  const of = { error: 0, warning: 0, info: 0 };
  const files = new Set<string>();
  const states = { new: 0, unchanged: 0, absent: 0 };
  let known = 0;
  let suppressed = 0;
  for (const finding of result.results) {
    if ((finding.suppressions ?? []).length > 0) suppressed += 1;
    else if (finding.isKnown === true) known += 1;
    if (finding.baselineState !== undefined) states[finding.baselineState] += 1;
    if (!isPresent(finding)) continue;
    of[finding.severity] += 1;
    files.add(finding.at.path);
  }
  return {
    errors: of.error,
    warnings: of.warning,
    infos: of.info,
    fixed: states.absent,
    new: states.new,
    unchanged: states.unchanged,
    known,
    suppressed,
    filesWithFindings: files.size,
  };
}

/** A number with its noun: `1 file`, `2 files`. */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${amount} ${amount === 1 ? noun : plural}`;
}

/** The severities in words, without those that are none: `3 errors, 1 warning`; `no findings` where all are none. */
export function countsInWords(counts: Counts): string {
  const parts = [
    counts.errors > 0 ? count(counts.errors, "error") : "",
    counts.warnings > 0 ? count(counts.warnings, "warning") : "",
    counts.infos > 0 ? count(counts.infos, "info") : "",
  ].filter((it) => it !== "");
  return parts.length > 0 ? parts.join(", ") : "no findings";
}
