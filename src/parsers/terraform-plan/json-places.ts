import type { Span } from "../../text/source-file.ts";

/** One step from a JSON value to a value in it: the key of an object, the index of an array. */
export type JsonStep = string | number;

/** Which part of an object's entry is meant; elements of arrays only have a value. */
export type JsonPart = "key" | "value" | "entry";

interface Child {
  /** The key with its quotes; for array elements the same as `value`. */
  readonly key: Span;
  readonly value: Span;
}

const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;

/**
 * Places in a JSON text that is known to be valid, found when asked for: a container is looked through once,
 * its values are skipped, not parsed, and what was learnt is kept. A plan of 20 MB costs one pass for the
 * first place and almost nothing for the next.
 */
export class JsonPlaces {
  readonly #text: string;
  readonly #root: Span;
  readonly #known = new Map<number, ReadonlyMap<JsonStep, Child>>();

  /** `root` is the place of the JSON value in the text. */
  constructor(text: string, root: Span) {
    this.#text = text;
    this.#root = root;
  }

  /**
   * Place of the value at `path`, or of a part of its entry. When the path leads nowhere, the nearest value
   * above it that exists; `found` tells how many steps could be taken.
   */
  find(path: readonly JsonStep[], part: JsonPart = "value"): { readonly span: Span; readonly found: number } {
    let span = this.#root;
    let entry: Child | undefined;
    let found = 0;
    for (const step of path) {
      const child = this.#children(span.start).get(step);
      if (child === undefined) break;
      entry = child;
      span = child.value;
      found += 1;
    }
    if (entry === undefined || part === "value") return { span, found };
    return { span: part === "key" ? entry.key : { start: entry.key.start, end: entry.value.end }, found };
  }

  #children(start: number): ReadonlyMap<JsonStep, Child> {
    const known = this.#known.get(start);
    if (known !== undefined) return known;
    const { children } = this.#read(start, start === this.#root.start);
    return children;
  }

  /** Reads a container and keeps what it learns; with `lists`, the lists right below it are read on the way, because what is asked for stands in one of them. */
  #read(start: number, lists: boolean): Container {
    const skip = (at: number): number =>
      lists && this.#text.charCodeAt(at) === OPEN_BRACKET
        ? this.#read(at, false).end
        : skipValue(this.#text, at);
    const container = readContainer(this.#text, start, skip);
    this.#known.set(start, container.children);
    return container;
  }
}

interface Container {
  readonly children: ReadonlyMap<JsonStep, Child>;
  /** Offset behind it. */
  readonly end: number;
}

/** The entries of the container that starts at `start`, none where no container does; `skip` gives the offset behind a value. */
function readContainer(text: string, start: number, skip: (at: number) => number): Container {
  const children = new Map<JsonStep, Child>();
  const open = text.charCodeAt(start);
  if (open !== OPEN_BRACE && open !== OPEN_BRACKET) return { children, end: start };
  let at = skipBlanks(text, start + 1);
  for (let index = 0; at < text.length; index += 1) {
    const first = text.charCodeAt(at);
    if (first === CLOSE_BRACE || first === CLOSE_BRACKET) break;
    let key: Span | undefined;
    let step: JsonStep = index;
    if (open === OPEN_BRACE) {
      key = { start: at, end: skipString(text, at) };
      step = JSON.parse(text.slice(key.start, key.end)) as string;
      at = skipBlanks(text, skipBlanks(text, key.end) + 1);
    }
    const value = { start: at, end: skip(at) };
    // A key written twice: the later one is what readers get, so the map keeps that one.
    children.set(step, { key: key ?? value, value });
    at = skipBlanks(text, value.end);
    if (text.charCodeAt(at) === COMMA) at = skipBlanks(text, at + 1);
  }
  return { children, end: Math.min(at + 1, text.length) };
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  for (
    let code = text.charCodeAt(at);
    code === 0x20 || (code >= 0x09 && code <= 0x0d);
    code = text.charCodeAt(at)
  )
    at += 1;
  return at;
}

/** Offset behind the string that starts at `start`; the end of the text when it has no end. */
export function skipString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}

/**
 * Offset behind the JSON value that starts at `start`, found by its brackets and quotes alone; cut at the end
 * of the text.
 */
export function skipValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return skipString(text, start);
  let at = start;
  if (first !== OPEN_BRACE && first !== OPEN_BRACKET) {
    while (at < text.length && !/[\s,\]}]/.test(text[at]!)) at += 1;
    return at;
  }
  for (let depth = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = skipString(text, at) - 1;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}
