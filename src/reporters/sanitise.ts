// biome-ignore-all lint/suspicious/noControlCharactersInRegex: this file takes control characters out of text

/**
 * Operating system commands, device control and other string sequences (ECMA-48 §5.6, xterm's OSC): an introducer, a
 * payload and a terminator. A payload ends at the next escape, so that an unterminated one cannot hide what follows.
 */
const STRING_SEQUENCE =
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u0080-\u009f\n]*(?:\u0007|\u001b\\|\u009c)/gu;

/** Control sequences: colours, cursor movement, screen clearing (ECMA-48 §5.4). */
const CONTROL_SEQUENCE = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]/gu;

/** Other escape sequences of two and more characters (ECMA-48 §5.5 and ISO 2022 designations). */
const ESCAPE_SEQUENCE = /\u001b[ -/]*[0-~]/gu;

/** C0 and C1 controls but line feed and tab. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;

/** Marks, embeddings, overrides and isolates that reorder text on screen (Unicode UAX #9), and the byte order mark. */
const REORDERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Halves of surrogate pairs: no encoder can write them. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** The usual text needs no work; one look is all it costs. */
const SUSPECT =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\p{Surrogate}]/u;

/**
 * Text from a file, safe to print on a terminal: escape sequences and control characters are taken out, and so are
 * the characters that reorder text on screen. Line feeds stay; every other line break (CR, U+2028, U+2029) becomes one,
 * a tab becomes a space.
 */
export function sanitiseLines(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return text
    .replace(STRING_SEQUENCE, "")
    .replace(CONTROL_SEQUENCE, "")
    .replace(ESCAPE_SEQUENCE, "")
    .replace(/\r\n?|[\u0085\u2028\u2029]/gu, "\n")
    .replace(/\t/gu, " ")
    .replace(CONTROL, "")
    .replace(REORDERING, "")
    .replace(LONE_SURROGATE, "\ufffd");
}

/** As `sanitiseLines`, on one line: line breaks and the blanks around them become one space. */
export function sanitise(text: string): string {
  const clean = sanitiseLines(text);
  if (!clean.includes("\n")) return clean;
  const lines = clean.split("\n").map((it) => it.trim());
  return lines.filter((it) => it !== "").join(" ");
}

/**
 * A JSON document whose every character is safe to print: what JSON itself leaves bare (DEL, C1 controls, reordering
 * characters) is written as `\uXXXX`, which readers of JSON give back unchanged.
 */
export function escapeJson(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu,
    (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
