import type { LocatedText, Origin } from "../../text/origin.ts";

/** One argument of a directive: quotes removed and escapes resolved in `value`, as nginx itself sees it. */
export interface Argument {
  readonly value: string;
  /** `"` or `'` when the word was quoted: some directives treat a quoted word differently from a bare one. */
  readonly quote: '"' | "'" | undefined;
  /** The word in its file, quotes included. */
  readonly origin: Origin;
}

/**
 * One nginx directive. The same type serves what stands in a file, in a ConfigMap or in a snippet, and what a
 * controller would generate; only `origin` tells them apart.
 */
export interface Directive {
  readonly name: string;
  readonly args: readonly Argument[];
  /** The directives of its `{ }` block; undefined when it ends in `;` or holds raw text (`raw`). */
  readonly block: readonly Directive[] | undefined;
  /** Source text of a `*_by_lua_block`, without the outer braces. */
  readonly raw: string | undefined;
  /** For `include`: the trees it brought in, in nginx's order. Undefined when the include could not be resolved. */
  readonly included: readonly NginxTree[] | undefined;
  readonly parent: Directive | undefined;
  /** From the name to the `;`, or to the `{` of a block. */
  readonly origin: Origin;
  readonly nameOrigin: Origin;
  /** From the `{` to the `}` of its block; to the end of the text when the block is not closed. */
  readonly blockOrigin?: Origin | undefined;
}

/** Something nginx refuses while reading: `reason` is nginx's own wording, without file and line. */
export interface NginxSyntaxError {
  readonly reason: string;
  readonly origin: Origin;
}

export interface NginxComment {
  /** Text after the `#`. */
  readonly text: string;
  readonly origin: Origin;
}

/** What one text holds. Errors do not empty the tree: the parser recovers and goes on. */
export interface NginxTree {
  readonly source: LocatedText;
  readonly directives: readonly Directive[];
  readonly errors: readonly NginxSyntaxError[];
  readonly comments: readonly NginxComment[];
}
