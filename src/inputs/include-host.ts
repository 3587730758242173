import { readdirSync } from "node:fs";
import { posix, resolve } from "node:path";
import { globMatcher, isGlob } from "../parsers/nginx/glob.ts";
import type { IncludeHost, IncludePrefix } from "../parsers/nginx/include.ts";
import { type LocatedText, textOfFile } from "../text/origin.ts";
import { SourceFile } from "../text/source-file.ts";
import { decode } from "./decode.ts";
import { isInside, realPathOf } from "./paths.ts";
import { readRegularFile } from "./read-file.ts";

interface IncludeHostOptions {
  readonly cwd: string;
  readonly maxFileBytes: number;
  readonly includePrefixes: readonly IncludePrefix[];
}

/**
 * A host over the directories that were given (those of the given files, too) and those that absolute include paths
 * are mapped to. Its paths are those that are shown: relative to the working directory. What a symbolic link leads
 * out of these directories to is not read. `known` are files that were read already, by their absolute paths.
 */
export function includeHostOver(
  directories: readonly string[],
  options: IncludeHostOptions,
  known: ReadonlyMap<string, SourceFile> = new Map(),
): IncludeHost {
  const { cwd, maxFileBytes } = options;
  const roots = [...directories, ...options.includePrefixes.map((it) => resolve(cwd, it.to))];
  let realRoots: readonly string[] | undefined;
  const texts = new Map<string, LocatedText | undefined>();

  const isReachable = (absolute: string): boolean => {
    if (!roots.some((root) => isInside(absolute, root))) return false;
    realRoots ??= roots.map(realPathOf);
    const real = realPathOf(absolute);
    return realRoots.some((root) => isInside(real, root));
  };

  const readText = (path: string): LocatedText | undefined => {
    const absolute = resolve(cwd, path);
    const already = known.get(absolute);
    if (already !== undefined) return textOfFile(already);
    if (!isReachable(absolute)) return undefined;
    const text = readQuietly(absolute, maxFileBytes);
    return text === undefined ? undefined : textOfFile(new SourceFile(path, text));
  };

  const namesIn = (path: string): string[] => {
    const absolute = resolve(cwd, path === "" ? "." : path);
    // A directory above the roots may lead down to one of them; which names it holds is not told.
    return isReachable(absolute) ? listQuietly(absolute) : [];
  };

  return {
    inside: (path) => roots.some((root) => isInside(resolve(cwd, path), root)),
    read(path) {
      if (!texts.has(path)) texts.set(path, readText(path));
      return texts.get(path);
    },
    glob(pattern) {
      let found = [pattern.startsWith("/") ? "/" : ""];
      for (const segment of pattern.split("/").filter((it) => it !== "")) {
        if (isGlob(segment)) {
          const matches = globMatcher(segment);
          found = found.flatMap((at) =>
            namesIn(at)
              .filter(matches)
              .map((name) => posix.join(at, name)),
          );
        } else {
          const name = segment.replace(/\\(.)/g, "$1");
          found = found.map((at) => posix.join(at, name));
        }
      }
      return found;
    },
  };
}

/** Text of a file; an include that cannot be read is unresolved, whatever the reason. */
function readQuietly(path: string, maxBytes: number): string | undefined {
  try {
    const { bytes } = readRegularFile(path, { maxBytes, follow: true });
    return bytes === undefined ? undefined : decode(bytes);
  } catch {
    return undefined;
  }
}

function listQuietly(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
