import { milliseconds } from "../text/clock.ts";
import type { Observe } from "../text/observe.ts";

/** Runs that are over by then show nothing. */
const QUIET_MS = 700;
const REDRAW_MS = 100;

/** A line on a terminal that says how far a long run is; it is gone when the run is done. */
export class Progress {
  readonly #write: (text: string) => void;
  readonly #files: number;
  readonly #start = milliseconds();
  #last = 0;
  #isDrawn = false;
  readonly #read = new Set<string>();
  readonly #ran = new Set<string>();

  /** `write` goes to the terminal; `files` are those to be read. */
  constructor(write: (text: string) => void, files: number) {
    this.#write = write;
    this.#files = files;
  }

  readonly observe: Observe = (what, name) => {
    (what === "file" ? this.#read : this.#ran).add(name);
    const now = milliseconds();
    if (now - this.#start < QUIET_MS || now - this.#last < REDRAW_MS) return;
    this.#last = now;
    this.#isDrawn = true;
    const text =
      what === "file"
        ? `reading: ${this.#read.size} of ${this.#files} files`
        : `judging: ${this.#ran.size} ${this.#ran.size === 1 ? "rule" : "rules"} done`;
    this.#write(`\r\u001b[K${text}`);
  };

  /** Takes the line away. */
  clear(): void {
    if (this.#isDrawn) this.#write("\r\u001b[K");
    this.#isDrawn = false;
  }
}
