import type { Manifest } from "../model/manifest.ts";

/** Stands in for a value that nobody knows yet (Terraform: known after apply): no verdict can hang on it. */
export const UNKNOWN = "\u0000unknown";
/** Stands in for what must never be shown: values of Secrets, and what a plan marks as sensitive. */
export const HIDDEN = "(hidden)";

/** Nothing that people write is nested so deep. */
export const DEEPEST = 100;

/** Copies by the names that were asked for. */
const done = new WeakMap<Manifest, Map<string, unknown>>();

/**
 * An object as plain data, without what must not be seen: the keys of a Secret are there, its values are not. What an object has in several places (YAML aliases) is one
 * and the same object in the copy, too, so that a bomb of them stays small. `asked` are names that somebody will look for: what a plan does not know yet is not written in it, and has to be
 * marked where it would stand.
 */
export function plainObject(manifest: Manifest, asked: readonly string[] = []): unknown {
  const names = manifest.source.address === undefined ? [] : asked;
  const key = names.join(" ");
  let copies = done.get(manifest);
  if (copies === undefined) {
    copies = new Map();
    done.set(manifest, copies);
  }
  if (!copies.has(key)) {
    const copy = new Copier(manifest, names).copy(manifest.object);
    if (manifest.kind === "Secret" && typeof copy === "object" && copy !== null)
      hideSecret(copy as Record<string, unknown>);
    copies.set(key, copy);
  }
  return copies.get(key);
}

function hideSecret(secret: Record<string, unknown>): void {
  for (const key of ["data", "stringData"]) {
    const values = secret[key];
    if (typeof values !== "object" || values === null) continue;
    secret[key] = Object.fromEntries(Object.keys(values).map((it) => [it, HIDDEN]));
  }
}

/** A part of a manifest's object as plain data. */
export function plainPart(part: object, manifest: Manifest, asked: readonly string[] = []): unknown {
  return new Copier(manifest, manifest.source.address === undefined ? [] : asked).copy(part);
}

class Copier {
  readonly #manifest: Manifest;
  readonly #asked: readonly string[];
  readonly #seen = new Map<object, unknown>();

  constructor(manifest: Manifest, asked: readonly string[]) {
    this.#manifest = manifest;
    this.#asked = asked;
  }

  copy(value: unknown, depth = 0): unknown {
    if (typeof value !== "object" || value === null) return value;
    const known = this.#seen.get(value);
    if (known !== undefined) return known;
    if (depth > DEEPEST) return UNKNOWN;
    const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
    this.#seen.set(value, copy);
    const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [key, inner] of entries) {
      const kept = this.#manifest.isUnknown(value, key)
        ? UNKNOWN
        : this.#manifest.isSensitive(value, key)
          ? HIDDEN
          : this.copy(inner, depth + 1);
      if (Array.isArray(copy)) copy.push(kept);
      else set(copy, String(key), kept);
    }
    if (!Array.isArray(copy))
      for (const name of this.#asked)
        if (!Object.hasOwn(value, name) && this.#manifest.isUnknown(value, name)) set(copy, name, UNKNOWN);
    return copy;
  }
}

/** Also a key such as `__proto__`. */
function set(object: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
