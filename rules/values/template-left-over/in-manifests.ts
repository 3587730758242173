import { annotationPrefixes } from "../../../src/knowledge/controllers.ts";
import type { Manifest } from "../../../src/model/manifest.ts";
import type { Project } from "../../../src/model/project.ts";
import { configuredControllers, settingsData } from "../../../src/model/settings/configmap-settings.ts";
import { asMapping, asMappings, type Mapping } from "../../../src/model/shape.ts";
import type { SourceFile } from "../../../src/text/source-file.ts";
import type { LeftOver } from "./in-nginx.ts";
import { countPlaceholders, findPlaceholder, isNginxVariable, isTemplatePath } from "./placeholders.ts";

export interface ManifestLeftOver extends LeftOver {
  readonly manifest: Manifest;
  /** How many placeholders stand in the judged parts of the manifest. */
  readonly count: number;
}

const prefixes = Object.values(annotationPrefixes);

/** Placeholders in what controllers read: their ConfigMaps, their annotations, hosts; the first of each. */
export function* leftOversIn(project: Project): Generator<ManifestLeftOver> {
  // Almost no file holds any: one look at the text of each spares the look at every object.
  const files = new Map<SourceFile, boolean>();
  const mayHold = ({ source: { file } }: Manifest) => {
    let may = files.get(file);
    if (may === undefined) {
      may = file.text.includes("${") || file.text.includes("{{");
      files.set(file, may);
    }
    return may;
  };
  const found = [...inConfigMaps(project, mayHold), ...inIngresses(project, mayHold)];
  if (found.length === 0) return;
  // Flux fills `${NAME}` in when it applies, and a placeholder in several files is how the whole tree is written.
  const isSystem =
    project.manifests.some((it) => it.group.endsWith(".toolkit.fluxcd.io")) ||
    new Set(found.filter((it) => !isFinal(it.manifest)).map((it) => it.manifest.source.file.path)).size > 1;
  for (const it of found) {
    if (isFinal(it.manifest)) yield it;
    else if (!isSystem && !isTemplate(it.manifest.source.file, found)) yield it;
  }
}

/** A plan holds what will be applied: nothing fills it in later. */
function isFinal(manifest: Manifest): boolean {
  return manifest.source.address !== undefined;
}

/** A file that holds placeholders elsewhere too is a template as a whole, and claims nothing else. */
function isTemplate(file: SourceFile, found: readonly ManifestLeftOver[]): boolean {
  const counts = new Map<Manifest, number>();
  for (const it of found) if (it.manifest.source.file === file) counts.set(it.manifest, it.count);
  const judged = [...counts.values()].reduce((sum, it) => sum + it, 0);
  return isTemplatePath(file.path) || countPlaceholders(file.text) > judged;
}

type Look = (manifest: Manifest) => boolean;

function* inConfigMaps(project: Project, mayHold: Look): Generator<ManifestLeftOver> {
  for (const controller of configuredControllers(project)) {
    const manifest = controller.configMap!;
    if (!mayHold(manifest)) continue;
    const data = settingsData(controller);
    const names = Object.keys(data).filter((it) => !it.endsWith("-template"));
    yield* firstOf(
      manifest,
      data,
      names,
      (name) => `'${name}'`,
      () => data,
    );
  }
}

function* inIngresses(project: Project, mayHold: Look): Generator<ManifestLeftOver> {
  for (const { manifest } of project.ingresses) {
    if (!mayHold(manifest)) continue;
    const annotations = asMapping(manifest.object.metadata?.annotations);
    let own: string[] | undefined;
    for (const name in annotations) {
      const value = annotations[name];
      if (typeof value !== "string" || !(value.includes("$") || value.includes("{{"))) continue;
      if (prefixes.some((it) => name.startsWith(it))) own = [...(own ?? []), name];
    }
    const spec = asMapping((manifest.object as { spec?: unknown }).spec);
    const rules = asMappings(spec.rules);
    const judged = () => [annotations, spec.tls, rules.map((it) => it.host)];
    if (own !== undefined)
      yield* firstOf(manifest, annotations, own, (name) => `annotation '${name}'`, judged);
    for (const rule of rules) yield* firstOf(manifest, rule, ["host"], () => "'host'", judged);
  }
}

function* firstOf(
  manifest: Manifest,
  holder: Mapping,
  names: readonly string[],
  label: (name: string) => string,
  judged: () => unknown,
): Generator<ManifestLeftOver> {
  for (const name of names) {
    const value = holder[name];
    if (typeof value !== "string" || !(value.includes("${") || value.includes("{{"))) continue;
    if (manifest.isUnknown(holder, name) || manifest.isSensitive(holder, name)) continue;
    // What a snippet hands to Lua or to ModSecurity has braces and dollars of its own.
    if (/_by_lua|modsecurity/.test(`${name} ${value}`)) continue;
    const placeholder = findPlaceholder(value, isNginxVariable);
    if (placeholder === undefined) continue;
    const origin = manifest.locate(holder, name);
    const count = countPlaceholders(JSON.stringify(judged()));
    yield { placeholder, holder: label(name), origin, manifest, count };
    return;
  }
}
