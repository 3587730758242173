/** What a node of a document is; `empty` is a value that nobody wrote (`key:`), `alias` a `*name`. */
export type NodeKind = "scalar" | "mapping" | "sequence" | "alias" | "empty";

/** One key of a mapping and its value. */
export interface Entry {
  readonly key: string;
  readonly keyNode: Node;
  readonly value: Node;
}

/** A part of a document with its place. Offsets count in the text that was parsed. */
export interface Node {
  readonly kind: NodeKind;
  /** First character: of the content, behind anchor and tag. */
  readonly start: number;
  /** Behind the last character; trailing blanks, line ends and comments do not belong. */
  readonly end: number;
  /** How far the parser read for it: trailing blank lines of a block scalar are part of its value. */
  readonly readTo: number;
  /** Of a mapping, in the order of the text, with duplicates; merge keys are in `merged` instead. */
  readonly entries: readonly Entry[];
  /** Of a mapping: what its `<<` keys name, in order. */
  readonly merged: readonly Node[];
  /** Of a sequence. */
  readonly items: readonly Node[];
  /** Of an alias: the anchored node. */
  readonly target: Node | undefined;
}

const none: readonly never[] = [];

/** A node without parts: a scalar, or an empty value. */
export function leaf(kind: NodeKind, start: number, end: number, readTo = end): Node {
  return { kind, start, end, readTo, entries: none, merged: none, items: none, target: undefined };
}

export function aliasNode(start: number, end: number, target: Node | undefined): Node {
  return { kind: "alias", start, end, readTo: end, entries: none, merged: none, items: none, target };
}

export function mappingNode(
  start: number,
  end: number,
  entries: readonly Entry[],
  merged: readonly Node[] = none,
): Node {
  return { kind: "mapping", start, end, readTo: end, entries, merged, items: none, target: undefined };
}

export function sequenceNode(start: number, end: number, items: readonly Node[]): Node {
  return { kind: "sequence", start, end, readTo: end, entries: none, merged: none, items, target: undefined };
}

/** The node that stands for a value: of an alias the one it names. */
export function resolveAlias(node: Node): Node {
  return node.target ?? node;
}

/** Up to so many entries are faster looked through than sorted into a table. */
const FEW = 16;

/** The entry of a mapping that readers get for a key; see `entriesOf`. */
export function entryOf(mapping: Node, key: string): Entry | undefined {
  const { entries, merged } = mapping;
  return merged.length === 0 && entries.length <= FEW
    ? entries.findLast((it) => it.key === key)
    : entriesOf(mapping).get(key);
}

const indexes = new WeakMap<Node, ReadonlyMap<string, Entry>>();

/**
 * The entries of a mapping that readers get: of a key written twice the last, and behind what is written what merge keys
 * bring in, the first that has it. Made once per mapping, so that merge keys over merge keys are not walked again.
 */
export function entriesOf(mapping: Node): ReadonlyMap<string, Entry> {
  let index = indexes.get(mapping);
  if (index === undefined) {
    const made = new Map<string, Entry>();
    for (const entry of mapping.entries) made.set(entry.key, entry);
    for (const merged of mapping.merged) {
      for (const entry of entriesOf(resolveAlias(merged)).values())
        if (!made.has(entry.key)) made.set(entry.key, entry);
    }
    index = made;
    indexes.set(mapping, index);
  }
  return index;
}
