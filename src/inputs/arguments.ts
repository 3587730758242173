import { lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { findNearest } from "../engine/nearest.ts";
import { quote } from "../text/quote.ts";
import { errnoWords, hasErrno } from "./errno.ts";
import { expandGlob, globBase, isGlob } from "./glob.ts";
import { InputError } from "./input-error.ts";
import { absolutePath } from "./paths.ts";

/** What one argument names, after a look at the disk. */
export interface Argument {
  readonly given: string;
  /** Absolute. */
  readonly path: string;
  readonly stats: Stats;
  /** For what a glob pattern matched: the directory that the pattern starts from. */
  readonly globBase: string | undefined;
}

/** An argument that is there and cannot be looked at. */
export interface Unreachable {
  readonly given: string;
  readonly path: string;
  readonly message: string;
}

/**
 * Looks at every argument before anything is read, so that a mistyped one costs no time. Throws an `InputError` that
 * names all arguments that are not there.
 */
export function resolveArguments(
  args: readonly string[],
  cwd: string,
): { readonly found: readonly Argument[]; readonly unreachable: readonly Unreachable[] } {
  const found: Argument[] = [];
  const unreachable: Unreachable[] = [];
  const missing: string[] = [];

  const look = (given: string, path: string, base: string | undefined): boolean => {
    try {
      // A link that a pattern happens to match is not followed; one that was named is what the user wants.
      const stats = base === undefined ? statSync(path) : lstatSync(path);
      found.push({ given, path: resolve(path), stats, globBase: base });
    } catch (error) {
      if (base === undefined && hasErrno(error, "ENOENT", "ENOTDIR")) return false;
      unreachable.push({ given, path, message: `could not be read: ${errnoWords(error)}` });
    }
    return true;
  };

  for (const given of args) {
    if (given !== "" && look(given, absolutePath(given, cwd), undefined)) continue;
    const matches = isGlob(given) ? expandGlob(given, cwd) : [];
    if (matches.length === 0) missing.push(given);
    for (const match of matches) look(given, match, globBase(given, cwd));
  }
  if (missing.length > 0) throw new InputError(missing.map((it) => sentence(it, cwd)).join("\n"));
  return { found, unreachable };
}

function sentence(given: string, cwd: string): string {
  if (given === "") return "An empty path was given (an unset variable?)";
  const path = absolutePath(given, cwd);
  if (isGlob(given))
    return `Pattern ${quote(given)} matches nothing; looked in ${quote(globBase(given, cwd))}`;
  const nearest = findNearest(basename(path), namesIn(dirname(path)));
  const hint =
    nearest === undefined
      ? ""
      : `; did you mean ${quote(given.slice(0, -basename(given).length) + nearest)}?`;
  return `${quote(given)} does not exist; looked for ${quote(path)}${hint}`;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
