import type { LocatedText, Origin } from "../../text/origin.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { ManifestSource, Part } from "../manifest.ts";
import { isMapping } from "../shape.ts";

/**
 * What is filled in before Helm sees the values: `{{ }}` (helmfile, Argo CD's ApplicationSet, `tpl`), `${}` (Flux, envsubst, Terraform),
 * `$NAME`, `<path:…>` and `<NAME>` (argocd-vault-plugin), `ENC[…]` (SOPS), `ref+…://` (vals).
 */
const placeholder = /\{\{|\$\{|^\$[A-Z][A-Z0-9_]*$|<path:|^<[\w./: -]+>$|^ENC\[|^ref\+[a-z]+:\/\//;

const anywhere = /\{\{|\$\{|\$[A-Z]|<|ENC\[|ref\+/;

/** js-yaml's name for the key that `{{ x }}` without quotes is to YAML. */
const mappingAsKey = "[object Object]";

/** Whether something else than the text itself decides what the value is. */
export function holdsPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

/** The source of values, seen so that what a placeholder stands for is unknown. A text without any gives the source itself. */
export function withPlaceholders(source: ManifestSource, text = source.file.text): ManifestSource {
  return anywhere.test(text) ? new PlaceholderSource(source) : source;
}

class PlaceholderSource implements ManifestSource {
  readonly #inner: ManifestSource;

  constructor(inner: ManifestSource) {
    this.#inner = inner;
  }

  get file(): SourceFile {
    return this.#inner.file;
  }

  get editable(): boolean {
    return this.#inner.editable;
  }

  get address(): string | undefined {
    return this.#inner.address;
  }

  locate(object: object, key?: string | number, part?: Part): Origin {
    return this.#inner.locate(object, key, part);
  }

  text(object: object, key: string | number): LocatedText {
    return this.#inner.text(object, key);
  }

  isSensitive(object: object, key: string | number): boolean {
    return this.#inner.isSensitive(object, key);
  }

  isUnknown(object: object, key: string | number): boolean {
    return (
      this.#inner.isUnknown(object, key) ||
      isFilledIn((object as Record<string | number, unknown>)[key]) ||
      (typeof key === "string" && holdsPlaceholder(key))
    );
  }
}

/** A list with one such item is unknown as a whole, and so is a mapping with such a key: what they hold cannot be told. */
function isFilledIn(value: unknown): boolean {
  if (typeof value === "string") return holdsPlaceholder(value);
  if (Array.isArray(value)) return value.some((it) => typeof it === "string" && holdsPlaceholder(it));
  return isMapping(value) && Object.keys(value).some((it) => it === mappingAsKey || holdsPlaceholder(it));
}
