import { posix } from "node:path";
import type { KubernetesObject, Manifest } from "../manifest.ts";
import { asMapping, asMappings, asStringList, asText, isMapping, type Mapping } from "../shape.ts";
import type { InstalledChart } from "./local-chart.ts";
import type { ReleaseScope, YamlFile } from "./release-scope.ts";
import { escapeCommas, ReleaseValues } from "./release-values.ts";
import { knownText, remoteChart, type StatedRelease } from "./stated-release.ts";

type Application = KubernetesObject & { readonly spec?: unknown };

/**
 * The releases that an Argo CD `Application` makes of a controller's chart, or an `ApplicationSet` by its template. Values in the order of
 * Argo CD: `valueFiles`, then `valuesObject` or else `values`, then `parameters`. Files are looked for in the tree: those of a `$ref` from the root of
 * the repository, others beside the chart in the tree.
 */
export function argoReleases(manifest: Manifest<Application>, scope: ReleaseScope): StatedRelease[] {
  const outer = asMapping(manifest.object.spec);
  const spec = manifest.kind === "ApplicationSet" ? asMapping(asMapping(outer.template).spec) : outer;
  const sources = Array.isArray(spec.sources) ? asMappings(spec.sources) : asMappings([spec.source]);
  return sources.flatMap((source) => {
    const application = new ArgoSource(manifest, sources, source, scope);
    return application.releases(
      knownText(asMapping(spec.destination).namespace),
      typeof outer.templatePatch === "string",
    );
  });
}

class ArgoSource {
  readonly #manifest: Manifest;
  readonly #sources: readonly Mapping[];
  readonly #source: Mapping;
  readonly #helm: Mapping;
  readonly #scope: ReleaseScope;

  constructor(manifest: Manifest, sources: readonly Mapping[], source: Mapping, scope: ReleaseScope) {
    this.#manifest = manifest;
    this.#sources = sources;
    this.#source = source;
    this.#helm = asMapping(source.helm);
    this.#scope = scope;
  }

  releases(namespace: string | undefined, isPatched: boolean): StatedRelease[] {
    const source = this.#source;
    const chart = asText(source.chart);
    const path = knownText(source.path);
    const local =
      chart !== undefined || path === undefined
        ? undefined
        : this.#scope.chartFromRoot(path, this.#manifest.source.file.path);
    const remote =
      chart === undefined
        ? this.#upstream(path)
        : remoteChart(chart, asText(source.repoURL), source.targetRevision);
    const installs = local?.installs ?? (remote === undefined ? [] : [remote]);
    const files = this.#valueFiles(local?.folder);
    if (chart !== undefined || local !== undefined) {
      for (const it of files) if (it !== undefined) this.#scope.claim(it.file.path);
      if (local?.values !== undefined) this.#scope.claim(local.values.file.path);
    }
    return installs.flatMap((installed) => {
      const values = new ReleaseValues(installed.nest);
      if (local?.values !== undefined) values.addFile(local.values.file, local.values.documents);
      this.#collect(values, files);
      if (isPatched) values.lose();
      if ((installed.conditions ?? []).some((it) => values.isSwitchedOff(it))) return [];
      return [this.#release(installed, values, namespace)];
    });
  }

  /** The chart in ingress-nginx's own repository, whose tags name its versions. */
  #upstream(path: string | undefined): InstalledChart | undefined {
    const { repoURL, targetRevision } = this.#source;
    if (path === undefined || !/github\.com\/kubernetes\/ingress-nginx(?:\.git)?\/?$/.test(String(repoURL)))
      return undefined;
    return remoteChart(path, undefined, /^helm-chart-(.+)$/.exec(String(targetRevision))?.[1]);
  }

  #release(installed: InstalledChart, values: ReleaseValues, namespace: string | undefined): StatedRelease {
    const manifest = this.#manifest;
    return {
      chart: installed.chart,
      release: {
        name: knownText(this.#helm.releaseName) ?? knownText(manifest.name) ?? installed.chart,
        namespace: knownText(this.#helm.namespace) ?? namespace,
        version: installed.version,
      },
      values: values.build(manifest.source.file, manifest.nameOrigin),
      collected: values,
    };
  }

  #collect(values: ReleaseValues, files: readonly (YamlFile | undefined)[]): void {
    const helm = this.#helm;
    const { source } = this.#manifest;
    for (const it of files) {
      if (it === undefined) values.lose();
      else values.addFile(it.file, it.documents);
    }
    if (isMapping(helm.valuesObject)) values.addDocument(helm.valuesObject, source);
    else if (typeof helm.values === "string") values.addText({ source, holder: helm, key: "values" });
    for (const it of asMappings(helm.parameters)) {
      const name = asText(it.name);
      const value = textOf(it.value);
      const isList = value.startsWith("{") && value.endsWith("}");
      if (name !== undefined)
        values.addSet(
          name,
          isList ? value : escapeCommas(value),
          it.forceString === true ? "string" : "auto",
          {
            source,
            object: it,
            key: "value",
          },
        );
    }
    for (const it of asMappings(helm.fileParameters))
      values.addSetUnknown(asText(it.name) ?? "", { source, object: it, key: "path" });
  }

  /** Each of `valueFiles`; undefined for one that is out of sight. */
  #valueFiles(folder: string | undefined): (YamlFile | undefined)[] {
    return asStringList(this.#helm.valueFiles).map((it) => {
      if (knownText(it) === undefined || /^[a-z][a-z0-9+.-]*:\/\//i.test(it)) return undefined;
      const from = this.#manifest.source.file.path;
      const [, reference, path] = /^\$([^/]+)\/(.+)$/.exec(it) ?? [];
      if (reference !== undefined)
        return this.#sources.some((source) => source.ref === reference)
          ? this.#scope.fileFromRoot(path!, from)
          : undefined;
      if (it.startsWith("/")) return this.#scope.fileFromRoot(it.slice(1), from);
      return folder === undefined ? undefined : this.#scope.file(posix.join(folder, it));
    });
  }
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
