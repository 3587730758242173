import type { Span } from "../../text/source-file.ts";

/**
 * A decoded text with the way from its offsets back to where each character was written. Written in pieces: copies,
 * whose characters map one to one, and characters that stand for something else (an escape, a folded line break).
 */
export class TextMap {
  readonly #parts: string[] = [];
  /** Per piece: offset in the decoded text, offset in the source, length in the source. */
  readonly #at: number[] = [];
  readonly #from: number[] = [];
  readonly #size: number[] = [];
  #length = 0;

  /** Appends `source[from, to)` as it is. */
  copy(source: string, from: number, to: number): void {
    if (from < to) this.put(source.slice(from, to), from, to);
  }

  /** Appends text that stands for `[from, to)` of the source; one to one where both have the same length. */
  put(text: string, from: number, to: number): void {
    if (text === "") return;
    this.#parts.push(text);
    this.#at.push(this.#length);
    this.#from.push(from);
    this.#size.push(to - from);
    this.#length += text.length;
  }

  get text(): string {
    return this.#parts.join("");
  }

  /** Where the half-open range of the decoded text was written; `empty` is the answer for a text without characters. */
  spanOf(start: number, end: number, empty: number): Span {
    if (this.#length === 0) return { start: empty, end: empty };
    const first = Math.max(0, Math.min(start, this.#length));
    const last = Math.max(first, Math.min(end, this.#length));
    const from = first === this.#length ? this.#character(first - 1).end : this.#character(first).start;
    return { start: from, end: last === first ? from : Math.max(from, this.#character(last - 1).end) };
  }

  #character(offset: number): Span {
    let low = 0;
    let high = this.#at.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#at[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const from = this.#from[low]!;
    const size = this.#size[low]!;
    if (this.#parts[low]!.length !== size) return { start: from, end: from + size };
    const at = from + offset - this.#at[low]!;
    return { start: at, end: at + 1 };
  }
}
