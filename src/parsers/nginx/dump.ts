import type { LocatedText } from "../../text/origin.ts";

/** One file out of a dump; places of `source` lie in the dump. */
export interface DumpedFile {
  readonly path: string;
  readonly source: LocatedText;
}

const marker = /^# configuration file (.+):\r?$/;

/** What may stand above the first file: nginx's own words about the test, warnings of its log, nothing. */
const preamble = /^(nginx: .*|\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] .*|\s*)\r?$/;

/**
 * Takes the output of `nginx -T` apart into the files it shows, in nginx's order, the main file first. Undefined when
 * the text is no such output. nginx puts a line end after each file, which is not part of it (`nginx.c`).
 */
export function splitDump(source: LocatedText): readonly DumpedFile[] | undefined {
  const text = source.text;
  const files: DumpedFile[] = [];
  let open: { readonly path: string; readonly start: number } | undefined;
  const close = (end: number): void => {
    if (open !== undefined) files.push({ path: open.path, source: part(source, open.start, end) });
  };
  for (let start = 0; start < text.length; ) {
    const lineEnd = text.indexOf("\n", start);
    const end = lineEnd === -1 ? text.length : lineEnd;
    const isMarker = text.startsWith("# configuration file ", start);
    const path = isMarker ? marker.exec(text.slice(start, end))?.[1] : undefined;
    if (path !== undefined) {
      close(start);
      open = { path, start: Math.min(end + 1, text.length) };
    } else if (open === undefined && !preamble.test(text.slice(start, Math.min(end, start + 4096)))) {
      return undefined;
    }
    start = end + 1;
  }
  close(text.length);
  return files.length > 0 ? files : undefined;
}

/** `source.text[start, end)` without the line end that nginx added. */
function part(source: LocatedText, start: number, end: number): LocatedText {
  let last = end;
  if (last > start && source.text[last - 1] === "\n") last -= 1;
  return {
    text: source.text.slice(start, last),
    origin: (from, to) => source.origin(start + from, start + to),
  };
}
