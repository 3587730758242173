import { dirname, sep } from "node:path";
import type { Problem, Skipped } from "../engine/finding.ts";
import { renderSize } from "../engine/size.ts";
import type { IncludePrefix } from "../parsers/nginx/include.ts";
import { SourceFile } from "../text/source-file.ts";
import { type Argument, resolveArguments } from "./arguments.ts";
import { classify } from "./classify.ts";
import { decode } from "./decode.ts";
import { errnoWords, isSystemError } from "./errno.ts";
import { helmOutput } from "./helm-output.ts";
import { IgnoreRules } from "./ignore-rules.ts";
import { includeHostOver } from "./include-host.ts";
import type { DiscoveryResult, InputFile } from "./input-file.ts";
import { absolutePath, displayBelow, displayPath, realPathOf } from "./paths.ts";
import { readRegularFile, specialFile } from "./read-file.ts";
import { reasonNotToFollow } from "./symlink.ts";
import { walk } from "./walk.ts";

export interface DiscoveryOptions {
  /** Absolute directory that relative arguments start from. */
  readonly cwd: string;
  /** Larger files are not read. */
  readonly maxFileBytes: number;
  /** Whether `.gitignore` files are respected. */
  readonly gitignore: boolean;
  /** Patterns of the configuration, relative to `directory`; they hold for files that were named, too. */
  readonly ignore?: { readonly directory: string; readonly patterns: readonly string[] } | undefined;
  readonly includePrefixes: readonly IncludePrefix[];
  /** What `-` stands for. */
  readonly stdin?: StandardInput | undefined;
}

export interface StandardInput {
  /** Undefined when there were more than `maxFileBytes`. */
  readonly bytes: Buffer | undefined;
  /** The file that the text is said to be; its directory is where its includes are looked for. */
  readonly filename: string | undefined;
}

/** The argument that stands for standard input. */
export const STDIN = "-";

/** A file to look at. */
interface Candidate {
  readonly path: string;
  readonly shown: string;
  readonly root: string;
  /** Whether the user named this very file: then what cannot be read is a problem, not a file passed over. */
  readonly named: boolean;
}

/**
 * Finds, reads and classifies all that the arguments name: files, directories (whole), glob patterns that the shell
 * left alone, and `-`. Nothing outside them is read but the `.gitignore` files above them within their repository.
 * Throws an `InputError` when an argument names nothing; whatever else goes wrong becomes a problem or a skipped file.
 */
export function discover(args: readonly string[], options: DiscoveryOptions): DiscoveryResult {
  return new Discovery(options).run([...new Set(args)]);
}

class Discovery {
  readonly #options: DiscoveryOptions;
  readonly #ignore: IgnoreRules;
  readonly #files: InputFile[] = [];
  readonly #byPath = new Map<string, SourceFile>();
  readonly #problems: Problem[] = [];
  readonly #skipped: Skipped[] = [];
  /** Every file is told of once, however many arguments lead to it. */
  readonly #seen = new Set<string>();

  constructor(options: DiscoveryOptions) {
    this.#options = options;
    const { directory, patterns } = options.ignore ?? { directory: options.cwd, patterns: [] };
    this.#ignore = IgnoreRules.of(directory, patterns, "the configuration");
  }

