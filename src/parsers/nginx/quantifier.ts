import { dataBlocks } from "./data-blocks.ts";
import { wordValue } from "./words.ts";

/** Directives with a block that take an argument, so that a regular expression can end up before the brace. */
const blocks: ReadonlySet<string> = new Set(["location", "upstream", "limit_except"]);
const quantifier = /\{\d+(?:,\d*)?\}/y;
const nextWord = /[^\s;{]*/y;

/** Length of a regular expression's quantifier (`{2}`, `{1,}`, `{2,4}`) at `text[at]`; 0 where there is none. */
export function quantifierLength(text: string, at: number): number {
  quantifier.lastIndex = at;
  return quantifier.exec(text)?.[0].length ?? 0;
}

/**
 * nginx's reason for refusing a word with a bare quantifier, whose `{` it takes for the start of a block: a location
 * then holds a directive called `2}$`, an `if` has half a condition, a directive without a block lacks its `;`.
 * Undefined where it means what nginx takes it for: `geo $zone{1} a;`. `name` is the directive's, `start` the word's.
 */
export function quantifierReason(text: string, at: number, name: string, start: number): string | undefined {
  if (dataBlocks.has(name) || name.endsWith("_by_lua_block")) return undefined;
  if (name === "if") return `invalid condition "${wordValue(text, start, at)}"`;
  if (!blocks.has(name)) return `directive "${name}" is not terminated by ";"`;
  nextWord.lastIndex = at + 1;
  return `unknown directive "${nextWord.exec(text)?.[0]}"`;
}
