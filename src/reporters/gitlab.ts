import { relative, resolve, sep } from "node:path";
import type { LintResult, Severity } from "../engine/finding.ts";
import { isPresent } from "./counts.ts";
import type { ReportContext } from "./reporter.ts";
import { escapeJson, sanitise } from "./sanitise.ts";

/** GitLab has `info`, `minor`, `major`, `critical` and `blocker`; an error of ours is an outage in waiting. */
const levels: Record<Severity, string> = { error: "critical", warning: "major", info: "info" };

/**
 * `--format gitlab`: a Code Quality report (docs.gitlab.com/ci/testing/code_quality, "Code quality report format"): an array of
 * `description`, `check_name`, `fingerprint`, `severity` and `location`. Paths are relative to the repository and have no `./`. GitLab shows
 * only the first of two entries with one fingerprint, so that later ones get a number. A problem is a `blocker`: something was not judged.
 */
export function renderGitlab(result: LintResult, context: ReportContext): string {
  const seen = new Map<string, number>();
  const unique = (fingerprint: string) => {
    const times = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, times);
    return times === 1 ? fingerprint : `${fingerprint}-${times}`;
  };
  const pathOf = (path: string) => sanitise(inRepository(path, context));
  const findings = result.results.filter(isPresent).map((it) => ({
    description: sanitise(it.message),
    check_name: it.ruleId,
    fingerprint: unique(it.fingerprint),
    severity: levels[it.severity],
    location: {
      path: pathOf(it.at.path),
      lines: { begin: it.at.line, end: it.at.endLine },
    },
  }));
  const problems = result.problems.map((it) => ({
    description: sanitise(it.message),
    check_name: "problem",
    fingerprint: unique(`problem:${sanitise(it.path)}`),
    severity: "blocker",
    location: { path: it.path === "" ? "." : pathOf(it.path), lines: { begin: it.line ?? 1 } },
  }));
  return `${escapeJson(JSON.stringify([...findings, ...problems], undefined, 2))}\n`;
}

function inRepository(path: string, { root, repositoryRoot = root }: ReportContext): string {
  return relative(repositoryRoot, resolve(root, path)).split(sep).join("/") || ".";
}
