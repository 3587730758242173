import type { LintOptions } from "../../src/engine/config.ts";
import type { LintResult } from "../../src/engine/finding.ts";
import { makeTree } from "../inputs/tree.ts";
import { lintFolder } from "./lint-folder.ts";

/** Lints files given by path and text, as the command line does in a folder that holds them. */
export async function lintTree(
  files: Readonly<Record<string, string>>,
  options: Partial<LintOptions> = {},
): Promise<LintResult> {
  const { root, remove } = makeTree(files);
  try {
    return await lintFolder(root, options);
  } finally {
    remove();
  }
}
