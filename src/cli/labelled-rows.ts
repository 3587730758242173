import type { createColors } from "picocolors";
import { wrap } from "../reporters/wrap.ts";

/** A label and its text; an empty label goes on with the row above. */
export type Row = readonly [label: string, text: string];

const WIDTH = 100;

/** Rows as a table: the labels in a column, long texts wrapped beside it. */
export function labelledRows(rows: readonly Row[], colors: ReturnType<typeof createColors>): string {
  const column = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows
    .flatMap(([label, text]) =>
      wrap(text, WIDTH - column).map((line, at) => {
        const head = at === 0 ? label : "";
        return `${colors.bold(head)}${" ".repeat(column - head.length)}${line}`;
      }),
    )
    .join("\n");
}
