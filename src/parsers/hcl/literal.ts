import type { Span } from "../../text/source-file.ts";
import type { HclToken } from "./tokens.ts";

/** A string as HCL means it, with the way from its characters back to the file. */
export interface HclLiteral {
  readonly value: string;
  /** Place of a half-open range of the value. */
  spanOf(start: number, end: number): Span;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", '"': '"', "\\": "\\" };

/**
 * The value of a quoted string or a heredoc; undefined when it holds an interpolation or a directive. Source: HCL native syntax specification, "Template Expressions";
 * hclsyntax/parser_template.go for what `<<-` takes away.
 */
export function hclLiteral(text: string, token: HclToken): HclLiteral | undefined {
  if (token.kind === "quoted") return quotedLiteral(text, token.start + 1, token.end - 1);
  return token.kind === "heredoc" ? heredocLiteral(text, token) : undefined;
}

/** Collects the value piece by piece, with the offset in the file of every piece. */
class Pieces {
  #value = "";
  /** Offsets in the value where a piece begins, and where it begins in the file. */
  readonly #starts: number[] = [];
  readonly #offsets: number[] = [];

  add(piece: string, offset: number): void {
    this.#starts.push(this.#value.length);
    this.#offsets.push(offset);
    this.#value += piece;
  }

  literal(end: number): HclLiteral {
    const value = this.#value;
    this.add("", end);
    const offsetOf = (inner: number): number => {
      let low = 0;
      let high = this.#starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.#starts[middle]! <= inner) low = middle + 1;
        else high = middle;
      }
      return low === 0 ? end : this.#offsets[low - 1]! + inner - this.#starts[low - 1]!;
    };
    return {
      value,
      spanOf(from, to) {
        const start = offsetOf(from);
        // The end of a range is behind its last character, not before the next one: blanks that were taken away may lie between.
        return { start, end: to > from ? offsetOf(to - 1) + 1 : start };
      },
    };
  }
}

function quotedLiteral(text: string, start: number, end: number): HclLiteral | undefined {
  const pieces = new Pieces();
  for (let at = start; at < end; ) {
    const special = nextSpecial(text, at, end);
    if (special > at) pieces.add(text.slice(at, special), at);
    if (special >= end) break;
    const escaped = text[special] === "\\" ? escapeAt(text, special) : templateEscapeAt(text, special);
    if (escaped === undefined) return undefined;
    pieces.add(escaped.value, special);
    at = special + escaped.length;
  }
  return pieces.literal(end);
}

/** Offset of the next character that is not itself: an escape or the start of a template. */
function nextSpecial(text: string, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    const code = text[at];
    if (code === "\\") return at;
    if (
      (code === "$" || code === "%") &&
      (text[at + 1] === "{" || (text[at + 1] === code && text[at + 2] === "{"))
    )
      return at;
  }
  return end;
}

function escapeAt(text: string, at: number): { value: string; length: number } | undefined {
  const letter = text[at + 1]!;
  const simple = escapes[letter];
  if (simple !== undefined) return { value: simple, length: 2 };
  const size = letter === "u" ? 4 : letter === "U" ? 8 : 0;
  const digits = text.slice(at + 2, at + 2 + size);
  const code = /^[0-9A-Fa-f]+$/.test(digits) ? Number.parseInt(digits, 16) : Number.NaN;
  if (digits.length !== size || size === 0 || !(code <= 0x10ffff)) return undefined;
  return { value: String.fromCodePoint(code), length: 2 + size };
}

function templateEscapeAt(text: string, at: number): { value: string; length: number } | undefined {
  return text[at + 1] === "{" ? undefined : { value: `${text[at]}{`, length: 3 };
}

function heredocLiteral(text: string, token: HclToken): HclLiteral | undefined {
  const pieces = new Pieces();
  for (const { content, end } of heredocLines(text, token)) {
    for (let at = content; at < end; ) {
      const special = nextTemplate(text, at, end);
      if (special > at) pieces.add(text.slice(at, special), at);
      if (special >= end) break;
      const escaped = templateEscapeAt(text, special);
      if (escaped === undefined) return undefined;
      pieces.add(escaped.value, special);
      at = special + escaped.length;
    }
  }
  return pieces.literal(token.end);
}

/** Lines of a heredoc with their line feeds; `content` is behind the blanks that `<<-` takes away from all but blank lines. */
function heredocLines(
  text: string,
  { start, end }: HclToken,
): readonly { readonly content: number; readonly end: number }[] {
  const isFlush = text[start + 2] === "-";
  const last = text.lastIndexOf("\n", end - 1) + 1;
  const lines: Span[] = [];
  for (let at = text.indexOf("\n", start) + 1; at < last; ) {
    const next = text.indexOf("\n", at) + 1;
    lines.push({ start: at, end: next });
    at = next;
  }
  const isBlank = (it: Span) => text.slice(it.start, it.end).trim() === "";
  const indents = lines.filter((it) => !isBlank(it)).map((it) => indentOf(text, it));
  const indent = isFlush && indents.length > 0 ? Math.min(...indents) : 0;
  return lines.map((it) => ({ content: it.start + (isBlank(it) ? 0 : indent), end: it.end }));
}

/** In heredocs a backslash is itself. */
function nextTemplate(text: string, from: number, end: number): number {
  for (let at = from; ; at += 1) {
    at = nextSpecial(text, at, end);
    if (at >= end || text[at] !== "\\") return at;
  }
}

function indentOf(text: string, { start, end }: Span): number {
  return /^\s*/u.exec(text.slice(start, end))![0].length;
}

/**
 * A heredoc with interpolations beside the value that it became: lines without one are exact, the others are known as a whole. Undefined when its lines are not those
 * of the value: then an interpolation brought some, or a directive took some away.
 */
export function hclLines(text: string, token: HclToken, value: string): HclLiteral | undefined {
  if (token.kind !== "heredoc") return undefined;
  const lines = heredocLines(text, token);
  const values = value.split("\n");
  if (values.length !== lines.length + 1 || values.at(-1) !== "") return undefined;
  const starts: number[] = [];
  let length = 0;
  const places: { readonly line: Span; readonly isExact: boolean }[] = [];
  for (const [at, { content, end }] of lines.entries()) {
    const written = text.slice(content, end - 1);
    const isTemplate = written.includes("${");
    if (written.includes("%{") || written.includes("~}") || (!isTemplate && written !== values[at]))
      return undefined;
    starts.push(length);
    length += values[at]!.length + 1;
    const trimmed = content + (written.length - written.trimStart().length);
    places.push({
      line: { start: isTemplate ? trimmed : content, end: end - 1 },
      isExact: !isTemplate,
    });
  }
  return {
    value,
    spanOf(from, to) {
      const at = Math.max(
        0,
        starts.findLastIndex((it) => it <= from),
      );
      const place = places[at];
      if (place === undefined) return { start: token.start, end: token.end };
      if (!place.isExact) return place.line;
      const start = place.line.start + from - starts[at]!;
      return { start, end: Math.max(start, Math.min(start + to - from, place.line.end)) };
    },
  };
}
