import { posix } from "node:path";
import type { ChartName } from "../../knowledge/controller-charts.ts";
import { chartOf, exactChartVersion } from "../charts/chart.ts";
import { asMapping, asMappings, asText, type Mapping } from "../shape.ts";
import type { ReleaseScope, YamlFile } from "./release-scope.ts";

/** A controller's chart that a release installs, alone or inside another chart. */
export interface InstalledChart {
  readonly chart: ChartName;
  /** Exact version; undefined when it is unknown or a range. */
  readonly version: string | undefined;
  /** The key of the parent chart's values that holds its own. */
  readonly nest?: string | undefined;
  /** Paths of the parent's values that switch it off when they are false. */
  readonly conditions?: readonly string[];
}

/** A chart in a folder, as far as it matters here. */
export interface LocalChart {
  readonly folder: string;
  /** The controllers' charts in it: itself, or those it depends on. */
  readonly installs: readonly InstalledChart[];
  /** Its own values, which lie below all that a release gives. */
  readonly values: YamlFile | undefined;
}

/** Reads `Chart.yaml` (and the `requirements.yaml` of Helm 2) in a folder; exact versions of ranges are in the lock file. */
export function readLocalChart(folder: string, scope: ReleaseScope): LocalChart | undefined {
  const chart = firstMapping(scope.file(posix.join(folder, "Chart.yaml")));
  if (chart === undefined) return undefined;
  const values = scope.file(posix.join(folder, "values.yaml"));
  const older = firstMapping(scope.file(posix.join(folder, "requirements.yaml")));
  const installs = [...asMappings(chart.dependencies), ...asMappings(older?.dependencies)].flatMap(
    (it) => dependency(it, folder, scope) ?? [],
  );
  // Charts that only wrap another one are often called like it.
  const own = installs.length === 0 ? ownChart(chart) : undefined;
  return { folder, values, installs: own === undefined ? installs : [own] };
}

function dependency(it: Mapping, folder: string, scope: ReleaseScope): InstalledChart | undefined {
  const name = asText(it.name) ?? "";
  const repository = asText(it.repository) ?? "";
  const chart = chartOf(name, repository);
  if (chart === undefined) return undefined;
  // A dependency in the tree has the version it has.
  const version = repository.startsWith("file:")
    ? undefined
    : (exactChartVersion(it.version) ?? lockedVersion(folder, name, scope));
  const conditions = (asText(it.condition) ?? "").split(",").filter((path) => path.trim() !== "");
  return { chart, version, nest: asText(it.alias) ?? name, conditions };
}

/** A controller's chart itself, by its name and the repository it says it comes from. */
function ownChart(chart: Mapping): InstalledChart | undefined {
  const words = [chart.home, ...(Array.isArray(chart.sources) ? chart.sources : [])].join(" ");
  const version = exactChartVersion(chart.version);
  if (chart.name === "ingress-nginx" && words.includes("github.com/kubernetes/ingress-nginx"))
    return { chart: "ingress-nginx", version };
  if (chart.name === "nginx-ingress" && /github\.com\/(?:nginx|nginxinc)\/kubernetes-ingress/.test(words))
    return { chart: "nginx-ingress", version };
  return undefined;
}

function lockedVersion(folder: string, name: string, scope: ReleaseScope): string | undefined {
  const lock = firstMapping(
    scope.file(posix.join(folder, "Chart.lock")) ?? scope.file(posix.join(folder, "requirements.lock")),
  );
  const versions = asMappings(lock?.dependencies)
    .filter((it) => it.name === name)
    .map((it) => exactChartVersion(it.version));
  return versions.length === 1 ? versions[0] : undefined;
}

function firstMapping(file: YamlFile | undefined): Mapping | undefined {
  const value = file?.documents[0]?.value;
  return value === undefined ? undefined : asMapping(value);
}
