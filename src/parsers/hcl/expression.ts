import type { Span } from "../../text/source-file.ts";
import type { HclFile, TokenRange } from "./body.ts";
import { type HclLiteral, hclLiteral } from "./literal.ts";
import type { HclToken } from "./tokens.ts";

/** An entry of an object constructor. */
export interface HclEntry {
  /** Undefined where the key is worked out. */
  readonly key: string | undefined;
  readonly keySpan: Span;
  readonly value: TokenRange;
}

/** What an expression is as a whole; everything that is worked out is `other`. */
export type HclExpression =
  | { readonly kind: "object"; readonly entries: readonly HclEntry[] }
  | { readonly kind: "tuple"; readonly elements: readonly TokenRange[] }
  | { readonly kind: "call"; readonly name: string; readonly arguments: readonly TokenRange[] }
  | { readonly kind: "literal"; readonly literal: HclLiteral }
  | { readonly kind: "name"; readonly parts: readonly string[] }
  | { readonly kind: "other" };

/** Each pair is looked for through all that it holds; nobody writes more around a value. */
const MAX_PARENTHESES = 8;

const other: HclExpression = { kind: "other" };

/** Place of an expression. */
export function spanOfRange({ tokens }: HclFile, { start, end }: TokenRange): Span {
  return { start: tokens[start]!.start, end: tokens[end - 1]!.end };
}

/** Looks into an expression, one step deep. `for` expressions, operators and templates with interpolations are `other`. */
export function hclExpression(file: HclFile, range: TokenRange): HclExpression {
  const { tokens, text } = file;
  const inner = withoutParentheses(tokens, trimmed(tokens, range));
  const first = tokens[inner.start];
  if (first === undefined || inner.start >= inner.end) return other;
  const count = inner.end - inner.start;
  if (count === 1 && (first.kind === "quoted" || first.kind === "heredoc")) {
    const literal = hclLiteral(text, first);
    return literal === undefined ? other : { kind: "literal", literal };
  }
  if (first.kind === "identifier") return nameOrCall(file, inner);
  const body = { start: inner.start + 1, end: inner.end - 1 };
  if ((first.text !== "{" && first.text !== "[") || closingOf(tokens, inner.start) !== inner.end - 1)
    return other;
  if (isFor(file, body)) return other;
  return first.text === "{"
    ? { kind: "object", entries: entriesOf(file, body) }
    : { kind: "tuple", elements: split(tokens, body, [","]) };
}

function nameOrCall(file: HclFile, range: TokenRange): HclExpression {
  const { tokens, text } = file;
  const textAt = (at: number) => text.slice(tokens[at]!.start, tokens[at]!.end);
  if (tokens[range.start + 1]?.text === "(" && closingOf(tokens, range.start + 1) === range.end - 1) {
    const inside = { start: range.start + 2, end: range.end - 1 };
    return { kind: "call", name: textAt(range.start), arguments: split(tokens, inside, [","]) };
  }
  const parts: string[] = [];
  for (let at = range.start; at < range.end; at += 2) {
    const isLast = at + 1 === range.end;
    if (tokens[at]!.kind !== "identifier" || (!isLast && tokens[at + 1]!.text !== ".")) return other;
    parts.push(textAt(at));
  }
  return tokens[range.end - 1]!.text === "." ? other : { kind: "name", parts };
}

/** `for` in front of a name begins a `for` expression; `for = 1` in an object is an entry like others. */
function isFor({ tokens, text }: HclFile, body: TokenRange): boolean {
  const { start } = trimmed(tokens, body);
  const [first, second] = [tokens[start], tokens[start + 1]];
  return (
    start + 1 < body.end &&
    first!.kind === "identifier" &&
    text.slice(first!.start, first!.end) === "for" &&
    second!.kind === "identifier"
  );
}

function entriesOf(file: HclFile, body: TokenRange): readonly HclEntry[] {
  const { tokens } = file;
  const entries: HclEntry[] = [];
  for (const item of split(tokens, body, [",", "\n"])) {
    const at = find(tokens, item, ["=", ":"]);
    if (at === undefined || at === item.start || at + 1 >= item.end) continue;
    const key = { start: item.start, end: at };
    entries.push({
      key: keyOf(file, key),
      keySpan: spanOfRange(file, trimmed(tokens, key)),
      value: trimmed(tokens, { start: at + 1, end: item.end }),
    });
  }
  return entries;
}

function keyOf(file: HclFile, range: TokenRange): string | undefined {
  const { tokens, text } = file;
  const { start, end } = trimmed(tokens, range);
  const token = tokens[start]!;
  if (end - start !== 1) {
    const value = hclExpression(file, range);
    return token.text === "(" && value.kind === "literal" ? value.literal.value : undefined;
  }
  if (token.kind === "quoted") return hclLiteral(text, token)?.value;
  return token.kind === "identifier" || token.kind === "number"
    ? text.slice(token.start, token.end)
    : undefined;
}

/** Parts of a range between separators that stand in no bracket of their own; empty ones are left out. */
function split(
  tokens: readonly HclToken[],
  range: TokenRange,
  separators: readonly string[],
): readonly TokenRange[] {
  const parts: TokenRange[] = [];
  let start = range.start;
  const close = (end: number) => {
    const part = trimmed(tokens, { start, end });
    if (part.end > part.start) parts.push(part);
    start = end + 1;
  };
  for (let at = find(tokens, range, separators); at !== undefined; ) {
    close(at);
    at = find(tokens, { start: at + 1, end: range.end }, separators);
  }
  close(range.end);
  return parts;
}

/** Index of the first of some operators (or line feeds) that stands in no bracket of its own. */
function find(
  tokens: readonly HclToken[],
  { start, end }: TokenRange,
  wanted: readonly string[],
): number | undefined {
  let depth = 0;
  for (let at = start; at < end; at += 1) {
    const { kind, text } = tokens[at]!;
    if (depth === 0 && wanted.includes(kind === "newline" ? "\n" : text)) return at;
    if (text === "{" || text === "[" || text === "(") depth += 1;
    else if (text === "}" || text === "]" || text === ")") depth -= 1;
  }
  return undefined;
}

function closingOf(tokens: readonly HclToken[], opening: number): number {
  let depth = 0;
  for (let at = opening; ; at += 1) {
    const { text } = tokens[at]!;
    if (text === "{" || text === "[" || text === "(") depth += 1;
    else if (text === "}" || text === "]" || text === ")") depth -= 1;
    if (depth === 0) return at;
  }
}

function withoutParentheses(tokens: readonly HclToken[], range: TokenRange): TokenRange {
  let { start, end } = range;
  for (let level = 0; level < MAX_PARENTHESES; level += 1) {
    if (tokens[start]?.text !== "(" || end - start <= 2 || closingOf(tokens, start) !== end - 1) break;
    ({ start, end } = trimmed(tokens, { start: start + 1, end: end - 1 }));
  }
  return { start, end };
}

function trimmed(tokens: readonly HclToken[], { start, end }: TokenRange): TokenRange {
  let [from, to] = [start, end];
  while (from < to && tokens[from]!.kind === "newline") from += 1;
  while (to > from && tokens[to - 1]!.kind === "newline") to -= 1;
  return { start: from, end: to };
}
