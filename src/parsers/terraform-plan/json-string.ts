import type { Span } from "../../text/source-file.ts";

/**
 * One string of a JSON text with the way from the characters of its value back to the text, through the
 * escapes. Escapes are looked for when the first offset is asked for, so a string without findings costs
 * nothing.
 */
export class JsonString {
  readonly #text: string;
  readonly #span: Span;
  /**
   * For each escape: the offset in the value of the character behind it, and how much longer the text is up
   * to there.
   */
  #escapes: { readonly after: number[]; readonly longer: number[] } | undefined;

  /** `span` is the string's place in `text`, quotes included. */
  constructor(text: string, span: Span) {
    this.#text = text;
    this.#span = span;
  }

  /** Place of a half-open range of the value. */
  spanOf(start: number, end: number): Span {
    // A range that ends behind an escape ends behind the whole of it; an empty one stays empty.
    return { start: this.#offset(start), end: this.#offset(end) };
  }

  #offset(inner: number): number {
    this.#escapes ??= readEscapes(this.#text, this.#span);
    const { after, longer } = this.#escapes;
    let low = 0;
    let high = after.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (after[middle]! <= inner) low = middle + 1;
      else high = middle;
    }
    const raw = this.#span.start + 1 + inner + (low === 0 ? 0 : longer[low - 1]!);
    return Math.min(raw, this.#span.end - 1);
  }
}

function readEscapes(text: string, span: Span): { after: number[]; longer: number[] } {
  const after: number[] = [];
  const longer: number[] = [];
  let extra = 0;
  const last = span.end - 1;
  for (let at = text.indexOf("\\", span.start); at !== -1 && at < last; ) {
    const length = text[at + 1] === "u" ? 6 : 2;
    after.push(at - span.start - 1 - extra + 1);
    extra += length - 1;
    longer.push(extra);
    at = text.indexOf("\\", at + length);
  }
  return { after, longer };
}
