import { quantifierLength, quantifierReason } from "./quantifier.ts";
import { tooLong } from "./token-limit.ts";
import { IntList, wordValue } from "./words.ts";

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const DOLLAR = 36;
const SINGLE_QUOTE = 39;
const CLOSE_PAREN = 41;
const SEMICOLON = 59;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** Going back to the line of a suspicious quote costs a second reading of the lines between, so it is done rarely. */
const MAX_REREADS = 20;

export const END_OF_STATEMENT = 'unexpected end of file, expecting ";" or "}"';

/**
 * What a call of `next` found: words ended by `;` (or by what stands for a missing one), words ended by `{`, a `}`,
 * or the end of the text.
 */
export type Statement = "simple" | "open" | "close" | "end";

/** Takes what nginx refuses: its reason and the place, as offsets. */
export type Report = (reason: string, start: number, end: number) => void;

function isBlank(code: number): boolean {
  return code === SPACE || code === LF || code === TAB || code === CR;
}

/**
 * Reads statements as `ngx_conf_read_token` does (nginx 1.22.1), and goes on where nginx stops. The words of all
 * statements are kept as offset pairs: making strings is left to whoever asks for them.
 */
export class Lexer {
  readonly words = new IntList();
  readonly comments = new IntList();
  /** Index in `words` of the first word of the statement just read, and how many words it has. */
  firstWord = 0;
  wordCount = 0;
  /** Offset after the `;`, `{` or `}` that ended the statement; after its last word when the terminator is missing. */
  end = 0;
  /** Where reading goes on. Set it to pass over text that is not nginx's, such as Lua. */
  position: number;
  /** Set while a block is read whose lines are data (`map`, `types`). */
  inData = false;
  /** The text ended inside a statement, so that nginx never got to look for missing braces. */
  endedInside = false;

  readonly #text: string;
  readonly #report: Report;
  #rereads = 0;
  /** Set when the last word already ended the statement: `;` or `{` taken from the line of an unclosed quote. */
  #ended: Statement | undefined;

  constructor(text: string, start: number, report: Report) {
    this.#text = text;
    this.position = start;
    this.#report = report;
  }

  next(): Statement {
    const text = this.#text;
    this.firstWord = this.words.length;
    this.wordCount = 0;
    while (this.position < text.length) {
      const at = this.position;
      const code = text.charCodeAt(at);
      if (isBlank(code)) {
        this.position = at + 1;
        continue;
      }
      switch (code) {
        case SEMICOLON:
          this.position = at + 1;
          if (this.wordCount > 0) return this.#finish("simple", at + 1);
          this.#report('unexpected ";"', at, at + 1);
          continue;
        case OPEN_BRACE:
          this.position = at + 1;
          if (this.wordCount === 0) this.#report('unexpected "{"', at, at + 1);
          return this.#finish("open", at + 1);
        case CLOSE_BRACE:
          if (this.wordCount > 0) {
            this.#report('unexpected "}"', at, at + 1);
            return this.#finishWithoutTerminator();
          }
          this.position = at + 1;
          return this.#finish("close", at + 1);
        case HASH:
          this.#readComment(at);
          continue;
        case DOUBLE_QUOTE:
        case SINGLE_QUOTE:
          this.#readQuoted(at, code);
          break;
        default:
          this.#readBare(at);
      }
      if (this.#ended !== undefined) {
        const ended = this.#ended;
        this.#ended = undefined;
        return this.#finish(ended, this.end);
      }
    }
    if (this.wordCount === 0) return this.#finish("end", text.length);
    this.#reportEnd();
    return this.#finishWithoutTerminator();
  }

