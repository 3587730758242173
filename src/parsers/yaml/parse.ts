import type { SourceFile } from "../../text/source-file.ts";
import type { YamlDocument } from "./document.ts";
import { hasDuplicateKeys, looksLikeJson, parseJson } from "./json.ts";
import { JsonSyntaxError, readJsonTree } from "./json-tree.ts";
import { loadDocument, MAX_DEPTH } from "./load.ts";
import { failedDocument, LocatedDocument } from "./located-document.ts";
import { mappingKeyProblem } from "./mapping-key.ts";
import { type Marks, treeOfMarks } from "./marks.ts";
import { splitDocuments } from "./split.ts";
import { readYamlTree } from "./yaml-tree.ts";

/**
 * Reads a YAML or JSON file as kubectl reads it. Never throws: a document that cannot be read is in the result with its
 * error, the others are read all the same. Empty documents, and such as are only `null`, are left out.
 */
export function parseYaml(file: SourceFile): YamlDocument[] {
  if (!looksLikeJson(file.text)) return parseYamlText(file);
  try {
    return parseJsonText(file);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return withoutJson(file, error);
    throw error;
  }
}

const readTree = (text: string, marks: Marks | undefined) =>
  marks === undefined ? readYamlTree(text) : treeOfMarks(text, marks);
const yes = () => true;
const no = () => false;

function parseYamlText(file: SourceFile): YamlDocument[] {
  const documents: YamlDocument[] = [];
  for (const { from, start, end } of splitDocuments(file.text)) {
    const text = file.text.slice(from, end);
    const { value, error: loadError, duplicates, marks } = loadDocument(text);
    const error = loadError ?? mappingKeyProblem(text, value);
    const span = { start, end };
    if (error !== undefined) {
      documents.push(failedDocument(file, span, { message: error.message, offset: from + error.offset }));
    } else if (value !== null && value !== undefined) {
      const reading = { text, base: from, marks, readTree, hasDuplicateKeys: duplicates ? yes : no };
      documents.push(new LocatedDocument(file, span, value, reading));
    }
  }
  return documents;
}

/** Throws `JsonSyntaxError` when the file is not JSON. */
function parseJsonText(file: SourceFile): YamlDocument[] {
  const readTree = (text: string) => readJsonTree(text, 0, MAX_DEPTH).root;
  return parseJson(file.text).map(({ value, start, end }) => {
    const reading = { text: file.text.slice(start, end), base: start, readTree, hasDuplicateKeys };
    return new LocatedDocument(file, { start, end }, value, reading);
  });
}

/**
 * What starts as JSON and is not may still be YAML in flow style, unless its name says that it is meant to be JSON. When
 * it is neither, the reading that got further says why.
 */
function withoutJson(file: SourceFile, { message, offset }: JsonSyntaxError): YamlDocument[] {
  const asJson = () => [failedDocument(file, { start: 0, end: file.text.length }, { message, offset })];
  if (file.path.toLowerCase().endsWith(".json")) return asJson();
  const documents = parseYamlText(file);
  const [only] = documents;
  return documents.length === 1 && only?.error !== undefined && only.error.offset < offset
    ? asJson()
    : documents;
}
