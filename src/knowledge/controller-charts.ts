import f5 from "./f5-nic-charts.json" with { type: "json" };
import community from "./ingress-nginx-charts.json" with { type: "json" };

/** The Helm charts of the two controllers, by their names. */
export type ChartName = "ingress-nginx" | "nginx-ingress";

/**
 * Version of the controller that a chart version installs by default; undefined when that chart version is
 * not known.
 */
export function controllerVersionOfChart(chart: ChartName, version: string): string | undefined {
  const versions: Readonly<Record<string, string>> =
    chart === "ingress-nginx" ? community.versions : f5.versions;
  const exact = version.replace(/^v/, "");
  return Object.hasOwn(versions, exact) ? versions[exact] : undefined;
}

/**
 * Image that a version of the ingress-nginx chart runs by default, without tag; the newest one's when the
 * version is unknown.
 */
export function defaultImageOfChart(version: string | undefined): string {
  const images = community.images as unknown as readonly (readonly [string, string])[];
  const fitting = version === undefined ? [] : images.filter(([since]) => compare(since, version) <= 0);
  return (fitting.at(-1) ?? images.at(-1)!)[1];
}

/**
 * Whether a version of the ingress-nginx chart pins its image by digest, so that another tag alone changes
 * nothing.
 */
export function chartPinsDigest(version: string): boolean {
  return compare(community.digestSince, version) <= 0;
}

/** Whether a tag (`v1.2.1`) is of a time when every chart pinned its image by digest. */
export function isTagOfPinningCharts(tag: string): boolean {
  const [, release] = /^v?(\d+\.\d+\.\d+)/.exec(tag) ?? [];
  const first = controllerVersionOfChart("ingress-nginx", community.digestSince);
  return release !== undefined && first !== undefined && compare(first, release) <= 0;
}

/** Order of two `x.y.z` versions; what follows a `-` does not count. */
function compare(left: string, right: string): number {
  const [a, b] = [left, right].map((it) => it.replace(/^v/, "").split("-")[0]!.split(".").map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (a![at] ?? 0) - (b![at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
