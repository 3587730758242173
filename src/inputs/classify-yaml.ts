import type { YamlDocument } from "../parsers/yaml/document.ts";
import { parseYaml } from "../parsers/yaml/parse.ts";
import { append } from "../text/append.ts";
import type { SourceFile } from "../text/source-file.ts";
import { mayConcernChart } from "./chart-words.ts";
import { nothingToLint, type Verdict } from "./verdict.ts";

const apiVersionLine = /^\ufeff?["']?apiVersion["']?[ \t]*:/m;
const kindLine = /^\ufeff?["']?kind["']?[ \t]*:/m;

/** What Helm alone puts between `{{` and `}}`; dashboards and alerts have `{{ $labels.pod }}` and are plain YAML. */
const helmAction =
  /\{\{-?\s*(?:\.(?:Values|Release|Chart|Capabilities|Template)\b|include\s|template\s|toYaml\s|tpl\s)/;

const inTemplates = /(?:^|\/)templates\/(?:.*\/)?[^/]+$/;

/**
 * Whether a YAML text holds Kubernetes objects. Most that do have both keys at the start of a line and are told
 * without parsing; a text without both words has none. A broken one that looks like a manifest, or that the user
 * named, is one: its parser says where it is broken. A sound text that may be values of a controller's chart is handed on, too.
 */
export function classifyYaml(file: SourceFile, named: boolean): Verdict {
  const { text, path } = file;
  const hasApiVersion = apiVersionLine.test(text);
  const hasKind = kindLine.test(text);
  let documents: readonly YamlDocument[] | undefined;

  if (text.includes("{{")) {
    const template: Verdict = {
      reason: helmAction.test(text) || inTemplates.test(path) ? "Helm template" : "template with {{ }}",
      foreign: true,
    };
    if (inTemplates.test(path) && helmAction.test(text)) return template;
    documents = parseYaml(file);
    if (documents.some((it) => isTemplate(it, text))) return template;
  }
  if (hasApiVersion && hasKind) return { kind: "yaml" };

  const mayHoldValues = mayConcernChart(text);
  const mayHoldObject = text.includes("apiVersion") && text.includes("kind");
  if (!mayHoldObject && !mayHoldValues && !named && !hasApiVersion && !hasKind) return nothingToLint;
  documents ??= parseYaml(file);
  if (documents.some((it) => it.error === undefined && isKubernetesObject(it.value))) return { kind: "yaml" };
  if (!documents.some((it) => it.error !== undefined))
    return mayHoldValues ? { kind: "yaml" } : nothingToLint;
  if (hasApiVersion || hasKind || named) return { kind: "yaml" };
  return { reason: "broken YAML that does not look like a manifest", foreign: true };
}

/** Whether a parsed document is an object of Kubernetes, whatever its kind: both words say what it is. */
export function isKubernetesObject(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { apiVersion, kind } = value as { apiVersion?: unknown; kind?: unknown };
  return typeof apiVersion === "string" && typeof kind === "string";
}

/** A document that is broken where it has `{{`, or read as the mapping that `{{ .Values.image }}` is to YAML. */
function isTemplate(document: YamlDocument, text: string): boolean {
  const { start, end } = document.span;
  if (!text.slice(start, end).includes("{{")) return false;
  return document.error !== undefined || hasMappingAsKey(document.value);
}

/** js-yaml writes a key that is a mapping as `[object Object]`. Shared values (aliases) are looked at once. */
function hasMappingAsKey(root: unknown): boolean {
  const seen = new Set<unknown>();
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    if (Object.hasOwn(value, "[object Object]")) return true;
    append(open, Object.values(value));
  }
  return false;
}
