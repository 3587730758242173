import type { JsonObject } from "../../parsers/terraform-plan/kind.ts";
import type { Marks, PlanResourceChange, TerraformPlan } from "../../parsers/terraform-plan/plan.ts";
import { parseYaml } from "../../parsers/yaml/parse.ts";
import { append } from "../../text/append.ts";
import { SourceFile } from "../../text/source-file.ts";

/** Shorter values would be found in every sentence; they are kept out of reports by the rules alone. */
const SHORTEST = 5;

/** Values that say nothing of their own: numbers with and without units, and the words of switches. */
const ordinary = /^(?:[\d.]+\s?[A-Za-z]{0,3}|true|false|never|always|default)$/i;

/** Keys of Kubernetes objects in texts whose values name things and hold no secret: a text is often marked as a whole. */
const harmless: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "name", "namespace"]);

/**
 * The strings that a plan marks as sensitive, on both sides, and those that the providers always hide: no report may show one. Of a text that holds YAML they are its
 * parts, too. Rules do not quote what is sensitive; this is for what they quote all the same, as a part of something else.
 */
export function planSecrets(plan: TerraformPlan): ReadonlySet<string> {
  const secrets = new Set<string>();
  for (const change of plan.changes) {
    collect(change.before, marksOf(change, change.before, change.beforeSensitive), secrets);
    collect(change.after, marksOf(change, change.after, change.afterSensitive), secrets);
  }
  return secrets;
}

/** The marks with those that need no writing down: everything in a Secret, and what is set as sensitive. */
function marksOf({ type }: PlanResourceChange, values: JsonObject | undefined, marks: Marks): Marks {
  if (marks === true || values === undefined) return marks;
  const own = typeof marks === "object" && marks !== null ? marks : {};
  if (type.startsWith("kubernetes_secret")) return { ...own, data: true, binary_data: true };
  if (type === "helm_release") {
    const sets = Array.isArray(values.set_sensitive) ? values.set_sensitive : [];
    return { ...own, set_sensitive: sets.map(() => ({ value: true })) };
  }
  // The provider marks the text whatever is in it; where its copy without the secrets is known, that is read.
  if (type === "kubectl_manifest" && typeof values.yaml_body_parsed === "string")
    return { ...own, yaml_body: false };
  return marks;
}

function collect(values: unknown, marks: Marks, secrets: Set<string>): void {
  const open: [unknown, Marks][] = [[values, marks]];
  for (const [value, mark] of open) {
    if (mark === true) collectAll(value, secrets);
    else if (typeof mark === "object" && mark !== null && typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(mark))
        open.push([(value as Readonly<Record<string, unknown>>)[key], inner]);
  }
}

function collectAll(root: unknown, secrets: Set<string>): void {
  const open: { readonly value: unknown; readonly isObject: boolean }[] = [{ value: root, isObject: false }];
  for (const { value, isObject } of open) {
    if (typeof value === "string") {
      add(value, secrets);
      if (value.includes(":"))
        append(
          open,
          objectsIn(value).map((it) => ({ value: it, isObject: true })),
        );
    } else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value))
        if (!isObject || !harmless.has(key)) open.push({ value: inner, isObject });
    }
  }
}

/** Mappings and lists that a text is the YAML or JSON of; the plain texts that look like it are none. */
function objectsIn(text: string): unknown[] {
  return [...parseYaml(new SourceFile("", text))]
    .map((it) => it.value)
    .filter((it) => typeof it === "object" && it !== null);
}

function add(text: string, secrets: Set<string>): void {
  // A text of several lines is shown line by line, if at all.
  for (const part of [text, ...text.split("\n")]) {
    const trimmed = part.trim();
    if (trimmed.length >= SHORTEST && !ordinary.test(trimmed)) secrets.add(trimmed);
  }
}
