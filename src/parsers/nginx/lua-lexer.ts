const LF = 10;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const DASH = 45;
const EQUALS = 61;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** How a Lua block ended: `end` is the offset of its closing brace, or of the text's end after an error. */
export interface LuaBlock {
  readonly end: number;
  readonly error: { readonly reason: string; readonly at: number } | undefined;
}

/**
 * Finds the brace that closes a `*_by_lua_block`, after the token set of lua-nginx-module (`util/gen-lexer-c`): braces
 * count outside of strings, line comments and long brackets; a string ends on its line or is none.
 * `start` is the offset after the opening brace.
 */
export function scanLuaBlock(text: string, start: number): LuaBlock {
  // An unfinished string leaves every later quote of its kind on that line unfinished too: asking once keeps the
  // scan linear on lines made of escaped quotes.
  const hopelessUntil = { [DOUBLE_QUOTE]: start, [SINGLE_QUOTE]: start };
  let depth = 1;
  let lastOpen = start;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACE) {
      depth += 1;
      lastOpen = at;
    } else if (code === CLOSE_BRACE) {
      depth -= 1;
      if (depth === 0) return { end: at, error: undefined };
    } else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      if (at < hopelessUntil[code]) continue;
      const end = endOfString(text, at);
      if (text.charCodeAt(end) === code) at = end;
      else hopelessUntil[code] = end;
    } else if (code === OPEN_BRACKET || (code === DASH && text.charCodeAt(at + 1) === DASH)) {
      const bracketAt = code === DASH ? at + 2 : at;
      const bodyAt = longBracketBody(text, bracketAt);
      if (bodyAt !== undefined) {
        const closing = `]${text.slice(bracketAt + 1, bodyAt - 1)}]`;
        const end = text.indexOf(closing, bodyAt);
        if (end === -1) return unfinished(text, missingBracket(closing), at);
        at = end + closing.length - 1;
      } else if (code === DASH) {
        const lineEnd = text.indexOf("\n", at);
        if (lineEnd === -1) break;
        at = lineEnd;
      }
    }
  }
  const reason = "unexpected end of file, expecting terminating characters for lua code block";
  return unfinished(text, reason, lastOpen);
}

function unfinished(text: string, reason: string, at: number): LuaBlock {
  return { end: text.length, error: { reason, at } };
}

function missingBracket(closing: string): string {
  return `Lua code block missing the closing long bracket "${closing}", the inlined Lua code may be too long`;
}

/** Offset of the closing quote, or of the line's end when the string is not finished on its line. */
function endOfString(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote || code === LF) return at;
    if (code === BACKSLASH && text.charCodeAt(at + 1) !== LF) at += 1;
  }
  return text.length;
}

/** Offset after `[[` or `[==[`; undefined when there is no long bracket. */
function longBracketBody(text: string, start: number): number | undefined {
  if (text.charCodeAt(start) !== OPEN_BRACKET) return undefined;
  let at = start + 1;
  while (text.charCodeAt(at) === EQUALS) at += 1;
  return text.charCodeAt(at) === OPEN_BRACKET ? at + 1 : undefined;
}
