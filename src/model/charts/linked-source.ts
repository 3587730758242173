import type { LocatedText, Origin } from "../../text/origin.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { ManifestSource, Part } from "../manifest.ts";

/** A value in another source, `object[key]`; without a key the object itself. */
export interface Link {
  readonly source: ManifestSource;
  readonly object: object;
  readonly key?: string | number | undefined;
}

/** A source of objects that were put together: where there is no link, places fall back to `anchor`. */
export interface LinkedSourceOptions {
  readonly file: SourceFile;
  /** Place of all that nobody wrote. */
  readonly anchor: Origin;
  readonly address?: string | undefined;
  readonly editable: boolean;
  /** Whether values that are missing may exist all the same: then every missing key is unknown. */
  readonly partial?: boolean | undefined;
}

interface Made {
  readonly self: Link | undefined;
  readonly entries: Map<string | number, Link | undefined>;
  readonly unknown: Set<string | number>;
}

/**
 * Places of objects that the model itself puts together out of others: merged chart values, what a chart
 * renders from them, a ConfigMap with a patch over it. Each entry is linked to the value it was taken from.
 * Objects that were taken whole stay with the source they came from (`owner`).
 */
export class LinkedSource implements ManifestSource {
  readonly file: SourceFile;
  readonly editable: boolean;
  readonly address: string | undefined;
  readonly #anchor: Origin;
  readonly #partial: boolean;
  readonly #owner: ManifestSource | undefined;
  readonly #made = new Map<object, Made>();

  constructor(options: LinkedSourceOptions, owner?: ManifestSource) {
    this.file = options.file;
    this.editable = options.editable;
    this.address = options.address;
    this.#anchor = options.anchor;
    this.#partial = options.partial ?? false;
    this.#owner = owner;
  }

  /**
   * Declares an object that was put together, and what it stands for: a value, or (a link without a key) an
   * object it copies.
   */
  adopt<T extends object>(object: T, self?: Link): T {
    this.#made.set(object, { self, entries: new Map(), unknown: new Set() });
    return object;
  }

  /** Says where `object[key]` comes from; without a link it is a value nobody wrote. */
  link(object: object, key: string | number, link: Link | undefined): void {
    const made = this.#of(object);
    made.entries.set(key, link);
    made.unknown.delete(key);
  }

  /** Says that `object[key]` has a value that cannot be known. */
  markUnknown(object: object, key: string | number, link?: Link): void {
    const made = this.#of(object);
    made.entries.set(key, link);
    made.unknown.add(key);
  }

  /** Keys of an object put together here that are set to something nobody knows. */
  unknownKeys(object: object): Iterable<string | number> {
    return this.#made.get(object)?.unknown ?? [];
  }

  locate(object: object, key?: string | number, part: Part = "entry"): Origin {
    const made = this.#made.get(object);
    if (made === undefined) return this.#owner?.locate(object, key, part) ?? this.#anchor;
    const link = (key === undefined ? undefined : linkIn(made, key)) ?? made.self;
    if (link === undefined) return this.#anchor;
    return link.source.locate(link.object, link.key, part);
  }

  text(object: object, key: string | number): LocatedText {
    const made = this.#made.get(object);
    if (made === undefined && this.#owner !== undefined) return this.#owner.text(object, key);
    const value = (object as Record<string | number, unknown>)[key];
    const link = made === undefined ? undefined : linkIn(made, key);
    if (link?.key !== undefined && (link.object as Record<string | number, unknown>)[link.key] === value) {
      return link.source.text(link.object, link.key);
    }
    const whole = this.locate(object, key, "value");
    return { text: typeof value === "string" ? value : "", origin: () => whole };
  }

  isUnknown(object: object, key: string | number): boolean {
    const made = this.#made.get(object);
    if (made === undefined) return this.#owner?.isUnknown(object, key) ?? false;
    if (made.unknown.has(key)) return true;
    const link = linkIn(made, key);
    if (link?.key !== undefined && link.source.isUnknown(link.object, link.key)) return true;
    return this.#partial && !Array.isArray(object) && !Object.hasOwn(object, key);
  }

  isSensitive(object: object, key: string | number): boolean {
    const made = this.#made.get(object);
    if (made === undefined) return this.#owner?.isSensitive(object, key) ?? false;
    const link = linkIn(made, key) ?? made.self;
    return link?.key === undefined ? false : link.source.isSensitive(link.object, link.key);
  }

  #of(object: object): Made {
    if (!this.#made.has(object)) this.adopt(object);
    return this.#made.get(object)!;
  }
}

/** Where an entry comes from: its own link, or the same entry of the object that this one is a copy of. */
function linkIn(made: Made, key: string | number): Link | undefined {
  if (made.entries.has(key)) return made.entries.get(key);
  const { self } = made;
  return self === undefined || self.key !== undefined
    ? undefined
    : { source: self.source, object: self.object, key };
}
