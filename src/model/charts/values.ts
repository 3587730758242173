import type { Origin } from "../../text/origin.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { ManifestSource } from "../manifest.ts";
import { isMapping, type Mapping } from "../shape.ts";
import { type Link, LinkedSource } from "./linked-source.ts";

/** One layer of chart values: a values document, or one value set at a path (`--set`), known or not. */
export type ValuesLayer =
  | { readonly kind: "document"; readonly root: Mapping; readonly source: ManifestSource }
  | {
      readonly kind: "set";
      readonly path: readonly (string | number)[];
      readonly value: unknown;
      readonly link: Link;
    }
  | { readonly kind: "unknown"; readonly path: readonly (string | number)[]; readonly link: Link };

/** The values a release gives its chart; later layers win. A `null` takes the chart's default away. */
export interface ChartValues {
  readonly layers: readonly ValuesLayer[];
  /** False when a layer below these is unknown: then every key that they leave out may have any value. */
  readonly complete: boolean;
  readonly file: SourceFile;
  /** The release itself, for what nobody wrote. */
  readonly anchor: Origin;
  readonly address?: string | undefined;
  readonly editable: boolean;
}

/** All layers in one tree, with one source that answers for all of it. */
export interface MergedValues {
  readonly root: Mapping;
  readonly source: LinkedSource;
}

/**
 * Merges a chart's defaults and the layers over them as Helm does: mappings merge, everything else replaces.
 * Without all layers the defaults are left out, because nobody knows which of them are in force.
 */
export function mergeValues(values: ChartValues, defaults: Mapping): MergedValues {
  const builder = new Builder(values);
  if (values.complete) builder.add(defaults, new LinkedSource(values));
  for (const layer of values.layers) {
    if (layer.kind === "document") builder.add(layer.root, layer.source);
    else if (layer.kind === "set") builder.set(layer.path, layer.value, layer.link);
    else builder.setUnknown(layer.path, layer.link);
  }
  return builder;
}

type Tree = Record<string | number, unknown>;

class Builder implements MergedValues {
  readonly root: Record<string, unknown> = {};
  readonly source: LinkedSource;

  constructor(values: ChartValues) {
    this.source = new LinkedSource({ ...values, partial: !values.complete });
    this.source.adopt(this.root);
  }

  add(layer: Mapping, source: ManifestSource): void {
    this.#merge(this.root, layer, source);
  }

  set(path: readonly (string | number)[], value: unknown, link: Link): void {
    const holder = this.#holderOf(path, link);
    this.#put(holder, path.at(-1)!, this.#copyPlain(value, link), link);
  }

  setUnknown(path: readonly (string | number)[], link: Link): void {
    const holder = this.#holderOf(path, link);
    Reflect.deleteProperty(holder, path.at(-1)!);
    this.source.markUnknown(holder, path.at(-1)!, link);
  }

  /** The mapping or list that holds the last step of a path; what is missing on the way is made. */
  #holderOf(path: readonly (string | number)[], link: Link): Tree {
    let holder: Tree = this.root;
    for (const [at, step] of path.slice(0, -1).entries()) {
      const isList = typeof path[at + 1] === "number";
      const next = own(holder, step);
      if (isList ? !Array.isArray(next) : !isMapping(next)) {
        this.#put(holder, step, this.source.adopt(isList ? [] : {}, link), link);
      }
      holder = own(holder, step) as Tree;
    }
    return holder;
  }

  #merge(target: Tree, layer: Mapping, source: ManifestSource): void {
    for (const key of Object.keys(layer)) {
      const [old, value] = [own(target, key), layer[key]];
      const link = { source, object: layer, key };
      if (source.isUnknown(layer, key)) {
        Reflect.deleteProperty(target, key);
        this.source.markUnknown(target, key, link);
        continue;
      }
      if (isMapping(old) && isMapping(value)) {
        this.#merge(old as Tree, value, source);
        continue;
      }
      this.#put(target, key, this.#copy(value, link), link);
    }
  }

  #put(target: Tree, key: string | number, value: unknown, link: Link): void {
    // Defined, not assigned: a key such as __proto__ in a values file means nothing special.
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
    this.source.link(target, key, link);
  }

  /** A copy of a value of a document, every part linked to where it stands. */
  #copy(value: unknown, link: Link): unknown {
    if (isMapping(value)) {
      const copy = this.source.adopt({}, link);
      this.#merge(copy, value, link.source);
      return copy;
    }
    if (!Array.isArray(value)) return value;
    const list: unknown[] = this.source.adopt([], link);
    for (const [at, item] of value.entries()) {
      const here = { source: link.source, object: value, key: at };
      this.#put(list as unknown as Tree, at, this.#copy(item, here), here);
    }
    return list;
  }

  /** A copy of a list that an expression spells out: one place for all of it. */
  #copyPlain(value: unknown, link: Link): unknown {
    if (!Array.isArray(value)) return value;
    const list: unknown[] = this.source.adopt([...value], link);
    for (const at of list.keys()) this.source.link(list, at, link);
    return list;
  }
}

function own(tree: Tree, key: string | number): unknown {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}