  run(args: readonly string[]): DiscoveryResult {
    const { cwd, stdin } = this.#options;
    const { found, unreachable } = resolveArguments(
      args.filter((it) => it !== STDIN),
      cwd,
    );
    for (const it of unreachable) this.#problem(it.path, displayPath(it.path, cwd, it.given), it.message);
    const directories = found.filter((it) => it.stats.isDirectory());
    const roots = found.map((it) => (it.stats.isDirectory() ? it.path : dirname(it.path)));
    if (args.includes(STDIN) && stdin !== undefined) {
      this.#takeStdin(stdin);
      if (stdin.filename !== undefined) roots.push(dirname(absolutePath(stdin.filename, cwd)));
    }
    // Files first: one that is named is read even where a directory that is also named would leave it out.
    const realRoots = roots.map(realPathOf);
    for (const it of found) if (!it.stats.isDirectory()) this.#takeFile(it, realRoots);
    for (const it of directories) this.#takeDirectory(it, realRoots);
    return {
      files: this.#files.sort((a, b) => compare(a.file.path, b.file.path)),
      problems: this.#problems.sort((a, b) => compare(a.path, b.path)),
      skipped: this.#skipped.sort((a, b) => compare(a.path, b.path)),
      includeHost: includeHostOver(roots, this.#options, this.#byPath),
    };
  }

  #takeFile({ given, path, stats, globBase }: Argument, roots: readonly string[]): void {
    const candidate = {
      path,
      shown: displayPath(path, this.#options.cwd, given),
      root: given,
      named: globBase === undefined,
    };
    const reason =
      this.#ignore.reasonFor(path, false) ??
      (globBase === undefined ? undefined : this.#gitignored(path, false, globBase)) ??
      (stats.isSymbolicLink() ? reasonNotToFollow(path, roots) : undefined);
    if (reason !== undefined) this.#skip(candidate, reason);
    else if (stats.isFile()) this.#take(candidate);
    else this.#refuse(candidate, specialFile(stats), "; pipe its content into '-' instead");
  }

  #takeDirectory({ given, path, globBase }: Argument, roots: readonly string[]): void {
    const { cwd, gitignore } = this.#options;
    const shownAs = displayBelow(path, cwd, given);
    const candidate = (it: string): Candidate => ({
      path: it,
      shown: shownAs(it),
      root: given,
      named: false,
    });
    const reason = globBase === undefined ? undefined : this.#gitignored(path, true, globBase);
    if (reason !== undefined) {
      this.#skip(candidate(path + sep), reason);
      return;
    }
    const rules = {
      gitignore: gitignore ? IgnoreRules.above(path) : undefined,
      ignore: this.#ignore,
      roots,
    };
    walk(path, rules, {
      file: (it) => this.#take(candidate(it)),
      skipped: (it, why) => this.#skip(candidate(it), why),
      problem: (it, message) => this.#problem(it, candidate(it).shown, message),
    });
  }

  #gitignored(path: string, isDirectory: boolean, base: string): string | undefined {
    if (!this.#options.gitignore) return undefined;
    return IgnoreRules.downTo(dirname(path), base).reasonFor(path, isDirectory);
  }

  #takeStdin({ bytes, filename }: StandardInput): void {
    const candidate = { path: STDIN, shown: filename ?? "stdin", root: STDIN, named: true };
    if (bytes === undefined) this.#refuse(candidate, `over ${renderSize(this.#options.maxFileBytes)}`);
    else this.#classify(candidate, bytes);
  }

  #take(candidate: Candidate): void {
    const { path, named, shown } = candidate;
    if (this.#seen.has(path)) return;
    try {
      const outcome = readRegularFile(path, {
        maxBytes: this.#options.maxFileBytes,
        follow: named,
        isFile: !named,
      });
      if (outcome.bytes === undefined) this.#refuse(candidate, outcome.reason);
      else this.#classify(candidate, outcome.bytes);
    } catch (error) {
      // Only what the system says is about the file; anything else is a bug and goes on up.
      if (!isSystemError(error)) throw error;
      this.#problem(path, shown, `could not be read: ${errnoWords(error)}`);
    }
  }

  #classify(candidate: Candidate, bytes: Buffer): void {
    const text = decode(bytes);
    const file = new SourceFile(candidate.shown, text ?? "");
    const verdict = classify({ file, bytes, isText: text !== undefined, named: candidate.named });
    if (verdict.kind === undefined) {
      this.#refuse(candidate, verdict.reason, verdict.help, verdict.foreign);
      return;
    }
    this.#seen.add(candidate.path);
    this.#byPath.set(candidate.path, file);
    const { kind, detected } = verdict;
    const files = candidate.path === STDIN && kind === "yaml" ? (helmOutput(file) ?? [file]) : [file];
    for (const it of files) this.#files.push({ file: it, kind, root: candidate.root, detected });
  }

  /**
   * A file that cannot be linted: a problem when the user named it and expects it to be judged, else passed over.
   * `foreign` ones (sound, and about something else) are passed over either way: a commit hook names every file.
   */
  #refuse(candidate: Candidate, reason: string, help = "", foreign = false): void {
    if (!candidate.named || foreign) this.#skip(candidate, reason);
    else this.#problem(candidate.path, candidate.shown, `was not linted: ${reason}${help}`);
  }

  #skip({ path, shown }: Candidate, reason: string): void {
    if (this.#seen.has(path)) return;
    this.#seen.add(path);
    this.#skipped.push({ path: shown, reason });
  }

  #problem(path: string, shown: string, message: string): void {
    if (this.#seen.has(path)) return;
    this.#seen.add(path);
    this.#problems.push({ path: shown, message });
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
