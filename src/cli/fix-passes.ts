import type { LintResult, Result } from "../engine/finding.ts";
import { applyFixes } from "../engine/fixes.ts";
import type { InputFile } from "../inputs/input-file.ts";
import type { IncludeHost } from "../parsers/nginx/include.ts";
import { isPresent } from "../reporters/counts.ts";
import { append } from "../text/append.ts";
import { textOfFile } from "../text/origin.ts";
import { SourceFile } from "../text/source-file.ts";

/** Fixes that overlap wait for the next pass; more passes than this only two rules that undo each other would need. */
const MOST_PASSES = 10;

/** What the passes work on: every file that is linted, and where includes are looked up. */
export interface LintedTree {
  readonly files: readonly InputFile[];
  readonly includeHost: IncludeHost | undefined;
}

/** What came of the fixes; nothing has been written. */
export interface FixedTree {
  /** What is found once the fixes are made. */
  readonly result: LintResult;
  /** The findings whose fixes were made. */
  readonly applied: readonly Result[];
  /** New text of each file that changes, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Files whose fixes were taken back, because what came out could not be read or was found as wrong as before. */
  readonly takenBack: readonly string[];
}

/**
 * Applies the fixes of `first`, lints what comes out, and goes on until nothing is left to fix. A file that a pass makes unreadable, or no better, is put back as it was before that pass
 * and left alone. `allows` says whether a fix is wanted; one that touches a file for which `isOpen` is false is not made.
 */
export async function fixInPasses(
  tree: LintedTree,
  first: LintResult,
  lintTree: (tree: LintedTree) => Promise<LintResult>,
  allows: (result: Result) => boolean,
  isOpen: (path: string) => boolean,
): Promise<FixedTree> {
  const texts = new Map<string, string>();
  const closed = new Set<string>();
  const applied: Result[] = [];
  let current = tree;
  let result = first;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const shown = new Map(current.files.map((it) => [it.file.path, it.file.text]));
    const isMade = (it: Result): boolean =>
      isPresent(it) &&
      it.fix !== undefined &&
      allows(it) &&
      it.fix.edits.every(
        ({ file }) => shown.get(file.path) === file.text && !closed.has(file.path) && isOpen(file.path),
      );
    const made = applyFixes(result.results, isMade);
    if (made.applied.length === 0) break;
    let next = withTexts(current, made.texts);
    let after = await lintTree(next);
    const worse = withPartners(worsened(made.applied, result, after), made.applied);
    if (worse.size > 0) {
      for (const path of worse) closed.add(path);
      const kept = new Map([...made.texts].filter(([path]) => !worse.has(path)));
      next = withTexts(current, kept);
      after = await lintTree(next);
    }
    for (const [path, text] of made.texts) if (!worse.has(path)) texts.set(path, text);
    append(
      applied,
      made.applied.filter((it) => !touches(it, worse)),
    );
    current = next;
    result = after;
  }
  return { result, applied, texts, takenBack: [...closed] };
}

function withTexts({ files, includeHost }: LintedTree, texts: ReadonlyMap<string, string>): LintedTree {
  const changed = new Map<string, SourceFile>();
  for (const [path, text] of texts) changed.set(path, new SourceFile(path, text));
  return {
    files: files.map((it) => ({ ...it, file: changed.get(it.file.path) ?? it.file })),
    includeHost: includeHost && {
      inside: (path) => includeHost.inside(path),
      glob: (pattern) => includeHost.glob(pattern),
      read(path) {
        const file = changed.get(path);
        return file === undefined ? includeHost.read(path) : textOfFile(file);
      },
    },
  };
}

/** Files in which a fix did no good: they have a new problem, or as many findings of its rule as before. */
function worsened(applied: readonly Result[], before: LintResult, after: LintResult): Set<string> {
  const worse = new Set<string>();
  const problemsIn = (result: LintResult, path: string) =>
    result.problems.filter((it) => it.path === path).length;
  const findingsOf = (result: LintResult, { ruleId, at }: Result) =>
    result.results.filter((it) => it.ruleId === ruleId && it.at.path === at.path && isPresent(it)).length;
  for (const it of applied) {
    const isBroken = it.fix!.edits.some(
      ({ file }) => problemsIn(after, file.path) > problemsIn(before, file.path),
    );
    if (isBroken || findingsOf(after, it) >= findingsOf(before, it))
      for (const { file } of it.fix!.edits) worse.add(file.path);
  }
  return worse;
}

/** A fix is made whole or not at all: what shares a fix with a file that is put back is put back, too. */
function withPartners(paths: Set<string>, applied: readonly Result[]): Set<string> {
  for (let size = -1; size !== paths.size; ) {
    size = paths.size;
    for (const it of applied)
      if (touches(it, paths)) for (const { file } of it.fix!.edits) paths.add(file.path);
  }
  return paths;
}

function touches({ fix }: Result, paths: ReadonlySet<string>): boolean {
  return fix!.edits.some(({ file }) => paths.has(file.path));
}
