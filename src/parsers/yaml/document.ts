import type { LocatedText } from "../../text/origin.ts";
import type { SourceFile, Span } from "../../text/source-file.ts";

/** A mapping key written twice: `first` is lost, `second` is what readers get. */
export interface DuplicateKey {
  readonly key: string;
  readonly first: Span;
  readonly second: Span;
}

/** Why a document could not be read; `offset` is where in the file. */
export interface YamlError {
  readonly message: string;
  readonly offset: number;
}

/** One document of a YAML or JSON file: its plain value, and on demand the places of everything in it. */
export interface YamlDocument {
  readonly file: SourceFile;
  /** The document's own range, without the `---` lines. */
  readonly span: Span;
  /** Plain objects, arrays and scalars typed as `kubectl` types them; undefined after an error. */
  readonly value: unknown;
  readonly error: YamlError | undefined;
  readonly duplicateKeys: readonly DuplicateKey[];
  /** Place of `object[key]` or of `object`; undefined when the object is not of this document or has no such key. */
  locate(object: object, key?: string | number, part?: "key" | "value" | "entry"): Span | undefined;
  /** Path from the root, as its users write it: `spec.template.spec.containers[0].image`, `data["nginx.conf"]`. */
  pathOf(object: object, key?: string | number): string | undefined;
  /** The same path as its steps: keys of mappings, indices of sequences. */
  stepsOf(object: object, key?: string | number): readonly (string | number)[] | undefined;
  /** A string scalar with the way back to its place, through indentation, folding and escapes. */
  text(object: object, key: string | number): LocatedText | undefined;
}
