import { LineIndex } from "./line-index.ts";

/** Half-open range of UTF-16 offsets into a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A 1-based line and column; columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * One text that was read: its path as the user will see it (relative, with `/`), and its decoded content.
 * A byte order mark, if the file has one, is part of `text`, so that offsets are those of the file.
 */
export class SourceFile {
  readonly path: string;
  readonly text: string;
  #lines: LineIndex | undefined;
  #directory: string | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** The folder in the path, with a slash at its end; empty for the working directory. */
  get directory(): string {
    this.#directory ??= this.path.slice(0, this.path.lastIndexOf("/") + 1);
    return this.#directory;
  }

  /** The table of line starts, made when first asked for. */
  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }

  /** Line and column of an offset; offsets outside the text are clamped. */
  positionAt(offset: number): Position {
    return this.lines.positionAt(offset);
  }
}
