import type { LintResult, Problem, Result } from "../engine/finding.ts";
import { byPath } from "./by-path.ts";
import { isPresent } from "./counts.ts";
import { attributes } from "./xml.ts";

/** The version of the format that other linters name, too; readers ignore it. */
const FORMAT_VERSION = "4.3";

/**
 * `--format checkstyle`: the XML of Checkstyle (its XMLLogger): `file` elements with `error` elements, whose `severity` is `error`, `warning` or
 * `info`, and whose `source` names the rule. Problems are errors of the source `ingress-lint.problem`.
 */
export function renderCheckstyle({ results, problems }: LintResult): string {
  const all: readonly (Result | Problem)[] = [...results.filter(isPresent), ...problems];
  const files = byPath(all, (it) => ("at" in it ? it.at.path : it.path) || "ingress-lint");
  const lines = [...files].flatMap(([path, things]) => [
    `  <file${attributes({ name: path })}>`,
    ...things.map((it) => `    <error${attributes("at" in it ? findingOf(it) : problemOf(it))}/>`),
    "  </file>",
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<checkstyle version="${FORMAT_VERSION}">`,
    ...lines,
    "</checkstyle>",
  ]
    .map((it) => `${it}\n`)
    .join("");
}

function findingOf({ at, severity, message, help, ruleId }: Result) {
  const { line, column } = at;
  return { line, column, severity, message: `${message} ${help}`, source: `ingress-lint.${ruleId}` };
}

function problemOf({ line, column, message }: Problem) {
  return { line: line ?? 1, column, severity: "error", message, source: "ingress-lint.problem" };
}
