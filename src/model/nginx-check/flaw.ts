import type { Origin } from "../../text/origin.ts";

/** Something nginx refuses, or takes otherwise than its author meant, when it loads a configuration. */
export interface DirectiveFlaw {
  /** The smallest thing to change. */
  readonly at: Origin;
  /** nginx's own wording, without file and line: `unknown directive "foo"`. */
  readonly reason: string;
  /** What nginx's words leave out: the values it compared, the place the directive belongs to. A sentence without its full stop. */
  readonly explanation?: string;
  /** What to do; starts with a verb and ends with a full stop. */
  readonly help: string;
  /** The other half of a conflict, and what stands there, as a sentence. */
  readonly related?: readonly { readonly at: Origin; readonly message: string }[];
  /** `warning` where nginx loads the configuration all the same, or only some builds refuse it; `error` when left out. */
  readonly severity?: "error" | "warning";
  /** For a word nobody knows: what it may be instead, for a suggestion. */
  readonly mistyped?: { readonly word: string; readonly candidates: readonly string[] };
  /** Which check speaks, in kebab-case: tells findings at one place apart. */
  readonly check: string;
}
