import type { LocatedText, Origin, Place } from "../text/origin.ts";
import type { SourceFile } from "../text/source-file.ts";

/** Which part of a mapping entry an origin points to. */
export type Part = "key" | "value" | "entry";

/**
 * Where a Kubernetes object was read: a YAML or JSON document, a Terraform plan, chart values. Answers for the places
 * of its parts, keyed by the identity of the plain objects inside, so that rules read objects as anyone would.
 */
export interface ManifestSource {
  readonly file: SourceFile;
  /**
   * Place of `object[key]` (entry: from key to the end of the value), or of `object` itself without a key.
   * A part that does not exist in the text (a value the source made up, a missing key) gives the nearest that does.
   */
  locate(object: object, key?: string | number, part?: Part): Origin;
  /** A string value with the way back to its place, for values that are texts in a language of their own. */
  text(object: object, key: string | number): LocatedText;
  /** True where the source says there is a value but not which (Terraform: known after apply). */
  isUnknown(object: object, key: string | number): boolean;
  /** True where the value must never be shown. */
  isSensitive(object: object, key: string | number): boolean;
  /** Whether this source can carry text edits (a plan cannot). */
  readonly editable: boolean;
  /** What a resource is called where it comes from: a plan address. Undefined: kind, namespace and name say it. */
  readonly address?: string | undefined;
}

export interface ObjectMeta {
  readonly name?: string;
  readonly namespace?: string;
  readonly generateName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The least every Kubernetes object has. */
export interface KubernetesObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: ObjectMeta;
}

const noStrings: Readonly<Record<string, string>> = Object.freeze({});

/** Where a part of a manifest stands. Rules make thousands for each one that they report: it is one small object until it is asked. */
class ManifestOrigin implements Origin {
  readonly #manifest: Manifest;
  readonly #object: object;
  readonly #key: string | number | undefined;
  readonly #part: Part;

  constructor(manifest: Manifest, object: object, key: string | number | undefined, part: Part) {
    this.#manifest = manifest;
    this.#object = object;
    this.#key = key;
    this.#part = part;
  }

  place(): Place {
    const { source } = this.#manifest;
    return placeIn(this.#manifest, source.locate(this.#object, this.#key, this.#part).place());
  }
}

/** One Kubernetes object with the way back to its text. */
export class Manifest<T extends KubernetesObject = KubernetesObject> {
  readonly object: T;
  readonly source: ManifestSource;
  readonly kind: string;
  readonly apiVersion: string;
  /** The object's name; empty when it is generated or unknown, and then it takes part in no reference. */
  readonly name: string;
  /** The namespace as written; undefined when the manifest leaves it to whoever applies it. */
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;

  constructor(object: T, source: ManifestSource) {
    this.object = object;
    this.source = source;
    this.kind = object.kind ?? "";
    this.apiVersion = object.apiVersion ?? "";
    const { metadata } = object;
    this.name = asString(metadata?.name);
    this.namespace = asString(metadata?.namespace) || undefined;
    this.labels = asStrings(metadata?.labels);
    this.annotations = asStrings(metadata?.annotations);
  }

  /** The API group, without version; empty for the core group. */
  get group(): string {
    const slash = this.apiVersion.indexOf("/");
    return slash === -1 ? "" : this.apiVersion.slice(0, slash);
  }

  /** `shop/checkout`, or `checkout` without a namespace. */
  get qualifiedName(): string {
    const name = this.name || asString(this.object.metadata?.generateName) || "(unnamed)";
    return this.namespace === undefined ? name : `${this.namespace}/${name}`;
  }

  /** For messages: `Deployment 'shop/checkout'`; a plan resource by its address. */
  get label(): string {
    return this.source.address ?? `${this.kind} '${this.qualifiedName}'`;
  }

  /** For logical locations and fingerprints: `Deployment/shop/checkout`, or the plan address. */
  get resource(): string {
    return this.source.address ?? `${this.kind}/${this.qualifiedName}`;
  }

  /** Place of `object[key]`, or of `object`; see `ManifestSource.locate`. */
  locate(object: object, key?: string | number, part: Part = "entry"): Origin {
    return new ManifestOrigin(this, object, key, part);
  }

  /** The manifest's name, where something missing from it is reported. */
  get nameOrigin(): Origin {
    const metadata = this.object.metadata;
    if (metadata === undefined || metadata === null) return this.locate(this.object);
    return "name" in metadata ? this.locate(metadata, "name") : this.locate(this.object, "metadata", "key");
  }

  /** A string value with the way back to its place. */
  text(object: object, key: string | number): LocatedText {
    const inner = this.source.text(object, key);
    return {
      text: inner.text,
      origin: (start, end) => ({ place: () => placeIn(this, inner.origin(start, end).place()) }),
    };
  }

  isUnknown(object: object, key: string | number): boolean {
    return this.source.isUnknown(object, key);
  }

  isSensitive(object: object, key: string | number): boolean {
    return this.source.isSensitive(object, key);
  }
}

/** The place with the manifest that it belongs to; what both are called is worked out when it is asked for. */
function placeIn(manifest: Manifest, place: Place): Place {
  if (place.resource !== undefined) return place;
  return {
    file: place.file,
    span: place.span,
    get resource() {
      return manifest.resource;
    },
    get attribute() {
      return place.attribute;
    },
  };
}

function asString(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function asStrings(value: unknown): Readonly<Record<string, string>> {
  return typeof value === "object" && value !== null ? (value as Record<string, string>) : noStrings;
}
