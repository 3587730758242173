import { accessSync, constants } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { isInside, realPathOf } from "./paths.ts";

/**
 * The absolute path of a program by the directories of `PATH`. What lies in `workspace`, or is linked from outside into it, is never taken: it may come with the
 * change that is linted.
 */
export function findProgram(name: string, path: string, workspace: string): string | undefined {
  const forbidden = realPathOf(workspace);
  const file = process.platform === "win32" ? `${name}.exe` : name;
  for (const directory of path.split(delimiter)) {
    if (!isAbsolute(directory)) continue;
    const candidate = join(directory, file);
    try {
      accessSync(candidate, constants.X_OK);
    } catch {
      continue;
    }
    if (!isInside(realPathOf(candidate), forbidden)) return candidate;
  }
  return undefined;
}
