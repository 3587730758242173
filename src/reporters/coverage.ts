import type { Coverage, Skipped } from "../engine/finding.ts";
import { count } from "./counts.ts";
import { sanitise } from "./sanitise.ts";

/** Reasons that the coverage line names; the rest is summed up. */
const REASONS_SHOWN = 4;

/**
 * What was looked at, in one line: `14 files, 37 resources and 3 nginx configurations read; 2 files skipped
 * (1 Helm template, 1 over 10 MB); 3 values unknown.` It says so, too, when nothing was skipped.
 */
export function coverageLine(coverage: Coverage): string {
  const read = `${count(coverage.files, "file")}, ${count(coverage.resources, "resource")} and ${count(coverage.nginxConfigs, "nginx configuration")} read`;
  const parts = [read, skippedInWords(coverage.skipped)];
  if (coverage.unknownValues > 0) parts.push(`${count(coverage.unknownValues, "value")} unknown`);
  if (coverage.notes.length > 0)
    parts.push(`${count(coverage.notes.length, "note")} on what is read only in part`);
  return `${parts.join("; ")}.`;
}

function skippedInWords(skipped: readonly Skipped[]): string {
  if (skipped.length === 0) return "nothing skipped";
  const byReason = new Map<string, number>();
  for (const it of skipped) {
    const reason = sanitise(it.reason);
    byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
  }
  const reasons = [...byReason].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const shown = reasons.slice(0, REASONS_SHOWN).map(([reason, amount]) => `${amount} ${reason}`);
  const rest = reasons.slice(REASONS_SHOWN).reduce((sum, [, amount]) => sum + amount, 0);
  if (rest > 0) shown.push(`${rest} for other reasons`);
  return `${count(skipped.length, "file")} skipped (${shown.join(", ")})`;
}
