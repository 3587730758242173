import stringWidth from "string-width";
import type { ShownLine } from "./source-text.ts";

/** What is drawn under the place of a finding, and under a place that takes part in it. */
export type Marker = "^" | "-";

/** How parts of a frame are coloured; each gives back the text that it is given, with escape sequences or without. */
export interface FrameColors {
  gutter(text: string): string;
  marker(text: string): string;
}

const CUT = "…";

/**
 * A line with its number, without its indentation, and the marked part under it. `width` is the room in columns: a line that is longer is cut around what is marked. Characters of two columns
 * (CJK, emoji) are counted as such.
 */
export function codeFrame(
  shown: ShownLine,
  marker: Marker,
  {
    width,
    gutter,
    colors,
  }: { readonly width: number; readonly gutter: number; readonly colors: FrameColors },
): readonly string[] {
  const number = String(shown.line).padStart(gutter);
  const room = Math.max(20, width - gutter - 3);
  const { head, meant, tail } = fitted(shown, room);
  const indent = " ".repeat(stringWidth(head));
  const marks = marker.repeat(Math.max(1, stringWidth(meant)));
  return [
    `${colors.gutter(`${number} |`)} ${head}${meant}${tail}`,
    `${colors.gutter(`${" ".repeat(gutter)} |`)} ${indent}${colors.marker(marks)}`,
  ];
}

/** The line in three parts, cut so that all of it fits and the middle is seen. */
function fitted({ text, from, to }: ShownLine, room: number) {
  let head = text.slice(0, from).trimStart();
  let meant = text.slice(from, to);
  let tail = text.slice(to);
  if (stringWidth(head + meant + tail) <= room) return { head, meant, tail };
  tail = cutAfter(tail, Math.max(1, room - stringWidth(head + meant)));
  if (stringWidth(head + meant + tail) <= room) return { head, meant, tail };
  head = cutBefore(head, Math.max(1, room - stringWidth(meant + tail)));
  if (stringWidth(head + meant + tail) > room) meant = cutAfter(meant, room - stringWidth(head + tail));
  return { head, meant, tail };
}

function cutAfter(text: string, room: number): string {
  if (stringWidth(text) <= room) return text;
  let kept = "";
  let width = 1;
  for (const it of text) {
    width += stringWidth(it);
    if (width > room) break;
    kept += it;
  }
  return kept + CUT;
}

function cutBefore(text: string, room: number): string {
  if (stringWidth(text) <= room) return text;
  let kept = "";
  let width = 1;
  for (const it of [...text].reverse()) {
    width += stringWidth(it);
    if (width > room) break;
    kept = it + kept;
  }
  return CUT + kept;
}
