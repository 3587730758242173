import type { State } from "js-yaml";
import { append } from "../../text/append.ts";
import { replayDocument } from "./load.ts";
import { aliasNode, type Entry, leaf, mappingNode, type Node, sequenceNode } from "./node.ts";
import { MERGE_TAG } from "./schema.ts";
import { contentStart } from "./split.ts";

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;

/** What js-yaml's state has besides its published type. */
type ListenedState = State & { readonly tag: string | null; readonly anchor: string | null };

/** A node that the parser has finished, with what only the building of the tree needs. */
interface Reading {
  readonly node: Node;
  /** Where the parser was when it opened the node: before blanks, comments, tag and anchor. */
  readonly openedAt: number;
  /** The loaded value; collections are recognised by it. */
  readonly result: unknown;
  readonly merges: boolean;
}

/** A node that the parser has opened. */
interface Opened {
  readonly at: number;
  readonly children: Reading[];
}

/**
 * The tree of a document that `loadDocument` could read, with the places of all its nodes, out of a second pass of
 * js-yaml with its listener. The listener also tells of attempts that the parser takes back: a scalar or a flow
 * collection is first read as a possible key of a block mapping, inside the node that it then becomes.
 */
export function readYamlTree(text: string): Node {
  const anchors = new Map<string, Node>();
  const stack: Opened[] = [{ at: 0, children: [] }];

  replayDocument(text, (event, state) => {
    if (event === "open") {
      const siblings = stack.at(-1)!.children;
      while (siblings.length > 0 && siblings.at(-1)!.openedAt >= state.position) siblings.pop();
      stack.push({ at: state.position, children: [] });
      return;
    }
    const { tag, anchor, kind, result, position } = state as ListenedState;
    const opened = stack.pop()!;
    const node = finish(text, opened, kind, result, Math.min(position, text.length), anchors);
    if (anchor !== null) anchors.set(anchor, node);
    stack.at(-1)!.children.push({ node, openedAt: opened.at, result, merges: tag === MERGE_TAG });
  });

  return stack[0]!.children.at(-1)?.node ?? leaf("empty", text.length, text.length);
}

