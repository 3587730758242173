import { posix } from "node:path";
import type { KubernetesObject, Manifest } from "../manifest.ts";
import { asMappings, asStringList, asText, isMapping, type Mapping } from "../shape.ts";
import type { InstalledChart } from "./local-chart.ts";
import type { ReleaseScope, YamlFile } from "./release-scope.ts";
import { ReleaseValues } from "./release-values.ts";
import { knownText, remoteChart, type StatedRelease } from "./stated-release.ts";

/**
 * The releases that `helmCharts` of a kustomization make of a controller's chart. Values: `valuesFile` with `valuesInline` over it (`valuesMerge: override`,
 * the default), under it (`merge`) or instead of it (`replace`), then `additionalValuesFiles`. Files of all charts are claimed.
 */
export function kustomizeReleases(manifest: Manifest, scope: ReleaseScope): StatedRelease[] {
  const root = manifest.object as KubernetesObject & Mapping;
  const folder = posix.dirname(manifest.source.file.path);
  return asMappings(root.helmCharts).flatMap((it) => {
    const names = [asText(it.valuesFile), ...asStringList(it.additionalValuesFiles)];
    for (const name of names) if (name !== undefined) scope.claim(posix.join(folder, name));
    const installed = remoteChart(asText(it.name), asText(it.repo), it.version);
    if (installed === undefined) return [];
    const fileOf = (name: string) => scope.file(posix.join(folder, name));
    return [release(it, installed, manifest, root, fileOf)];
  });
}

function release(
  it: Mapping,
  installed: InstalledChart,
  manifest: Manifest,
  root: Mapping,
  fileOf: (name: string) => YamlFile | undefined,
): StatedRelease {
  const values = new ReleaseValues();
  const addFile = (name: string): void => {
    const found = knownText(name) === undefined ? undefined : fileOf(name);
    if (found === undefined) values.lose();
    else values.addFile(found.file, found.documents);
  };
  const addInline = (): void => {
    if (isMapping(it.valuesInline)) values.addDocument(it.valuesInline, manifest.source);
  };
  const main = asText(it.valuesFile);
  if (it.valuesMerge === "merge") addInline();
  if (main !== undefined && it.valuesMerge !== "replace") addFile(main);
  if (it.valuesMerge !== "merge") addInline();
  for (const name of asStringList(it.additionalValuesFiles)) addFile(name);
  const isPatched = ["patches", "patchesStrategicMerge", "patchesJson6902"].some((key) => key in root);
  return {
    chart: installed.chart,
    release: {
      name: knownText(it.releaseName) ?? installed.chart,
      namespace: knownText(it.namespace) ?? knownText(root.namespace),
      version: installed.version,
    },
    values: values.build(manifest.source.file, manifest.locate(it, "name")),
    collected: values,
    note: isPatched ? "patches of the kustomization may change what the chart renders" : undefined,
  };
}
