const BACKSLASH = 92;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;

/** A list of integers that grows; a plain array of numbers takes twice the memory once a text has a million words. */
export class IntList {
  length = 0;
  #items = new Int32Array(1024);

  push(value: number): void {
    if (this.length === this.#items.length) {
      const grown = new Int32Array(this.length * 2);
      grown.set(this.#items);
      this.#items = grown;
    }
    this.#items[this.length++] = value;
  }

  /** The integer at an index that has been pushed. */
  at(index: number): number {
    return this.#items[index]!;
  }
}

/** The quote a raw word stands in. A word that begins with a quote is always quoted; quotes further on are ordinary. */
export function quoteOf(text: string, start: number): '"' | "'" | undefined {
  const first = text.charCodeAt(start);
  return first === DOUBLE_QUOTE ? '"' : first === SINGLE_QUOTE ? "'" : undefined;
}

/**
 * What nginx makes of the raw word at `text[start, end)`: quotes off, `\" \' \\ \t \r \n` resolved, every other
 * backslash kept (`ngx_conf_read_token`). A quote that is never closed is taken off as well.
 */
export function wordValue(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  const quote = quoteOf(text, start);
  if (quote !== undefined) {
    from += 1;
    if (to > from && text[to - 1] === quote) to -= 1;
  }
  const raw = text.slice(from, to);
  return raw.includes("\\") ? resolveEscapes(raw) : raw;
}

function resolveEscapes(raw: string): string {
  let value = "";
  let kept = 0;
  for (let at = raw.indexOf("\\"); at !== -1 && at + 1 < raw.length; at = raw.indexOf("\\", at)) {
    const next = raw.charCodeAt(at + 1);
    const resolved = resolveEscape(next, raw[at + 1]!);
    if (resolved !== undefined) {
      value += raw.slice(kept, at) + resolved;
      kept = at + 2;
    }
    at += 2;
  }
  return value + raw.slice(kept);
}

function resolveEscape(code: number, character: string): string | undefined {
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE || code === BACKSLASH) return character;
  if (character === "t") return "\t";
  if (character === "r") return "\r";
  if (character === "n") return "\n";
  return undefined;
}
