import type { Result } from "./finding.ts";

/** A finding that was there when a baseline was written. All but the fingerprint is for people. */
export interface BaselineEntry {
  readonly fingerprint: string;
  readonly ruleId: string;
  readonly path: string;
  readonly resource?: string | undefined;
}

/** The findings of a run as entries of a baseline, in the order of path and rule. */
export function baselineOf(results: readonly Result[]): readonly BaselineEntry[] {
  return results
    .filter((it) => it.baselineState !== "absent" && it.suppressions === undefined)
    .map(({ fingerprint, ruleId, at }) => ({ fingerprint, ruleId, path: at.path, resource: at.resource }))
    .sort(
      (a, b) =>
        compareText(a.path, b.path) ||
        compareText(a.ruleId, b.ruleId) ||
        compareText(a.fingerprint, b.fingerprint),
    );
}

/** Results with those that a baseline holds marked as known, and the entries that no result has. The same finding twice needs two entries. */
export function compareWithBaseline(
  results: readonly Result[],
  entries: readonly BaselineEntry[],
): { readonly results: readonly Result[]; readonly unmatched: readonly BaselineEntry[] } {
  const left = new Map<string, BaselineEntry[]>();
  for (const it of entries) {
    const same = left.get(it.fingerprint);
    if (same === undefined) left.set(it.fingerprint, [it]);
    else same.push(it);
  }
  const marked = results.map((it): Result => {
    if (it.baselineState === "absent") return it;
    const isKnown = left.get(it.fingerprint)?.pop() !== undefined;
    // What a plan or an earlier state says of it stays said.
    return withState(it, isKnown, isKnown ? "unchanged" : (it.baselineState ?? "new"));
  });
  return { results: marked, unmatched: [...left.values()].flat() };
}

/** A copy whose fix is still only worked out when asked for. */
function withState(result: Result, isKnown: boolean, baselineState: Result["baselineState"]): Result {
  return Object.create(result, {
    isKnown: { value: isKnown, enumerable: true },
    baselineState: { value: baselineState, enumerable: true },
  }) as Result;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
