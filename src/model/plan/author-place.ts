import type { HclLiteral } from "../../parsers/hcl/literal.ts";
import type { JsonPart } from "../../parsers/terraform-plan/json-places.ts";
import type { SourceFile, Span } from "../../text/source-file.ts";

/** Where the author wrote something. */
export interface AuthorPlace {
  readonly file: SourceFile;
  /** Of a value: the value. Of what is worked out: the name of its attribute, or the head of its block. */
  readonly span: Span;
  /** The key of the value, where it is an entry; its whole entry is from here to the end of `span`. */
  readonly key?: Span | undefined;
  /** The string itself, where one is written out and is the plan's value. */
  readonly literal?: HclLiteral | undefined;
}

/** The range of a place that is asked for: the key, the value, or both. */
export function partOfPlace({ span, key }: AuthorPlace, part: JsonPart): Span {
  if (part === "value" || key === undefined) return span;
  return part === "key" ? key : { start: key.start, end: Math.max(key.end, span.end) };
}
