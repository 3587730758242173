import type { LintResult, Problem, Result, Severity } from "../engine/finding.ts";
import { countFindings, countsInWords, isPresent } from "./counts.ts";
import { coverageLine } from "./coverage.ts";
import type { ReportContext } from "./reporter.ts";
import { sanitise } from "./sanitise.ts";

type Command = "error" | "warning" | "notice";

const commands: Record<Severity, Command> = { error: "error", warning: "warning", info: "notice" };

/**
 * `--format github`: one workflow command per finding and problem, which the runner shows as annotations, and the
 * coverage line as plain text. What a change mended is no annotation.
 */
export function renderGithub(result: LintResult, context: ReportContext): string {
  const lines = [
    ...result.results.filter(isPresent).map((it) => findingCommand(it, context)),
    ...result.problems.map(problemCommand),
    plain(`${countsInWords(countFindings(result))}. ${coverageLine(result.coverage)}`),
  ];
  return `${lines.join("\n")}\n`;
}

function findingCommand(it: Result, context: ReportContext): string {
  const { at } = it;
  // The runner refuses columns when the range has several lines.
  const columns: [string, number][] =
    at.line === at.endLine
      ? [
          ["col", at.column],
          ["endColumn", at.endColumn],
        ]
      : [];
  const text = [
    sanitise(it.message),
    ...(at.resource === undefined ? [] : [`In ${sanitise(at.resource)}.`]),
    ...it.related.map((other) => `${sanitise(other.at.path)}:${other.at.line} ${sanitise(other.message)}`),
    sanitise(it.help),
    context.helpUri(it.ruleId),
  ];
  return command(
    commands[it.severity],
    [["file", at.path], ["line", at.line], ["endLine", at.endLine], ...columns, ["title", it.ruleId]],
    text.join("\n"),
  );
}

function problemCommand(it: Problem): string {
  const place: [string, string | number][] = it.path === "" ? [] : [["file", it.path]];
  if (it.line !== undefined) place.push(["line", it.line]);
  if (it.line !== undefined && it.column !== undefined) place.push(["col", it.column]);
  return command("error", [...place, ["title", "ingress-lint: problem"]], sanitise(it.message));
}

function command(name: Command, properties: readonly [string, string | number][], text: string): string {
  const list = properties.map(([key, value]) => `${key}=${escapeProperty(sanitise(String(value)))}`);
  return `::${name} ${list.join(",")}::${escapeData(text)}`;
}

/** The runner reads `%25`, `%0D` and `%0A` back in the text of a command (actions/runner, ActionCommand.cs). */
function escapeData(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

/** In properties, the characters that separate them are escaped as well. */
function escapeProperty(text: string): string {
  return escapeData(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}

/**
 * Text that the runner must not take for a command: one starts with `::` after blanks, and the older kind may stand
 * anywhere in a line as `##[name]`.
 */
function plain(text: string): string {
  return `ingress-lint: ${sanitise(text).replace(/##\[/g, "## [")}`;
}
