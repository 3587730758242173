import type { Fields } from "../../knowledge/terraform-kubernetes.ts";
import type { LocatedText, Origin } from "../../text/origin.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { ManifestSource, Part } from "../manifest.ts";
import { PlanNode } from "./plan-node.ts";
import type { ResourceSide } from "./resource-side.ts";

interface Entry {
  readonly node: PlanNode;
  /** Attributes of the block the object was made from; undefined where keys are the same on both sides. */
  readonly fields: Fields | undefined;
  /**
   * Kubernetes names of attributes that the table does not have, and whether their value could be taken over.
   */
  readonly extra?: Map<string, { readonly step: string; readonly isKnown: boolean }>;
}

const names = new WeakMap<Fields, ReadonlyMap<string, string>>();

/** Entries of a Secret that are sent to every client anyway, where a plan does not mark them as sensitive. */
const certificates: ReadonlySet<unknown> = new Set(["tls.crt", "ca.crt"]);

/** Values that a Secret may show: everything else in one is taken as secret. */
const harmless: ReadonlySet<unknown> = new Set([
  "metadata",
  "kind",
  "apiVersion",
  "api_version",
  "type",
  "immutable",
]);

/**
 * A manifest source over one resource of a plan: from the objects that were made of it back to its
 * attributes.
 */
export class ResourceSource implements ManifestSource {
  readonly editable = false;
  readonly #side: ResourceSide;
  readonly #isSecret: boolean;
  readonly #entries = new Map<object, Entry>();
  #hasExtra = false;
  readonly #trees: [object, PlanNode][] = [];

  constructor(side: ResourceSide, kind: string) {
    this.#side = side;
    this.#isSecret = kind === "Secret";
  }

  get file(): SourceFile {
    return this.#side.plan.file;
  }

  get address(): string {
    return this.#side.address;
  }

  /** Says which value of the resource an object stands for. */
  adopt(object: object, node: PlanNode, fields?: Fields): void {
    this.#entries.set(object, { node, fields });
  }

  /** The same for a tree taken over as it is; it is walked when somebody first asks about a part of it. */
  adoptTree(root: object, node: PlanNode): void {
    this.#trees.push([root, node]);
  }

  /**
   * Notes an attribute under a name the table does not have; `isKnown` is false when its value was left out.
   */
  addExtra(object: object, name: string, step: string, isKnown: boolean): void {
    const entry = this.#entries.get(object)!;
    const extra = entry.extra ?? new Map();
    extra.set(name, { step, isKnown });
    this.#entries.set(object, { ...entry, extra });
    this.#hasExtra = true;
  }

  locate(object: object, key?: string | number, part: Part = "entry"): Origin {
    const entry = this.#entryOf(object);
    if (entry === undefined) return this.#side.origin(new PlanNode());
    const step = key === undefined ? undefined : stepOf(entry, key);
    return step === undefined
      ? this.#side.origin(entry.node)
      : this.#side.origin(entry.node.child(step), part);
  }

  text(object: object, key: string | number): LocatedText {
    const value = (object as Record<string | number, unknown>)[key];
    const entry = this.#entryOf(object);
    const step = entry === undefined ? undefined : stepOf(entry, key);
    const node = step === undefined ? undefined : entry!.node.child(step);
    let places: ReturnType<ResourceSide["textPlaces"]> | undefined;
    return {
      text: typeof value === "string" ? value : "",
      origin: (start, end) => ({
        place: () => {
          if (node === undefined) return this.locate(object).place();
          places ??= this.#side.textPlaces(node);
          return places({ start, end });
        },
      }),
    };
  }

  isUnknown(object: object, key: string | number): boolean {
    if (this.#side.name === "before" || !(this.#side.mayHaveUnknown || this.#hasExtra)) return false;
    const entry = this.#entryOf(object);
    if (entry === undefined) return false;
    const extra = entry.extra?.get(String(key));
    if (extra !== undefined) return !extra.isKnown;
    const step = stepOf(entry, key);
    if (step === undefined) return false;
    const conversion = entry.fields?.get(String(step))?.conversion;
    return this.#side.isUnknown(entry.node.child(step), conversion === "object" || conversion === "array");
  }

  isSensitive(object: object, key: string | number): boolean {
    const entry = this.#entryOf(object);
    if (entry === undefined) return false;
    const step = stepOf(entry, key);
    const path = step === undefined ? entry.node.path : entry.node.child(step).path;
    if (this.#side.isSensitive(path)) return true;
    // In `kubernetes_manifest` the object stands one step deeper.
    if (!this.#isSecret || path.length === 0) return false;
    if (path[0] !== "manifest") return !harmless.has(path[0]);
    return !harmless.has(path[1]) && !certificates.has(path.at(-1));
  }

  #entryOf(object: object): Entry | undefined {
    const entry = this.#entries.get(object);
    if (entry !== undefined || this.#trees.length === 0) return entry;
    for (const [value, node] of this.#trees) {
      this.#entries.set(value, { node, fields: undefined });
      for (const [key, inner] of Object.entries(value)) {
        // Nested values are appended while the list is walked: no recursion, however deep the tree is.
        if (typeof inner === "object" && inner !== null)
          this.#trees.push([inner, node.child(Array.isArray(value) ? Number(key) : key)]);
      }
    }
    this.#trees.length = 0;
    return this.#entries.get(object);
  }
}

/** The Terraform name of a key of an object; undefined for keys that the resource has no attribute for. */
function stepOf(entry: Entry, key: string | number): string | number | undefined {
  if (entry.fields === undefined) return key;
  const extra = entry.extra?.get(String(key));
  if (extra !== undefined) return extra.step;
  let known = names.get(entry.fields);
  if (known === undefined) {
    known = new Map(
      [...entry.fields].flatMap(([step, field]) => (field === null ? [] : [[field.name, step]])),
    );
    names.set(entry.fields, known);
  }
  return known.get(String(key));
}
