import { resolve } from "node:path";
import { defaultOptions, type LintOptions } from "../../src/engine/config.ts";
import type { LintResult } from "../../src/engine/finding.ts";
import { lint } from "../../src/index.ts";
import { discover } from "../../src/inputs/discover.ts";

/** Lints everything below a folder as the command line does, with paths relative to the folder. Throws on problems met while reading. */
export async function lintFolder(folder: string, options: Partial<LintOptions> = {}): Promise<LintResult> {
  const all: LintOptions = { ...defaultOptions, ...options };
  const cwd = resolve(folder);
  const found = discover(["."], {
    cwd,
    maxFileBytes: all.maxFileBytes,
    gitignore: false,
    ignore: { directory: cwd, patterns: ["/expected.txt", "/options.json", "/fixed/"] },
    includePrefixes: all.includePrefixes,
  });
  if (found.problems.length > 0)
    throw new Error(found.problems.map((it) => `${it.path}: ${it.message}`).join("\n"));
  return lint(found.files, { ...all, includeHost: found.includeHost });
}
