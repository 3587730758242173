import { type Entry, leaf, mappingNode, type Node, sequenceNode } from "./node.ts";

/** Why a text is no JSON (RFC 8259), and where. */
export class JsonSyntaxError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** A JSON value with the places of all its parts. */
export interface JsonTree {
  readonly root: Node;
  /** Behind the blanks that follow the value: the end of the text, unless more stands there. */
  readonly next: number;
}

/**
 * Reads one JSON value from `start` on. Throws `JsonSyntaxError` where JSON ends to be JSON, also when it is nested more
 * than `maxDepth` levels deep. Keys and texts are not decoded further than needed to tell keys apart.
 */
export function readJsonTree(text: string, start: number, maxDepth: number): JsonTree {
  const reader = new JsonReader(text, start, maxDepth);
  const root = reader.readValue(0);
  return { root, next: reader.skipBlanks() };
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const WORD = /true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class JsonReader {
  readonly #text: string;
  readonly #maxDepth: number;
  #at: number;

  constructor(text: string, start: number, maxDepth: number) {
    this.#text = text;
    this.#at = start;
    this.#maxDepth = maxDepth;
  }

  readValue(depth: number): Node {
    this.skipBlanks();
    switch (this.#text[this.#at]) {
      case "{":
        return this.#readObject(depth);
      case "[":
        return this.#readArray(depth);
      case '"':
        return this.#readString();
      default:
        return (
          this.#readToken(NUMBER) ?? this.#readToken(WORD) ?? this.#fail("a JSON value is expected here")
        );
    }
  }

  skipBlanks(): number {
    let at = this.#at;
    for (
      let code = this.#text.charCodeAt(at);
      code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
    ) {
      at += 1;
      code = this.#text.charCodeAt(at);
    }
    this.#at = at;
    return at;
  }

  #readObject(depth: number): Node {
    const start = this.#open(depth);
    const entries: Entry[] = [];
    if (!this.#take("}")) {
      do {
        this.skipBlanks();
        if (this.#text[this.#at] !== '"') this.#fail("a key in double quotes is expected here");
        const keyNode = this.#readString();
        this.skipBlanks();
        if (!this.#take(":")) this.#fail("a ':' is expected behind the key");
        entries.push({ key: keyOf(this.#text, keyNode), keyNode, value: this.readValue(depth + 1) });
        this.skipBlanks();
      } while (this.#take(","));
      if (!this.#take("}"))
        this.#failOpen(start, "a ',' or '}' is expected here", "the '{' that opens here is never closed");
    }
    return mappingNode(start, this.#at, entries);
  }

  #readArray(depth: number): Node {
    const start = this.#open(depth);
    const items: Node[] = [];
    if (!this.#take("]")) {
      do {
        items.push(this.readValue(depth + 1));
        this.skipBlanks();
      } while (this.#take(","));
      if (!this.#take("]"))
        this.#failOpen(start, "a ',' or ']' is expected here", "the '[' that opens here is never closed");
    }
    return sequenceNode(start, this.#at, items);
  }

  #open(depth: number): number {
    if (depth >= this.#maxDepth) this.#fail("the document is nested too deeply");
    const start = this.#at;
    this.#at += 1;
    this.skipBlanks();
    return start;
  }

  #readString(): Node {
    const text = this.#text;
    const start = this.#at;
    for (let at = start + 1; ; ) {
      const code = text.charCodeAt(at);
      if (code === 0x22) {
        this.#at = at + 1;
        return leaf("scalar", start, at + 1);
      }
      if (code === 0x5c) {
        ESCAPE.lastIndex = at;
        const length = ESCAPE.exec(text)?.[0].length;
        if (length === undefined) this.#fail("JSON has no such escape", at);
        at += length;
      } else if (code >= 0x20) at += 1;
      else if (at >= text.length)
        this.#fail("the text in double quotes that starts here is never closed", start);
      else this.#fail("a line end or control character is in the text; JSON takes it only as an escape", at);
    }
  }

  #readToken(pattern: RegExp): Node | undefined {
    pattern.lastIndex = this.#at;
    const length = pattern.exec(this.#text)?.[0].length;
    if (length === undefined) return undefined;
    const start = this.#at;
    this.#at += length;
    return leaf("scalar", start, this.#at);
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #failOpen(start: number, here: string, atEnd: string): never {
    return this.#at >= this.#text.length ? this.#fail(atEnd, start) : this.#fail(here);
  }

  #fail(message: string, offset = this.#at): never {
    throw new JsonSyntaxError(message, offset);
  }
}

function keyOf(text: string, { start, end }: Node): string {
  const inner = text.slice(start + 1, end - 1);
  return inner.includes("\\") ? (JSON.parse(text.slice(start, end)) as string) : inner;
}
