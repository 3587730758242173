import type { TextEdit } from "../../src/engine/finding.ts";
import type { Manifest } from "../../src/model/manifest.ts";

/**
 * Edits that take an entry of a mapping out, its whole line with it; where it is the only one, the mapping's own entry in `parent` goes, too. Undefined where the
 * source carries no edits, and where the entry does not have its line to itself (flow style, JSON, several lines). `object` is `parent.object[key]`.
 */
export function removeEntry(
  manifest: Manifest,
  parent: { readonly object: object; readonly key: string },
  object: object,
  key: string,
): readonly TextEdit[] | undefined {
  if (!manifest.source.editable) return undefined;
  const isOnly = Object.keys(object).length === 1;
  const entry = lineOf(manifest, object, key);
  if (entry === undefined || !isOnly) return entry && [entry];
  const { file, span } = manifest.locate(parent.object, parent.key).place();
  const start = file.text.lastIndexOf("\n", span.start - 1) + 1;
  // Nothing but the key of the mapping and the entry's own line may stand between.
  const between = file.text.slice(start, entry.span.start);
  if (!new RegExp(`^[ \\t]*${parent.key}:[ \\t]*\\r?\\n$`).test(between)) return undefined;
  return [{ file, span: { start, end: entry.span.end }, text: "" }];
}

function lineOf(manifest: Manifest, object: object, key: string): TextEdit | undefined {
  const { file, span } = manifest.locate(object, key).place();
  const { text } = file;
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  const newline = text.indexOf("\n", span.end);
  const end = newline === -1 ? text.length : newline + 1;
  const isAlone =
    /^[ \t]*$/.test(text.slice(start, span.start)) &&
    !text.slice(span.start, span.end).includes("\n") &&
    /^[ \t]*(#.*)?\r?\n?$/.test(text.slice(span.end, end));
  return isAlone ? { file, span: { start, end }, text: "" } : undefined;
}