function finish(
  text: string,
  { at, children }: Opened,
  kind: string | null,
  result: unknown,
  readTo: number,
  anchors: ReadonlyMap<string, Node>,
): Node {
  const start = behindProperties(text, at, readTo);
  switch (kind) {
    case "mapping":
    case "sequence": {
      const only = children.length === 1 ? children[0]! : undefined;
      if (only !== undefined && only.result === result && only.node.kind === kind) return only.node;
      const isFlow = !children.some((it) => it.node.start <= start) && /[[{]/.test(text.charAt(start));
      return kind === "mapping"
        ? finishMapping(text, start, isFlow ? trimmed(text, start, readTo) : undefined, children)
        : finishSequence(
            text,
            start,
            isFlow ? trimmed(text, start, readTo) : undefined,
            readTo,
            children,
            result as unknown[],
          );
    }
    case "scalar":
      return leaf("scalar", start, trimmed(text, start, readTo), readTo);
    default:
      if (start < readTo && text[start] === "*") {
        const end = behindName(text, start + 1);
        return aliasNode(start, end, anchors.get(text.slice(start + 1, end)));
      }
      return emptyNode(text, at, start, readTo);
  }
}

/** An empty value stands where its node was opened, or behind its tag and anchor. */
function emptyNode(text: string, openedAt: number, start: number, readTo: number): Node {
  const at = contentStart(text, openedAt, readTo) < start ? trimmed(text, openedAt, start) : openedAt;
  return leaf("empty", at, at);
}

function finishMapping(
  text: string,
  start: number,
  flowEnd: number | undefined,
  children: readonly Reading[],
): Node {
  const entries: Entry[] = [];
  const merged: Node[] = [];
  let end = start;
  for (let index = 0; index < children.length; index += 1) {
    const key = children[index]!;
    const colon = colonBehind(text, key, children[index + 1]);
    // What the parser tried as one more key and gave up again at the end of the mapping; `?` makes an empty key real.
    if (colon === undefined && key.node.kind === "empty" && text[key.openedAt - 1] !== "?") continue;

    const value = valueBehind(key, colon, children[index + 1]);
    if (colon !== undefined) index += 1;
    end = value.end;
    if (key.merges) append(merged, value.kind === "sequence" ? value.items : [value]);
    else entries.push({ key: keyText(key.result), keyNode: key.node, value });
  }
  return mappingNode(start, flowEnd ?? end, entries, merged);
}

/** Offset of the `:` between a node and the next, which makes the one a key and the other its value. */
function colonBehind(text: string, key: Reading, next: Reading | undefined): number | undefined {
  if (next === undefined) return undefined;
  const colon = contentStart(text, key.node.end, next.openedAt);
  return colon < next.openedAt && text[colon] === ":" ? colon : undefined;
}

/** A value that nobody wrote stands right behind its `:`, or without one behind its key. */
function valueBehind(key: Reading, colon: number | undefined, next: Reading | undefined): Node {
  if (colon === undefined || next === undefined) return leaf("empty", key.node.end, key.node.end);
  return next.node.kind === "empty" ? leaf("empty", colon + 1, colon + 1) : next.node;
}

function finishSequence(
  text: string,
  start: number,
  flowEnd: number | undefined,
  readTo: number,
  children: readonly Reading[],
  values: readonly unknown[],
): Node {
  const items: Node[] = [];
  let end = start;
  let from = flowEnd === undefined ? start : start + 1;
  const push = (node: Node) => {
    items.push(node);
    end = Math.max(end, node.end);
    from = Math.max(from, node.end);
  };

  for (let index = 0; index < children.length; index += 1) {
    const child = children[index]!;
    if (flowEnd === undefined)
      for (const dash of dashes(text, from, child.openedAt).slice(0, -1))
        push(leaf("empty", dash + 1, dash + 1));
    const value = values[items.length];
    if (typeof value === "object" && value !== null && value !== child.result) {
      // `[a: b]` is a list with a mapping that has no node of its own.
      const size = colonBehind(text, child, children[index + 1]) === undefined ? 1 : 2;
      push(finishMapping(text, child.node.start, undefined, children.slice(index, index + size)));
      index += size - 1;
    } else push(child.node);
  }
  if (flowEnd === undefined) {
    // An item with nothing behind its dash is a null that js-yaml opens no node for.
    const missing = values.length - items.length;
    for (const dash of dashes(text, from, readTo).slice(0, missing)) push(leaf("empty", dash + 1, dash + 1));
  }
  return sequenceNode(start, flowEnd ?? end, items);
}

/** Offsets of the dashes in a range that holds nothing else but blanks and comments. */
function dashes(text: string, from: number, to: number): number[] {
  const found: number[] = [];
  for (
    let at = contentStart(text, from, to);
    at < to && text[at] === "-";
    at = contentStart(text, at + 1, to)
  )
    found.push(at);
  return found;
}

/** js-yaml's text of a key that is no string: `on` is "true", `014` is "12". */
function keyText(key: unknown): string {
  if (Array.isArray(key))
    return key
      .map((it) => (it === null ? "" : typeof it === "object" ? "[object Object]" : String(it)))
      .join(",");
  return typeof key === "object" && key !== null ? "[object Object]" : String(key);
}

/** Skips blanks, comments, tag and anchor, in any order, from where a node was opened. */
function behindProperties(text: string, from: number, to: number): number {
  let at = contentStart(text, from, to);
  while (at < to && (text[at] === "&" || text[at] === "!")) {
    at = contentStart(text, text[at] === "&" ? behindName(text, at + 1) : behindTag(text, at), to);
  }
  return at;
}

const NAME_END = /[\s,[\]{}]|$/gu;
const TAG_END = /\s|$/gu;

function behindName(text: string, at: number): number {
  NAME_END.lastIndex = at;
  return NAME_END.exec(text)?.index ?? text.length;
}

function behindTag(text: string, at: number): number {
  TAG_END.lastIndex = at;
  return TAG_END.exec(text)?.index ?? text.length;
}

function trimmed(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB;
}
