import { existsSync, statSync } from "node:fs";
import { basename, dirname, isAbsolute, join, posix, relative, resolve } from "node:path";
import type { IncludeHost } from "../parsers/nginx/include.ts";
import { textOfFile } from "../text/origin.ts";
import { SourceFile } from "../text/source-file.ts";
import { type DiscoveryOptions, discover, STDIN } from "./discover.ts";
import { InputError } from "./input-error.ts";
import type { InputFile } from "./input-file.ts";
import { displayPath } from "./paths.ts";

/** An earlier state of what is linted. Its files have the paths of the present state. */
export interface EarlierState {
  readonly files: readonly InputFile[];
  readonly includeHost: IncludeHost;
}

/**
 * The earlier state of arguments in a copy of the working directory (`--before-ref`). What is not there was not there then; what lies outside of the working
 * directory has no earlier state.
 */
export function discoverInCopy(
  args: readonly string[],
  copy: string,
  options: DiscoveryOptions,
): EarlierState {
  const { cwd } = options;
  const inside = args
    .filter((it) => it !== STDIN)
    .map((it) => (isAbsolute(it) ? relative(cwd, it) || "." : it))
    .filter((it) => !isAbsolute(it) && !it.split(/[/\\]/).includes("..") && existsSync(join(copy, it)));
  const found = discover(inside, earlierOptions(options, copy));
  return { files: found.files, includeHost: found.includeHost };
}

/**
 * The earlier state that stands in another folder or file (`--before`) of the one that is linted. Throws an `InputError` when there is not one argument, or when one
 * is a folder and the other is not.
 */
export function discoverBeside(
  args: readonly string[],
  before: string,
  options: DiscoveryOptions,
): EarlierState {
  const { cwd } = options;
  const [now, ...more] = args;
  if (now === undefined || now === STDIN || more.length > 0)
    throw new InputError("--before is the earlier state of one path; give one path, or use --before-ref");
  const path = resolve(cwd, before);
  const isDirectory = statSync(path, { throwIfNoEntry: false })?.isDirectory();
  if (isDirectory === undefined) throw new InputError(`--before '${before}' does not exist (${path})`);
  if (isDirectory !== statSync(resolve(cwd, now), { throwIfNoEntry: false })?.isDirectory())
    throw new InputError(`--before '${before}' and '${now}' are not both folders or both files`);

  const home = isDirectory ? path : dirname(path);
  const found = discover([isDirectory ? "." : basename(path)], earlierOptions(options, home));
  const shown = displayPath(resolve(cwd, now), cwd, now);
  const relocate = (it: string): string =>
    isDirectory
      ? posix.join(shown, it)
      : posix.join(posix.dirname(shown), it === basename(path) ? basename(shown) : it);
  const base = isDirectory ? shown : posix.dirname(shown);
  return {
    files: found.files.map((it) => ({
      ...it,
      file: new SourceFile(relocate(it.file.path), it.file.text),
    })),
    includeHost: relocated(found.includeHost, base),
  };
}

function earlierOptions(options: DiscoveryOptions, directory: string): DiscoveryOptions {
  const { ignore, cwd } = options;
  return {
    ...options,
    cwd: directory,
    // What git would ignore now may not have been ignored then; it is compared with what is linted now anyway.
    gitignore: false,
    ignore: ignore && { ...ignore, directory: resolve(directory, relative(cwd, ignore.directory)) },
    stdin: undefined,
  };
}

/** A host whose paths begin with `base`, over one whose paths do not. */
function relocated(host: IncludeHost, base: string): IncludeHost {
  const inner = (path: string): string | undefined => {
    const way = posix.relative(base, path);
    return posix.isAbsolute(path) || way === ".." || way.startsWith("../") ? undefined : way;
  };
  return {
    inside: (path) => {
      const at = inner(path);
      return at !== undefined && host.inside(at);
    },
    glob: (pattern) => {
      const at = inner(pattern);
      return at === undefined ? [] : host.glob(at).map((it) => posix.join(base, it));
    },
    read: (path) => {
      const at = inner(path);
      const text = at === undefined ? undefined : host.read(at);
      return text && textOfFile(new SourceFile(path, text.text));
    },
  };
}
