import type { YamlDocument } from "../../parsers/yaml/document.ts";
import { append } from "../../text/append.ts";
import { type Origin, originOf } from "../../text/origin.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { Link } from "../charts/linked-source.ts";
import { holdsPlaceholder, withPlaceholders } from "../charts/placeholders.ts";
import { parseSetExpression, type SetType } from "../charts/set-expression.ts";
import type { ChartValues, ValuesLayer } from "../charts/values.ts";
import type { ManifestSource } from "../manifest.ts";
import type { RepeatedKey } from "../project.ts";
import { repeatedKeys } from "../repeated-keys.ts";
import { asMapping, isMapping, type Mapping } from "../shape.ts";
import { YamlSource } from "../yaml-source.ts";
import { type EmbeddedText, readEmbedded } from "./embedded-yaml.ts";

/** A value for `addSet` of which no part is to end at a comma, as the tools that pass values on to `--set` escape them. */
export function escapeCommas(value: string): string {
  return value.replace(/(?<!\\),/g, "\\,");
}

/** Something that keeps a part of an input from being read. */
export interface ReleaseProblem {
  readonly message: string;
  readonly origin: Origin;
}

/**
 * Collects the layers of one release's values, in the order in which Helm applies them. For a chart that another one brings along,
 * `nest` is the key its values stand under; the parent's `global` reaches it, too.
 */
export class ReleaseValues {
  readonly problems: ReleaseProblem[] = [];
  readonly duplicateKeys: RepeatedKey[] = [];
  readonly #nest: string | undefined;
  readonly #files = new Set<SourceFile>();
  #layers: ValuesLayer[] = [];
  #documents: Mapping[] = [];
  #isComplete = true;
  #isEditable = true;

  constructor(nest?: string) {
    this.#nest = nest;
  }

  /** A values document that is already in sight. */
  addDocument(root: Mapping, source: ManifestSource): void {
    this.#documents.push(root);
    if (!source.editable) this.#isEditable = false;
    const seen = withPlaceholders(source);
    if (this.#nest === undefined) {
      this.#push(root, seen);
      return;
    }
    if (isMapping(root.global)) this.#push({ global: root.global }, seen);
    if (seen.isUnknown(root, this.#nest)) this.lose();
    else if (isMapping(root[this.#nest])) this.#push(root[this.#nest] as Mapping, seen);
  }

  /**
   * A file's document. Releases of Helm differ on what a second one means. What is broken is a problem unless a template engine has still to go over it.
   */
  addFile(file: SourceFile, documents: readonly YamlDocument[]): void {
    const [first] = documents;
    this.#files.add(file);
    if (documents.length > 1) this.lose();
    if (first === undefined || documents.length > 1) return;
    if (first.error !== undefined) {
      this.#broken(file.text, first.error.message, originOf(file, first.error.offset, first.error.offset));
      return;
    }
    append(this.duplicateKeys, repeatedKeys(first));
    if (isMapping(first.value)) this.addDocument(first.value, new YamlSource(first));
  }

  /** Values given as a text inside another document. */
  addText(text: EmbeddedText): void {
    const [first] = readEmbedded(text);
    if (first === undefined) return;
    const { document, source } = first;
    if (document.error !== undefined) {
      const { offset, message } = document.error;
      this.#broken(document.file.text, message, source.originOf({ start: offset, end: offset }));
      return;
    }
    append(
      this.duplicateKeys,
      repeatedKeys(document, (it) => source.originOf(it)),
    );
    if (isMapping(document.value)) this.addDocument(document.value, source);
  }

  /** A `--set` expression; `link` is the value's place. An expression that Helm refuses gives nothing. */
  addSet(name: string, value: string, type: SetType, link: Link): void {
    this.#isEditable = false;
    if (holdsPlaceholder(name)) {
      this.lose();
      return;
    }
    const isUnknown = holdsPlaceholder(value);
    for (const it of parseSetExpression(name, isUnknown ? "" : value, type) ?? []) {
      const path = this.#inside(it.path);
      if (path === undefined) continue;
      this.#layers.push(
        isUnknown ? { kind: "unknown", path, link } : { kind: "set", path, value: it.value, link },
      );
    }
  }

  /** A `--set` path whose value is out of sight. */
  addSetUnknown(name: string, link: Link): void {
    const found = holdsPlaceholder(name) ? undefined : parseSetExpression(name, "", "literal");
    if (found === undefined) this.lose();
    for (const it of found ?? []) this.addUnknown(it.path, link);
  }

  /** A value of which only the path is known. */
  addUnknown(path: readonly (string | number)[], link: Link): void {
    const inside = this.#inside(path);
    if (inside !== undefined) this.#layers.push({ kind: "unknown", path: inside, link });
  }

  /** A layer that is out of sight may override everything below it. */
  lose(): void {
    this.#layers = [];
    this.#documents = [];
    this.#isComplete = false;
  }

  /** Whether a path of the documents (`ingress-nginx.enabled`) is false in the last one that has it. */
  isSwitchedOff(path: string): boolean {
    const steps = path.split(".");
    const last = steps.pop()!;
    return (
      this.#documents
        .map((root) => steps.reduce<Mapping>((it, step) => asMapping(it[step]), root)[last])
        .filter((it) => it !== undefined)
        .at(-1) === false
    );
  }

  /** Whether a file is one of the layers, or was before something out of sight was laid over it. */
  reads(file: SourceFile): boolean {
    return this.#files.has(file);
  }

  /** The values; `anchor` is the place of what nobody wrote. */
  build(file: SourceFile, anchor: Origin): ChartValues {
    return {
      layers: this.#layers,
      complete: this.#isComplete,
      file,
      anchor,
      editable: this.#isEditable && this.#documents.length === 1,
    };
  }

  #push(root: Mapping, source: ManifestSource): void {
    this.#layers.push({ kind: "document", root, source });
  }

  #inside(path: readonly (string | number)[]): readonly (string | number)[] | undefined {
    if (this.#nest === undefined || path[0] === "global") return path;
    return path[0] === this.#nest && path.length > 1 ? path.slice(1) : undefined;
  }

  #broken(text: string, message: string, origin: Origin): void {
    this.lose();
    if (!holdsPlaceholder(text)) this.problems.push({ message: `could not be parsed: ${message}`, origin });
  }
}
