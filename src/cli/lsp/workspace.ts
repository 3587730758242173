import { existsSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import type { LintOptions } from "../../engine/config.ts";
import type { LintResult } from "../../engine/finding.ts";
import type { Rule } from "../../engine/rule.ts";
import { reasonNotToEnter, reasonNotToOpen } from "../../inputs/candidates.ts";
import { discover } from "../../inputs/discover.ts";
import { IgnoreRules } from "../../inputs/ignore-rules.ts";
import type { DiscoveryResult, InputFile, InputKind } from "../../inputs/input-file.ts";
import { displayPath, isInside } from "../../inputs/paths.ts";
import { terraformFilesIn } from "../../inputs/terraform-files.ts";
import { textInput } from "../../inputs/text-input.ts";
import type { IncludeHost } from "../../parsers/nginx/include.ts";
import { textOfFile } from "../../text/origin.ts";
import { type LoadedConfig, loadConfig } from "../config-file.ts";
import { defaultArguments } from "../lint-arguments.ts";
import { lintOptions } from "../lint-options.ts";
import { UserError } from "../user-error.ts";

/** What one look at a workspace gave. Paths are relative to its folder. */
export interface WorkspaceResult {
  readonly result: LintResult;
  /** What is wrong with the configuration, in the words of the command line; the last sound one is in force. */
  readonly configError: string | undefined;
}

/**
 * A folder that is linted as one tree, with the texts that an editor has open in place of those on disk. Of a folder that is not open itself, because only documents in it are,
 * nothing but those is read.
 */
export class Workspace {
  /** Absolute. */
  readonly root: string;
  readonly #rules: readonly Rule[];
  readonly #lint: typeof import("../../index.ts").lint;
  readonly #open = new Map<string, string>();
  #known: Known | undefined;
  /** What the last look found. */
  last: WorkspaceResult | undefined;

  readonly isWhole: boolean;

  constructor(
    root: string,
    rules: readonly Rule[],
    lint: typeof import("../../index.ts").lint,
    isWhole = true,
  ) {
    this.root = root;
    this.isWhole = isWhole;
    this.#rules = rules;
    this.#lint = lint;
  }

  /** Whether an absolute path belongs here. */
  holds(path: string): boolean {
    return isInside(path, this.root);
  }

  /** An absolute path as results name it. */
  shown(path: string): string {
    return displayPath(path, this.root, ".");
  }

  /** Puts a text in place of what is on disk. */
  open(path: string, text: string): void {
    this.#open.set(path, text);
  }

  /** What is on disk counts again. */
  close(path: string): void {
    this.#open.delete(path);
    this.forget();
  }

  /** Files came, went or changed on disk: they are looked for again at the next look. */
  forget(): void {
    this.#known = undefined;
  }

  /** The kind of an open text, as the linter sees it; undefined where it does not lint it. */
  kindOf(path: string): InputKind | undefined {
    return this.#files().find((it) => resolve(this.root, it.file.path) === path)?.kind;
  }

  /** Lints the folder as it is in the editor. Throws nothing for what is in it. */
  async look(): Promise<WorkspaceResult> {
    const known = await this.#knowing();
    const files = this.#files();
    const { includeHost: onDisk } = known.found;
    const open = new Map(files.map((it) => [it.file.path, it.file]));
    const includeHost: IncludeHost = {
      inside: onDisk.inside,
      glob: onDisk.glob,
      read: (path) => {
        const file = open.get(path);
        return file === undefined ? onDisk.read(path) : textOfFile(file);
      },
    };
    const { maxFileBytes } = known.options;
    const sourcesIn = (directory: string) => terraformFilesIn(directory, { cwd: this.root, maxFileBytes });
    const result = await this.#lint(files, {
      ...known.options,
      includeHost,
      terraformFiles: (plan) => [...new Set([this.root, dirname(resolve(this.root, plan))])].map(sourcesIn),
    });
    this.last = {
      result: { ...result, problems: [...known.found.problems, ...result.problems] },
      configError: known.configError,
    };
    return this.last;
  }

  async #knowing(): Promise<Known> {
    if (this.#known !== undefined) return this.#known;
    const { loaded, configError } = await this.#config();
    const options = lintOptions(defaultArguments(), loaded, loaded.rules, this.root);
    const found = discover(this.isWhole ? ["."] : [], {
      cwd: this.root,
      maxFileBytes: options.maxFileBytes,
      gitignore: true,
      ignore: { directory: loaded.directory, patterns: options.ignore },
      includePrefixes: options.includePrefixes,
    });
    this.#known = { loaded, options, found, configError };
    return this.#known;
  }

  #sound: LoadedConfig | undefined;

  async #config(): Promise<{ loaded: LoadedConfig; configError: string | undefined }> {
    try {
      const loaded = await loadConfig(undefined, this.root, this.#rules);
      this.#sound = loaded;
      return { loaded, configError: undefined };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const nothing: LoadedConfig = {
        config: {},
        directory: this.root,
        rules: this.#rules,
        placeOf: () => undefined,
      };
      return { loaded: this.#sound ?? nothing, configError: error.message };
    }
  }

  /** The files on disk, with open ones in their place. */
  #files(): readonly InputFile[] {
    if (this.#known === undefined) return [];
    const open = new Map([...this.#open].map(([path, text]) => [this.shown(path), text]));
    const files = this.#known.found.files.filter((it) => !open.has(it.file.path));
    for (const [path, text] of open) {
      const input = this.#isLeftOut(path) ? undefined : textInput(path, text, false);
      if (input !== undefined) files.push(input);
    }
    return files.sort((a, b) => (a.file.path < b.file.path ? -1 : 1));
  }

  /** Whether discovery would pass a file over for its name or for what an ignore file says. */
  #isLeftOut(path: string): boolean {
    const { loaded, options, found } = this.#known!;
    if (found.files.some((it) => it.file.path === path)) return false;
    const absolute = resolve(this.root, path);
    const parts = path.split("/");
    return (
      reasonNotToOpen(path) !== undefined ||
      parts.slice(0, -1).some((it) => reasonNotToEnter(it) !== undefined) ||
      IgnoreRules.of(loaded.directory, options.ignore, "").reasonFor(absolute, false) !== undefined ||
      (existsSync(dirname(absolute)) &&
        IgnoreRules.downTo(dirname(absolute), this.root).reasonFor(absolute, false) !== undefined)
    );
  }
}

interface Known {
  readonly loaded: LoadedConfig;
  readonly options: LintOptions;
  readonly found: DiscoveryResult;
  readonly configError: string | undefined;
}

/** The absolute path of a result's file. */
export function absoluteIn(workspace: Workspace, path: string): string {
  return resolve(workspace.root, path.split("/").join(sep));
}