  #finish(statement: Statement, end: number): Statement {
    this.end = end;
    return statement;
  }

  #finishWithoutTerminator(): Statement {
    return this.#finish("simple", this.words.at(this.words.length - 1));
  }

  #push(start: number, end: number): void {
    this.words.push(start);
    this.words.push(end);
    this.wordCount += 1;
  }

  #reportEnd(): void {
    if (!this.endedInside) this.#report(END_OF_STATEMENT, this.#text.length, this.#text.length);
    this.endedInside = true;
  }

  #readComment(start: number): void {
    const lineEnd = this.#text.indexOf("\n", start);
    const end = lineEnd === -1 ? this.#text.length : lineEnd;
    this.comments.push(start);
    this.comments.push(end);
    this.position = end;
    const reason = tooLong(this.#text, start, start, end, undefined);
    if (reason !== undefined) this.#report(reason, start, end);
  }

  /** A word without quotes: it ends at a blank, `;` or `{`, but not at the `{` of `${`. */
  #readBare(start: number): void {
    const text = this.#text;
    let variable = false;
    let refused = false;
    let at = start;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === OPEN_BRACE) {
        if (variable) continue;
        if (at === start) break;
        const length = refused ? quantifierLength(text, at) : this.#refuseQuantifier(start, at);
        if (length === 0) break;
        refused = true;
        at += length - 1;
      } else if (code === DOLLAR) {
        variable = true;
      } else {
        variable = false;
        if (code === BACKSLASH) at += 1;
        else if (code === SEMICOLON || isBlank(code)) break;
      }
    }
    const end = Math.min(at, text.length);
    this.#push(start, end);
    this.position = end;
    const last = end < text.length && isBlank(text.charCodeAt(end)) ? end + 1 : end;
    const reason = tooLong(text, start, start, last, undefined);
    if (reason !== undefined) this.#report(reason, start, end);
    else if (end === text.length) this.#reportEnd();
  }

  /** Reports a bare `{2}` at `at`, inside of a word, and gives its length; 0 where there is none or it means a block. */
  #refuseQuantifier(wordStart: number, at: number): number {
    const text = this.#text;
    const length = quantifierLength(text, at);
    if (length === 0) return 0;
    let reason: string | undefined = 'unexpected "{"';
    if (!this.inData) {
      if (this.wordCount === 0) return 0;
      const name = wordValue(text, this.words.at(this.firstWord), this.words.at(this.firstWord + 1));
      reason = quantifierReason(text, at, name, wordStart);
    }
    if (reason === undefined) return 0;
    this.#report(reason, at, at + 1);
    return length;
  }

  #readQuoted(start: number, quote: number): void {
    const text = this.#text;
    let closing = start + 1;
    for (; closing < text.length; closing++) {
      const code = text.charCodeAt(closing);
      if (code === quote) break;
      if (code === BACKSLASH) closing += 1;
    }
    const name = quote === DOUBLE_QUOTE ? '"' : "'";
    if (closing >= text.length) {
      const reason = tooLong(text, start + 1, text.length, text.length, name);
      if (reason === undefined) this.#reportEnd();
      else this.#report(reason, start, start + 1);
      this.endedInside = true;
      this.#endAtLine(start);
      return;
    }
    const after = closing + 1;
    const next = text.charCodeAt(after);
    const last = isBlank(next) ? after + 1 : after;
    const reason = tooLong(text, start + 1, closing, last, name);
    if (reason !== undefined) this.#report(reason, start, after);
    if (after === text.length) this.#reportEnd();
    else if (!isBlank(next) && next !== SEMICOLON && next !== OPEN_BRACE && next !== CLOSE_PAREN) {
      this.#report(`unexpected "${String.fromCodePoint(text.codePointAt(after)!)}"`, after, after + 1);
      if (this.#rereads < MAX_REREADS && text.slice(start, closing).includes("\n")) {
        this.#endAtLine(start);
        return;
      }
      if (next === CLOSE_BRACE) {
        this.#push(start, after);
        this.position = after;
        this.end = after;
        this.#ended = "simple";
        return;
      }
    }
    this.#push(start, after);
    this.position = after;
  }

  /**
   * Recovery for a quote that does not close where its author meant it to: the word ends with its line, and so does
   * the statement when the line ends in `;` or `{`. The lines that the quote swallowed are read again.
   */
  #endAtLine(start: number): void {
    const text = this.#text;
    this.#rereads += 1;
    const lineEnd = text.indexOf("\n", start);
    let end = lineEnd === -1 ? text.length : lineEnd;
    this.position = end;
    while (end > start + 1 && isBlank(text.charCodeAt(end - 1))) end -= 1;
    const last = text.charCodeAt(end - 1);
    if (end > start + 1 && (last === SEMICOLON || last === OPEN_BRACE)) {
      this.end = end;
      this.#ended = last === SEMICOLON ? "simple" : "open";
      end -= 1;
    }
    this.#push(start, end);
  }
}
