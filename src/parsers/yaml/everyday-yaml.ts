import {
  EMPTY,
  IN_BLOCK,
  LITERAL,
  MAPPING,
  type Marks,
  MarkWriter,
  SCALAR,
  SEQUENCE,
  treeOfMarks,
} from "./marks.ts";
import type { Node } from "./node.ts";
import { NotFiniteError, resolvePlain } from "./schema.ts";

const LINE_FEED = 0x0a;
const SPACE = 0x20;
const HASH = 0x23;
const COLON = 0x3a;
const DASH = 0x2d;
const BACKSLASH = 0x5c;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const PIPE = 0x7c;
const PLUS = 0x2b;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Nesting beyond this is left to js-yaml, which has a limit of its own. */
const DEEPEST = 100;
/** Longest key that YAML reads without a `?`. */
const LONGEST_KEY = 1024;

/** Anything but printable ASCII and line feeds: tabs, carriage returns and letters of other scripts need a closer look. */
const UNUSUAL = /[^\n -~]/;
/** Of those, what is fine inside text: letters and signs, but no control characters, surrogates or special breaks. */
const NOT_LETTERS = /[^\n -~\xa1-\u1fff\u2010-\u2027\u2030-\ud7ff\u{10000}-\u{10ffff}]/u;

/** What may begin a plain scalar without any further look: letters, digits and `_ . / $ ( + ~ = ^ \ ;`. */
const STARTS_PLAIN = asciiTable((it) => /[A-Za-z0-9_./$(+~=^\\;]/.test(it));
/** What a plain scalar in a flow collection is read of; everything else is left to js-yaml. */
const FLOW_PLAIN = asciiTable((it) => /[A-Za-z0-9_./$()+~=^\\; @%*-]/.test(it));

function asciiTable(includes: (character: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (includes(String.fromCharCode(code)) ? 1 : 0));
}

/** Thrown where the text is not of the everyday kind; what it is then, js-yaml says. */
const unusual = new Error("not everyday YAML");

/** The value of a document, and where its parts stand (`treeOfMarks`). */
export interface EverydayValue {
  readonly value: unknown;
  readonly marks: Marks;
}

/**
 * Reads a document of the YAML that nearly all manifests are written in: mappings and lists in block style, scalars on one line, literal blocks,
 * flow collections on one line. Such a document is read some three times as fast as by js-yaml, to the same value. Undefined for everything else, also for
 * all that is wrong: anchors, aliases, tags, folded and multi-line scalars, escapes, tabs, duplicate keys. js-yaml
 * stays the judge of those.
 */
export function readEverydayYaml(text: string): EverydayValue | undefined {
  if (UNUSUAL.test(text) && NOT_LETTERS.test(text)) return undefined;
  marks.begin();
  try {
    const value = new EverydayReader(text).document();
    return { value, marks: marks.keep() };
  } catch (error) {
    if (error === unusual || error instanceof NotFiniteError) return undefined;
    throw error;
  }
}

/** The tree of a document that `readEverydayYaml` reads, with the places of all its nodes, as `readYamlTree` gives it; undefined for others. */
export function readEverydayTree(text: string): Node | undefined {
  const found = readEverydayYaml(text);
  return found && treeOfMarks(text, found.marks);
}

const marks = new MarkWriter();

/** Stands at the first character of a line's content between two calls; `#column` is where in its line that is. */
class EverydayReader {
  readonly #text: string;
  readonly #end: number;
  #at = 0;
  /** Column of the content at `#at`; -1 at the end of the text. */
  #column = 0;
  #depth = 0;
  /** The key that was read last, as written. */
  #keyStart = 0;
  #keyEnd = 0;

  constructor(text: string) {
    this.#text = text;
    this.#end = text.length;
  }

  document(): unknown {
    const text = this.#text;
    if (!text.startsWith("---"))
      this.#at = -1; // the line break before the first line
    else if (this.#isLineEnd(this.#behindSpaces(3), 3)) this.#at = this.#lineEnd(3);
    else throw unusual;
    this.#nextLine();
    if (this.#column === -1) throw unusual;
    const value = this.#block(-1);
    if (this.#column !== -1) throw unusual;
    return value;
  }

  /** The collection that begins at `#at`, below a collection at column `parent`. */
  #block(parent: number): unknown {
    const column = this.#column;
    if (column <= parent || this.#depth >= DEEPEST) throw unusual;
    this.#depth += 1;
    const value = this.#isDash(this.#at) ? this.#sequence(column) : this.#mapping(column, this.#key());
    this.#depth -= 1;
    return value;
  }

  /** A mapping whose keys stand at `column`; the first key has been read already. */
  #mapping(column: number, first: string | undefined): object {
    const result: Record<string, unknown> = {};
    const start = this.#keyStart;
    let count = 0;
    for (let key = first; ; key = this.#key()) {
      if (key === undefined) throw unusual;
      count += 1;
      marks.put(SCALAR, this.#keyStart, this.#keyEnd, 0);
      result[key] = this.#entryValue(column);
      if (this.#column < column) break;
      if (this.#column > column || this.#isDash(this.#at)) throw unusual;
    }
    if (hasRepeated(result, count)) throw unusual;
    marks.put(MAPPING, start, IN_BLOCK, count);
    return result;
  }

  /** What stands behind the colon that was just read, of a mapping at `column`. */
  #entryValue(column: number): unknown {
    const colon = this.#at;
    const at = this.#behindSpaces(colon + 1);
    if (!this.#isLineEnd(at, colon + 1)) {
      this.#at = at;
      return this.#inline(column);
    }
    this.#at = this.#lineEnd(colon + 1);
    this.#nextLine();
    if (this.#column > column) return this.#block(column);
    if (this.#column === column && this.#isDash(this.#at)) return this.#nested(column);
    marks.put(EMPTY, colon + 1, colon + 1, 0);
    return null;
  }

  /** A list at the column of its own key, or at that of a dash before it. */
  #nested(column: number): unknown {
    if (this.#depth >= DEEPEST) throw unusual;
    this.#depth += 1;
    const value = this.#sequence(column);
    this.#depth -= 1;
    return value;
  }

  #sequence(column: number): unknown[] {
    const start = this.#at;
    // Most lists have one item: V8 sets aside seventeen places for the first that is pushed to an empty one.
    const result = [this.#item(column)];
    while (this.#column === column && this.#isDash(this.#at)) result.push(this.#item(column));
    if (this.#column > column) throw unusual;
    marks.put(SEQUENCE, start, IN_BLOCK, result.length);
    return result;
  }

  /** The item behind the dash at `#at`. */
  #item(column: number): unknown {
    const dash = this.#at;
    const at = this.#behindSpaces(dash + 1);
    if (this.#isLineEnd(at, dash + 1)) {
      this.#at = this.#lineEnd(dash + 1);
      this.#nextLine();
      if (this.#column > column) return this.#block(column);
      marks.put(EMPTY, dash + 1, dash + 1, 0);
      return null;
    }
    this.#at = at;
    const inner = column + at - dash;
    if (this.#isDash(at)) return this.#nested(inner);
    const key = this.#key();
    if (key === undefined) return this.#inline(column);
    if (this.#depth >= DEEPEST) throw unusual;
    this.#depth += 1;
    const value = this.#mapping(inner, key);
    this.#depth -= 1;
    return value;
  }

  /**
   * The key at `#at`, when the line goes on with a colon: `#at` is then that colon. Undefined, and nothing read, when the
   * line holds no key.
   */
  #key(): string | undefined {
    const text = this.#text;
    const start = this.#at;
    const code = text.charCodeAt(start);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const end = this.#quoteEnd(start, code);
      if (text.charCodeAt(end) !== COLON || !this.#isBlankAt(end + 1)) return undefined;
      return this.#foundKey(start, end, text.slice(start + 1, end - 1));
    }
    // `...` in the first column ends a document.
    if (!startsPlain(code) || text.startsWith("...", start)) return undefined;
    for (let at = start + 1; at < this.#end; at += 1) {
      const next = text.charCodeAt(at);
      if (next === LINE_FEED) return undefined;
      if (next === HASH && text.charCodeAt(at - 1) === SPACE) return undefined;
      if (next !== COLON || !this.#isBlankAt(at + 1)) continue;
      let end = at;
      while (text.charCodeAt(end - 1) === SPACE) end -= 1;
      const written = text.slice(start, end);
      const typed = resolvePlain(written);
      this.#foundKey(start, end, written);
      this.#at = at;
      return typed === undefined ? written : String(typed);
    }
    return undefined;
  }

  #foundKey(start: number, end: number, key: string): string {
    if (end - start > LONGEST_KEY || key === "__proto__") throw unusual;
    this.#keyStart = start;
    this.#keyEnd = end;
    this.#at = end;
    return key;
  }

  /** A value on the line of its key or dash, in a collection at `column`; ends at the next line's content. */
  #inline(column: number): unknown {
    const text = this.#text;
    const start = this.#at;
    const code = text.charCodeAt(start);
    let value: unknown;
    if (code === PIPE) return this.#literal(column);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const end = this.#quoteEnd(start, code);
      value = text.slice(start + 1, end - 1);
      this.#scalar(start, end);
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      value = this.#flow();
    } else {
      if (!startsPlain(code) && !(code === DASH && !this.#isBlankAt(start + 1))) throw unusual;
      const end = this.#plainEnd(start);
      const written = text.slice(start, end);
      const typed = resolvePlain(written);
      value = typed === undefined ? written : typed;
      this.#scalar(start, end);
    }
    const behind = this.#behindSpaces(this.#at);
    if (!this.#isLineEnd(behind, this.#at)) throw unusual;
    this.#at = this.#lineEnd(this.#at);
    this.#nextLine();
    // A line that is indented further would go on with the scalar.
    if (this.#column > column) throw unusual;
    return value;
  }

  /** Where a plain scalar ends that begins at `start`: before a comment, at the end of the line. */
  #plainEnd(start: number): number {
    const text = this.#text;
    let at = start + 1;
    for (; at < this.#end; at += 1) {
      const code = text.charCodeAt(at);
      if (code === LINE_FEED) break;
      if (code === HASH && text.charCodeAt(at - 1) === SPACE) break;
      if (code === COLON && this.#isBlankAt(at + 1)) throw unusual;
    }
    while (text.charCodeAt(at - 1) === SPACE) at -= 1;
    return at;
  }

  /** Notes a scalar that was read; `#at` is then behind it. */
  #scalar(start: number, end: number): void {
    this.#at = end;
    marks.put(SCALAR, start, end, 0);
  }

  /** Behind the closing quote; a text with escapes or more than one line is left to js-yaml. */
  #quoteEnd(start: number, quote: number): number {
    const text = this.#text;
    for (let at = start + 1; at < this.#end; at += 1) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        if (quote === SINGLE_QUOTE && text.charCodeAt(at + 1) === SINGLE_QUOTE) throw unusual;
        return at + 1;
      }
      if (code === LINE_FEED || (code === BACKSLASH && quote === DOUBLE_QUOTE)) throw unusual;
    }
    throw unusual;
  }

  /** A literal block, whose header begins at `#at`, in a collection at `column`. */
  #literal(column: number): string {
    const text = this.#text;
    const start = this.#at;
    const chomping = text.charCodeAt(start + 1);
    const header = chomping === DASH || chomping === PLUS ? start + 2 : start + 1;
    if (!this.#isLineEnd(this.#behindSpaces(header), header)) throw unusual;

    let at = this.#lineEnd(header) + 1;
    let indent = -1;
    let blank = 0; // line breaks that have no text behind them yet
    let value = "";
    let hasText = false;
    for (; at < this.#end; ) {
      let content = at;
      while (text.charCodeAt(content) === SPACE) content += 1;
      const lineEnd = this.#lineEnd(content);
      if (content === lineEnd) {
        // Blanks beyond the indentation are text, which only a line with text decides.
        if (indent === -1 ? content > at : content - at > indent) throw unusual;
        blank += 1;
        at = lineEnd + 1;
        continue;
      }
      if (indent === -1) indent = content - at;
      if (indent <= column) throw unusual;
      if (content - at < indent) break;
      value += "\n".repeat(blank) + text.slice(at + indent, lineEnd);
      hasText = true;
      blank = 1;
      at = lineEnd + 1;
    }
    if (!hasText) throw unusual;
    if (chomping === PLUS) value += "\n".repeat(blank);
    else if (chomping !== DASH) value += "\n";

    marks.put(LITERAL, start, Math.min(at, this.#end), 0);
    this.#at = at - 1;
    this.#nextLine();
    if (this.#column > column) throw unusual;
    return value;
  }

  /** A flow collection on one line; ends behind its bracket. */
  #flow(): unknown {
    if (this.#depth >= DEEPEST) throw unusual;
    this.#depth += 1;
    const value = this.#text.charCodeAt(this.#at) === OPEN_BRACE ? this.#flowMapping() : this.#flowSequence();
    this.#depth -= 1;
    return value;
  }

  #flowMapping(): object {
    const text = this.#text;
    const start = this.#at;
    const result: Record<string, unknown> = {};
    this.#at = this.#behindSpaces(start + 1);
    let count = 0;
    while (text.charCodeAt(this.#at) !== CLOSE_BRACE) {
      const written = this.#flowScalar();
      const key = String(written);
      if (key === "__proto__") throw unusual;
      count += 1;
      const colon = this.#behindSpaces(this.#at);
      if (text.charCodeAt(colon) !== COLON || text.charCodeAt(colon + 1) !== SPACE) throw unusual;
      this.#at = this.#behindSpaces(colon + 1);
      result[key] = this.#flowValue();
      this.#flowComma(CLOSE_BRACE);
    }
    this.#at += 1;
    if (hasRepeated(result, count)) throw unusual;
    marks.put(MAPPING, start, this.#at, count);
    return result;
  }

  #flowSequence(): unknown[] {
    const text = this.#text;
    const start = this.#at;
    const result: unknown[] = [];
    this.#at = this.#behindSpaces(start + 1);
    while (text.charCodeAt(this.#at) !== CLOSE_BRACKET) {
      result.push(this.#flowValue());
      this.#flowComma(CLOSE_BRACKET);
    }
    this.#at += 1;
    marks.put(SEQUENCE, start, this.#at, result.length);
    return result;
  }

  /** Goes past a comma to what follows it, or stays at the closing bracket. */
  #flowComma(closing: number): void {
    const at = this.#behindSpaces(this.#at);
    const code = this.#text.charCodeAt(at);
    if (code === closing) this.#at = at;
    else if (code === COMMA && this.#text.charCodeAt(this.#behindSpaces(at + 1)) !== closing)
      this.#at = this.#behindSpaces(at + 1);
    else throw unusual;
  }

  #flowValue(): unknown {
    const code = this.#text.charCodeAt(this.#at);
    return code === OPEN_BRACE || code === OPEN_BRACKET ? this.#flow() : this.#flowScalar();
  }

  #flowScalar(): unknown {
    const text = this.#text;
    const start = this.#at;
    const code = text.charCodeAt(start);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const end = this.#quoteEnd(start, code);
      this.#scalar(start, end);
      return text.slice(start + 1, end - 1);
    }
    if (!startsPlain(code)) throw unusual;
    let at = start + 1;
    while (at < this.#end && text.charCodeAt(at) < 128 && FLOW_PLAIN[text.charCodeAt(at)] === 1) at += 1;
    while (text.charCodeAt(at - 1) === SPACE) at -= 1;
    this.#scalar(start, at);
    const written = text.slice(start, at);
    const typed = resolvePlain(written);
    return typed === undefined ? written : typed;
  }

  /** Goes on to the next line with content; `#at` is the end of the present one, or -1 before the first. */
  #nextLine(): void {
    const text = this.#text;
    let at = this.#at;
    while (at < this.#end) {
      const start = at + 1;
      at = start;
      while (text.charCodeAt(at) === SPACE) at += 1;
      const code = text.charCodeAt(at);
      if (at >= this.#end) break;
      if (code === HASH) {
        at = this.#lineEnd(at);
        continue;
      }
      if (code === LINE_FEED) continue;
      this.#at = at;
      this.#column = at - start;
      return;
    }
    this.#at = this.#end;
    this.#column = -1;
  }

  /** End of the line that `at` stands in: its line feed, or the end of the text. */
  #lineEnd(at: number): number {
    const found = this.#text.indexOf("\n", at);
    return found === -1 ? this.#end : found;
  }

  /** Whether a line has nothing more than a comment at `at`; blanks must stand before one, from `from` on. */
  #isLineEnd(at: number, from: number): boolean {
    if (at >= this.#end) return true;
    const code = this.#text.charCodeAt(at);
    return code === LINE_FEED || (code === HASH && at > from);
  }

  #behindSpaces(from: number): number {
    let at = from;
    while (this.#text.charCodeAt(at) === SPACE) at += 1;
    return at;
  }

  #isBlankAt(at: number): boolean {
    if (at >= this.#end) return true;
    const code = this.#text.charCodeAt(at);
    return code === SPACE || code === LINE_FEED;
  }

  /** Whether a list item begins at `at`. */
  #isDash(at: number): boolean {
    return this.#text.charCodeAt(at) === DASH && this.#isBlankAt(at + 1);
  }
}

/** Whether so many keys were put into a mapping that some of them must have been the same. */
function hasRepeated(mapping: object, count: number): boolean {
  return count > 1 && Object.keys(mapping).length < count;
}

function startsPlain(code: number): boolean {
  return code < 128 && STARTS_PLAIN[code] === 1;
}
