import { append } from "../text/append.ts";
import type { Result, TextEdit } from "./finding.ts";

/** What fixing one pass gave. */
export interface FixedTexts {
  /** New content by path, only for files that changed. */
  readonly texts: ReadonlyMap<string, string>;
  readonly applied: readonly Result[];
  /** Results whose fix touches text that another one already changed in this pass: lint again and fix again. */
  readonly postponed: readonly Result[];
}

/** Applies the fixes of results to the texts they were found in. A fix is applied whole or, where it overlaps another, not at all in this pass. */
export function applyFixes(
  results: readonly Result[],
  allow: (result: Result) => boolean = () => true,
): FixedTexts {
  const accepted: TextEdit[] = [];
  const applied: Result[] = [];
  const postponed: Result[] = [];
  for (const result of results) {
    const fix = result.fix;
    if (fix === undefined || !allow(result)) continue;
    const clash = fix.edits.some((edit) => accepted.some((other) => overlaps(edit, other)));
    (clash ? postponed : applied).push(result);
    if (!clash) append(accepted, fix.edits);
  }
  const byFile = new Map<string, TextEdit[]>();
  for (const edit of accepted) {
    const list = byFile.get(edit.file.path) ?? [];
    byFile.set(edit.file.path, list);
    list.push(edit);
  }
  const texts = new Map<string, string>();
  for (const [path, edits] of byFile) {
    let text = edits[0]!.file.text;
    for (const edit of edits.sort((a, b) => b.span.start - a.span.start)) {
      text = text.slice(0, edit.span.start) + edit.text + text.slice(edit.span.end);
    }
    texts.set(path, text);
  }
  return { texts, applied, postponed };
}

/** Two insertions at one place clash too: their order would be chance. */
function overlaps(a: TextEdit, b: TextEdit): boolean {
  if (a.file.path !== b.file.path) return false;
  if (a.span.start === b.span.start) return true;
  return a.span.start < b.span.end && b.span.start < a.span.end;
}
