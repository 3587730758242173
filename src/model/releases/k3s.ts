import type { ChartName } from "../../knowledge/controller-charts.ts";
import type { KubernetesObject, Manifest } from "../manifest.ts";
import { sameNamespace } from "../proximity.ts";
import { asMapping, asMappings, asText, isMapping, type Mapping } from "../shape.ts";
import type { InstalledChart } from "./local-chart.ts";
import type { ReleaseScope } from "./release-scope.ts";
import { escapeCommas, ReleaseValues } from "./release-values.ts";
import { knownText, remoteChart, type StatedRelease } from "./stated-release.ts";

type HelmChart = KubernetesObject & { readonly spec?: unknown };

/** RKE2's own build of the ingress-nginx chart, which has other defaults. */
const rke2 = "rke2-ingress-nginx";

/**
 * The release that a `HelmChart` of k3s and RKE2 (helm.cattle.io/v1) makes of a controller's chart: `valuesContent`, over it that of a `HelmChartConfig` of the
 * same name, over both `set` (helm-controller, pkg/controllers/chart).
 */
export function helmChartReleases(manifest: Manifest<HelmChart>, scope: ReleaseScope): StatedRelease[] {
  const spec = asMapping(manifest.object.spec);
  if (typeof spec.chartContent === "string") return [];
  const installed = remoteChart(asText(spec.chart), asText(spec.repo), spec.version);
  if (installed === undefined) return [];
  const values = new ReleaseValues();
  addContent(values, manifest, spec);
  const configs = scope
    .ofKind("HelmChartConfig")
    .filter((it) => it.name === manifest.name && sameNamespace(it, manifest));
  // Copies for several clusters: any of them may be the one that holds.
  if (configs.length > 1) values.lose();
  else for (const it of configs) addContent(values, it, asMapping((it.object as HelmChart).spec));
  for (const [name, value] of Object.entries(asMapping(spec.set))) {
    // Texts are texts here, unless they look like one of these.
    const isTyped = typeof value === "number" || /^(?:true|false|null)$/i.test(String(value));
    const link = { source: manifest.source, object: spec.set as object, key: name };
    values.addSet(name, escapeCommas(String(value)), isTyped ? "auto" : "string", link);
  }
  return [release(installed, manifest, asText(spec.targetNamespace), values)];
}

/** The release that a `HelmChartConfig` speaks of where its `HelmChart` is out of sight, known by its name; what else it is given is open. */
export function helmChartConfigReleases(manifest: Manifest<HelmChart>, scope: ReleaseScope): StatedRelease[] {
  const isOpenChart = scope
    .ofKind("HelmChart")
    .some((it) => it.name === manifest.name && sameNamespace(it, manifest));
  const chart = isOpenChart ? undefined : chartByName(manifest.name);
  if (chart === undefined) return [];
  const values = new ReleaseValues();
  values.lose();
  addContent(values, manifest, asMapping(manifest.object.spec));
  return [release({ chart, version: undefined }, manifest, undefined, values)];
}

function chartByName(name: string): ChartName | undefined {
  return name === rke2 || name === "ingress-nginx" ? "ingress-nginx" : undefined;
}

function addContent(values: ReleaseValues, manifest: Manifest, spec: Mapping): void {
  const { source } = manifest;
  if (typeof spec.valuesContent === "string") values.addText({ source, holder: spec, key: "valuesContent" });
  if (isMapping(spec.values)) values.addDocument(spec.values, source);
  if (asMappings(spec.valuesSecrets).length > 0) values.lose();
}

function release(
  { chart, version }: InstalledChart,
  manifest: Manifest,
  target: string | undefined,
  values: ReleaseValues,
): StatedRelease {
  return {
    chart,
    release: {
      name: knownText(manifest.name) ?? chart,
      namespace: knownText(target) ?? knownText(manifest.namespace),
      version,
    },
    values: values.build(manifest.source.file, manifest.nameOrigin),
    collected: values,
  };
}
