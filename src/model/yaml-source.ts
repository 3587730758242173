import type { YamlDocument } from "../parsers/yaml/document.ts";
import type { LocatedText, Origin } from "../text/origin.ts";
import type { SourceFile, Span } from "../text/source-file.ts";
import type { ManifestSource, Part } from "./manifest.ts";

/** A manifest source over a document of a YAML or JSON file. */
export class YamlSource implements ManifestSource {
  readonly editable = true;
  readonly #document: YamlDocument;

  constructor(document: YamlDocument) {
    this.#document = document;
  }

  get file(): SourceFile {
    return this.#document.file;
  }

  locate(object: object, key?: string | number, part: Part = "entry"): Origin {
    const document = this.#document;
    return {
      place: () => ({
        file: document.file,
        span: document.locate(object, key, part) ?? document.locate(object) ?? startOf(document),
        // Worked out when it is asked for: fixes look at many places and name none.
        get attribute() {
          return document.pathOf(object, key);
        },
      }),
    };
  }

  text(object: object, key: string | number): LocatedText {
    const document = this.#document;
    const plain = (object as Record<string | number, unknown>)[key];
    const text = typeof plain === "string" ? plain : "";
    let located: LocatedText | undefined;
    return {
      text,
      origin: (start, end) => ({
        place: () => {
          located ??= document.text(object, key);
          const place = located?.origin(start, end).place() ?? this.locate(object, key, "value").place();
          return { ...place, attribute: document.pathOf(object, key) };
        },
      }),
    };
  }

  isUnknown(): boolean {
    return false;
  }

  isSensitive(): boolean {
    return false;
  }
}

function startOf(document: YamlDocument): Span {
  return { start: document.span.start, end: document.span.start };
}
