import { SourceFile } from "../text/source-file.ts";

const separator = /^---[ \t]*\r?$/m;
const heading = /^\s*# Source: (\S+)[ \t]*\r?$/m;

/**
 * The files that `helm template` names in the comments of its output, each with the text that `--output-dir` would have written there: then places are in templates
 * of a chart and not in a stream that nobody keeps. Documents without such a comment stay in the stream's own file. Undefined when the text is no output of Helm.
 */
export function helmOutput(file: SourceFile): readonly SourceFile[] | undefined {
  if (!heading.test(file.text)) return undefined;
  const texts = new Map<string, string>();
  for (const [at, part] of file.text.split(separator).entries()) {
    if (part.trim() === "") continue;
    // The comment is the first thing in its document; elsewhere it is a part of some text.
    const source = /^\s*# Source: (\S+)[ \t]*\r?(?:\n|$)/.exec(part)?.[1];
    const path = source !== undefined && isTemplatePath(source) ? source : file.path;
    texts.set(path, `${texts.get(path) ?? ""}${at === 0 ? "" : "---"}${part}`);
  }
  if (texts.size === 1 && texts.has(file.path)) return undefined;
  return [...texts].map(([path, text]) => new SourceFile(path, text));
}

/** A path below some chart, as Helm writes it; anything else could name a file that has nothing to do with it. */
function isTemplatePath(path: string): boolean {
  return /^[\w.@+-]+(?:\/[\w.@+-]+)+$/.test(path) && !path.split("/").some((it) => it === "." || it === "..");
}
