import type { Location } from "../engine/finding.ts";
import { isPresent } from "./counts.ts";
import type { Reporter } from "./reporter.ts";
import { sanitise } from "./sanitise.ts";

/**
 * A few plain lines a finding, the same on every terminal: place, severity and rule; message; help; related places. Ends are exclusive.
 * Rules' cases keep it in `expected.txt`.
 */
export const renderCompact: Reporter = (result) => {
  const lines: string[] = [];
  for (const it of result.results.filter(isPresent)) {
    lines.push(
      `${rangeOf(it.at)} ${it.severity} ${it.ruleId}`,
      `  ${sanitise(it.message)}`,
      `  help: ${sanitise(it.help)}`,
    );
    for (const related of it.related) lines.push(`  ${rangeOf(related.at)} ${sanitise(related.message)}`);
  }
  for (const it of result.problems) {
    const place = it.line === undefined ? it.path : `${it.path}:${it.line}:${it.column ?? 1}`;
    lines.push(`${sanitise(place)} problem`, `  ${sanitise(it.message)}`);
  }
  return lines.map((it) => `${it}\n`).join("");
};

function rangeOf(at: Location): string {
  return `${sanitise(at.path)}:${at.line}:${at.column}-${at.endLine}:${at.endColumn}`;
}
