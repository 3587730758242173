import type { Manifest } from "../manifest.ts";

/** Kinds that may state a release of a chart, and their API groups. */
const groups: Readonly<Record<string, string>> = {
  HelmRelease: "helm.toolkit.fluxcd.io",
  Application: "argoproj.io",
  ApplicationSet: "argoproj.io",
  HelmChart: "helm.cattle.io",
  HelmChartConfig: "helm.cattle.io",
  Kustomization: "kustomize.config.k8s.io",
};

/** Whether an object may state a release of a chart. */
export function statesRelease(manifest: Manifest): boolean {
  return Object.hasOwn(groups, manifest.kind) && groups[manifest.kind] === manifest.group;
}
