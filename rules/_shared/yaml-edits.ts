import type { TextEdit } from "../../src/engine/finding.ts";
import type { Manifest, Part } from "../../src/model/manifest.ts";
import type { SourceFile, Span } from "../../src/text/source-file.ts";
import { lineBreakNear } from "./line-break.ts";
import { type EditValue, renderEntry, renderFlow, renderScalar } from "./yaml-text.ts";

/**
 * Edits that make `object[key]` be `value`, leaving every other character as it is: comments, quotes, indentation and line ends stay.
 * A missing key is added after the object's last entry (in block style on a line of its own, inside the braces of flow style and
 * JSON); a scalar is replaced in the quotes it had; an empty mapping (`{}` or nothing) gives way to a mapping. Undefined
 * where one right text cannot be told: the source carries no edits, the text stands behind an alias or merge key, or
 * something else is there already. `object` is part of `manifest.object`.
 */
export function setEntry(
  manifest: Manifest,
  object: object,
  key: string,
  value: EditValue,
): TextEdit[] | undefined {
  if (!manifest.source.editable || usesAliases(manifest.source.file)) return undefined;
  if (!Object.hasOwn(object, key)) return addEntry(manifest, object, key, value);
  const old = (object as Record<string, unknown>)[key];
  if (typeof value !== "object") return replaceScalar(manifest, object, key, value);
  const isEmpty = old === null || (typeof old === "object" && Object.keys(old).length === 0);
  return isEmpty && !isList(value) ? fillEmpty(manifest, object, key, value) : undefined;
}

function isList(value: EditValue): value is readonly EditValue[] {
  return Array.isArray(value);
}

const aliasesIn = new WeakMap<SourceFile, boolean>();

