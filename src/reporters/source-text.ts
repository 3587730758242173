import type { Location } from "../engine/finding.ts";
import type { Redact } from "../text/redact.ts";
import { sanitise } from "./sanitise.ts";

/** Lines longer than this are minified files; only what a finding points at is shown of them. */
const LONGEST_LINE = 200;

/** Words that stand beside values which are nobody's business: a line with one is not shown. */
const TELLTALE =
  /pass(?:word|wd|phrase)|secret|token|api[-_]?key|private[-_]?key|credential|authorization|bearer|-----BEGIN/i;

/** What has such a word in it and is no secret: names of objects that hold some, settings of nginx. */
const HARMLESS =
  /\bsecret(?:name|ref|keyref)s?\b|(?:tls|auth)-?secret|serviceaccounttoken|server[-_]tokens/gi;

/** Whether a text speaks of something that nobody must see, or holds what a plan marks as sensitive. */
export function mayBeSecret(text: string, redact: Redact): boolean {
  return TELLTALE.test(text.replace(HARMLESS, "")) || redact(text) !== text;
}

/** A line of a source as it may be shown, and the part of it that is meant. */
export interface ShownLine {
  readonly line: number;
  readonly text: string;
  /** First and last UTF-16 offset into `text` of what is meant; the end is exclusive. */
  readonly from: number;
  readonly to: number;
}

/**
 * The first line of a place, for showing. Undefined where it may hold what nobody must see (the text of a Secret, a value that a plan marks as sensitive, a line that
 * speaks of passwords), or says nothing. The lines around it are never shown: nobody looked at what they hold.
 */
export function shownLine(at: Location, redact: Redact): ShownLine | undefined {
  if (at.span.end <= at.span.start || at.resource?.startsWith("Secret/") === true) return undefined;
  const { text } = at.file;
  const { start } = at.span;
  const before = Math.max(text.lastIndexOf("\n", start - 1), text.lastIndexOf("\r", start - 1)) + 1;
  const after = /[\r\n]/g;
  after.lastIndex = start;
  const end = after.exec(text)?.index ?? text.length;
  const last = Math.min(at.span.end, end);
  const isLong = end - before > LONGEST_LINE;
  const [from, to] = isLong ? [start, last] : [before, end];
  const raw = text.slice(from, to);
  if (raw.length > LONGEST_LINE || raw.trim() === "" || (isLong && /^\s*[[{]/.test(raw))) return undefined;
  if (mayBeSecret(raw, redact)) return undefined;
  const head = sanitise(raw.slice(0, start - from));
  const meant = sanitise(raw.slice(start - from, last - from));
  const tail = sanitise(raw.slice(last - from)).trimEnd();
  if (meant.trim() === "") return undefined;
  return {
    line: at.line,
    text: `${head}${meant}${tail}`,
    from: head.length,
    to: head.length + meant.trimEnd().length,
  };
}
