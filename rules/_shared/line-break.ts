/** The line break that the text uses around an offset: CRLF or LF; LF where it has one line only. */
export function lineBreakNear(text: string, offset: number): "\r\n" | "\n" {
  const next = text.indexOf("\n", offset);
  const lf = next === -1 ? text.lastIndexOf("\n", offset) : next;
  return lf > 0 && text[lf - 1] === "\r" ? "\r\n" : "\n";
}
