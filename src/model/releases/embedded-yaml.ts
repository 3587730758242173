import type { YamlDocument } from "../../parsers/yaml/document.ts";
import { parseYaml } from "../../parsers/yaml/parse.ts";
import type { LocatedText, Origin, Place } from "../../text/origin.ts";
import { SourceFile, type Span } from "../../text/source-file.ts";
import type { ManifestSource, Part } from "../manifest.ts";

/** A text value that is YAML itself. */
export interface EmbeddedText {
  readonly source: ManifestSource;
  readonly holder: object;
  readonly key: string | number;
}

/** The documents of a text value, with places in the file that holds it. */
export function readEmbedded(text: EmbeddedText): { document: YamlDocument; source: EmbeddedYaml }[] {
  const located = text.source.text(text.holder, text.key);
  const file = new SourceFile(text.source.file.path, located.text);
  return parseYaml(file).map((document) => ({ document, source: new EmbeddedYaml(text, located, document) }));
}

/** A source over YAML that stands as a string in another document, in a block scalar as a rule. Edits would have to keep to its quoting. */
export class EmbeddedYaml implements ManifestSource {
  readonly editable = false;
  readonly #outer: EmbeddedText;
  readonly #located: LocatedText;
  readonly #document: YamlDocument;

  constructor(outer: EmbeddedText, located: LocatedText, document: YamlDocument) {
    this.#outer = outer;
    this.#located = located;
    this.#document = document;
  }

  get file(): SourceFile {
    return this.#outer.source.file;
  }

  locate(object: object, key?: string | number, part: Part = "entry"): Origin {
    const document = this.#document;
    return {
      place: () =>
        this.#place(
          document.locate(object, key, part) ?? document.locate(object),
          document.pathOf(object, key),
        ),
    };
  }

  text(object: object, key: string | number): LocatedText {
    const value = (object as Record<string | number, unknown>)[key];
    let inner: LocatedText | undefined;
    return {
      text: typeof value === "string" ? value : "",
      origin: (start, end) => ({
        place: () => {
          inner ??= this.#document.text(object, key);
          return inner === undefined
            ? this.locate(object, key, "value").place()
            : this.#place(inner.origin(start, end).place().span, this.#document.pathOf(object, key));
        },
      }),
    };
  }

  isUnknown(): boolean {
    return false;
  }

  isSensitive(): boolean {
    return this.#outer.source.isSensitive(this.#outer.holder, this.#outer.key);
  }

  /** Place of a range of the embedded text. */
  originOf(span: Span): Origin {
    return { place: () => this.#place(span, undefined) };
  }

  #place(inner: Span | undefined, path: string | undefined): Place {
    const whole = this.#outer.source.locate(this.#outer.holder, this.#outer.key, "value").place();
    const span = inner === undefined ? whole.span : this.#located.origin(inner.start, inner.end).place().span;
    const attribute =
      path === undefined || path === "" || whole.attribute === undefined
        ? whole.attribute
        : `${whole.attribute}${path.startsWith("[") ? "" : "."}${path}`;
    return { ...whole, span, attribute };
  }
}
