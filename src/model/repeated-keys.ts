import type { YamlDocument } from "../parsers/yaml/document.ts";
import { type Origin, originOf } from "../text/origin.ts";
import type { Span } from "../text/source-file.ts";
import type { RepeatedKey } from "./project.ts";

/** Keys that a document has twice; `place` says where a range of its text stands, which is the document's own file unless it stands in another one. */
export function repeatedKeys(
  document: YamlDocument,
  place: (span: Span) => Origin = ({ start, end }) => originOf(document.file, start, end),
): RepeatedKey[] {
  return document.duplicateKeys.map(({ key, first, second }) => ({
    key,
    first: place(first),
    second: place(second),
  }));
}
