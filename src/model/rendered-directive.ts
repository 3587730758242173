import type { Argument, Directive } from "../parsers/nginx/directive.ts";
import type { Origin } from "../text/origin.ts";

/**
 * How sure a value of a generated configuration is. `explicit`: somebody wrote it; `unsure`: somebody wrote it, but whether the controller's release
 * honours it is not known; `default`: the controller's own, since nobody wrote one; `assumed`: the controller's own, in force unless a
 * ConfigMap that is not in sight says otherwise; `unknown`: no value at all.
 */
export type ValueState = "explicit" | "unsure" | "default" | "assumed" | "unknown";

/** An argument that a controller prints; `origin` is what decided it. An unknown one has an empty `value`. */
export interface RenderedArgument extends Argument {
  readonly state: ValueState;
  /** What decided it where no place in a file does: `default`, `flag --http-port`. Undefined: the place says it, or the template itself. */
  readonly source?: string | undefined;
}

/** A directive that a controller would print. Its origin is that of its first explicit argument, else of its first. */
export class RenderedDirective implements Directive {
  readonly name: string;
  readonly args: readonly RenderedArgument[];
  readonly raw = undefined;
  readonly included = undefined;
  readonly parent: Directive | undefined;
  readonly origin: Origin;
  #block: readonly Directive[] | undefined;
  #notes: string[] | undefined;

  /** `origin` is used when no argument has one: for blocks, and for directives without arguments. */
  constructor(
    name: string,
    args: readonly RenderedArgument[],
    parent: Directive | undefined,
    origin: Origin,
  ) {
    this.name = name;
    this.args = args;
    this.parent = parent;
    this.origin = (args.find((it) => isWritten(it.state)) ?? args[0])?.origin ?? origin;
  }

  get nameOrigin(): Origin {
    return this.origin;
  }

  get block(): readonly Directive[] | undefined {
    return this.#block;
  }

  /** Makes the directive a block of these; they name it as their `parent`. */
  fill(block: readonly Directive[]): this {
    this.#block = block;
    return this;
  }

  /** What the block leaves out of what the controller prints, and why: lines for people. */
  get notes(): readonly string[] {
    return this.#notes ?? [];
  }

  /** Adds a line to `notes`. */
  note(text: string): void {
    this.#notes ??= [];
    this.#notes.push(text);
  }

  /** The least sure of the arguments. */
  get state(): ValueState {
    for (const state of ["unknown", "assumed", "unsure"] as const)
      if (this.args.some((it) => it.state === state)) return state;
    return this.args.some((it) => it.state === "explicit") ? "explicit" : "default";
  }
}

/** How sure an argument is; what stands in a text is explicit. */
export function stateOf(directive: Directive, argument: number): ValueState {
  return directive instanceof RenderedDirective ? (directive.args[argument]?.state ?? "unknown") : "explicit";
}

/** Whether somebody wrote a value in this state. */
export function isWritten(state: ValueState): boolean {
  return state === "explicit" || state === "unsure";
}
