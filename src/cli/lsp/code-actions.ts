import { pathToFileURL } from "node:url";
import type { CodeAction, Diagnostic, Range, TextEdit } from "vscode-languageserver/node";
import type { Fix, Result } from "../../engine/finding.ts";
import { applyFixes } from "../../engine/fixes.ts";
import { neverSuppressed } from "../../engine/suppression-rules.ts";
import { isPresent } from "../../reporters/counts.ts";
import { rangeOf } from "./diagnostics.ts";
import { absoluteIn, type Workspace } from "./workspace.ts";

/** Files whose language has comments that suppress. */
const commentable = /\.(?:ya?ml|conf|nginx|vhost|inc|include|tf)$|(?:^|\/)(?:sites-|conf\.d|sysctl\.d)/;

/** What is offered for the findings in a range of a file: their fixes, and comments that hold them back. */
export function codeActions(
  workspace: Workspace,
  path: string,
  range: Range,
  diagnostics: readonly Diagnostic[],
): CodeAction[] {
  const results = workspace.last?.result.results ?? [];
  const here = results.filter(
    (it) => isPresent(it) && absoluteIn(workspace, it.at.path) === path && overlaps(rangeOf(it.at), range),
  );
  return here.flatMap((it) => {
    const shown = diagnostics.filter((one) => one.data === it.fingerprint);
    const { fix } = it;
    return [
      ...(fix === undefined ? [] : [fixAction(workspace, fix, shown)]),
      ...(neverSuppressed.has(it.ruleId) || !commentable.test(it.at.path)
        ? []
        : [suppressAction(path, it, shown)]),
    ];
  });
}

/** The kind of the action that editors run on saving where they are told to. */
export const FIX_ALL = "source.fixAll.ingress-lint";

/** All safe fixes of a file that do not overlap; none where there are none. */
export function fixAllAction(workspace: Workspace, path: string): CodeAction[] {
  const results = workspace.last?.result.results ?? [];
  const own = results.filter((it) => isPresent(it) && absoluteIn(workspace, it.at.path) === path);
  const { applied } = applyFixes(
    own,
    ({ fix }) =>
      fix?.safety === "safe" && fix.edits.every((it) => absoluteIn(workspace, it.file.path) === path),
  );
  if (applied.length === 0) return [];
  const edits = applied.flatMap((it) => it.fix?.edits ?? []);
  return [
    {
      title: "Make all safe fixes of ingress-lint",
      kind: FIX_ALL,
      edit: { changes: changesOf(workspace, edits) },
    },
  ];
}

function fixAction(workspace: Workspace, fix: Fix, diagnostics: Diagnostic[]): CodeAction {
  return {
    title: fix.safety === "safe" ? fix.description : `${fix.description} (changes what is served)`,
    kind: "quickfix",
    isPreferred: fix.safety === "safe",
    diagnostics,
    edit: { changes: changesOf(workspace, fix.edits) },
  };
}

/** Edits by the address of their file. */
function changesOf(workspace: Workspace, edits: Fix["edits"]): Record<string, TextEdit[]> {
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, span, text } of edits) {
    const uri = pathToFileURL(absoluteIn(workspace, file.path)).href;
    const from = file.positionAt(span.start);
    const to = file.positionAt(span.end);
    const range = rangeOf({
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
    });
    changes[uri] = [...(changes[uri] ?? []), { range, newText: text }];
  }
  return changes;
}

function suppressAction(path: string, { at, ruleId }: Result, diagnostics: Diagnostic[]): CodeAction {
  const lineStart = at.file.text.lastIndexOf("\n", at.span.start - 1) + 1;
  const indent = /^[ \t]*/.exec(at.file.text.slice(lineStart))![0];
  const end = at.file.text.includes("\r\n") ? "\r\n" : "\n";
  const start = { line: at.line - 1, character: 0 };
  const newText = `${indent}# ingress-lint-disable-next-line ${ruleId} -- no reason given yet${end}`;
  return {
    title: `Suppress ${ruleId} here`,
    kind: "quickfix",
    diagnostics,
    edit: { changes: { [pathToFileURL(path).href]: [{ range: { start, end: start }, newText }] } },
  };
}

function overlaps(a: Range, b: Range): boolean {
  const before = (x: Range["start"], y: Range["start"]) =>
    x.line < y.line || (x.line === y.line && x.character <= y.character);
  return before(a.start, b.end) && before(b.start, a.end);
}
