import { posix } from "node:path";
import { originOf } from "../../text/origin.ts";
import type { Link } from "../charts/linked-source.ts";
import { isMapping, type Mapping } from "../shape.ts";
import { YamlSource } from "../yaml-source.ts";
import type { InstalledChart, LocalChart } from "./local-chart.ts";
import { recogniseValues } from "./recognise-values.ts";
import type { ReleaseScope, YamlFile } from "./release-scope.ts";
import { ReleaseValues } from "./release-values.ts";
import type { StatedRelease } from "./stated-release.ts";

/** A values file of a controller's chart that no release in sight names. */
interface LooseValues {
  readonly yaml: YamlFile;
  readonly root: Mapping;
  readonly installed: InstalledChart;
  /** The chart in the tree whose values these are. */
  readonly local: LocalChart | undefined;
}

/**
 * One release for each values file that no release names. Files of one chart may be laid over each other in any way, or belong to different clusters: each is
 * judged with itself on top, and what any of the others sets is unknown in it. Only a chart's own `values.yaml` is known to lie below.
 */
export function looseReleases(
  files: readonly YamlFile[],
  scope: ReleaseScope,
): { release: StatedRelease; file: YamlFile }[] {
  const groups = new Map<string, LooseValues[]>();
  for (const yaml of files) {
    if (scope.isClaimed(yaml.file.path)) continue;
    for (const it of looseValues(yaml, scope)) {
      const key = [it.local?.folder, it.installed.chart, it.installed.nest].join("\0");
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [it]);
      else group.push(it);
    }
  }
  return [...groups.values()].flatMap((group) => {
    const all = settingsOf(group);
    const settings = all.length * group.length > mostUnknown ? undefined : all;
    return group.flatMap((it) => {
      const release = releaseOf(it, settings);
      return release === undefined ? [] : [{ release, file: it.yaml }];
    });
  });
}

/** Where files times settings are more, each file is judged by what it says itself: the rest is open. Keeps the work in proportion to the input. */
const mostUnknown = 100_000;

function looseValues(yaml: YamlFile, scope: ReleaseScope): LooseValues[] {
  const root = yaml.documents[0]?.value;
  if (!isMapping(root) || yaml.documents.length > 1) return [];
  const local = chartAround(yaml.file.path, scope);
  if (local !== undefined) {
    if (isTestInput(yaml.file.path, local)) return [];
    return local.installs
      .filter(({ nest }) => isMapping(nest === undefined ? root.controller : root[nest]))
      .map((installed) => ({ yaml, root, installed, local }));
  }
  const names = yaml.file.path.split("/").slice(-3).join("/");
  const chart = recogniseValues(root, names);
  if (chart !== undefined) return [{ yaml, root, installed: { chart, version: undefined }, local }];
  return Object.entries(root).flatMap(([nest, value]) => {
    if (!isMapping(value) || !isMapping(value.controller)) return [];
    const inner = recogniseValues(value, nest);
    const conditions = [`${nest}.enabled`];
    return inner === undefined
      ? []
      : [{ yaml, root, installed: { chart: inner, version: undefined, nest, conditions }, local }];
  });
}

/** The chart of the folder that a file is in, or of one of the two above (`chart/envs/prod.yaml`) where that has to do with it. */
function chartAround(path: string, scope: ReleaseScope): LocalChart | undefined {
  let folder = posix.dirname(path);
  for (let up = 0; up < 3; up += 1) {
    const chart = scope.chartIn(folder);
    if (chart !== undefined && (up === 0 || chart.installs.length > 0 || isTestInput(path, chart)))
      return chart;
    folder = posix.dirname(folder);
  }
  return undefined;
}

/** chart-testing renders a chart with each `ci/*-values.yaml`; nobody installs those. */
function isTestInput(path: string, { folder }: LocalChart): boolean {
  return posix.relative(folder, path).startsWith("ci/");
}

/** A value that some file of a group sets, and the files that do. */
interface Setting {
  readonly path: readonly string[];
  readonly link: Link;
  /** By path. */
  readonly files: Set<string>;
}

function settingsOf(group: readonly LooseValues[]): readonly Setting[] {
  if (group.length === 1) return [];
  const settings = new Map<string, Setting>();
  for (const it of group) {
    const source = new YamlSource(it.yaml.documents[0]!);
    const { nest } = it.installed;
    const walk = (holder: Mapping, before: readonly string[]): void => {
      for (const [key, value] of Object.entries(holder)) {
        const path = [...before, key];
        if (isMapping(value) && Object.keys(value).length > 0) {
          walk(value, path);
          continue;
        }
        const name = path.join("\0");
        const setting = settings.get(name) ?? {
          path,
          link: { source, object: holder, key },
          files: new Set(),
        };
        setting.files.add(it.yaml.file.path);
        settings.set(name, setting);
      }
    };
    const own = nest === undefined ? it.root : it.root[nest];
    if (isMapping(own)) walk(own, nest === undefined ? [] : [nest]);
    if (nest !== undefined && isMapping(it.root.global)) walk(it.root.global, ["global"]);
  }
  return [...settings.values()];
}

function releaseOf(it: LooseValues, settings: readonly Setting[] | undefined): StatedRelease | undefined {
  const { installed, local, yaml } = it;
  const values = new ReleaseValues(installed.nest);
  const base = local?.values;
  const isOverlay = base !== undefined && base.file.path !== yaml.file.path;
  if (isOverlay) values.addFile(base.file, base.documents);
  if (settings === undefined) values.lose();
  for (const { path, link, files } of settings ?? []) {
    const known = [yaml.file.path, ...(isOverlay ? [base.file.path] : [])].filter((it) => files.has(it));
    if (files.size > known.length) values.addUnknown(path, link);
  }
  values.addFile(yaml.file, yaml.documents);
  if ((installed.conditions ?? []).some((path) => values.isSwitchedOff(path))) return undefined;
  const { start } = yaml.documents[0]!.span;
  return {
    chart: installed.chart,
    release: { name: installed.nest ?? installed.chart, namespace: undefined, version: installed.version },
    values: values.build(yaml.file, originOf(yaml.file, start, start)),
    collected: values,
  };
}
