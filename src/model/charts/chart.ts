import type { ChartName } from "../../knowledge/controller-charts.ts";
import type { Manifest } from "../manifest.ts";
import { renderF5Nic } from "./f5-nic.ts";
import { renderIngressNginx } from "./ingress-nginx.ts";
import type { ChartValues } from "./values.ts";

/** One installation of a chart. */
export interface Release {
  readonly name: string;
  readonly namespace: string | undefined;
  /** Exact version of the chart; undefined when it is unknown or a range. */
  readonly version: string | undefined;
}

/** What a chart makes of its values, as far as it is modelled; `notes` says what is not, in words. */
export interface ChartResult {
  readonly manifests: readonly Manifest[];
  readonly notes: readonly string[];
}

/**
 * The manifests that matter to rules: the controller's ConfigMap, its workload, Service and IngressClass,
 * each value with the origin it has in `values`. One door for Terraform, values files and everything else
 * that holds chart values.
 */
export function chartManifests(chart: ChartName, values: ChartValues, release: Release): ChartResult {
  return chart === "ingress-nginx" ? renderIngressNginx(values, release) : renderF5Nic(values, release);
}

/**
 * Which controller's chart a reference means: a name, `repo/name`, path, URL or `oci://` reference, and the
 * repository if one is given. `ingress-nginx` is nobody else's name. `nginx-ingress` was also the name of a
 * retired chart of another controller, so it counts only with F5's repositories.
 */
export function chartOf(chart: string, repository: string | undefined): ChartName | undefined {
  const reference = chart.replace(/[/\\]+$/, "");
  const name = reference
    .split(/[/\\]/)
    .at(-1)!
    .replace(/-v?\d+\.\d+\.\d+[^/]*\.tgz$/, "");
  if (name === "ingress-nginx") return "ingress-nginx";
  if (name !== "nginx-ingress") return undefined;
  const where = `${repository ?? ""} ${reference}`;
  return /helm\.nginx\.com\/|(?:^|[ /])ghcr\.io\/nginx(?:inc)?\/charts|(?:^| )nginx-stable\/|docker\.io\/nginxcharts/.test(
    where,
  )
    ? "nginx-ingress"
    : undefined;
}

/** A version as releases state it, without a leading `v`; undefined for ranges (`4.x`, `~4.12.0`) and for what is no version. */
export function exactChartVersion(version: unknown): string | undefined {
  return typeof version === "string" && /^v?\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version)
    ? version.replace(/^v/, "")
    : undefined;
}

/** Whether a reference is a folder. A chart there has the version it has; what a release says of it proves nothing about its templates. */
export function isLocalChart(reference: string): boolean {
  return /^[./~]/.test(reference);
}
