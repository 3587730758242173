import type { CompletionItem, CompletionItemKind } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { InputKind } from "../../inputs/input-file.ts";
import { type SettingFact, settingFact } from "../../knowledge/settings.ts";
import {
  isAtDirectiveName,
  nginxContextAt,
  snippetContext,
  type Word,
  wordAt,
  yamlCursor,
} from "./cursor.ts";
import { isSettingsMap } from "./hover.ts";
import {
  annotationProduct,
  directivesIn,
  type KnownController,
  settingsInScope,
  wordsOf,
} from "./knowledge.ts";

const PROPERTY = 10 satisfies CompletionItemKind;
const KEYWORD = 14 satisfies CompletionItemKind;
const VALUE = 12 satisfies CompletionItemKind;

/** What may be typed at a place: keys of a controller's ConfigMap, annotations, their values, and directives by context. */
export function completionsAt(
  document: TextDocument,
  offset: number,
  kind: InputKind | undefined,
  controllers: readonly KnownController[],
): CompletionItem[] {
  const text = document.getText();
  if (kind === "nginx") return directives(document, text.slice(0, offset), "main", wordAt(text, offset));
  if (kind !== undefined && kind !== "yaml") return [];
  const { path, key, word, kind: object, block } = yamlCursor(text, offset);
  const parent = path.at(-1) ?? "";
  if (block !== undefined) {
    const outer = snippetContext(parent);
    return outer === undefined ? [] : directives(document, block, outer, word);
  }
  const settings =
    parent === "annotations" && object === "Ingress"
      ? ("annotation" as const)
      : isSettingsMap(path, object)
        ? ("configmap" as const)
        : undefined;
  if (settings === undefined) return [];
  if (key !== undefined) {
    const names = settingsInScope(settings, controllers);
    const fact = names.find((it) => nameOf(it) === key) ?? otherFact(settings, key);
    return fact === undefined ? [] : values(document, fact, word, text);
  }
  return settingsInScope(settings, controllers).map((fact) => ({
    label: nameOf(fact),
    kind: PROPERTY,
    detail: detailOf(fact),
    deprecated: fact.deprecated,
    textEdit: { range: rangeOfWord(document, word), newText: nameOf(fact) },
  }));
}

function otherFact(kind: "annotation" | "configmap", key: string): SettingFact | undefined {
  const product = kind === "annotation" ? annotationProduct(key) : undefined;
  return product === undefined ? undefined : settingFact(product, kind, key.slice(key.indexOf("/") + 1));
}

function directives(
  document: TextDocument,
  before: string,
  outer: Parameters<typeof nginxContextAt>[1],
  word: Word,
): CompletionItem[] {
  if (!isAtDirectiveName(before)) return [];
  const context = nginxContextAt(before, outer);
  if (context === undefined) return [];
  const range = rangeOfWord(document, word);
  return directivesIn(context).map((label) => ({
    label,
    kind: KEYWORD,
    detail: `directive, ${context}`,
    textEdit: { range, newText: label },
  }));
}

/** Values are texts in ConfigMaps and annotations: `true` without quotes would be none. */
function values(document: TextDocument, fact: SettingFact, word: Word, text: string): CompletionItem[] {
  const isQuoted = /["']/.test(text[word.start - 1] ?? "");
  return wordsOf(fact).map((label) => ({
    label,
    kind: VALUE,
    detail: detailOf(fact),
    textEdit: {
      range: rangeOfWord(document, word),
      newText:
        isQuoted || !/^(?:true|false|on|off|yes|no|null|~|[\d.]+)$/i.test(label) ? label : `"${label}"`,
    },
  }));
}

function nameOf(fact: SettingFact): string {
  return fact.fullName ?? fact.name;
}

function detailOf(fact: SettingFact): string {
  const since = fact.since === undefined ? "" : `, since ${fact.since}`;
  const byDefault = fact.default === undefined || fact.default === "" ? "" : `, default ${fact.default}`;
  return `${fact.unit ?? fact.type}${byDefault}${since}`;
}

function rangeOfWord(document: TextDocument, { start, end }: Word) {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}
