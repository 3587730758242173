import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder at or above `directory` that holds `.git` (a folder, or a file in worktrees and submodules); undefined where there is none. */
export function repositoryRoot(directory: string): string | undefined {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return undefined;
  }
}
