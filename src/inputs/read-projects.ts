import type { LintOptions } from "../engine/config.ts";
import type { Problem, Skipped } from "../engine/finding.ts";
import type { Manifest } from "../model/manifest.ts";
import type { AuthorSources } from "../model/plan/author-sources.ts";
import { Project, type ProjectParts, type RepeatedKey } from "../model/project.ts";
import { readManifests } from "../model/read-manifests.ts";
import { readNginxFiles } from "../model/read-nginx.ts";
import type { YamlFile } from "../model/releases/release-scope.ts";
import { statesRelease } from "../model/releases/states-release.ts";
import { repeatedKeys } from "../model/repeated-keys.ts";
import type { IncludeHost } from "../parsers/nginx/include.ts";
import type { SysctlSetting } from "../parsers/sysctl/sysctl.ts";
import { append } from "../text/append.ts";
import { observed } from "../text/observe.ts";
import { textOfFile } from "../text/origin.ts";
import { type Redact, redactor } from "../text/redact.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { InputFile } from "./input-file.ts";

/** A project, and what it was before the change that a plan or a comparison is about. */
export interface ReadProject {
  readonly project: Project;
  readonly before: Project | undefined;
}

/** What became of the files that were given to be linted. */
export interface ReadProjects {
  /** Plain files together make one project; every Terraform plan is one of its own. */
  readonly projects: readonly ReadProject[];
  readonly problems: readonly Problem[];
  readonly skipped: readonly Skipped[];
  readonly notes: readonly string[];
  /** In words, the sources of plans that could not be read; known once places were asked for. */
  readonly sourceProblems: () => readonly string[];
  /** Takes what plans mark as sensitive out of a text. */
  readonly redact: Redact;
  readonly unknownValues: number;
  /** Files that gave something to judge. */
  readonly files: number;
  readonly resources: number;
}

/**
 * Parses files and links what they hold. What cannot be parsed becomes a problem with its place; the rest goes on. Never throws for an
 * input. `earlier` is the state of plain files to compare with.
 */
export async function readProjects(
  inputs: readonly InputFile[],
  options: LintOptions,
  earlier?: { readonly files: readonly InputFile[]; readonly includeHost?: IncludeHost | undefined },
): Promise<ReadProjects> {
  const read = await new Reading(options).run(inputs);
  if (earlier === undefined) return read;
  // A plan holds both of its sides; only plain files have an earlier state beside them.
  const plain = earlier.files.filter((it) => it.kind !== "terraform");
  const old = await new Reading({ ...options, includeHost: earlier.includeHost }).run(plain);
  const [now, ...plans] = read.projects;
  const broken = old.problems.map(
    ({ path, message }) => `${path} in the state before: ${message}; what is wrong there counts as new`,
  );
  return {
    ...read,
    projects: [{ project: now!.project, before: old.projects[0]!.project }, ...plans],
    notes: [...read.notes, ...broken],
  };
}

/** Why a YAML file gave nothing. */
const notOurs = "holds no Kubernetes object, and no values of a controller's chart";

class Reading {
  readonly #options: LintOptions;
  readonly #problems: Problem[] = [];
  readonly #skipped: Skipped[] = [];
  readonly #notes: string[] = [];
  readonly #manifests: Manifest[] = [];
  readonly #repeatedKeys: RepeatedKey[] = [];
  readonly #sysctls: SysctlSetting[] = [];
  readonly #sources: AuthorSources[] = [];
  readonly #secrets = new Set<string>();
  /** Paths of files that nothing is said of. */
  readonly #context = new Set<string>();
  /** YAML files without Kubernetes objects, which may hold values of a chart. */
  readonly #others: YamlFile[] = [];
  #resources = 0;
  #unknownValues = 0;
  #files = 0;

  constructor(options: LintOptions) {
    this.#options = options;
  }

