import { posix } from "node:path";
import type { YamlDocument } from "../../parsers/yaml/document.ts";
import { parseYaml } from "../../parsers/yaml/parse.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { Manifest } from "../manifest.ts";
import { sameNamespace } from "../proximity.ts";
import { asMapping, asMappings, asStringList, type Mapping } from "../shape.ts";
import { type LocalChart, readLocalChart } from "./local-chart.ts";

/** A YAML file with what it holds. */
export interface YamlFile {
  readonly file: SourceFile;
  readonly documents: readonly YamlDocument[];
}

/** Everything that releases may refer to: manifests, files of values, charts in folders. */
export class ReleaseScope {
  readonly #manifests: readonly Manifest[];
  #byKind: Map<string, Manifest[]> | undefined;
  readonly #read: (path: string) => SourceFile | undefined;
  readonly #files = new Map<string, YamlFile | undefined>();
  readonly #charts = new Map<string, LocalChart | undefined>();
  readonly #claimed = new Set<string>();

  /** `read` gives a file of the tree by its path, also one that was not handed over to be linted; undefined when it is out of reach. */
  constructor(
    manifests: readonly Manifest[],
    files: readonly YamlFile[],
    read: (path: string) => SourceFile | undefined,
  ) {
    this.#manifests = manifests;
    this.#read = read;
    for (const it of files) this.#files.set(it.file.path, it);
  }

  /** The file at a path, `..` and `.` resolved; undefined when there is none. */
  file(path: string): YamlFile | undefined {
    const normal = posix.normalize(path);
    if (!this.#files.has(normal)) {
      const file = this.#read(normal);
      this.#files.set(normal, file && { file, documents: parseYaml(file) });
    }
    return this.#files.get(normal);
  }

  /** The one file that a path from the root of the repository means, which is some folder above `from`; undefined where several fit. */
  fileFromRoot(path: string, from: string): YamlFile | undefined {
    const found = foldersAbove(from)
      .map((it) => this.file(posix.join(it, path)))
      .filter((it) => it !== undefined);
    return found.length === 1 ? found[0] : undefined;
  }

  /** Says that a release uses a file, so that it is not judged alone. */
  claim(path: string): void {
    this.#claimed.add(posix.normalize(path));
  }

  isClaimed(path: string): boolean {
    return this.#claimed.has(posix.normalize(path));
  }

  /** The chart in a folder; undefined when there is no `Chart.yaml`. */
  chartIn(folder: string): LocalChart | undefined {
    const normal = posix.normalize(folder === "" ? "." : folder);
    if (!this.#charts.has(normal)) this.#charts.set(normal, readLocalChart(normal, this));
    return this.#charts.get(normal);
  }

  /** The one chart in a folder named from the root of the repository. */
  chartFromRoot(folder: string, from: string): LocalChart | undefined {
    const found = foldersAbove(from)
      .map((it) => this.chartIn(posix.join(it, folder)))
      .filter((it) => it !== undefined);
    return found.length === 1 ? found[0] : undefined;
  }

  /** The `spec` of the one object of Flux that a reference (`kind`, `name`, `namespace`) means. */
  sourceSpec(
    reference: Mapping,
    kind: string,
    from: Manifest,
  ): { spec: Mapping; manifest: Manifest } | undefined {
    const namespace = reference.namespace ?? from.namespace;
    const found = this.ofKind(kind).filter(
      (it) =>
        it.name === reference.name &&
        it.group === "source.toolkit.fluxcd.io" &&
        (it.namespace === undefined || namespace === undefined || it.namespace === namespace),
    );
    const specs = found.map((it) => asMapping((it.object as { spec?: unknown }).spec));
    const [spec] = specs;
    // Clusters of one repository have copies; they are one when they say the same.
    if (spec === undefined || specs.some((it) => it.url !== spec.url || it.chart !== spec.chart))
      return undefined;
    return { spec, manifest: found[0]! };
  }

  /** The one object of a kind and name in the namespace of another; undefined where there are copies. */
  neighbour(kind: string, name: string, from: Manifest): Manifest | undefined {
    const found = this.ofKind(kind).filter((it) => it.name === name && sameNamespace(it, from));
    return found.length === 1 ? found[0] : undefined;
  }

  /** The file that kustomize makes a key of a ConfigMap from (`configMapGenerator`), by the kustomization in the folder of a manifest. */
  generatedFrom(name: string, key: string, from: Manifest): YamlFile | undefined {
    const folder = posix.dirname(from.source.file.path);
    const kustomization = asMapping(this.file(posix.join(folder, "kustomization.yaml"))?.documents[0]?.value);
    const found = asMappings(kustomization.configMapGenerator)
      .filter((it) => it.name === name)
      .flatMap((it) => asStringList(it.files))
      .map((it) => (it.includes("=") ? it : `${posix.basename(it)}=${it}`))
      .filter((it) => it.startsWith(`${key}=`));
    return found.length === 1 ? this.file(posix.join(folder, found[0]!.slice(key.length + 1))) : undefined;
  }

  ofKind(kind: string): readonly Manifest[] {
    if (this.#byKind === undefined) {
      this.#byKind = new Map();
      for (const it of this.#manifests) {
        const list = this.#byKind.get(it.kind);
        if (list === undefined) this.#byKind.set(it.kind, [it]);
        else list.push(it);
      }
    }
    return this.#byKind.get(kind) ?? [];
  }
}

/** The folder of a path and all above it: `a/b`, `a`, `.`. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  let folder = posix.dirname(posix.normalize(path));
  for (;;) {
    folders.push(folder);
    const next = posix.dirname(folder);
    if (next === folder || posix.basename(folder) === "..") return folders;
    folder = next;
  }
}
