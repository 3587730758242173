import type { LocatedText } from "../../text/origin.ts";
import type { SourceFile, Span } from "../../text/source-file.ts";
import type { DuplicateKey, YamlDocument, YamlError } from "./document.ts";
import type { Marks } from "./marks.ts";
import type { Node } from "./node.ts";
import { findDuplicateKeys, PlaceTable } from "./places.ts";
import { mapScalar } from "./scalar-map.ts";

/** How the places of a document are found when they are asked for. */
export interface Reading {
  /** The text that was parsed, and where in its file it starts. */
  readonly text: string;
  readonly base: number;
  /** Where the parts of `text` stand, if whoever read it has noted that. */
  readonly marks?: Marks | undefined;
  /** Makes the tree of `text`; without marks that costs as much as parsing it. */
  readTree(text: string, marks: Marks | undefined): Node;
  /** Whether some mapping has a key twice; costs little. */
  hasDuplicateKeys(text: string, value: unknown): boolean;
}

/** A document that could not be read. */
export function failedDocument(file: SourceFile, span: Span, error: YamlError): YamlDocument {
  const nothing = () => undefined;
  return {
    file,
    span,
    value: undefined,
    error,
    duplicateKeys: [],
    locate: nothing,
    pathOf: nothing,
    stepsOf: nothing,
    text: nothing,
  };
}

/** A document with its plain value. Places are worked out at the first question, because most documents are never asked. */
export class LocatedDocument implements YamlDocument {
  readonly file: SourceFile;
  readonly span: Span;
  readonly value: unknown;
  readonly error = undefined;
  readonly #reading: Reading;
  #tree: Node | undefined;
  #places: PlaceTable | undefined;
  #duplicateKeys: readonly DuplicateKey[] | undefined;

  constructor(file: SourceFile, span: Span, value: unknown, reading: Reading) {
    this.file = file;
    this.span = span;
    this.value = value;
    this.#reading = reading;
  }

  get duplicateKeys(): readonly DuplicateKey[] {
    const { text, base } = this.#reading;
    this.#duplicateKeys ??= this.#reading.hasDuplicateKeys(text, this.value)
      ? findDuplicateKeys(this.#readTree(), base)
      : [];
    return this.#duplicateKeys;
  }

  locate(object: object, key?: string | number, part: "key" | "value" | "entry" = "entry"): Span | undefined {
    return this.#table().locate(object, key, part);
  }

  pathOf(object: object, key?: string | number): string | undefined {
    return this.#table().pathOf(object, key);
  }

  stepsOf(object: object, key?: string | number): readonly (string | number)[] | undefined {
    return this.#table().stepsOf(object, key);
  }

  text(object: object, key: string | number): LocatedText | undefined {
    const text = (object as Readonly<Record<string | number, unknown>>)[key];
    if (typeof text !== "string") return undefined;
    let spanOf: ((start: number, end: number) => Span) | undefined;
    const placeOf = (start: number, end: number) => {
      spanOf ??= this.#spansIn(object, key, text);
      return { file: this.file, span: spanOf(start, end), attribute: this.pathOf(object, key) };
    };
    return { text, origin: (start, end) => ({ place: () => placeOf(start, end) }) };
  }

  /** The way from offsets in a string value to the file; the whole scalar where its text does not decode to the value. */
  #spansIn(object: object, key: string | number, value: string): (start: number, end: number) => Span {
    const { text, base } = this.#reading;
    const node = this.#table().nodeOf(object, key);
    if (node === undefined) return () => this.span;
    const map = mapScalar(text, node, value);
    if (map === undefined) return () => ({ start: base + node.start, end: base + node.end });
    return (start, end) => {
      const span = map.spanOf(start, end, node.end);
      return { start: base + span.start, end: base + span.end };
    };
  }

  #table(): PlaceTable {
    this.#places ??= new PlaceTable(this.value, this.#readTree(), this.#reading.base);
    return this.#places;
  }

  #readTree(): Node {
    this.#tree ??= this.#reading.readTree(this.#reading.text, this.#reading.marks);
    return this.#tree;
  }
}
