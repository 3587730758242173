import { type RenderedArgument, RenderedDirective, type ValueState } from "../model/rendered-directive.ts";
import type { Directive } from "../parsers/nginx/directive.ts";
import { parseNginx } from "../parsers/nginx/parser.ts";
import { append } from "../text/append.ts";
import type { LocatedText, Origin } from "../text/origin.ts";

/** A value on its way into the configuration: its text, how sure it is and what decided it. */
export interface Setting {
  readonly value: string;
  readonly state: ValueState;
  readonly origin: Origin;
  /** What decided it where no place does; see `RenderedArgument.source`. */
  readonly source?: string | undefined;
}

/** The words of a directive that the template itself holds: the controller's own, whoever runs it. */
export function fixed(value: string, origin: Origin): Setting {
  return { value, state: "default", origin };
}

/** Collects the directives of one block in the order in which the template prints them. */
export class Block {
  readonly directive: RenderedDirective | undefined;
  readonly #origin: Origin;
  readonly #directives: Directive[] = [];
  readonly #doubtful: "left out" | "printed";

  /**
   * `origin` is where the block itself is decided: the controller, or the Ingress. `doubtful` says what `addKnown` does with values that are
   * not certain.
   */
  constructor(origin: Origin, directive?: RenderedDirective, doubtful: "left out" | "printed" = "left out") {
    this.#origin = origin;
    this.#doubtful = doubtful;
    this.directive = directive;
    directive?.fill(this.#directives);
  }

  get directives(): readonly Directive[] {
    return this.#directives;
  }

  /** Prints `name args;`. */
  add(name: string, ...args: readonly Setting[]): void {
    this.#directives.push(new RenderedDirective(name, args.map(asArgument), this.directive, this.#origin));
  }

  /** Prints `name args;` if all values are known, or where the block takes doubtful ones too. */
  addKnown(name: string, ...args: readonly (Setting | undefined)[]): void {
    if (this.#doubtful === "printed") {
      this.add(name, ...args.filter((it) => it !== undefined));
      return;
    }
    const known = args.filter((it) => it?.state === "explicit" || it?.state === "default");
    if (known.length === args.length) this.add(name, ...(known as Setting[]));
  }

  /** Opens a block within. */
  open(name: string, words: readonly (string | Setting)[] = [], origin: Origin = this.#origin): Block {
    const args = words.map((it) => asArgument(typeof it === "string" ? fixed(it, origin) : it));
    const directive = new RenderedDirective(name, args, this.directive, origin);
    this.#directives.push(directive);
    return new Block(origin, directive, this.#doubtful);
  }

  /** Says what is left out of this block, and why. */
  note(text: string): void {
    this.directive?.note(text);
  }

  /** Prints a snippet as it was written. What nginx could not read of it is left out. */
  snippet(text: LocatedText | undefined): void {
    if (text === undefined || text.text.trim() === "") return;
    append(this.#directives, parseNginx(text, this.directive).directives);
  }
}

/** The words of a value that the template prints as it is: blanks divide them, quotes keep them together. */
export function words(setting: Setting): readonly Setting[] {
  if (setting.state === "unknown") return [setting];
  return [...setting.value.matchAll(/"([^"]*)"|'([^']*)'|[^\s"']\S*/g)].map((it) => ({
    ...setting,
    value: it[1] ?? it[2] ?? it[0],
  }));
}

function asArgument(setting: Setting): RenderedArgument {
  const { value, origin, state, source } = setting;
  return { value, quote: undefined, origin, state, source };
}
