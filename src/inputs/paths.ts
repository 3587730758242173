import { realpathSync } from "node:fs";
import { isAbsolute, relative, resolve, sep } from "node:path";

/** Whether `path` is `directory` or below it; both absolute and normalised. */
export function isInside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory.endsWith(sep) ? directory : directory + sep);
}

/** The path as the user will see it: relative to the working directory where it is below it, with `/`. */
export function displayPath(absolute: string, cwd: string, given: string): string {
  const shown = isInside(absolute, cwd) || !isAbsolute(given) ? relative(cwd, absolute) || "." : absolute;
  return sep === "/" ? shown : shown.split(sep).join("/");
}

/**
 * `displayPath` for a directory that was given and all below it, with a `/` behind what ends in one. How the paths begin is worked out once, unless the working
 * directory is further down.
 */
export function displayBelow(directory: string, cwd: string, given: string): (absolute: string) => string {
  const one = (absolute: string) => {
    const shown = displayPath(absolute, cwd, given);
    return absolute.endsWith(sep) && !shown.endsWith("/") ? `${shown}/` : shown;
  };
  const from = directory.endsWith(sep) ? directory.length : directory.length + 1;
  if (isInside(cwd, directory) && cwd.length >= from) return one;
  const shown = displayPath(directory, cwd, given);
  const start = shown === "." ? "" : shown.endsWith("/") ? shown : `${shown}/`;
  return (absolute) => {
    if (absolute.length <= from) return one(absolute);
    const rest = absolute.slice(from);
    return start + (sep === "/" ? rest : rest.split(sep).join("/"));
  };
}

/** Absolute path of what the user wrote. Throws nothing: what is not there has a path, too. */
export function absolutePath(given: string, cwd: string): string {
  const path = resolve(cwd, given);
  // `file/` names a directory; without the slash the system would take the file for it.
  return /[/\\]$/.test(given) && !path.endsWith(sep) ? path + sep : path;
}

/** The path with all symbolic links resolved, or as it is when that fails. */
export function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
