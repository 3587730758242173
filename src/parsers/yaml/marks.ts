import { type Entry, leaf, mappingNode, type Node, sequenceNode } from "./node.ts";
import { resolvePlain } from "./schema.ts";

/** What a mark stands for; each is put when the reader is behind it, so that a collection comes behind all of its parts. */
export const EMPTY = 0;
/** A scalar on one line; also the key of an entry, before its value. */
export const SCALAR = 1;
/** A literal block: its end is how far it was read. */
export const LITERAL = 2;
/** A collection with the number of its entries or items. */
export const MAPPING = 3;
export const SEQUENCE = 4;

/** Stands for the end of a collection in block style: that of its last part. */
export const IN_BLOCK = -1;

/** Numbers a mark takes: kind, start, end, count. */
const SIZE = 4;
/** Numbers that are set aside at once: enough for some hundred documents. */
const CHUNK = 2 ** 16;

const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** The marks of one document. */
export interface Marks {
  readonly list: Int32Array;
  readonly from: number;
  readonly to: number;
}

/**
 * Where the parts of documents stand, as bare numbers: every document is read with its places, and of few anybody asks. Documents share a list until it is
 * full; it is freed with the last of them.
 */
export class MarkWriter {
  #list = new Int32Array(0);
  #from = 0;
  #at = 0;

  put(kind: number, start: number, end: number, count: number): void {
    let at = this.#at;
    if (at + SIZE > this.#list.length) at = this.#renew();
    const list = this.#list;
    list[at] = kind;
    list[at + 1] = start;
    list[at + 2] = end;
    list[at + 3] = count;
    this.#at = at + SIZE;
  }

  /** Begins a document, and forgets what was put since the last one that was kept. */
  begin(): void {
    this.#at = this.#from;
  }

  /** The marks since `begin`, which stay as they are from now on. */
  keep(): Marks {
    const marks = { list: this.#list, from: this.#from, to: this.#at };
    this.#from = this.#at;
    return marks;
  }

  /** Goes on in a new list, with the marks of the present document; gives the place for the next. */
  #renew(): number {
    const own = this.#list.subarray(this.#from, this.#at);
    this.#list = new Int32Array(Math.max(CHUNK, own.length * 2));
    this.#list.set(own);
    this.#from = 0;
    return own.length;
  }
}

/** The tree of a document from its text and marks, with keys as the value has them. */
export function treeOfMarks(text: string, { list, from, to }: Marks): Node {
  const open: Node[] = [];
  for (let at = from; at < to; at += SIZE) {
    const start = list[at + 1]!;
    const end = list[at + 2]!;
    const count = list[at + 3]!;
    switch (list[at]) {
      case EMPTY:
        open.push(leaf("empty", start, end));
        break;
      case LITERAL:
        open.push(leaf("scalar", start, trimmedEnd(text, end), end));
        break;
      case MAPPING: {
        const last = open.at(-1);
        const first = open.length - 2 * count;
        const entries: Entry[] = [];
        for (let part = first; part < open.length; part += 2) {
          const keyNode = open[part]!;
          entries.push({ key: keyIn(text, keyNode), keyNode, value: open[part + 1]! });
        }
        open.length = first;
        open.push(mappingNode(start, end === IN_BLOCK ? last!.end : end, entries));
        break;
      }
      case SEQUENCE: {
        const last = open.at(-1);
        const first = open.length - count;
        const items = open.slice(first);
        open.length = first;
        open.push(sequenceNode(start, end === IN_BLOCK ? last!.end : end, items));
        break;
      }
      default:
        open.push(leaf("scalar", start, end));
    }
  }
  return open[0]!;
}

/** A key as it is in the value: without its quotes, or typed and made text again (`on:` is `true`). */
function keyIn(text: string, { start, end }: Node): string {
  const written = text.slice(start, end);
  if (written.startsWith('"') || written.startsWith("'")) return written.slice(1, -1);
  const typed = resolvePlain(written);
  return typed === undefined ? written : String(typed);
}

function trimmedEnd(text: string, readTo: number): number {
  let end = readTo;
  while (text.charCodeAt(end - 1) === SPACE || text.charCodeAt(end - 1) === LINE_FEED) end -= 1;
  return end;
}
