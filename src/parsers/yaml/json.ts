import { JsonSyntaxError, readJsonTree } from "./json-tree.ts";
import { MAX_DEPTH } from "./load.ts";

/** One JSON value of a file: where it stands, and what it is. */
export interface JsonValue {
  readonly start: number;
  readonly end: number;
  readonly value: unknown;
}

/** Whether a text starts as a JSON object or array, which is when kubectl tries JSON first. */
export function looksLikeJson(text: string): boolean {
  return /^\ufeff?[ \t\r\n]*[{[]/.test(text);
}

/**
 * The JSON values of a file: one, or several one after the other as `kubectl get -o json` of several kinds and log
 * streams have them. Throws `JsonSyntaxError` when the text is not JSON from end to end, or nested too deeply.
 */
export function parseJson(text: string): JsonValue[] {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const value = parseWhole(start === 0 ? text : text.slice(start));
  if (value === undefined) return parseStream(text, start);
  if (isDeeper(value, MAX_DEPTH)) throw new JsonSyntaxError("the document is nested too deeply", start);
  const first = text.slice(start).search(/[^ \t\r\n]/);
  return [{ start: start + first, end: text.trimEnd().length, value }];
}

/** The value of a text that is one JSON value, else undefined. */
function parseWhole(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseStream(text: string, start: number): JsonValue[] {
  const values: JsonValue[] = [];
  for (let at = start; at < text.length; ) {
    const { root, next } = readJsonTree(text, at, MAX_DEPTH);
    values.push({ start: root.start, end: root.end, value: JSON.parse(text.slice(root.start, root.end)) });
    at = next;
  }
  return values;
}

/**
 * Whether some object of a JSON text has a key twice: then the text has more keys than the value. Counting is cheap,
 * comparing keys is not.
 */
export function hasDuplicateKeys(text: string, value: unknown): boolean {
  return countColons(text) !== countKeys(value);
}

/** The number of `:` outside of texts, which is the number of keys. The text is JSON. */
function countColons(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x3a) count += 1;
    else if (code === 0x22) {
      at += 1;
      for (let inner = text.charCodeAt(at); inner !== 0x22; inner = text.charCodeAt(at))
        at += inner === 0x5c ? 2 : 1;
    }
  }
  return count;
}

function countKeys(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) for (const item of value) count += countKeys(item);
  else {
    for (const key in value) {
      count += 1 + countKeys((value as Record<string, unknown>)[key]);
    }
  }
  return count;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (isDeeper(item, levels - 1)) return true;
    return false;
  }
  for (const key in value) if (isDeeper((value as Record<string, unknown>)[key], levels - 1)) return true;
  return false;
}
