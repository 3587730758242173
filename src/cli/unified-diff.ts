import picocolors from "picocolors";
import { sanitise } from "../reporters/sanitise.ts";
import { gitPath } from "./fixable-files.ts";

/**
 * The change of one file as `git apply` and `patch -p1` take it. In colour it is for reading on a terminal: control characters are shown then, not sent.
 */
export async function unifiedDiff(
  path: string,
  before: string,
  after: string,
  color: boolean,
): Promise<string> {
  const { structuredPatch } = await import("diff");
  const { hunks } = structuredPatch(path, path, before, after, "", "", { context: 3 });
  const lines = [`--- ${gitPath(`a/${path}`)}`, `+++ ${gitPath(`b/${path}`)}`];
  for (const it of hunks) {
    lines.push(`@@ -${it.oldStart},${it.oldLines} +${it.newStart},${it.newLines} @@`, ...it.lines);
  }
  if (!color) return `${lines.join("\n")}\n`;
  const colors = picocolors.createColors(true);
  const painted = lines.map((line, at) => {
    const text = sanitise(line.endsWith("\r") ? line.slice(0, -1) : line);
    if (at < 2) return colors.bold(text);
    if (line.startsWith("@@")) return colors.cyan(text);
    return line.startsWith("+") ? colors.green(text) : line.startsWith("-") ? colors.red(text) : text;
  });
  return `${painted.join("\n")}\n`;
}
