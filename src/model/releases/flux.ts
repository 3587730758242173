import { posix } from "node:path";
import { chartOf } from "../charts/chart.ts";
import type { KubernetesObject, Manifest } from "../manifest.ts";
import { asMapping, asMappings, asText, isMapping, type Mapping } from "../shape.ts";
import type { InstalledChart } from "./local-chart.ts";
import { recogniseValues } from "./recognise-values.ts";
import type { ReleaseScope } from "./release-scope.ts";
import { ReleaseValues } from "./release-values.ts";
import { knownText, remoteChart, type StatedRelease } from "./stated-release.ts";

type HelmRelease = KubernetesObject & { readonly spec?: unknown };

/**
 * The releases that a Flux `HelmRelease` (helm.toolkit.fluxcd.io, v2beta1 to v2) makes of a controller's chart. Values: `valuesFrom` in
 * order, then `values`; what is in a Secret or out of sight leaves everything below it open.
 */
export function fluxReleases(manifest: Manifest<HelmRelease>, scope: ReleaseScope): StatedRelease[] {
  const spec = asMapping(manifest.object.spec);
  const { installs, base, isOpen } = chartsOf(spec, manifest, scope);
  return installs.flatMap((installed) => {
    const values = new ReleaseValues(installed.nest);
    if (base !== undefined) values.addFile(base.file, base.documents);
    if (isOpen) values.lose();
    for (const reference of asMappings(spec.valuesFrom)) addReferenced(values, reference, manifest, scope);
    if (isMapping(spec.values)) values.addDocument(spec.values, manifest.source);
    if ((installed.conditions ?? []).some((it) => values.isSwitchedOff(it))) return [];
    const target = knownText(spec.targetNamespace);
    const name = knownText(manifest.name) ?? installed.chart;
    const namespace = target ?? knownText(manifest.namespace);
    return [
      {
        chart: installed.chart,
        release: {
          name: knownText(spec.releaseName) ?? (target === undefined ? name : `${target}-${name}`),
          namespace,
          version: installed.version,
        },
        values: values.build(manifest.source.file, manifest.nameOrigin),
        collected: values,
        note:
          asMappings(spec.postRenderers).length > 0
            ? "a post-renderer may change what the chart renders"
            : undefined,
      },
    ];
  });
}

interface Charts {
  readonly installs: readonly InstalledChart[];
  /** The values of a chart in the tree. */
  readonly base?: ReturnType<ReleaseScope["file"]>;
  /** Whether the chart's own values are not its defaults (`valuesFiles`). */
  readonly isOpen: boolean;
}

const none: Charts = { installs: [], isOpen: false };

function chartsOf(spec: Mapping, manifest: Manifest, scope: ReleaseScope): Charts {
  if (isMapping(spec.chartRef)) return chartOfReference(spec, spec.chartRef, manifest, scope);
  const template = asMapping(asMapping(spec.chart).spec);
  return chartOfTemplate(spec, template, manifest, scope);
}

/** `chartRef`: an OCIRepository, or a HelmChart that says what `chart.spec` would. */
function chartOfReference(
  spec: Mapping,
  reference: Mapping,
  manifest: Manifest,
  scope: ReleaseScope,
): Charts {
  const kind = asText(reference.kind) ?? "";
  const found = scope.sourceSpec(reference, kind, manifest);
  if (kind === "HelmChart" && found !== undefined)
    return chartOfTemplate(spec, found.spec, found.manifest, scope);
  if (kind !== "OCIRepository") return none;
  if (found === undefined) return recognised(spec, asText(reference.name), manifest);
  const installed = remoteChart(asText(found.spec.url), undefined, asMapping(found.spec.ref).tag);
  return installed === undefined ? none : { installs: [installed], isOpen: false };
}

function chartOfTemplate(spec: Mapping, template: Mapping, manifest: Manifest, scope: ReleaseScope): Charts {
  const reference = asText(template.chart);
  if (reference === undefined) return none;
  const source = asMapping(template.sourceRef);
  const isOpen = typeof template.valuesFile === "string" || Array.isArray(template.valuesFiles);
  if (source.kind !== "HelmRepository") {
    // A folder of a Git repository or bucket: this one, if it has a chart there.
    const local = scope.chartFromRoot(reference, manifest.source.file.path);
    if (local === undefined) {
      const chart = chartOf(reference, undefined);
      return chart === undefined ? none : { installs: [{ chart, version: undefined }], isOpen };
    }
    if (local.values !== undefined) scope.claim(local.values.file.path);
    return { installs: local.installs, base: local.values, isOpen };
  }
  // Most releases are of other charts: their repositories are not looked for.
  if (!/nginx/.test(reference)) return none;
  const repository = asText(scope.sourceSpec(source, "HelmRepository", manifest)?.spec.url);
  const installed = remoteChart(reference, repository, template.version);
  if (installed !== undefined) return { installs: [installed], isOpen };
  const isNamedAlike = chartOf(reference, repository) !== undefined;
  return repository === undefined && !isNamedAlike ? recognised(spec, reference, manifest) : none;
}

/** A chart whose source is out of sight is known by the values it gets. */
function recognised(spec: Mapping, name: string | undefined, manifest: Manifest): Charts {
  if (name === undefined || !/(^|-)(ingress-nginx|nginx-ingress)$/.test(posix.basename(name))) return none;
  const chart = recogniseValues(asMapping(spec.values), `${name} ${manifest.name}`);
  return chart === undefined ? none : { installs: [{ chart, version: undefined }], isOpen: false };
}

/** One entry of `valuesFrom`: a ConfigMap's key (`values.yaml` by default), whole or set at a path. */
function addReferenced(
  values: ReleaseValues,
  reference: Mapping,
  manifest: Manifest,
  scope: ReleaseScope,
): void {
  const key = asText(reference.valuesKey) ?? "values.yaml";
  const name = reference.kind === "ConfigMap" ? (asText(reference.name) ?? "") : "";
  const configMap = scope.neighbour("ConfigMap", name, manifest);
  const holder = asMapping((configMap?.object as { data?: unknown } | undefined)?.data);
  const text = asText(holder[key]);
  const target = asText(reference.targetPath);
  if (target !== undefined) {
    const link = { source: manifest.source, object: reference, key: "targetPath" };
    if (text === undefined || configMap === undefined) values.addSetUnknown(target, link);
    else values.addSet(target, text, "auto", { source: configMap.source, object: holder, key });
    return;
  }
  const generated = configMap === undefined ? scope.generatedFrom(name, key, manifest) : undefined;
  if (text !== undefined && configMap !== undefined)
    values.addText({ source: configMap.source, holder, key });
  else if (generated === undefined) values.lose();
  else {
    scope.claim(generated.file.path);
    values.addFile(generated.file, generated.documents);
  }
}
