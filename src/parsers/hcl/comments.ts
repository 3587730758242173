import type { Span } from "../../text/source-file.ts";
import { HclError, hclTokens } from "./tokens.ts";

/** The comments of a `.tf` file that hold `word`, each from its `#`, `//` or `/*` to the end of its first line; none where the text is no HCL. */
export function hclComments(text: string, word: string): readonly Span[] {
  if (!text.includes(word)) return [];
  const found: Span[] = [];
  let from = 0;
  for (const token of tokensOf(text)) {
    // Only blanks and comments stand between tokens.
    const gap = text.slice(from, token.start);
    for (const match of gap.matchAll(/(?:#|\/\/|\/\*)[^\r\n]*/g))
      if (match[0].includes(word))
        found.push({ start: from + match.index, end: from + match.index + match[0].length });
    from = token.end;
  }
  return found;
}

function tokensOf(text: string) {
  try {
    return hclTokens(text);
  } catch (error) {
    if (error instanceof HclError) return [];
    throw error;
  }
}
