import type { YamlDocument } from "../parsers/yaml/document.ts";
import { type KubernetesObject, Manifest } from "./manifest.ts";
import { asMappings, asText, isMapping } from "./shape.ts";
import { YamlSource } from "./yaml-source.ts";

/**
 * The Kubernetes objects of a document: itself, or the items of a `List` (`v1 List`, `ConfigMapList` …). A mapping without `apiVersion` and `kind` is
 * none and gives nothing.
 */
export function readManifests(document: YamlDocument): readonly Manifest[] {
  const found: Manifest[] = [];
  collect(document.value, new YamlSource(document), found, 0);
  return found;
}

/** Lists hold lists in nobody's manifests; the bound stops an alias that holds itself. */
const deepestList = 8;

function collect(value: unknown, source: YamlSource, found: Manifest[], depth: number): void {
  if (!isMapping(value)) return;
  const kind = asText(value.kind);
  const apiVersion = asText(value.apiVersion);
  if (kind === undefined || apiVersion === undefined) return;
  if (!kind.endsWith("List") || !Array.isArray(value.items)) {
    found.push(new Manifest(value as KubernetesObject, source));
    return;
  }
  if (depth < deepestList)
    for (const item of asMappings(value.items)) collect(item, source, found, depth + 1);
}
