import type { YamlDocument } from "../../parsers/yaml/document.ts";
import type { LocatedText, Origin, Place } from "../../text/origin.ts";
import type { SourceFile, Span } from "../../text/source-file.ts";
import type { ManifestSource, Part } from "../manifest.ts";
import type { PlanNode } from "./plan-node.ts";
import type { ResourceSide } from "./resource-side.ts";

/** What the kubectl provider writes in place of values that it hides. */
const hidden = "(sensitive value)";

/** A manifest source over YAML that an attribute of a plan holds as a string. */
export class EmbeddedSource implements ManifestSource {
  readonly editable = false;
  readonly #side: ResourceSide;
  readonly #node: PlanNode;
  readonly #label: string;
  readonly #document: YamlDocument;
  readonly #isSensitive: boolean;
  #places: ReturnType<ResourceSide["textPlaces"]> | undefined;

  /** `label`: the attribute as its author knows it, where the plan holds a copy under another name. */
  constructor(
    side: ResourceSide,
    node: PlanNode,
    document: YamlDocument,
    options: { isSensitive: boolean; label?: string },
  ) {
    this.#side = side;
    this.#node = node;
    this.#document = document;
    this.#isSensitive = options.isSensitive;
    this.#label = options.label ?? node.attribute();
  }

  get file(): SourceFile {
    return this.#side.plan.file;
  }

  get address(): string {
    return this.#side.address;
  }

  locate(object: object, key?: string | number, part: Part = "entry"): Origin {
    return {
      place: () =>
        this.#place(
          this.#document.locate(object, key, part) ?? this.#document.locate(object),
          object,
          key,
          part,
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
            : this.#place(inner.origin(start, end).place().span, object, key);
        },
      }),
    };
  }

  isUnknown(object: object, key: string | number): boolean {
    return (object as Record<string | number, unknown>)[key] === hidden;
  }

  isSensitive(object: object, key: string | number): boolean {
    return this.#isSensitive || this.isUnknown(object, key);
  }

  /** Place of a range of the embedded text. */
  originOf(span: Span): Origin {
    return { place: () => this.#place(span) };
  }

  #place(inner: Span | undefined, object?: object, key?: string | number, part?: Part): Place {
    const path = object === undefined ? undefined : this.#document.pathOf(object, key);
    const steps = object === undefined ? undefined : this.#document.stepsOf(object, key);
    const attribute =
      path === undefined || path === ""
        ? this.#label
        : `${this.#label}${path.startsWith("[") ? "" : "."}${path}`;
    this.#places ??= this.#side.textPlaces(this.#node);
    return { ...this.#places(inner, steps, part), attribute };
  }
}
