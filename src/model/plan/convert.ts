import type { Field, Fields, ResourceType } from "../../knowledge/terraform-kubernetes.ts";
import { type KubernetesObject, Manifest } from "../manifest.ts";
import { isMapping, type Mapping } from "../shape.ts";
import { PlanNode } from "./plan-node.ts";
import { markAt, type ResourceSide } from "./resource-side.ts";
import { ResourceSource } from "./resource-source.ts";

/**
 * A Kubernetes object made of a resource of the kubernetes provider, and how many of its values are not known
 * yet.
 */
export interface Converted {
  readonly manifest: Manifest;
  readonly unknownValues: number;
}

/**
 * Turns the blocks of a resource into the object it stands for: block arrays become objects or lists, names
 * and number-like strings those of Kubernetes, and the many spellings of "not set" (`null`, `""`, `[]`, `{}`,
 * here and there `0`) nothing at all.
 */
export function convertResource(side: ResourceSide, type: ResourceType): Converted {
  const source = new ResourceSource(side, type.kind);
  const root = new PlanNode();
  const object = new Conversion(side, source).block(side.values, type.fields, root);
  const made: Record<string, unknown> = { apiVersion: type.apiVersion, kind: type.kind, ...object };
  source.adopt(made, root, type.fields);
  addNamespace(made, type.fields, source);
  addSelector(made, source);
  return {
    manifest: new Manifest(made as KubernetesObject, source),
    unknownValues: countUnknown(side, type.fields, side.unknownMarks, root),
  };
}

class Conversion {
  readonly #side: ResourceSide;
  readonly #source: ResourceSource;

  constructor(side: ResourceSide, source: ResourceSource) {
    this.#side = side;
    this.#source = source;
  }

  block(values: Mapping, fields: Fields, node: PlanNode): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.#source.adopt(object, node, fields);
    for (const step of Object.keys(values)) {
      const field = fields.get(step);
      const value = values[step];
      // Most attributes of most blocks are not set.
      if (field === null || value === null) continue;
      if (field === undefined) {
        if (!node.isRoot) this.#unlisted(object, step, value);
        continue;
      }
      const converted = this.#field(field, value, node, step);
      if (converted !== undefined) object[field.name] = converted;
    }
    return object;
  }

  #field(field: NonNullable<Field>, value: unknown, parent: PlanNode, step: string): unknown {
    if (value === null || value === undefined || value === "") return undefined;
    switch (field.conversion) {
      case "object":
        return this.#single(value, field.fields!, parent.child(step, "block"));
      case "array":
        return this.#blocks(value, field.fields!, parent.child(step, "block"));
      case "map":
        return this.#map(value, parent.child(step, "map"));
      case "list":
        return this.#list(value, parent.child(step, "block"));
      case "nonzero":
        return value === 0 || value === "0" ? undefined : value;
      case "int":
        return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
      case "intOrString":
        return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
      case "octal":
        return typeof value === "string" && /^[0-7]+$/.test(value) ? Number.parseInt(value, 8) : value;
      default:
        return value;
    }
  }

  #single(value: unknown, fields: Fields, node: PlanNode): object | undefined {
    if (isMapping(value)) return this.block(value, fields, node);
    if (!Array.isArray(value) || value.length === 0) return undefined;
    // A block without content can be null: it is there all the same.
    return this.block(isMapping(value[0]) ? value[0] : {}, fields, node.child(0));
  }

  #blocks(value: unknown, fields: Fields, node: PlanNode): object[] | undefined {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (items.length === 0) return undefined;
    const list = items.map((it, at) =>
      this.block(isMapping(it) ? it : {}, fields, Array.isArray(value) ? node.child(at) : node),
    );
    this.#source.adopt(list, node);
    return list;
  }

  #map(value: unknown, node: PlanNode): object | undefined {
    // Version 1 of the provider had `limits` and `requests` as blocks.
    if (Array.isArray(value)) return isMapping(value[0]) ? this.#map(value[0], node.child(0)) : undefined;
    if (!isMapping(value)) return undefined;
    const map: Record<string, unknown> = {};
    for (const [key, it] of Object.entries(value)) {
      if (it === null) continue;
      const text = typeof it === "object" ? it : String(it);
      // Assigned, this key would be the object's prototype.
      if (key === "__proto__")
        Object.defineProperty(map, key, {
          value: text,
          enumerable: true,
          configurable: true,
          writable: true,
        });
      else map[key] = text;
    }
    if (Object.keys(map).length === 0) {
      const mark = markAt(this.#side.unknownMarks, node.path);
      const hasUnknown = isMapping(mark) && Object.keys(mark).length > 0;
      if (!hasUnknown) return undefined;
    }
    this.#source.adopt(map, node);
    return map;
  }

  #list(value: unknown, node: PlanNode): unknown[] | undefined {
    if (!Array.isArray(value)) return [value];
    if (value.length === 0) return undefined;
    this.#source.adopt(value, node);
    return value;
  }

  /**
   * An attribute of a newer provider than the table's: scalars are taken over, blocks are there but not
   * known.
   */
  #unlisted(object: Record<string, unknown>, step: string, value: unknown): void {
    if (value === null || value === "" || value === 0) return;
    if (typeof value === "object" && Object.keys(value as object).length === 0) return;
    const name = step.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    if (name === "__proto__" || Object.hasOwn(object, name)) return;
    const isKnown =
      typeof value !== "object" || (Array.isArray(value) && value.every((it) => typeof it !== "object"));
    this.#source.addExtra(object, name, step, isKnown);
    if (isKnown) object[name] = value;
  }
}

