import { append } from "../../text/append.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { chartManifests } from "../charts/chart.ts";
import type { Manifest } from "../manifest.ts";
import type { RepeatedKey } from "../project.ts";
import { argoReleases } from "./argo.ts";
import { fluxReleases } from "./flux.ts";
import { helmfileReleases, isHelmfile } from "./helmfile.ts";
import { helmChartConfigReleases, helmChartReleases } from "./k3s.ts";
import { kustomizeReleases } from "./kustomize.ts";
import { ReleaseScope, type YamlFile } from "./release-scope.ts";
import type { ReleaseProblem } from "./release-values.ts";
import type { StatedRelease } from "./stated-release.ts";
import { statesRelease } from "./states-release.ts";
import { looseReleases } from "./values-files.ts";

/** What the controllers' charts make of the releases in sight. */
export interface ReleaseManifests {
  readonly manifests: readonly Manifest[];
  readonly notes: readonly string[];
  readonly problems: readonly ReleaseProblem[];
  readonly duplicateKeys: readonly RepeatedKey[];
  /** Files that gave something though they hold no Kubernetes object. */
  readonly used: ReadonlySet<SourceFile>;
}

type Reader = (manifest: Manifest, scope: ReleaseScope) => StatedRelease[];

const readers: Readonly<Record<string, Reader>> = {
  HelmRelease: fluxReleases,
  Application: argoReleases,
  ApplicationSet: argoReleases,
  HelmChart: helmChartReleases,
  HelmChartConfig: helmChartConfigReleases,
  Kustomization: kustomizeReleases,
};

/**
 * Reads every release of a controller's chart: objects that state one, helmfiles, and values files that nothing names. `files` are YAML files without
 * Kubernetes objects; `read` gives any other file of the tree.
 */
export function readReleases(
  manifests: readonly Manifest[],
  files: readonly YamlFile[],
  read: (path: string) => SourceFile | undefined,
): ReleaseManifests {
  const scope = new ReleaseScope(manifests, files, read);
  const releases: StatedRelease[] = [];
  const used = new Set<SourceFile>();
  for (const manifest of manifests) {
    if (statesRelease(manifest)) append(releases, readers[manifest.kind]!(manifest, scope));
  }
  const values: YamlFile[] = [];
  for (const yaml of files) {
    const helmfiles = yaml.documents.filter((it) => isHelmfile(it.value));
    if (helmfiles.length === 0) values.push(yaml);
    for (const it of helmfiles) {
      const found = helmfileReleases(it, scope);
      if (found.length > 0) used.add(yaml.file);
      append(releases, found);
    }
  }
  for (const { release, file } of looseReleases(values, scope)) {
    used.add(file.file);
    releases.push(release);
  }
  for (const { file } of values) if (releases.some((it) => it.collected.reads(file))) used.add(file);
  return {
    manifests: releases.flatMap((it) => chartManifests(it.chart, it.values, it.release).manifests),
    notes: releases.flatMap(({ note, values: { file } }) =>
      note === undefined ? [] : `${file.path}: ${note}`,
    ),
    problems: unique(releases.flatMap((it) => it.collected.problems)),
    duplicateKeys: releases.flatMap((it) => it.collected.duplicateKeys),
    used,
  };
}

/** A file that serves several releases is broken once. */
function unique(problems: readonly ReleaseProblem[]): readonly ReleaseProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ origin, message }) => {
    const { file, span } = origin.place();
    const key = `${file.path}\0${span.start}\0${message}`;
    return !seen.has(key) && seen.add(key);
  });
}
