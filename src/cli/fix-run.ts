import type { LintResult, Result } from "../engine/finding.ts";
import type { InputFile } from "../inputs/input-file.ts";
import { count, isPresent } from "../reporters/counts.ts";
import { sanitise } from "../reporters/sanitise.ts";
import { quote } from "../text/quote.ts";
import { wantsColor } from "./color.ts";
import { fixInPasses, type LintedTree } from "./fix-passes.ts";
import { holdsSecret, noteOn, whyNotFixed, writeFixed } from "./fixable-files.ts";
import type { Io } from "./io.ts";
import type { LintArguments } from "./lint-arguments.ts";
import { unifiedDiff } from "./unified-diff.ts";
import { UserError } from "./user-error.ts";

/**
 * `--fix`, `--fix-unsafe` and `--fix-dry-run`: makes the fixes, or prints the diff that they would make. Gives what is found afterwards; after a dry run that
 * is what was found before, because the files are what they were. What was done, and what was not, goes to standard error.
 */
export async function fixRun(
  tree: LintedTree,
  first: LintResult,
  lintTree: (tree: LintedTree) => Promise<LintResult>,
  given: Pick<LintArguments, "fix" | "fixDryRun" | "color" | "quiet">,
  io: Io,
): Promise<LintResult> {
  const inputs = new Map(tree.files.map((it) => [it.file.path, it]));
  const refused = new Map<string, string | undefined>();
  const isOpen = (path: string): boolean => {
    if (!refused.has(path)) refused.set(path, refusal(inputs.get(path), io.cwd));
    return refused.get(path) === undefined;
  };
  const allows = ({ fix }: Result) => given.fix === "unsafe" || fix!.safety === "safe";
  const fixed = await fixInPasses(tree, first, lintTree, allows, isOpen);
  const say = (text: string) => io.stderr(`${text}\n`);
  for (const [path, why] of refused) if (why !== undefined) say(`note: ${noteOn(sanitise(path), why)}`);
  for (const path of fixed.takenBack)
    say(`note: ${noteOn(sanitise(path), "would not be better for them, which is a bug in ingress-lint")}`);

  const counts = `${count(fixed.applied.length, "fix", "fixes")} in ${count(fixed.texts.size, "file")}`;
  const left = count(fixed.result.results.filter(isPresent).length, "finding");
  if (given.fixDryRun) {
    const color = wantsColor(given.color, io);
    for (const [path, text] of sorted(fixed.texts)) {
      const before = inputs.get(path)!.file.text;
      if (holdsSecret(before)) say(`note: ${quote(sanitise(path))} holds a secret: its diff is not shown`);
      else io.stdout(await unifiedDiff(path, before, text, color));
    }
    if (!given.quiet) say(`${counts} would be made and ${left} left; nothing was written`);
    return first;
  }
  const failed: { path: string; message: string }[] = [];
  for (const [path, text] of sorted(fixed.texts)) {
    try {
      writeFixed(path, text, io.cwd);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failed.push({ path, message: error.message });
    }
  }
  if (failed.length > 0) {
    // What stands in those files is what was found there before.
    return { ...first, problems: [...first.problems, ...failed] };
  }
  if (!given.quiet && fixed.applied.length > 0) say(`${counts} made`);
  return fixed.result;
}

function refusal(input: InputFile | undefined, cwd: string): string | undefined {
  return input === undefined ? "is none of the files that were given" : whyNotFixed(input, cwd);
}

function sorted(texts: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...texts].sort(([a], [b]) => (a < b ? -1 : 1));
}
