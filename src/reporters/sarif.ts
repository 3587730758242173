import type { Invocation, Log, Notification } from "sarif";
import type { LintResult, Result } from "../engine/finding.ts";
import { rootUri } from "./artifact-uri.ts";
import { isPresent } from "./counts.ts";
import { coverageLine } from "./coverage.ts";
import type { ReportContext } from "./reporter.ts";
import { escapeJson, sanitise } from "./sanitise.ts";
import {
  coverageNotifications,
  cutNotification,
  notificationDescriptors,
  problemNotification,
} from "./sarif-notifications.ts";
import { sarifResult } from "./sarif-result.ts";
import { sarifRule } from "./sarif-rules.ts";

/** What an upload may hold. */
export interface SarifLimits {
  readonly results: number;
  /** Size of the gzip-compressed file. */
  readonly gzipBytes: number;
}

/** GitHub refuses an upload beyond these (docs.github.com, "SARIF results exceed limit" and "SARIF file too large"). */
export const githubLimits: SarifLimits = { results: 25_000, gzipBytes: 10_000_000 };

const ranks = { error: 0, warning: 1, info: 2 } as const;

/** Compression is loaded for reports of many megabytes alone. */
async function compressedLength(text: string): Promise<number> {
  const { gzipSync } = await import("node:zlib");
  return gzipSync(text).length;
}

/**
 * `--format sarif`: a SARIF 2.1.0 log with one run. Where the limits bind, results are left out, those that a change
 * mended first, then the least severe from the end of the report; a notification says how many.
 */
export async function renderSarif(
  result: LintResult,
  context: ReportContext,
  limits = githubLimits,
): Promise<string> {
  const all = result.results.length;
  let keep = Math.min(all, limits.results);
  let reason = `a run may have ${limits.results} results`;
  for (;;) {
    const text = renderLog(
      mostSevere(result.results, keep),
      result,
      context,
      keep < all ? reason : undefined,
    );
    // What is small as it is stays small: compression is measured only for what might be too large.
    const bytes = Buffer.byteLength(text) <= limits.gzipBytes ? 0 : await compressedLength(text);
    if (bytes <= limits.gzipBytes || keep === 0) return text;
    reason = `the compressed file may have ${limits.gzipBytes / 1_000_000} MB`;
    keep = Math.min(keep - 1, Math.floor(keep * (limits.gzipBytes / bytes) * 0.95));
  }
}

/** The `keep` results that matter most, in their own order. */
function mostSevere(results: readonly Result[], keep: number): readonly Result[] {
  if (keep >= results.length) return results;
  const rank = (it: Result) => (isPresent(it) ? ranks[it.severity] : 3);
  const order = results.map((it, index) => ({ rank: rank(it), index }));
  order.sort((a, b) => a.rank - b.rank || a.index - b.index);
  const kept = new Set(order.slice(0, keep).map((it) => it.index));
  return results.filter((_, index) => kept.has(index));
}

function renderLog(
  kept: readonly Result[],
  result: LintResult,
  context: ReportContext,
  cutReason: string | undefined,
): string {
  const ruleIndexes = new Map(context.rules.map((it, index) => [it.id, index]));
  const cut = cutReason === undefined ? [] : [cutNotification(kept.length, result.results.length, cutReason)];
  const { coverage } = result;
  const log: Log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "ingress-lint",
            version: context.toolVersion,
            semanticVersion: context.toolVersion,
            informationUri: context.informationUri,
            rules: context.rules.map((it) => sarifRule(it, context)),
            notifications: notificationDescriptors,
          },
        },
        invocations: [invocationOf(result, context, cut)],
        originalUriBaseIds: {
          SRCROOT: {
            uri: rootUri(context.root),
            description: { text: "The folder that paths are relative to." },
          },
        },
        columnKind: "utf16CodeUnits",
        results: kept.map((it) => sarifResult(it, ruleIndexes.get(it.ruleId), context.root)),
        properties: {
          coverage: {
            summary: coverageLine(coverage),
            files: coverage.files,
            resources: coverage.resources,
            nginxConfigs: coverage.nginxConfigs,
            skipped: coverage.skipped.length,
            unknownValues: coverage.unknownValues,
          },
        },
      },
    ],
  };
  return `${escapeJson(JSON.stringify(log, undefined, 2))}\n`;
}

function invocationOf(result: LintResult, context: ReportContext, cut: Notification[]): Invocation {
  const { startTime } = context;
  const times =
    startTime === undefined
      ? {}
      : {
          startTimeUtc: startTime.toISOString(),
          endTimeUtc: new Date(startTime.getTime() + result.durationMs).toISOString(),
        };
  return {
    executionSuccessful: context.executionSuccessful,
    ...times,
    arguments: context.arguments.map(sanitise),
    toolExecutionNotifications: [
      ...result.problems.map((it) => problemNotification(it, context.root)),
      ...cut,
    ],
    toolConfigurationNotifications: coverageNotifications(result.coverage, context.root),
  };
}
