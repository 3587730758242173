import type { Fix, Result, TextEdit } from "../engine/finding.ts";
import type { Redact } from "../text/redact.ts";
import { sanitise } from "./sanitise.ts";
import { mayBeSecret } from "./source-text.ts";

/** More lines than this are for `--fix-dry-run`. */
const MOST_LINES = 8;

/** Edits whose lines touch, and the range of whole lines that they change. */
interface Region {
  readonly edits: TextEdit[];
  start: number;
  end: number;
}

/**
 * What a fix does, as lines that begin with `-` and `+`; none where that is long, or where a line may hold what nobody must see.
 */
export function fixLines({ at }: Result, fix: Fix, redact: Redact): readonly string[] {
  if (at.resource?.startsWith("Secret/") === true) return [];
  const lines = regionsOf(fix.edits).flatMap(({ edits, start, end }) => {
    const { text } = edits[0]!.file;
    const old = text.slice(start, end);
    let changed = old;
    for (const { span, text: inserted } of [...edits].reverse())
      changed = changed.slice(0, span.start - start) + inserted + changed.slice(span.end - start);
    return changedLines(old.split(/\r?\n/), changed.split(/\r?\n/));
  });
  return lines.length > MOST_LINES || lines.some((it) => mayBeSecret(it, redact)) ? [] : lines.map(sanitise);
}

function regionsOf(edits: readonly TextEdit[]): readonly Region[] {
  const regions: Region[] = [];
  const inOrder = [...edits].sort(
    (a, b) =>
      (a.file.path < b.file.path ? -1 : a.file.path > b.file.path ? 1 : 0) || a.span.start - b.span.start,
  );
  for (const edit of inOrder) {
    const { text } = edit.file;
    const start = text.lastIndexOf("\n", edit.span.start - 1) + 1;
    const feed = text.indexOf("\n", edit.span.end);
    const end = feed === -1 ? text.length : feed;
    const last = regions.at(-1);
    if (last !== undefined && last.edits[0]!.file === edit.file && start <= last.end) {
      last.edits.push(edit);
      last.end = Math.max(last.end, end);
    } else regions.push({ edits: [edit], start, end });
  }
  return regions;
}

/** Old and new lines without those at both ends that stay. */
function changedLines(old: readonly string[], changed: readonly string[]): string[] {
  let head = 0;
  while (head < old.length && head < changed.length && old[head] === changed[head]) head += 1;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < changed.length - head &&
    old.at(-1 - tail) === changed.at(-1 - tail)
  )
    tail += 1;
  return [
    ...old.slice(head, old.length - tail).map((it) => `- ${it}`),
    ...changed.slice(head, changed.length - tail).map((it) => `+ ${it}`),
  ];
}
