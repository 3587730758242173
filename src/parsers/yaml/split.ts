const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const HASH = 0x23;
const PERCENT = 0x25;
const BYTE_ORDER_MARK = 0xfeff;

/** Where one document of a YAML stream stands. */
export interface DocumentRange {
  /** Where its parser starts: at its `---` or directives, or at the start of the text. */
  readonly from: number;
  /** Its own range, behind the `---`. */
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a YAML stream where kubectl does: at `---` in column 0 with a blank, a line end or nothing behind it
 * (k8s.io/apimachinery `pkg/util/yaml`, `YAMLReader`); also at `...`, which ends a document in YAML. Such a line cannot be
 * part of a scalar (YAML 1.2.2, section 9.1.2), so that a document that is broken does not swallow its neighbours.
 * Documents with nothing but blanks and comments are left out. `%YAML` and `%TAG` lines stay with the document they open.
 */
export function splitDocuments(text: string): DocumentRange[] {
  const ranges: DocumentRange[] = [];
  const markers = new MarkerFinder(text);
  let from = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  let start = from;
  let directives = false;

  for (let marker = markers.first(from); ; marker = markers.next()) {
    const end = marker === -1 ? text.length : marker;
    const content = contentStart(text, start, end);
    const opens = marker !== -1 && text[marker] === "-";

    if (
      opens &&
      !directives &&
      start === from &&
      text.charCodeAt(content) === PERCENT &&
      atLineStart(text, content)
    ) {
      directives = true;
      start = behindMarker(text, marker);
      continue;
    }
    if (content < end) ranges.push({ from, start, end });
    if (marker === -1) return ranges;

    directives = false;
    start = behindMarker(text, marker);
    if (!opens && text.charCodeAt(start) === BYTE_ORDER_MARK) start += 1;
    from = opens ? marker : start;
  }
}

/** Offset of the first character from `at` that is neither blank, line end nor part of a comment; at most `end`. */
export function contentStart(text: string, at: number, end: number): number {
  for (let index = at; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code === SPACE || code === LINE_FEED || code === CARRIAGE_RETURN || code === TAB) continue;
    if (code !== HASH) return index;
    index += 1;
    while (index < end && !isLineEnd(text.charCodeAt(index))) index += 1;
  }
  return end;
}

/** Marker lines in order. Searching each spelling on its own keeps the work in native searches over the text. */
class MarkerFinder {
  readonly #text: string;
  readonly #spellings: readonly string[];
  readonly #found: number[];
  #start = 0;

  constructor(text: string) {
    this.#text = text;
    const returns = text.includes("\r");
    this.#spellings = returns ? ["\n---", "\n...", "\r---", "\r..."] : ["\n---", "\n..."];
    this.#found = this.#spellings.map(() => -2);
  }

  /** Offset of the first marker, which may stand at `start` itself; -1 when there is none. */
  first(start: number): number {
    this.#start = start;
    const opening = this.#text.slice(start, start + 3);
    if ((opening === "---" || opening === "...") && this.#ends(start + 3)) {
      this.#start = start + 3;
      return start;
    }
    return this.next();
  }

  next(): number {
    let nearest = -1;
    for (let index = 0; index < this.#spellings.length; index += 1) {
      let found = this.#found[index]!;
      if (found !== -1 && found < this.#start) {
        found = this.#text.indexOf(this.#spellings[index]!, this.#start);
        while (found !== -1 && !this.#ends(found + 4))
          found = this.#text.indexOf(this.#spellings[index]!, found + 1);
        this.#found[index] = found;
      }
      if (found !== -1 && (nearest === -1 || found < nearest)) nearest = found;
    }
    if (nearest === -1) return -1;
    this.#start = nearest + 1;
    return nearest + 1;
  }

  #ends(at: number): boolean {
    if (at >= this.#text.length) return true;
    const code = this.#text.charCodeAt(at);
    return code === SPACE || code === TAB || isLineEnd(code);
  }
}

function atLineStart(text: string, at: number): boolean {
  return at === 0 || isLineEnd(text.charCodeAt(at - 1)) || text.charCodeAt(at - 1) === BYTE_ORDER_MARK;
}

/** The line after a marker; directly behind the marker when content shares its line. */
function behindMarker(text: string, marker: number): number {
  let at = marker + 3;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) at += 1;
  if (text.charCodeAt(at) === HASH) while (at < text.length && !isLineEnd(text.charCodeAt(at))) at += 1;
  if (at >= text.length) return at;
  if (!isLineEnd(text.charCodeAt(at))) return marker + 3;
  return text.startsWith("\r\n", at) ? at + 2 : at + 1;
}

function isLineEnd(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}
