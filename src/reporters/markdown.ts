import type { LintResult, Result } from "../engine/finding.ts";
import { append } from "../text/append.ts";
import { byPath } from "./by-path.ts";
import { count, countFindings, countsInWords, isPresent } from "./counts.ts";
import { coverageLine } from "./coverage.ts";
import { cell, escapeMarkdown, item, linkTarget } from "./markdown-text.ts";
import type { ReportContext } from "./reporter.ts";

/** A comment on GitHub may have 65,536 characters; some are left for the last lines. */
const LONGEST = 65_536 - 1_500;
/** Folded groups are shown open up to this many findings in all. */
const OPEN_UP_TO = 10;
/** Few enough that their text, every character escaped, leaves the comment within its bound. */
const PROBLEMS_SHOWN = 10;

const ranks = { error: 0, warning: 1, info: 2 } as const;

/**
 * `--format markdown`: a comment for a pull request. Counts, then the findings of each file, folded where they are many; files with the most severe
 * ones first. What would make it longer than a comment may be is counted instead. Text from files is shown as text.
 */
export function renderMarkdown(result: LintResult, context: ReportContext): string {
  const findings = result.results.filter(isPresent);
  const counts = countFindings(result);
  const blocks = [`## ingress-lint: ${countsInWords(counts)}`];
  if (findings.length > 0)
    blocks.push(
      `| errors | warnings | infos | files |\n| ---: | ---: | ---: | ---: |\n| ${counts.errors} | ${counts.warnings} | ${counts.infos} | ${counts.filesWithFindings} |`,
    );
  if (result.compared)
    blocks.push(`${counts.new} new, ${counts.unchanged} unchanged, ${counts.fixed} fixed.`);
  append(blocks, problems(result));
  const budget = LONGEST - blocks.join("\n\n").length;
  append(blocks, files(findings, budget, context));
  blocks.push(escapeMarkdown(coverageLine(result.coverage)));
  return `${blocks.join("\n\n")}\n`;
}

function problems({ problems }: LintResult): string[] {
  if (problems.length === 0) return [];
  const lines = problems.slice(0, PROBLEMS_SHOWN).map((it) => {
    const place = it.line === undefined ? it.path : `${it.path}:${it.line}`;
    return place === "" ? `- ${item(it.message)}` : `- ${item(place)}: ${cell(it.message)}`;
  });
  if (problems.length > PROBLEMS_SHOWN) lines.push(`- … and ${problems.length - PROBLEMS_SHOWN} more`);
  return [`**${count(problems.length, "problem")}: not everything was judged**`, lines.join("\n")];
}

/** The findings by file, as many as `budget` characters hold. */
function files(findings: readonly Result[], budget: number, context: ReportContext): string[] {
  const groups = [...byPath(findings, (it) => it.at.path)]
    .map(([path, group]) => ({
      path,
      group,
      rank: group.reduce((rank, it) => Math.min(rank, ranks[it.severity]), 2),
    }))
    .sort((a, b) => a.rank - b.rank);
  const open = findings.length <= OPEN_UP_TO ? " open" : "";
  const blocks: string[] = [];
  let left = budget;
  let shown = 0;
  for (const { path, group } of groups) {
    const head = `<details${open}><summary>${cell(path)}: ${count(group.length, "finding")}</summary>`;
    const lines: string[] = [];
    left -= head.length + "\n\n\n\n</details>\n\n".length;
    for (const it of group) {
      const line = findingLine(it, context);
      if (left < line.length + 1) break;
      left -= line.length + 1;
      lines.push(line);
    }
    if (lines.length === 0) break;
    shown += lines.length;
    blocks.push(`${head}\n\n${lines.join("\n")}\n\n</details>`);
    if (lines.length < group.length) break;
  }
  const rest = findings.length - shown;
  if (rest > 0) blocks.push(`… and ${count(rest, "more finding")}, for which a comment has no room.`);
  return blocks;
}

function findingLine(it: Result, context: ReportContext): string {
  const where = it.at.resource === undefined ? "" : ` in ${cell(it.at.resource)}`;
  const state = it.baselineState === "new" ? ", new" : "";
  const link = `[${cell(it.ruleId)}](${linkTarget(context.helpUri(it.ruleId))})`;
  return `- **${it.severity}**${state}, line ${it.at.line}${where}: ${cell(it.message)} ${link}<br>${cell(it.help)}`;
}
