import { append } from "../../text/append.ts";
import type { Span } from "../../text/source-file.ts";
import { readEverydayTree } from "./everyday-yaml.ts";
import { looksLikeJson } from "./json.ts";
import type { Node } from "./node.ts";
import { splitDocuments } from "./split.ts";
import { readYamlTree } from "./yaml-tree.ts";

/**
 * The comments of a YAML file whose line holds `word`, from the `#` to the end of the line. What stands in a scalar is no comment, whatever it looks like, and neither is anything in a document
 * that cannot be read. Source: YAML 1.2.2, 6.6 ("Comments").
 */
export function yamlComments(text: string, word: string): readonly Span[] {
  if (!text.includes(word) || looksLikeJson(text)) return [];
  return splitDocuments(text).flatMap(({ from, end }) => {
    const document = text.slice(from, end);
    const candidates = commentCandidates(document, word);
    if (candidates.length === 0) return [];
    const tree = readTree(document);
    if (tree === undefined) return [];
    const scalars = scalarsOf(tree);
    const lines = new Set<number>();
    return candidates
      .filter((it) => !scalars.some(({ start, end }) => start <= it.start && it.start < end))
      .filter((it) => !lines.has(it.end) && lines.add(it.end) !== undefined)
      .map((it) => ({ start: from + it.start, end: from + it.end }));
  });
}

/** Every `#` that begins a line or stands behind a blank, on lines with the word. */
function commentCandidates(text: string, word: string): readonly Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at)) {
    const start = text.lastIndexOf("\n", at) + 1;
    const feed = text.indexOf("\n", at);
    const lineEnd = feed === -1 ? text.length : feed;
    const end = text.charAt(lineEnd - 1) === "\r" ? lineEnd - 1 : lineEnd;
    for (let hash = text.indexOf("#", start); hash !== -1 && hash < at; hash = text.indexOf("#", hash + 1))
      if (hash === start || /[ \t\uFEFF]/.test(text.charAt(hash - 1))) found.push({ start: hash, end });
    at = lineEnd;
  }
  return found;
}

function readTree(text: string): Node | undefined {
  try {
    return readEverydayTree(text) ?? readYamlTree(text);
  } catch {
    return undefined;
  }
}

function scalarsOf(tree: Node): readonly Node[] {
  const scalars: Node[] = [];
  const open: Node[] = [tree];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === "scalar") scalars.push(node);
    for (const { keyNode, value } of node.entries) open.push(keyNode, value);
    append(open, node.items);
  }
  return scalars;
}