/** The provider puts objects without a namespace into `default`. */
function addNamespace(object: Record<string, unknown>, fields: Fields, source: ResourceSource): void {
  const metadata = object.metadata;
  if (!isMapping(metadata) || metadata.namespace !== undefined || source.isUnknown(metadata, "namespace"))
    return;
  if (fields.get("metadata")?.fields?.has("namespace"))
    (metadata as Record<string, unknown>).namespace = "default";
}

const templated: ReadonlySet<unknown> = new Set(["Deployment", "DaemonSet", "StatefulSet"]);

/** The provider selects by the labels of the template when no selector is given. */
function addSelector(object: Record<string, unknown>, source: ResourceSource): void {
  const spec = object.spec;
  if (
    !templated.has(object.kind) ||
    !isMapping(spec) ||
    spec.selector !== undefined ||
    source.isUnknown(spec, "selector")
  )
    return;
  const metadata = isMapping(spec.template) ? spec.template.metadata : undefined;
  const labels = isMapping(metadata) ? metadata.labels : undefined;
  if (isMapping(labels)) (spec as Record<string, unknown>).selector = { matchLabels: labels };
}

/** Values known after apply only, among those that the object has. */
function countUnknown(side: ResourceSide, fields: Fields, marks: unknown, node: PlanNode): number {
  if (!isMapping(marks)) return 0;
  let count = 0;
  for (const [step, mark] of Object.entries(marks)) {
    const field = fields.get(step);
    if (field === null || field === undefined) continue;
    const child = node.child(step);
    const isBlock = field.conversion === "object" || field.conversion === "array";
    if (mark === true) count += side.isUnknown(child, isBlock) ? 1 : 0;
    else if (!isBlock) count += countTrue(mark);
    else {
      for (const [at, item] of (Array.isArray(mark) ? mark : []).entries()) {
        count += item === true ? 1 : countUnknown(side, field.fields!, item, child.child(at));
      }
    }
  }
  return count;
}

/** Marks below a value whose parts are all its author's. */
export function countTrue(marks: unknown): number {
  let count = 0;
  const open: unknown[] = [marks];
  for (const mark of open) {
    if (mark === true) count += 1;
    else if (typeof mark === "object" && mark !== null) for (const it of Object.values(mark)) open.push(it);
  }
  return count;
}
