import type { Finding, Fix } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { Manifest } from "../../../src/model/manifest.ts";
import { asMapping, type Mapping } from "../../../src/model/shape.ts";
import { quote } from "../../../src/text/quote.ts";

export default defineRule({
  id: "configmap-string",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "A value of a ConfigMap or an annotation is a number or a boolean where only text is accepted.",
  why: "The API server refuses the whole object, so none of its settings arrive; the old ones stay in force.",
  references: [
    "https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object",
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/",
    "https://yaml.org/type/bool.html",
  ],
  lessons: [47],
  fixable: true,

  *check(project) {
    for (const manifest of project.ofKind("ConfigMap")) {
      if (manifest.group !== "") continue; // another API's ConfigMap has its own schema
      const { data } = manifest.object as { data?: unknown };
      if (holdsOther(data)) yield* checkTexts(manifest, asMapping(data), "a value of a ConfigMap");
    }
    for (const manifest of project.manifests) {
      const annotations = manifest.object.metadata?.annotations;
      if (holdsOther(annotations)) yield* checkTexts(manifest, asMapping(annotations), "an annotation");
    }
  },
});

/** Whether a mapping holds a number or a boolean: nearly none does, and the look has to be cheap. */
function holdsOther(holder: unknown): boolean {
  if (typeof holder !== "object" || holder === null) return false;
  for (const key in holder) {
    const type = typeof (holder as Mapping)[key];
    if (type === "number" || type === "boolean") return true;
  }
  return false;
}

function* checkTexts(manifest: Manifest, holder: Mapping, what: string): Generator<Finding> {
  for (const key in holder) {
    const value = holder[key];
    if (typeof value !== "number" && typeof value !== "boolean") continue;
    if (manifest.isUnknown(holder, key) || manifest.isSensitive(holder, key)) continue;
    const written = writtenText(manifest, holder, key);
    const text = written?.text ?? String(value);
    const reading =
      text === String(value)
        ? `the ${typeof value} ${text}`
        : `${text}, which YAML reads as the ${typeof value} ${String(value)}`;
    yield {
      at: manifest.locate(holder, key),
      message: `${quote(key)} is ${reading}; ${what} is text, and the API server refuses the object.`,
      help: `Put the value into quotes: "${text}".`,
      fix: () => quoteFix(written),
      key,
    };
  }
}

interface Written {
  readonly text: string;
  readonly edit: () => Fix;
}

/** The scalar as it stands in the file; undefined where the file does not show it (plans, aliases, tags). */
function writtenText(manifest: Manifest, holder: Mapping, key: string): Written | undefined {
  if (!manifest.source.editable) return undefined;
  const { file, span } = manifest.locate(holder, key, "value").place();
  const text = file.text.slice(span.start, span.end);
  if (!/^[\w.+-]{1,40}$/.test(text)) return undefined;
  return {
    text,
    edit: () => ({
      description: `Write ${text} as text`,
      safety: "safe",
      edits: [{ file, span, text: `"${text}"` }],
    }),
  };
}

function quoteFix(written: Written | undefined): Fix | undefined {
  return written?.edit();
}
