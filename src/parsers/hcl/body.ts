import type { Span } from "../../text/source-file.ts";
import { HclError, type HclToken, hclTokens } from "./tokens.ts";

/** A run of tokens that is one expression; `end` is the index behind its last token. */
export interface TokenRange {
  readonly start: number;
  readonly end: number;
}

/** `name = expression` in a body. */
export interface HclAttribute {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: TokenRange;
}

/** `type "label" { … }` in a body. */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  /** From the type to the last label. */
  readonly header: Span;
  readonly body: HclBody;
}

/** What stands in a file or between the braces of a block, in its order. */
export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

/** A file of HCL; expressions are ranges of its tokens. */
export interface HclFile {
  readonly text: string;
  readonly tokens: readonly HclToken[];
  readonly body: HclBody;
}

interface OpenBody {
  readonly attributes: HclAttribute[];
  readonly blocks: HclBlock[];
  /** Whether the block was opened on the line that it must end on, which it is once a line begins in it. */
  readonly start: HclToken | undefined;
}

const closing: Readonly<Record<string, string>> = { "{": "}", "[": "]", "(": ")" };

/**
 * Parses HCL to its blocks and attributes; expressions are left as tokens, for `HclExpressions` to look into. Throws an `HclError` for what Terraform's own parser
 * refuses at this level: a block without an end, an attribute without a value, brackets that do not match. Source: HCL native syntax specification, "Structural
 * Elements".
 */
export function parseHcl(text: string): HclFile {
  const tokens = hclTokens(text);
  return { text, tokens, body: new BodyParser(text, tokens).parse() };
}

class BodyParser {
  readonly #text: string;
  readonly #tokens: readonly HclToken[];
  #at = 0;

  constructor(text: string, tokens: readonly HclToken[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  parse(): HclBody {
    const root: OpenBody = { attributes: [], blocks: [], start: undefined };
    const open = [root];
    for (;;) {
      const body = open.at(-1)!;
      const token = this.#tokens[this.#at]!;
      if (token.kind === "newline") this.#at += 1;
      else if (token.kind === "identifier") {
        const block = this.#item(body);
        if (block !== undefined) open.push(block);
      } else if (token.text === "}" && body !== root) {
        open.pop();
        this.#at += 1;
        this.#endOfItem();
      } else if (token.kind === "end") {
        if (body === root) return root;
        throw new HclError("this block has no end", body.start!.start);
      } else throw new HclError("a block or an attribute is expected here", token.start);
    }
  }

  /** Reads an attribute, or the head of a block and gives its body, which is open then. */
  #item(body: OpenBody): OpenBody | undefined {
    const name = this.#tokens[this.#at]!;
    this.#at += 1;
    if (this.#tokens[this.#at]!.text === "=") {
      this.#at += 1;
      const value = this.#expression();
      body.attributes.push({ name: this.#textOf(name), nameSpan: spanOf(name), value });
      this.#endOfItem();
      return undefined;
    }
    const labels: string[] = [];
    let last = name;
    for (;;) {
      const token = this.#tokens[this.#at]!;
      this.#at += 1;
      if (token.kind === "identifier") labels.push(this.#textOf(token));
      else if (token.kind === "quoted") labels.push(this.#text.slice(token.start + 1, token.end - 1));
      else if (token.text === "{") break;
      else throw new HclError("'=' or '{' is expected here", token.start);
      last = token;
    }
    const opened: OpenBody = { attributes: [], blocks: [], start: name };
    body.blocks.push({
      type: this.#textOf(name),
      labels,
      header: { start: name.start, end: last.end },
      body: opened,
    });
    return opened;
  }

  /** Up to the end of the line, or to the brace that ends a block on one line; line feeds in brackets do not count. */
  #expression(): TokenRange {
    const start = this.#at;
    const open: string[] = [];
    for (; ; this.#at += 1) {
      const { kind, text, start: offset } = this.#tokens[this.#at]!;
      if (open.length === 0 && (kind === "newline" || kind === "end" || text === "}")) break;
      if (kind === "end") throw new HclError(`'${open.at(-1)}' is missing`, offset);
      if (text in closing) open.push(closing[text]!);
      else if (text === ")" || text === "]" || text === "}") {
        if (open.pop() !== text) throw new HclError(`'${text}' closes nothing`, offset);
      }
    }
    if (this.#at === start) throw new HclError("a value is expected here", this.#tokens[start]!.start);
    return { start, end: this.#at };
  }

  #endOfItem(): void {
    const { kind, text, start } = this.#tokens[this.#at]!;
    if (kind !== "newline" && kind !== "end" && text !== "}")
      throw new HclError("a new line is expected here", start);
  }

  #textOf({ start, end }: HclToken): string {
    return this.#text.slice(start, end);
  }
}

function spanOf({ start, end }: HclToken): Span {
  return { start, end };
}
