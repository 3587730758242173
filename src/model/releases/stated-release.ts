import type { ChartName } from "../../knowledge/controller-charts.ts";
import { chartOf, exactChartVersion, isLocalChart, type Release } from "../charts/chart.ts";
import { holdsPlaceholder } from "../charts/placeholders.ts";
import type { ChartValues } from "../charts/values.ts";
import { asText } from "../shape.ts";
import type { InstalledChart } from "./local-chart.ts";
import type { ReleaseValues } from "./release-values.ts";

/** One installation of a controller's chart, with the values it gets. */
export interface StatedRelease {
  readonly chart: ChartName;
  readonly release: Release;
  readonly values: ChartValues;
  /** What was met while the values were read. */
  readonly collected: ReleaseValues;
  /** What is said of it, in words, because it is modelled in part only. */
  readonly note?: string | undefined;
}

/** A chart out of a repository as an installed one; undefined when it is not a controller's or its name is a placeholder. */
export function remoteChart(
  reference: string | undefined,
  repository: string | undefined,
  version: unknown,
): InstalledChart | undefined {
  if (reference === undefined || isLocalChart(reference)) return undefined;
  const chart = chartOf(reference, repository);
  const exact = exactChartVersion(version);
  // The chart began with 2.0.0: what is called like it and older wraps it, and its values stand elsewhere.
  if (chart === undefined || (chart === "ingress-nginx" && /^[01]\./.test(exact ?? ""))) return undefined;
  return { chart, version: exact };
}

/** A name or namespace, unless something fills it in; text only. */
export function knownText(value: unknown): string | undefined {
  const text = asText(value);
  return text === undefined || text === "" || holdsPlaceholder(text) ? undefined : text;
}
