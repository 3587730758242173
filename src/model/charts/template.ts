import { type KubernetesObject, Manifest } from "../manifest.ts";
import { isMapping, type Mapping } from "../shape.ts";
import { type Link, LinkedSource } from "./linked-source.ts";
import { type ChartValues, type MergedValues, mergeValues } from "./values.ts";

type Target = Record<string, unknown> | unknown[];

type Found =
  | { readonly state: "known"; readonly value: unknown; readonly link: Link }
  | { readonly state: "unknown"; readonly link: Link | undefined }
  | { readonly state: "absent" };

/**
 * Reads values and builds objects, keeping what came from where. Paths are dotted (`controller.image.tag`);
 * no value a template reads has a dot in its name.
 */
export class Template {
  /** Places of the objects that are built. */
  readonly output: LinkedSource;
  readonly #values: MergedValues;
  readonly #layers: ChartValues["layers"];
  readonly #complete: boolean;

  /** `defaults`: the part of the chart's own values that the template reads. */
  constructor(values: ChartValues, defaults: Mapping) {
    this.#values = mergeValues(values, defaults);
    this.#layers = values.layers;
    this.#complete = values.complete;
    this.output = new LinkedSource({ ...values, partial: !values.complete }, this.#values.source);
  }

  /** The value at a path; undefined when it is absent, null or unknown. */
  read(path: string): unknown {
    const found = this.#find(path);
    return found.state === "known" ? (found.value ?? undefined) : undefined;
  }

  /** The value at a path if it is text that is not empty. */
  readText(path: string): string | undefined {
    const value = this.read(path);
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  /** Whether the value at a path counts as true in a template: not absent, null, false, 0 or empty. */
  isTrue(path: string): boolean {
    return isTruthy(this.read(path));
  }

  /** Whether a value, null included, is at a path. */
  has(path: string): boolean {
    return this.#find(path).state === "known";
  }

  isUnknown(path: string): boolean {
    return this.#find(path).state === "unknown";
  }

  /** Where the value at a path stands, for values built from it. */
  linkOf(path: string): Link | undefined {
    const found = this.#find(path);
    return found.state === "absent" ? undefined : found.link;
  }

  /** `target[key] = value`, linked to the value at `path` when there is one. */
  put(target: Target, key: string | number, value: unknown, path?: string): void {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
    this.output.link(target, key, path === undefined ? undefined : this.linkOf(path));
  }

  /** Appends to a list, linked to the value at `path`. */
  push(target: unknown[], value: unknown, path?: string): void {
    this.put(target, target.length, value, path);
  }

  /**
   * `{{- if value }} key: {{ value }}`: takes a value over when it counts as true; passes on that it is
   * unknown.
   */
  copy(target: Target, key: string, path: string): void {
    const found = this.#find(path);
    if (found.state === "unknown") this.output.markUnknown(target, key, found.link);
    else if (found.state === "known" && isTruthy(found.value)) this.put(target, key, found.value, path);
  }

  /** `key: {{ value }}`: takes a value over, 0 and false too. */
  copyAlways(target: Target, key: string, path: string): void {
    const found = this.#find(path);
    if (found.state === "unknown") this.output.markUnknown(target, key, found.link);
    else if (found.state === "known" && found.value !== null && found.value !== "")
      this.put(target, key, found.value, path);
  }

  /**
   * Takes over the entries of a mapping as texts, each with its own place; what is no scalar is left unknown.
   */
  copyTexts(target: Record<string, unknown>, path: string): void {
    const found = this.#find(path);
    if (found.state !== "known" || !isMapping(found.value)) return;
    for (const [key, value] of Object.entries(found.value)) {
      const link = { source: this.#values.source, object: found.value, key };
      const text = templateText(value);
      if (text === undefined) this.output.markUnknown(target, key, link);
      else {
        this.put(target, key, text);
        this.output.link(target, key, link);
      }
    }
    for (const key of this.#values.source.unknownKeys(found.value)) {
      Reflect.deleteProperty(target, key);
      this.output.markUnknown(target, key, { source: this.#values.source, object: found.value, key });
    }
  }

  /** Appends the items of a list, each with its own place. */
  copyItems(target: unknown[], path: string): void {
    const value = this.read(path);
    if (!Array.isArray(value)) return;
    for (const [at, item] of value.entries()) {
      this.output.link(target, target.length, { source: this.#values.source, object: value, key: at });
      target.push(item);
    }
  }

  /** An object of the output: what nobody wrote in it is reported at the release. */
  make<T extends object>(object: T, path?: string): T {
    return this.output.adopt(object, path === undefined ? undefined : this.linkOf(path));
  }

  manifest(object: KubernetesObject): Manifest {
    return new Manifest(object, this.output);
  }

  /**
   * Paths that the layers set (two steps deep under `controller`, else one) and that are not among the
   * modelled ones.
   */
  notModelled(modelled: readonly string[]): string[] {
    const paths = new Set<string>();
    for (const layer of this.#layers) {
      if (layer.kind !== "document")
        paths.add(layer.path.slice(0, layer.path[0] === "controller" ? 2 : 1).join("."));
      else {
        for (const [key, value] of Object.entries(layer.root)) {
          if (key === "controller" && isMapping(value))
            for (const inner of Object.keys(value)) paths.add(`controller.${inner}`);
          else paths.add(key);
        }
      }
    }
    return [...paths].filter((path) => !modelled.includes(path)).sort();
  }

  /** Whether all layers of the values are known. */
  get isComplete(): boolean {
    return this.#complete;
  }

  #find(path: string): Found {
    const { root, source } = this.#values;
    const steps = path.split(".");
    let holder: Mapping = root;
    for (const [at, step] of steps.entries()) {
      if (!Object.hasOwn(holder, step)) {
        return source.isUnknown(holder, step)
          ? { state: "unknown", link: { source, object: holder, key: step } }
          : { state: "absent" };
      }
      const value = holder[step];
      if (at === steps.length - 1)
        return { state: "known", value, link: { source, object: holder, key: step } };
      if (!isMapping(value)) return { state: "absent" };
      holder = value;
    }
    return { state: "absent" };
  }
}

function isTruthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0 || value === "") return false;
  if (Array.isArray(value)) return value.length > 0;
  return !isMapping(value) || Object.keys(value).length > 0;
}

/**
 * A value as a template prints it. Numbers of a values file are floats in Helm, and Go prints those from a
 * million on with an exponent: `1048576` becomes `1.048576e+06`. Undefined for what is no scalar, and for
 * texts that are templates themselves.
 */
export function templateText(value: unknown): string | undefined {
  if (typeof value === "string") return value.includes("{{") ? undefined : value;
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "number") return undefined;
  const [digits = "", exponent = ""] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

/** A Kubernetes name cut as Helm charts cut theirs: at 63 characters, without a dash at the end. */
export function truncated(name: string): string {
  return name.slice(0, 63).replace(/-$/, "");
}

/** `fullname` of nearly every chart: the release's name when it holds the chart's, else both. */
export function fullName(template: Template, chart: string, release: string): string {
  const override = template.readText("fullnameOverride");
  if (override !== undefined) return truncated(override);
  const name = template.readText("nameOverride") ?? chart;
  return truncated(release.includes(name) ? release : `${release}-${name}`);
}
