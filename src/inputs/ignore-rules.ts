import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import { hasErrno } from "./errno.ts";
import { isInside } from "./paths.ts";
import { readRegularFile } from "./read-file.ts";

const LARGEST_BYTES = 2 ** 20;

interface Level {
  readonly directory: string;
  readonly rules: Ignore;
  readonly source: string;
}

/**
 * The `.gitignore` files in force for one directory: its own and those above it, as git combines them (the deepest
 * file that says something about a path decides; within one file the last pattern).
 */
export class IgnoreRules {
  readonly #levels: readonly Level[];

  private constructor(levels: readonly Level[]) {
    this.#levels = levels;
  }

  static readonly none = new IgnoreRules([]);

  /** Patterns that are not in a file of their own, relative to `directory`. */
  static of(directory: string, patterns: readonly string[], source: string): IgnoreRules {
    return patterns.length === 0
      ? IgnoreRules.none
      : new IgnoreRules([{ directory, rules: compile(patterns.join("\n")), source }]);
  }

  /**
   * What the `.gitignore` files above a directory say about it, from the root of its git repository down. When they
   * ignore the directory itself they are left out: the user named it all the same.
   */
  static above(directory: string): IgnoreRules {
    const parents: string[] = [];
    for (let at = directory; !existsSync(join(at, ".git")); at = dirname(at)) {
      // Outside a repository no file above the directory has a say.
      if (dirname(at) === at) return IgnoreRules.none;
      parents.unshift(dirname(at));
    }
    const rules = parents.reduce((sum, parent) => sum.in(parent), IgnoreRules.none);
    return rules.reasonFor(directory, true) === undefined ? rules : IgnoreRules.none;
  }

  /** All that holds in a directory below `top`: the rules above `top`, and those of every directory on the way down. */
  static downTo(directory: string, top: string): IgnoreRules {
    if (directory === top || !isInside(directory, top)) return IgnoreRules.above(top).in(top);
    return IgnoreRules.downTo(dirname(directory), top).in(directory);
  }

  /** These rules and those of the `.gitignore` in `directory`, if it has one that can be read. */
  in(directory: string): IgnoreRules {
    const text = readIgnoreFile(join(directory, ".gitignore"));
    if (text === undefined) return this;
    return new IgnoreRules([...this.#levels, { directory, rules: compile(text), source: ".gitignore" }]);
  }

  /** Why a path is left out, or undefined when it is not. */
  reasonFor(path: string, isDirectory: boolean): string | undefined {
    for (let index = this.#levels.length - 1; index >= 0; index--) {
      const level = this.#levels[index]!;
      if (path === level.directory || !isInside(path, level.directory)) continue;
      const name = relative(level.directory, path).split(sep).join("/");
      const verdict = level.rules.test(isDirectory ? `${name}/` : name);
      if (verdict.ignored) return `ignored by ${level.source}`;
      if (verdict.unignored) return undefined;
    }
    return undefined;
  }
}

function compile(text: string): Ignore {
  return ignore({ ignorecase: false }).add(text);
}

/** Git does not follow a `.gitignore` that is a symbolic link, so that a tree cannot reach outside itself. */
function readIgnoreFile(path: string): string | undefined {
  try {
    return readRegularFile(path, { maxBytes: LARGEST_BYTES, follow: false }).bytes?.toString("utf8");
  } catch (error) {
    if (hasErrno(error, "ENOENT", "ENOTDIR", "ELOOP", "EACCES", "EPERM")) return undefined;
    throw error;
  }
}
