import { posix } from "node:path";
import type { YamlDocument } from "../../parsers/yaml/document.ts";
import { isLocalChart } from "../charts/chart.ts";
import type { Link } from "../charts/linked-source.ts";
import { withPlaceholders } from "../charts/placeholders.ts";
import type { ManifestSource } from "../manifest.ts";
import { asMapping, asMappings, asText, isMapping, type Mapping } from "../shape.ts";
import { YamlSource } from "../yaml-source.ts";
import type { InstalledChart, LocalChart } from "./local-chart.ts";
import type { ReleaseScope } from "./release-scope.ts";
import { escapeCommas, ReleaseValues } from "./release-values.ts";
import { knownText, remoteChart, type StatedRelease } from "./stated-release.ts";

/** Whether a document is a helmfile: `releases`, each with a chart. */
export function isHelmfile(value: unknown): value is Mapping {
  if (!isMapping(value)) return false;
  const releases = asMappings(value.releases);
  return (
    releases.length > 0 &&
    releases.every((it) => typeof it.chart === "string" || isMapping(it.inherit) || Array.isArray(it.inherit))
  );
}

/**
 * The releases of a helmfile that install a controller's chart. Values in helmfile's order: `values` (files beside it and mappings), `secrets`, `set`. Files
 * of all releases are claimed, so that those of other charts are not taken for a controller's.
 */
export function helmfileReleases(document: YamlDocument, scope: ReleaseScope): StatedRelease[] {
  const root = asMapping(document.value);
  const source = new YamlSource(document);
  const repositories = asMappings(root.repositories);
  return asMappings(root.releases).flatMap((it) => {
    const reader = new HelmfileRelease(it, source, scope);
    reader.claimFiles();
    return it.installed === false ? [] : reader.releases(repositories);
  });
}

class HelmfileRelease {
  readonly #release: Mapping;
  readonly #source: ManifestSource;
  readonly #scope: ReleaseScope;
  readonly #folder: string;

  constructor(release: Mapping, source: ManifestSource, scope: ReleaseScope) {
    this.#release = release;
    this.#source = source;
    this.#scope = scope;
    this.#folder = posix.dirname(source.file.path);
  }

  claimFiles(): void {
    for (const it of listOf(this.#release.values))
      if (typeof it === "string") this.#scope.claim(posix.join(this.#folder, it));
  }

  releases(repositories: readonly Mapping[]): StatedRelease[] {
    const release = this.#release;
    const reference = asText(release.chart) ?? "";
    const local = this.#localChart(reference);
    if (local?.values !== undefined) this.#scope.claim(local.values.file.path);
    const remote = local === undefined ? this.#remoteChart(reference, repositories) : undefined;
    const installs = local?.installs ?? (remote === undefined ? [] : [remote]);
    return installs.flatMap((installed) => {
      const values = new ReleaseValues(installed.nest);
      if (local?.values !== undefined) values.addFile(local.values.file, local.values.documents);
      this.#collect(values);
      if ((installed.conditions ?? []).some((it) => values.isSwitchedOff(it))) return [];
      const patched = ["strategicMergePatches", "jsonPatches", "transformers"].some((it) => it in release);
      return [
        {
          chart: installed.chart,
          release: {
            name: knownText(release.name) ?? installed.chart,
            namespace: knownText(release.namespace),
            version: installed.version,
          },
          values: values.build(this.#source.file, this.#source.locate(release, "name")),
          collected: values,
          note: patched ? "patches of the helmfile may change what the chart renders" : undefined,
        },
      ];
    });
  }

  #localChart(reference: string): LocalChart | undefined {
    if (knownText(reference) === undefined || /^[a-z+]+:\/\//i.test(reference)) return undefined;
    return this.#scope.chartIn(posix.join(this.#folder, reference));
  }

  /** `repository/chart`, where `repositories` says which one that is. */
  #remoteChart(reference: string, repositories: readonly Mapping[]): InstalledChart | undefined {
    if (isLocalChart(reference)) return undefined;
    const repository = repositories.find((it) => it.name === reference.split("/")[0]);
    const url = asText(repository?.url);
    return remoteChart(reference, repository?.oci === true ? `oci://${url}` : url, this.#release.version);
  }

  #collect(values: ReleaseValues): void {
    const release = this.#release;
    // What a template of the helmfile adds lies below what the release says itself.
    if ("inherit" in release) values.lose();
    for (const it of listOf(release.values)) {
      if (typeof it === "string") this.#addFile(values, it);
      else if (isMapping(it)) values.addDocument(it, this.#source);
    }
    if (listOf(release.secrets).length > 0 || listOf(release.valuesTemplate).length > 0) values.lose();
    for (const it of asMappings(release.set)) this.#addSet(values, it, "auto");
    for (const it of asMappings(release.setString)) this.#addSet(values, it, "string");
  }

  #addFile(values: ReleaseValues, name: string): void {
    const found =
      knownText(name) === undefined ? undefined : this.#scope.file(posix.join(this.#folder, name));
    if (found === undefined) values.lose();
    else values.addFile(found.file, found.documents);
  }

  /** `name` with `value`, `values` (a list) or `file`. */
  #addSet(values: ReleaseValues, item: Mapping, type: "auto" | "string"): void {
    const name = asText(item.name);
    if (name === undefined) return;
    const link = (key: string): Link => ({ source: withPlaceholders(this.#source), object: item, key });
    if (Array.isArray(item.values)) values.addSet(name, `{${item.values.join(",")}}`, type, link("values"));
    else if ("value" in item)
      values.addSet(
        name,
        escapeCommas(String(item.value ?? "")).replace(/[{}]/g, "\\$&"),
        type,
        link("value"),
      );
    else values.addSetUnknown(name, link("file"));
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
