import * as fs from "node:fs";
import { resolve } from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";
import { isInside } from "./paths.ts";

/** Whether an argument that names nothing may be a glob pattern, which a shell hands on when it matches nothing or is quoted. */
export function isGlob(argument: string): boolean {
  return isDynamicPattern(argument);
}

/** The directory that all matches of a pattern are below: its parts before the first special character. */
export function globBase(pattern: string, cwd: string): string {
  const parts = pattern.split("/");
  const special = parts.findIndex((it) => isDynamicPattern(it));
  const fixed = parts.slice(0, special === -1 ? -1 : special).join("/");
  return resolve(cwd, pattern.startsWith("/") && fixed === "" ? "/" : fixed);
}

/**
 * Absolute paths that a pattern matches, sorted; directories that lie in a matched directory are left out, because a
 * directory is taken whole. Symbolic links to directories are not followed.
 */
export function expandGlob(pattern: string, cwd: string): string[] {
  const base = globBase(pattern, cwd);
  const matches = globSync(pattern, {
    cwd,
    absolute: true,
    dot: true,
    onlyFiles: false,
    expandDirectories: false,
    followSymbolicLinks: false,
    fs: { readdirSync: listWithLinks as typeof fs.readdirSync },
    ignore: ["**/node_modules/**", "**/.git/**", "**/.terraform/**"],
  }).sort();
  const directories: string[] = [];
  const paths: string[] = [];
  for (const match of matches) {
    const path = resolve(match);
    if (!isInside(path, base) || directories.some((it) => isInside(path, it))) continue;
    if (match.endsWith("/")) directories.push(path);
    paths.push(path);
  }
  return paths;
}

/** The listing of a directory in which all that is no directory passes for a file: links, too, are to be told of. */
function listWithLinks(path: string, options: { withFileTypes: true }): fs.Dirent[] {
  const entries = fs.readdirSync(path, options);
  for (const entry of entries) {
    if (entry.isDirectory()) continue;
    entry.isFile = () => true;
    entry.isSymbolicLink = () => false;
  }
  return entries;
}
