import type { createColors } from "picocolors";
import stringWidth from "string-width";
import { wrap } from "../reporters/wrap.ts";

export interface PageStyle {
  readonly colors: ReturnType<typeof createColors>;
  /** Columns that paragraphs are wrapped to. */
  readonly width: number;
  /** Makes a text lead to an address, where the terminal can do that. */
  readonly link: ((text: string, address: string) => string) | undefined;
}

/** A page in the Markdown of the rules' READMEs, for a terminal: headings, paragraphs, lists, tables and code. */
export function renderPage(markdown: string, style: PageStyle): string {
  const blocks: string[] = [];
  const lines = markdown.split("\n");
  for (let at = 0; at < lines.length; ) {
    const line = lines[at]!;
    if (line.trim() === "") at += 1;
    else if (/^`{3}/.test(line)) {
      const end = lines.findIndex((it, index) => index > at && /^`{3}\s*$/.test(it));
      const last = end === -1 ? lines.length : end;
      blocks.push(
        lines
          .slice(at + 1, last)
          .map((it) => (it === "" ? "" : `    ${style.colors.dim(it)}`))
          .join("\n"),
      );
      at = last + 1;
    } else if (/^#+ /.test(line)) {
      blocks.push(style.colors.bold(line.replace(/^#+ /, "")));
      at += 1;
    } else {
      const isTable = line.startsWith("|");
      let end = at + 1;
      while (end < lines.length && continues(lines[end]!, isTable)) end += 1;
      const block = lines.slice(at, end);
      blocks.push(isTable ? table(block, style) : paragraph(block, style));
      at = end;
    }
  }
  return blocks.join("\n\n");
}

function continues(line: string, isTable: boolean): boolean {
  if (line.trim() === "" || /^(?:`{3}|#+ )/.test(line)) return false;
  return line.startsWith("|") === isTable;
}

/** A paragraph, or the items of a list. */
function paragraph(lines: readonly string[], { width, ...style }: PageStyle): string {
  const items: string[] = [];
  for (const line of lines) {
    if (items.length === 0 || /^\s*(?:[-*]|\d+\.) /.test(line)) items.push(line.trimEnd());
    else items[items.length - 1] += ` ${line.trim()}`;
  }
  return items
    .map((item) => {
      const head = /^\s*(?:(?:[-*]|\d+\.) )?/.exec(item)![0];
      const indent = " ".repeat(head.length);
      // Wrapped before it is coloured: escape sequences have no width.
      return wrap(item.slice(head.length), width - head.length)
        .map((it, index) => (index === 0 ? head : indent) + it)
        .join("\n");
    })
    .map((it) => inline(it, { width, ...style }))
    .join("\n");
}

function table(lines: readonly string[], style: PageStyle): string {
  const rows = lines
    .filter((it) => !/^\|[-:| ]+\|?$/.test(it))
    .map((it) =>
      it
        .replace(/^\||\|\s*$/g, "")
        .split(/(?<!\\)\|/)
        .map((cell) => inline(cell.trim().replaceAll("\\|", "|"), style)),
    );
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => plainWidth(row[column] ?? ""))));
  return rows
    .filter((row) => row.some((it) => it !== ""))
    .map((row) =>
      row
        .map((it, column) => it + " ".repeat(Math.max(0, (widths[column] ?? 0) - plainWidth(it))))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: links are taken out to measure what is seen
const LINK = /\u001b\]8;;[^\u0007]*\u0007/g;

function plainWidth(text: string): number {
  return stringWidth(text.replace(LINK, ""));
}

function inline(text: string, { colors, link }: PageStyle): string {
  return text
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, words: string, address: string) => {
      if (!/^https?:/.test(address)) return words;
      return link === undefined ? `${words} (${address})` : link(words, address);
    })
    .replace(/<(https?:[^>\s]+)>/g, (_, address: string) => link?.(address, address) ?? address)
    .replace(/`([^`]+)`/g, (_, code: string) => colors.cyan(code))
    .replace(/\*\*([^*]+)\*\*/g, (_, words: string) => colors.bold(words));
}
