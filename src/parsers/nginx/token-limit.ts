/** Bytes nginx reads at once; a word or comment that outgrows them is refused (`NGX_CONF_BUFFER`). */
const BUFFER_BYTES = 4096;

/** No character takes more than three bytes per UTF-16 unit, so shorter tokens need no counting. */
const HARMLESS_LENGTH = Math.floor(BUFFER_BYTES / 3);

/** Bytes of a word that the refusal shows. */
const SHOWN_BYTES = 10;

/**
 * nginx's reason for refusing a token that outgrows its buffer, or undefined.
 * `start` is where nginx keeps the token from (after an opening quote, at the `#` of a comment), `closing` where the
 * closing quote stands (`start` when there is none), `last` the last character it reads before it forgets the
 * token: for a quoted word the blank after the quote and one more. `last` is the text's length when the text ends first.
 */
export function tooLong(
  text: string,
  start: number,
  closing: number,
  last: number,
  quote: '"' | "'" | undefined,
): string | undefined {
  if (last - start < HARMLESS_LENGTH) return undefined;
  const bytes = byteLength(text, start, Math.min(last, text.length));
  if (last >= text.length ? bytes <= BUFFER_BYTES : bytes < BUFFER_BYTES) return undefined;
  if (quote !== undefined && byteLength(text, start, closing) >= BUFFER_BYTES) {
    return `too long parameter, probably missing terminating "${quote}" character`;
  }
  return `too long parameter "${firstBytes(text, start)}..." started`;
}

function byteLength(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let at = start; at < end; at++) bytes += bytesOf(text.charCodeAt(at));
  return bytes;
}

/** UTF-8 bytes of a UTF-16 unit; the halves of a pair take two each. */
function bytesOf(unit: number): number {
  if (unit < 0x80) return 1;
  if (unit < 0x800 || (unit >= 0xd800 && unit < 0xe000)) return 2;
  return 3;
}

function firstBytes(text: string, start: number): string {
  let end = start;
  for (let bytes = 0; end < text.length; end++) {
    bytes += bytesOf(text.charCodeAt(end));
    if (bytes > SHOWN_BYTES) break;
  }
  return text.slice(start, end);
}
