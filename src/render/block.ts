import { type RenderedArgument, RenderedDirective, type ValueState } from "../model/rendered-directive.ts";
import type { Directive } from "../parsers/nginx/directive.ts";
import { parseNginx } from "../parsers/nginx/parser.ts";
import type { LocatedText, Origin } from "../text/origin.ts";

/** A value on its way into the configuration: its text, how sure it is and what decided it. */
export interface Setting {
  readonly value: string;
  readonly state: ValueState;
  readonly origin: Origin;
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

  /** `origin` is where the block itself is decided: the controller, or the Ingress. */
  constructor(origin: Origin, directive?: RenderedDirective) {
    this.#origin = origin;
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

  /** Prints `name args;` if all values are known. */
  addKnown(name: string, ...args: readonly (Setting | undefined)[]): void {
    const known = args.filter((it) => it?.state === "explicit" || it?.state === "default");
    if (known.length === args.length) this.add(name, ...(known as Setting[]));
  }

  /** Opens a block within. */
  open(name: string, words: readonly string[] = [], origin: Origin = this.#origin): Block {
    const args = words.map((it) => asArgument(fixed(it, origin)));
    const directive = new RenderedDirective(name, args, this.directive, origin);
    this.#directives.push(directive);
    return new Block(origin, directive);
  }

  /** Prints a snippet as it was written. What nginx could not read of it is left out. */
  snippet(text: LocatedText | undefined): void {
    if (text === undefined || text.text.trim() === "") return;
    this.#directives.push(...parseNginx(text, this.directive).directives);
  }
}

function asArgument(setting: Setting): RenderedArgument {
  return { value: setting.value, quote: undefined, origin: setting.origin, state: setting.state };
}
