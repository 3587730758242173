import type { Exemption } from "./config.ts";
import type { Location, Result, Suppression } from "./finding.ts";
import { inScope, type ResourceIndex } from "./scope.ts";
import type { SuppressionFindings } from "./suppression-findings.ts";
import { neverSuppressed } from "./suppression-rules.ts";

export interface ExemptOptions {
  readonly resources: ResourceIndex;
  /** Everything that was judged: files by their path, objects by path and name. An exemption for something else may be needed by another run. */
  readonly judged: readonly Pick<Location, "path" | "resource">[];
  /** Ids of the rules that took part in this run. */
  readonly ran: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Marks the results that the configuration exempts, and adds what is wrong with exemptions: a last day that has passed, nothing to hold back. */
export function exempt(
  results: readonly Result[],
  exemptions: readonly Exemption[],
  { resources, judged, ran, now }: ExemptOptions,
  own: SuppressionFindings,
): readonly Result[] {
  const isOver = ({ until }: Exemption) => until !== undefined && until <= now;
  const used = new Set<string>();
  const marked = results.map((it): Result => {
    if (it.baselineState === "absent" || neverSuppressed.has(it.ruleId)) return it;
    const holding = exemptions.filter(
      (one) => !isOver(one) && one.rules.includes(it.ruleId) && inScope(one.scope, it.at, resources),
    );
    if (holding.length === 0) return it;
    for (const one of holding) used.add(useOf(one, it.ruleId));
    const suppressions = [...(it.suppressions ?? []), ...holding.map(suppressionOf)];
    return Object.create(it, { suppressions: { value: suppressions, enumerable: true } }) as Result;
  });
  const inSight = exemptions.filter(({ scope }) => judged.some((it) => inScope(scope, it, resources)));
  for (const one of inSight) {
    const text = [...one.rules, one.reason].join("\0");
    if (isOver(one)) {
      own.expired(one.at, text, one.until!);
      continue;
    }
    for (const rule of one.rules) {
      if (used.has(useOf(one, rule)) || !ran.has(rule)) continue;
      own.add(
        "suppression-unused",
        one.at,
        text,
        {
          message: `This exemption holds back no finding of '${rule}'.`,
          help: "Take it out, or the rule's id where it names others.",
        },
        rule,
      );
    }
  }
  return marked;
}

function useOf({ at }: Exemption, rule: string): string {
  return `${at.path}:${at.line}:${at.column} ${rule}`;
}

function suppressionOf({ reason, owner, at }: Exemption): Suppression {
  return {
    kind: "external",
    justification: owner === undefined ? reason : `${reason} (owner: ${owner})`,
    at,
  };
}
