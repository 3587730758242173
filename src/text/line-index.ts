import type { Position } from "./source-file.ts";

const BYTE_ORDER_MARK = 0xfeff;

/**
 * Offset to line and column of one text. Lines end at LF (a CR before it belongs to the line end, a lone CR does
 * not end a line: nginx, YAML 1.2 tools and editors that show such files agree on LF). A byte order mark takes no column.
 */
export class LineIndex {
  readonly #starts: number[] = [0];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  /** Number of lines; a text that ends in LF has an empty last line, as editors show it. */
  get count(): number {
    return this.#starts.length;
  }

  /** Line and column of an offset; offsets outside the text are clamped. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= at) low = middle;
      else high = middle - 1;
    }
    const start = this.#starts[low]!;
    const hidden = low === 0 && at > 0 && this.#text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
    return { line: low + 1, column: at - start + 1 - hidden };
  }

  /** Offset of the first character of a 1-based line; clamped to the text. */
  startOf(line: number): number {
    return this.#starts[Math.max(0, Math.min(line - 1, this.#starts.length - 1))]!;
  }

  /** Text of a 1-based line without its line end. */
  textOf(line: number): string {
    const start = this.startOf(line);
    let end = line < this.#starts.length ? this.#starts[line]! - 1 : this.#text.length;
    if (end > start && this.#text[end - 1] === "\r") end -= 1;
    return this.#text.slice(start, end);
  }
}
