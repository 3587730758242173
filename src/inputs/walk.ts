import { type Dirent, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import { reasonNotToEnter, reasonNotToOpen } from "./candidates.ts";
import { errnoWords } from "./errno.ts";
import type { IgnoreRules } from "./ignore-rules.ts";
import { specialFile } from "./read-file.ts";
import { reasonNotToFollow } from "./symlink.ts";

/** What the walk tells about: each path is absolute and told once, directories only when they are left out. */
export interface WalkVisitor {
  file(path: string): void;
  skipped(path: string, reason: string): void;
  problem(path: string, message: string): void;
}

export interface WalkRules {
  /** The `.gitignore` files above the directory; undefined when none are to be read at all. */
  readonly gitignore: IgnoreRules | undefined;
  /** Patterns of the configuration. */
  readonly ignore: IgnoreRules;
  /** Real paths of all that was given: links that lead elsewhere are told apart. */
  readonly roots: readonly string[];
}

/** Tells of everything below a directory, sorted by name. Symbolic links are never followed. */
export function walk(directory: string, rules: WalkRules, visitor: WalkVisitor): void {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    visitor.problem(directory + sep, `could not be read: ${errnoWords(error)}`);
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const hasOwnRules = rules.gitignore !== undefined && entries.some((it) => it.name === ".gitignore");
  const inner = hasOwnRules ? { ...rules, gitignore: rules.gitignore?.in(directory) } : rules;
  for (const entry of entries) visit(join(directory, entry.name), entry, inner, visitor);
}

function visit(path: string, entry: Dirent, rules: WalkRules, visitor: WalkVisitor): void {
  const reason = reasonToLeaveOut(path, entry, rules);
  if (reason !== undefined) visitor.skipped(entry.isDirectory() ? path + sep : path, reason);
  else if (entry.isDirectory()) walk(path, rules, visitor);
  else visitor.file(path);
}

function reasonToLeaveOut(path: string, entry: Dirent, rules: WalkRules): string | undefined {
  const isDirectory = entry.isDirectory();
  const unwanted =
    (isDirectory ? reasonNotToEnter(entry.name) : undefined) ??
    rules.gitignore?.reasonFor(path, isDirectory) ??
    rules.ignore.reasonFor(path, isDirectory);
  if (unwanted !== undefined || isDirectory) return unwanted;
  if (entry.isSymbolicLink()) return reasonNotToFollow(path, rules.roots);
  return entry.isFile() ? reasonNotToOpen(path) : specialFile(entry);
}
