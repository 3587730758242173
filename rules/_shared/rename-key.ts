import type { TextEdit } from "../../src/engine/finding.ts";
import type { Manifest } from "../../src/model/manifest.ts";

/**
 * Edits that give an entry of `object` another key, value and quotes as they are. Undefined where the source carries no edits, the new
 * key is there already, or the text at the key's place is not the key (behind an alias or a merge key). `object` is part of `manifest.object`.
 */
export function renameKey(
  manifest: Manifest,
  object: object,
  from: string,
  to: string,
): TextEdit[] | undefined {
  if (!manifest.source.editable || Object.hasOwn(object, to) || !/^[\w./-]+$/.test(to)) return undefined;
  const { file, span } = manifest.locate(object, from, "key").place();
  const text = file.text.slice(span.start, span.end);
  const quote = [`"`, `'`, ""].find((it) => text === `${it}${from}${it}`);
  return quote === undefined ? undefined : [{ file, span, text: `${quote}${to}${quote}` }];
}
