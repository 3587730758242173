/** What a token is; a quoted template or a heredoc is one token, whatever stands in it. */
export type HclTokenKind = "identifier" | "number" | "quoted" | "heredoc" | "newline" | "operator" | "end";

/** One token with its half-open range of the text; comments and blanks are none. */
export interface HclToken {
  readonly kind: HclTokenKind;
  readonly start: number;
  readonly end: number;
  /** The operator or bracket itself; empty for all other kinds. */
  readonly text: string;
}

/** A text that is no HCL; `offset` is where it stops being one. The message quotes nothing of it. */
export class HclError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = "HclError";
    this.offset = offset;
  }
}

/** Templates in templates; nobody writes that many. */
const MAX_DEPTH = 100;

const identifier = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
const number = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const operator = /\.\.\.|==|!=|<=|>=|=>|&&|\|\||::|[-+*/%!<>=?:.,()[\]{}&|^~;]/y;
const heredocStart = /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;

/**
 * Splits HCL (the native syntax of Terraform's `.tf` files) into tokens. Throws an `HclError` for what can be no token: a string or a comment without an end, a
 * character that HCL does not know. Source: the HCL native syntax specification, "Lexical Elements", and hclsyntax/scan_tokens.rl.
 */
export function hclTokens(text: string): readonly HclToken[] {
  return new Scanner(text).all();
}

class Scanner {
  readonly #text: string;
  #at: number;

  constructor(text: string) {
    this.#text = text;
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  }

  all(): HclToken[] {
    const tokens: HclToken[] = [];
    for (;;) {
      const token = this.#next(0);
      tokens.push(token);
      if (token.kind === "end") return tokens;
    }
  }

  #next(depth: number): HclToken {
    this.#skipBlanks();
    const start = this.#at;
    if (start >= this.#text.length) return { kind: "end", start, end: start, text: "" };
    const first = this.#text[start]!;
    if (first === "\n") return this.#token("newline", start + 1);
    if (first === '"') return this.#token("quoted", this.#endOfQuoted(start + 1, depth));
    if (first === "<") {
      const opening = this.#match(heredocStart);
      if (opening !== undefined)
        return this.#token("heredoc", this.#endOfHeredoc(start + opening[0].length, opening[2]!, depth));
    }
    const name = this.#match(identifier);
    if (name !== undefined) return this.#token("identifier", start + name[0].length);
    const digits = this.#match(number);
    if (digits !== undefined) return this.#token("number", start + digits[0].length);
    const sign = this.#match(operator);
    if (sign === undefined) throw new HclError("this character cannot stand here", start);
    return this.#token("operator", start + sign[0].length);
  }

  #token(kind: HclTokenKind, end: number): HclToken {
    const start = this.#at;
    this.#at = end;
    return { kind, start, end, text: kind === "operator" ? this.#text.slice(start, end) : "" };
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text) ?? undefined;
  }

  /** Blanks and comments; the line feed behind a comment is a token of its own. */
  #skipBlanks(): void {
    for (;;) {
      const code = this.#text[this.#at];
      const next = this.#text[this.#at + 1];
      if (code === " " || code === "\t" || (code === "\r" && next === "\n")) this.#at += 1;
      else if (code === "#" || (code === "/" && next === "/")) this.#at = this.#lineEnd(this.#at);
      else if (code === "/" && next === "*") {
        const end = this.#text.indexOf("*/", this.#at + 2);
        if (end === -1) throw new HclError("this comment has no end", this.#at);
        this.#at = end + 2;
      } else return;
    }
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf("\n", from);
    return end === -1 ? this.#text.length : end;
  }

  #endOfQuoted(from: number, depth: number): number {
    for (let at = from; at < this.#text.length; ) {
      const code = this.#text[at];
      if (code === '"') return at + 1;
      if (code === "\n") break;
      if (code === "\\") at += 2;
      else at = this.#behindTemplate(at, depth);
    }
    throw new HclError("this string has no end", from - 1);
  }

  /**
   * The heredoc ends behind the first line that holds nothing but its word; lines of an interpolation do not
   * count.
   */
  #endOfHeredoc(from: number, word: string, depth: number): number {
    for (let at = from; at < this.#text.length; at += 1) {
      const end = this.#lineEnd(at);
      if (this.#text.slice(at, end).trim() === word) return end - (this.#text[end - 1] === "\r" ? 1 : 0);
      while (at < this.#text.length && this.#text[at] !== "\n") at = this.#behindTemplate(at, depth);
    }
    throw new HclError(`this heredoc has no closing '${word}'`, from - 1);
  }

  /** One character further, or behind the interpolation or directive that begins here. */
  #behindTemplate(at: number, depth: number): number {
    const code = this.#text[at];
    if ((code !== "$" && code !== "%") || this.#text[at + 1] !== "{") {
      // `$${` is a literal `${`.
      const isEscape =
        (code === "$" || code === "%") && this.#text[at + 1] === code && this.#text[at + 2] === "{";
      return at + (isEscape ? 3 : 1);
    }
    if (depth >= MAX_DEPTH) throw new HclError("templates are nested too deeply", at);
    const before = this.#at;
    this.#at = at + 2;
    let open = 0;
    for (;;) {
      const token = this.#next(depth + 1);
      if (token.kind === "end") throw new HclError("this interpolation has no end", at);
      if (token.text === "{") open += 1;
      else if (token.text === "}") {
        if (open === 0) break;
        open -= 1;
      }
    }
    const end = this.#at;
    this.#at = before;
    return end;
  }
}