/** Aliases and merge keys make one text serve several objects: an edit for one of them would change the others. */
function usesAliases(file: SourceFile): boolean {
  const done = aliasesIn.get(file) ?? /(?:^|[\s[{,:-])(?:<<\s*:|\*[\w-]+\s*(?:[,\]}#]|$))/m.test(file.text);
  aliasesIn.set(file, done);
  return done;
}

interface Spot {
  readonly file: SourceFile;
  readonly span: Span;
  readonly text: string;
}

function spotOf(manifest: Manifest, object: object, key?: string, part?: Part): Spot {
  const { file, span } = manifest.locate(object, key, part).place();
  return { file, span, text: file.text.slice(span.start, span.end) };
}

/** The key's own place; undefined when the text there is not the key, so that nothing is edited at a place that is only near. */
function keySpot(manifest: Manifest, object: object, key: string): Spot | undefined {
  const spot = spotOf(manifest, object, key, "key");
  return [key, `"${key}"`, `'${key}'`].includes(spot.text) ? spot : undefined;
}

function edit(file: SourceFile, start: number, end: number, text: string): TextEdit {
  return { file, span: { start, end }, text };
}

function replaceScalar(
  manifest: Manifest,
  object: object,
  key: string,
  value: string | number | boolean,
): TextEdit[] | undefined {
  const spot = spotOf(manifest, object, key, "value");
  if (
    keySpot(manifest, object, key) === undefined ||
    spot.text === "" ||
    /^[[{|>&!]/.test(spot.text) ||
    spot.text.includes("\n")
  )
    return undefined;
  const quote = /^["']/.exec(spot.text)?.[0];
  const plain = String(value);
  // A quoted scalar is text: the quotes stay, and with them the type.
  if (quote !== undefined && /["'\\\p{Cc}]/u.test(plain)) return undefined;
  return [
    edit(
      spot.file,
      spot.span.start,
      spot.span.end,
      quote === undefined ? renderScalar(value) : `${quote}${plain}${quote}`,
    ),
  ];
}

function addEntry(manifest: Manifest, object: object, key: string, value: EditValue): TextEdit[] | undefined {
  const whole = spotOf(manifest, object);
  if (whole.text.startsWith("{")) return addToBraces(manifest, object, whole, key, value);
  const anchor = lastKey(manifest, object);
  const indent = anchor === undefined ? undefined : indentOf(anchor.key);
  if (anchor === undefined || indent === undefined) return undefined;
  return [insertLines(anchor.entry, renderEntry(key, value, indent))];
}

/** The entry that stands last in the text; undefined where the object has none or one of them cannot be found. */
function lastKey(manifest: Manifest, object: object): { key: Spot; entry: Spot } | undefined {
  let last: { name: string; key: Spot } | undefined;
  for (const name of Object.keys(object)) {
    const key = keySpot(manifest, object, name);
    if (key === undefined) return undefined;
    if (last === undefined || key.span.start > last.key.span.start) last = { name, key };
  }
  return last && { key: last.key, entry: spotOf(manifest, object, last.name, "entry") };
}

/** Blanks that bring a line to the column of a block mapping's key; undefined when more than blanks and dashes precede it. */
function indentOf(key: Spot): string | undefined {
  const before = key.file.text
    .slice(key.file.text.lastIndexOf("\n", key.span.start - 1) + 1, key.span.start)
    .replace("\uFEFF", "");
  return /^ *(?:- +)*$/.test(before) ? " ".repeat(before.length) : undefined;
}

function insertLines(after: Spot, lines: readonly string[]): TextEdit {
  const { text } = after.file;
  const end = lineEnd(text, after.span.start + after.text.trimEnd().length);
  const eol = lineBreakNear(text, end);
  return edit(after.file, end, end, lines.map((it) => `${eol}${it}`).join(""));
}

/** Offset of the end of the line that holds `offset`, before its CR or LF. */
function lineEnd(text: string, offset: number): number {
  const lf = text.indexOf("\n", offset);
  if (lf === -1) return text.length;
  return lf > offset && text[lf - 1] === "\r" ? lf - 1 : lf;
}

function addToBraces(
  manifest: Manifest,
  object: object,
  whole: Spot,
  key: string,
  value: EditValue,
): TextEdit[] | undefined {
  if (!whole.text.endsWith("}")) return undefined;
  const last = lastKey(manifest, object);
  const json = last === undefined ? isJson(whole.file) : last.key.text.startsWith('"');
  const entry = `${json ? JSON.stringify(key) : key}: ${renderFlow(value, json)}`;
  if (last === undefined) {
    if (whole.text.slice(1, -1).trim() !== "") return undefined;
    return [edit(whole.file, whole.span.start, whole.span.end, `{ ${entry} }`)];
  }
  const end = last.entry.span.start + last.entry.text.trimEnd().length;
  const line = whole.file.text.slice(
    whole.file.text.lastIndexOf("\n", last.key.span.start - 1) + 1,
    last.key.span.start,
  );
  const ownLine = line.trim() === "" && whole.text.includes("\n");
  const eol = lineBreakNear(whole.file.text, end);
  return [edit(whole.file, end, end, ownLine ? `,${eol}${line}${entry}` : `, ${entry}`)];
}

function isJson(file: SourceFile): boolean {
  return /^\uFEFF?\s*[[{]/.test(file.text);
}

function fillEmpty(
  manifest: Manifest,
  object: object,
  key: string,
  value: { readonly [key: string]: EditValue },
): TextEdit[] | undefined {
  const name = keySpot(manifest, object, key);
  if (name === undefined) return undefined;
  const { file } = name;
  const colon = file.text.indexOf(":", name.span.end);
  const rest = /^:[ \t]*(?:\{[ \t]*\}|null|~)?/.exec(file.text.slice(colon, lineEnd(file.text, colon)));
  if (rest === null || file.text.slice(name.span.end, colon).trim() !== "") return undefined;
  const written = rest[0].trimEnd();
  const end = colon + written.length;
  const indent = indentOf(name);
  const inBlock = indent !== undefined && !spotOf(manifest, object).text.startsWith("{");
  if (!inBlock) {
    const json = name.text.startsWith('"');
    return written === ":" ? undefined : [edit(file, colon, end, `: ${renderFlow(value, json)}`)];
  }
  // A comment may follow on the line; anything else is not an empty mapping.
  const lineStop = lineEnd(file.text, end);
  if (!/^\s*(?:#.*)?$/.test(file.text.slice(end, lineStop))) return undefined;
  const eol = lineBreakNear(file.text, end);
  const lines = Object.entries(value).flatMap(([it, inner]) => renderEntry(it, inner, `${indent}  `));
  const added = lines.map((it) => `${eol}${it}`).join("");
  if (end === lineStop) return [edit(file, colon, end, `:${added}`)];
  return [edit(file, colon, end, ":"), edit(file, lineStop, lineStop, added)];
}
