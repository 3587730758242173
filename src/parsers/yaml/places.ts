import type { Span } from "../../text/source-file.ts";
import type { DuplicateKey } from "./document.ts";
import { entriesOf, entryOf, type Node, resolveAlias } from "./node.ts";

interface Placed {
  readonly node: Node;
  readonly parent: object | undefined;
  readonly key: string | number | undefined;
}

const PLAIN_KEY = /^[A-Za-z_$][\w$]*$/;

/**
 * The places of all parts of one document, keyed by the objects of its plain value: value and tree are walked side by
 * side. An object that aliases share stands where its anchor is. Offsets are those of the tree plus `base`.
 */
export class PlaceTable {
  readonly #base: number;
  readonly #placed = new Map<object, Placed>();
  /** Aliases whose anchor is in no part of the value (a duplicate key took its place): they stand for it. */
  readonly #aliases: (() => void)[] = [];

  constructor(value: unknown, tree: Node, base: number) {
    this.#base = base;
    this.#add(value, tree, undefined, undefined);
    for (const add of this.#aliases) add();
  }

  locate(
    object: object,
    key: string | number | undefined,
    part: "key" | "value" | "entry",
  ): Span | undefined {
    const placed = this.#placed.get(object);
    if (placed === undefined) return undefined;
    if (key === undefined) return this.#span(placed.node.start, placed.node.end);
    if (placed.node.kind === "sequence") {
      const item = placed.node.items[Number(key)];
      return item && this.#span(item.start, item.end);
    }
    const entry = entryOf(placed.node, String(key));
    if (entry === undefined) return undefined;
    const { keyNode, value } = entry;
    if (part === "key") return this.#span(keyNode.start, keyNode.end);
    return this.#span(part === "value" ? value.start : keyNode.start, Math.max(keyNode.end, value.end));
  }

  /** The node of `object[key]`, of an alias the one it names. */
  nodeOf(object: object, key: string | number): Node | undefined {
    const node = this.#placed.get(object)?.node;
    const child =
      node?.kind === "sequence" ? node.items[Number(key)] : node && entryOf(node, String(key))?.value;
    return child && resolveAlias(child);
  }

  pathOf(object: object, key: string | number | undefined): string | undefined {
    const path = this.#way(object, key)
      ?.map(([node, step]) => stepOf(node, step))
      .join("");
    return path?.startsWith(".") ? path.slice(1) : path;
  }

  stepsOf(object: object, key: string | number | undefined): readonly (string | number)[] | undefined {
    return this.#way(object, key)?.map(([node, step]) => (node.kind === "sequence" ? Number(step) : step));
  }

  /** The steps from the root, each with the node that it leads out of. */
  #way(
    object: object,
    key: string | number | undefined,
  ): readonly (readonly [Node, string | number])[] | undefined {
    const steps: [Node, string | number][] = [];
    let holder: object | undefined = object;
    let step = key;
    while (holder !== undefined) {
      const placed: Placed | undefined = this.#placed.get(holder);
      if (placed === undefined) return undefined;
      if (step !== undefined) steps.push([placed.node, step]);
      holder = placed.parent;
      step = placed.key;
    }
    return steps.reverse();
  }

  #span(start: number, end: number): Span {
    return { start: this.#base + start, end: this.#base + end };
  }

  #add(value: unknown, node: Node, parent: object | undefined, key: string | number | undefined): void {
    if (typeof value !== "object" || value === null || this.#placed.has(value)) return;
    if (node.kind === "alias") {
      const { target } = node;
      if (target !== undefined) this.#aliases.push(() => this.#add(value, target, parent, key));
      return;
    }
    this.#placed.set(value, { node, parent, key });
    if (Array.isArray(value)) {
      for (let index = 0; index < node.items.length; index += 1)
        this.#add(value[index], node.items[index]!, value, index);
      return;
    }
    const holder = value as Record<string, unknown>;
    // Without merges and repeated keys the entries are those of the value, and need no index.
    const isPlain = node.merged.length === 0 && node.entries.length === Object.keys(holder).length;
    for (const entry of isPlain ? node.entries : entriesOf(node).values()) {
      this.#add(holder[entry.key], entry.value, value, entry.key);
    }
  }
}

function stepOf(node: Node, key: string | number): string {
  if (node.kind === "sequence") return `[${key}]`;
  const name = String(key);
  return PLAIN_KEY.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** Keys that a mapping of the tree has more than once: each lost one with the last, which readers get, in text order. */
export function findDuplicateKeys(tree: Node, base: number): DuplicateKey[] {
  const found: DuplicateKey[] = [];
  const spanOf = (node: Node) => ({ start: base + node.start, end: base + node.end });
  const visit = (node: Node): void => {
    const last = new Map<string, Node>();
    for (const { key, keyNode } of node.entries) last.set(key, keyNode);
    for (const { key, keyNode, value } of node.entries) {
      const winner = last.get(key)!;
      if (winner !== keyNode) found.push({ key, first: spanOf(keyNode), second: spanOf(winner) });
      visit(value);
    }
    for (const item of node.items) visit(item);
    for (const merged of node.merged) visit(merged);
  };
  visit(tree);
  return found;
}
