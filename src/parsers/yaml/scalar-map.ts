import type { Node } from "./node.ts";
import { TextMap } from "./text-map.ts";

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "/": "/",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};

/** Digits of a numeric escape. */
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * How the value of a scalar came out of its text. Undefined when decoding here does not give `value`: then no mapping is
 * known. Follows YAML 1.2.2 sections 7.3 and 8.1 as js-yaml 4.3 reads them; JSON texts are a case of double-quoted ones.
 */
export function mapScalar(source: string, node: Node, value: string): TextMap | undefined {
  const map = decode(source, node, value);
  return map.text === value ? map : undefined;
}

function decode(source: string, { start, end, readTo }: Node, value: string): TextMap {
  switch (source[start]) {
    case "|":
    case ">":
      return mapBlock(source, start, readTo, indentOf(source, start, readTo, value));
    case "'":
    case '"':
      return mapFlow(source, start + 1, end - 1, source[start] as "'" | '"');
    default:
      return mapFlow(source, start, end, "");
  }
}

/** Plain and quoted scalars: blanks around a line break go, one break becomes a space, more become all but one. */
function mapFlow(source: string, start: number, end: number, quote: "" | "'" | '"'): TextMap {
  const map = new TextMap();
  let from = start;
  /** Behind the last character that a line break may not strip. */
  let kept = start;
  let at = start;
  while (at < end) {
    const character = source[at]!;
    if (isBreak(character)) {
      map.copy(source, from, kept);
      at = mapBreaks(map, source, at, end);
      from = kept = at;
    } else if (quote === "'" && character === "'") {
      map.copy(source, from, at);
      map.put("'", at, at + 2);
      at += 2;
      from = kept = at;
    } else if (quote === '"' && character === "\\") {
      map.copy(source, from, at);
      at = mapEscape(map, source, at, end);
      from = kept = at;
    } else {
      at += 1;
      if (!isBlank(character)) kept = at;
    }
  }
  map.copy(source, from, end);
  return map;
}

/** One or more line breaks with the blanks between and behind them; gives the offset behind them. */
function mapBreaks(map: TextMap, source: string, at: number, end: number): number {
  const breaks: [from: number, to: number][] = [];
  let next = at;
  while (next < end && (isBreak(source[next]!) || isBlank(source[next]!))) {
    const to = behindBreak(source, next);
    if (isBreak(source[next]!)) breaks.push([next, to]);
    next = to;
  }
  if (breaks.length === 1) map.put(" ", ...breaks[0]!);
  else for (const lineBreak of breaks.slice(1)) map.put("\n", ...lineBreak);
  return next;
}

/** A backslash in double quotes and what belongs to it; gives the offset behind it. */
function mapEscape(map: TextMap, source: string, at: number, end: number): number {
  const letter = source[at + 1] ?? "";
  if (isBreak(letter)) {
    let next = at + 1;
    while (next < end && (isBreak(source[next]!) || isBlank(source[next]!))) next += 1;
    return next;
  }
  const digits = HEX_DIGITS[letter];
  if (digits === undefined) {
    map.put(NAMED_ESCAPES[letter] ?? "", at, at + 2);
    return at + 2;
  }
  const to = at + 2 + digits;
  const code = Number.parseInt(source.slice(at + 2, to), 16);
  map.put(code <= 0x10ffff ? String.fromCodePoint(code) : "", at, to);
  return to;
}

interface Line {
  readonly start: number;
  readonly end: number;
  /** Behind the line break. */
  readonly next: number;
}

/**
 * Block scalars. A line of blanks up to the indentation is empty; line breaks between lines of text stay as they are in
 * `|`, and in `>` fold unless a line around them starts with a blank.
 */
function mapBlock(source: string, start: number, readTo: number, indent: number): TextMap {
  const map = new TextMap();
  const folds = source[start] === ">";
  const header = /[^\s#]*/y;
  header.lastIndex = start + 1;
  const chomping = header.exec(source)![0];

  let pending: Line[] = [];
  let empty = 0;
  let hasText = false;
  let wasMoreIndented = false;
  for (const line of linesOf(source, start, readTo)) {
    const text = Math.min(line.start + leadingSpaces(source, line), line.start + indent);
    if (text >= line.end) {
      pending.push(line);
      empty += 1;
      continue;
    }
    const isMoreIndented = isBlank(source[text]!);
    const keepsBreaks = !folds || isMoreIndented || wasMoreIndented;
    if (keepsBreaks || !hasText) for (const { end, next } of pending) map.put("\n", end, next);
    else if (empty === 0) map.put(" ", pending[0]!.end, pending[0]!.next);
    else for (const { end, next } of pending.slice(1)) map.put("\n", end, next);

    map.copy(source, text, line.end);
    pending = [line];
    empty = 0;
    hasText = true;
    wasMoreIndented = isMoreIndented;
  }
  const kept = chomping.includes("-")
    ? []
    : chomping.includes("+")
      ? pending
      : hasText
        ? pending.slice(0, 1)
        : [];
  for (const { end, next } of kept) map.put("\n", end, next);
  return map;
}

/** The lines of a block scalar behind its header. What follows on the line where the parser stopped is not its own. */
function* linesOf(source: string, start: number, readTo: number): Iterable<Line> {
  let at = start;
  while (at < readTo && !isBreak(source[at]!)) at += 1;
  at = behindBreak(source, at);
  while (at < readTo) {
    let end = at;
    while (end < readTo && !isBreak(source[end]!)) end += 1;
    if (end === readTo && readTo < source.length) return;
    const next = behindBreak(source, end);
    yield { start: at, end, next: Math.min(next, source.length) };
    at = next;
  }
}

/**
 * The indentation of a block scalar: the spaces before its first text that are not in its value, which also holds with an
 * indentation indicator. With nothing but blanks, the longest line tells.
 */
function indentOf(source: string, start: number, readTo: number, value: string): number {
  const inValue = /^ *(?=[^ \n])/m.exec(value)?.[0].length;
  let longest = 0;
  for (const line of linesOf(source, start, readTo)) {
    const spaces = leadingSpaces(source, line);
    if (inValue !== undefined && line.start + spaces < line.end) return spaces - inValue;
    longest = Math.max(longest, spaces);
  }
  return longest - value.split("\n").reduce((most, it) => Math.max(most, it.length), 0);
}

function leadingSpaces(source: string, line: Line): number {
  let at = line.start;
  while (at < line.end && source[at] === " ") at += 1;
  return at - line.start;
}

function behindBreak(source: string, at: number): number {
  return source.startsWith("\r\n", at) ? at + 2 : at + 1;
}

function isBreak(character: string): boolean {
  return character === "\n" || character === "\r";
}

function isBlank(character: string): boolean {
  return character === " " || character === "\t";
}