  async run(inputs: readonly InputFile[]): Promise<ReadProjects> {
    for (const it of inputs) if (it.isContext) this.#context.add(it.file.path);
    const ofKind = (...kinds: readonly InputFile["kind"][]) =>
      inputs.filter((it) => kinds.includes(it.kind)).map((it) => it.file);
    await this.#readDocuments(ofKind("yaml", "json"));
    await this.#readReleases();
    await this.#readSysctls(ofKind("sysctl"));
    const nginxFiles = this.#readNginx(ofKind("nginx"));
    const plain = this.#project({
      manifests: this.#manifests,
      nginxFiles,
      sysctls: this.#sysctls,
      duplicateKeys: this.#repeatedKeys,
    });
    const projects: ReadProject[] = [
      { project: plain, before: undefined },
      ...(await this.#readPlans(inputs.filter((it) => it.kind === "terraform"))),
    ];
    return {
      projects,
      problems: this.#problems,
      skipped: this.#skipped,
      notes: this.#notes,
      redact: redactor(this.#secrets),
      sourceProblems: () => this.#sources.flatMap((it) => it.problems),
      unknownValues: this.#unknownValues,
      files: this.#files,
      resources: this.#resources,
    };
  }

  #project(parts: Partial<ProjectParts>): Project {
    const { assume, backends, knownAnnotations } = this.#options;
    return new Project({
      manifests: [],
      nginxFiles: [],
      sysctls: [],
      changes: [],
      duplicateKeys: [],
      cloudResources: [],
      ...parts,
      assume,
      backends,
      knownAnnotations,
    });
  }

  async #readDocuments(files: readonly SourceFile[]): Promise<void> {
    if (files.length === 0) return;
    const { parseYaml } = await import("../parsers/yaml/parse.ts");
    for (const file of files) {
      const before = this.#manifests.length;
      const documents = observed(this.#options.observe, "file", file.path, () => {
        const documents = parseYaml(file);
        // One by one: a list may hold more than a call takes.
        for (const document of documents) for (const it of readManifests(document)) this.#manifests.push(it);
        return documents;
      });
      let isSound = true;
      for (const { error } of documents) {
        if (error === undefined) continue;
        isSound = false;
        this.#problem(file, error.offset, `could not be parsed: ${error.message}`);
      }
      const found = this.#manifests.length - before;
      const isJudged = !this.#context.has(file.path);
      if (isJudged) this.#resources += found;
      if (found > 0) {
        if (isJudged) this.#files += 1;
        for (const document of documents) append(this.#repeatedKeys, repeatedKeys(document));
      } else if (isSound) this.#others.push({ file, documents });
    }
  }

  /** What the controllers' charts make of the values in sight, wherever these stand. */
  async #readReleases(): Promise<void> {
    const others = this.#others;
    if (others.length === 0 && !this.#manifests.some(statesRelease)) return;
    const { readReleases } = await import("../model/releases/read-releases.ts");
    const { manifests, notes, problems, duplicateKeys, used } = readReleases(
      this.#manifests,
      others,
      (path) => this.#options.includeHost?.read(path)?.origin(0, 0).place().file,
    );
    append(this.#manifests, manifests);
    append(this.#notes, notes);
    append(this.#repeatedKeys, duplicateKeys);
    for (const { origin, message } of problems) {
      const { file, span } = origin.place();
      this.#problem(file, span.start, message);
    }
    this.#resources += manifests.length;
    for (const { file } of others) {
      if (this.#context.has(file.path)) continue;
      if (used.has(file)) this.#files += 1;
      else this.#skipped.push({ path: file.path, reason: notOurs });
    }
  }

  async #readSysctls(files: readonly SourceFile[]): Promise<void> {
    if (files.length === 0) return;
    const { parseSysctl } = await import("../parsers/sysctl/sysctl.ts");
    for (const file of files) {
      const { settings, problems } = observed(this.#options.observe, "file", file.path, () =>
        parseSysctl(textOfFile(file)),
      );
      append(this.#sysctls, settings);
      for (const { message, origin } of problems) this.#problem(file, origin.place().span.start, message);
      if (!this.#context.has(file.path)) this.#files += 1;
    }
  }

  #readNginx(files: readonly SourceFile[]) {
    const { includeHost, includePrefixes, assume, observe } = this.#options;
    const { configs, missing } = readNginxFiles(files, {
      host: includeHost,
      prefixes: includePrefixes,
      nginxVersion: assume.nginxVersion,
      observe,
    });
    for (const { origin, message, fatal } of missing) {
      const { file, span } = origin.place();
      const { line, column } = file.positionAt(span.start);
      if (this.#context.has(file.path)) continue;
      if (fatal) this.#problems.push({ path: file.path, message, line, column });
      else this.#notes.push(`${file.path}:${line}:${column}: ${message}`);
    }
    this.#files += files.filter((it) => !this.#context.has(it.path)).length;
    return configs;
  }

  async #readPlans(files: readonly InputFile[]): Promise<ReadProject[]> {
    if (files.length === 0) return [];
    const { parseTerraformPlan, TerraformPlanError } = await import("../parsers/terraform-plan/plan.ts");
    const { planManifests } = await import("../model/plan/plan-manifests.ts");
    const { planSecrets } = await import("../model/plan/plan-secrets.ts");
    const { AuthorSources } = await import("../model/plan/author-sources.ts");
    const projects: ReadProject[] = [];
    for (const { file, detected } of files) {
      try {
        const plan = observed(this.#options.observe, "file", file.path, () =>
          parseTerraformPlan(file, detected),
        );
        for (const it of planSecrets(plan)) this.#secrets.add(it);
        const candidates = this.#options.terraformFiles?.(file.path) ?? [];
        const sources = candidates.length > 0 ? new AuthorSources(candidates) : undefined;
        if (sources !== undefined) this.#sources.push(sources);
        const read = planManifests(plan, sources);
        const { after, before, changes, notes, unknownValues, duplicateKeys, problems } = read;
        append(this.#notes, notes);
        append(this.#problems, problems);
        this.#unknownValues += unknownValues;
        this.#resources += after.length;
        this.#files += 1;
        projects.push({
          project: this.#project({
            manifests: after,
            changes,
            duplicateKeys,
            cloudResources: read.cloudAfter,
          }),
          before: this.#project({ manifests: before, cloudResources: read.cloudBefore }),
        });
      } catch (error) {
        if (!(error instanceof TerraformPlanError)) throw error;
        const message = [error.message, error.hint].filter((it) => it !== undefined).join(" ");
        this.#problem(file, error.offset, message);
      }
    }
    return projects;
  }

  /** What cannot be read of a file that is not judged is a thing to know, because what refers to it is judged without it. */
  #problem(file: SourceFile, offset: number | undefined, message: string): void {
    if (this.#context.has(file.path)) {
      this.#notes.push(`${file.path} ${message}; it is linked as far as it could be read`);
      return;
    }
    const at = offset === undefined ? undefined : file.positionAt(offset);
    this.#problems.push({ path: file.path, message, line: at?.line, column: at?.column });
  }
}
