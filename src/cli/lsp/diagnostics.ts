import { pathToFileURL } from "node:url";
import type { Diagnostic, DiagnosticSeverity, Range } from "vscode-languageserver/node";
import type { Location, Result } from "../../engine/finding.ts";
import { isPresent } from "../../reporters/counts.ts";
import { sanitise } from "../../reporters/sanitise.ts";
import { helpUri } from "../links.ts";
import { absoluteIn, type Workspace, type WorkspaceResult } from "./workspace.ts";

const SOURCE = "ingress-lint";
const severityOf = { error: 1, warning: 2, info: 3 } as const satisfies Record<string, DiagnosticSeverity>;

/** The protocol counts lines and columns from 0, both in UTF-16 code units as here. */
export function rangeOf(at: Pick<Location, "line" | "column" | "endLine" | "endColumn">): Range {
  return {
    start: { line: at.line - 1, character: at.column - 1 },
    end: { line: at.endLine - 1, character: at.endColumn - 1 },
  };
}

/** What an editor shows, by absolute path: findings, files that could not be read, and what is wrong with the configuration. */
export function diagnosticsOf(
  workspace: Workspace,
  { result, configError }: WorkspaceResult,
): ReadonlyMap<string, readonly Diagnostic[]> {
  const byPath = new Map<string, Diagnostic[]>();
  const add = (path: string, diagnostic: Diagnostic) => {
    const absolute = absoluteIn(workspace, path);
    const list = byPath.get(absolute);
    if (list === undefined) byPath.set(absolute, [diagnostic]);
    else list.push(diagnostic);
  };
  for (const it of result.results.filter(isPresent)) add(it.at.path, diagnosticOf(workspace, it));
  for (const { path, message, line = 1, column = 1 } of result.problems)
    if (path !== "") add(path, problemAt(line, column, message));
  for (const { path, line, column, message } of faultsIn(configError ?? ""))
    add(path, problemAt(line, column, message));
  return byPath;
}

function diagnosticOf(workspace: Workspace, it: Result): Diagnostic {
  return {
    range: rangeOf(it.at),
    severity: severityOf[it.severity],
    source: SOURCE,
    code: it.ruleId,
    codeDescription: { href: helpUri(it.ruleId) },
    message: `${sanitise(it.message)}\n${sanitise(it.help)}`,
    relatedInformation: it.related.map(({ at, message }) => ({
      location: { uri: pathToFileURL(absoluteIn(workspace, at.path)).href, range: rangeOf(at) },
      message: sanitise(message),
    })),
    data: it.fingerprint,
  };
}

function problemAt(line: number, column: number, message: string): Diagnostic {
  const start = { line: line - 1, character: column - 1 };
  return { range: { start, end: start }, severity: 1, source: SOURCE, message: sanitise(message) };
}

/** The places in an error of the configuration: `.ingress-lint.yaml:3:5: unknown key …`, a fault in a line. */
function faultsIn(text: string) {
  return [...text.matchAll(/^\s*(.+?):(\d+):(\d+): (.*)$/gm)].map(([, path, line, column, message]) => ({
    path: path!,
    line: Number(line),
    column: Number(column),
    message: message!,
  }));
}
