import type { LintResult, Problem, Result } from "../engine/finding.ts";
import { byPath } from "./by-path.ts";
import { isPresent } from "./counts.ts";
import type { ReportContext } from "./reporter.ts";
import { sanitise } from "./sanitise.ts";
import { attributes, escapeXml } from "./xml.ts";

/** What has no path: a problem of the run itself. */
const RUN = "ingress-lint";

/**
 * `--format junit`: XML as Jenkins and GitLab read it (the xUnit plugin's junit-10.xsd). A `testsuite` per file and a `testcase` per finding:
 * errors and warnings are a `failure`, problems an `error`, information passes with its text in `system-out`. A run without any of them has one
 * test that passes, because a report without tests counts as broken.
 */
export function renderJunit(result: LintResult, context: ReportContext): string {
  const all: readonly (Result | Problem)[] = [...result.results.filter(isPresent), ...result.problems];
  const suites = byPath(all, (it) => ("at" in it ? it.at.path : it.path) || RUN);
  const time = (result.durationMs / 1000).toFixed(3);
  const body = [...suites].flatMap(([path, things]) => [
    `  <testsuite${attributes({ name: path, ...countsOf(things), time: "0.000" })}>`,
    ...things.flatMap((it) => ("at" in it ? findingCase(it, context) : problemCase(it))),
    "  </testsuite>",
  ]);
  if (all.length === 0) {
    body.push(
      `  <testsuite name="${RUN}" tests="1" failures="0" errors="0" time="${time}">`,
      `    <testcase name="no findings" classname="${RUN}" time="${time}"/>`,
      "  </testsuite>",
    );
  }
  const total = all.length === 0 ? { tests: 1, failures: 0, errors: 0 } : countsOf(all);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: RUN, ...total, time })}>`,
    ...body,
    "</testsuites>",
  ]
    .map((it) => `${it}\n`)
    .join("");
}

function countsOf(things: readonly (Result | Problem)[]) {
  return {
    tests: things.length,
    failures: things.filter((it) => "at" in it && it.severity !== "info").length,
    errors: things.filter((it) => !("at" in it)).length,
  };
}

function findingCase(it: Result, context: ReportContext): string[] {
  const { at } = it;
  const name = `${it.ruleId} (${at.line}:${at.column})`;
  const place = at.resource === undefined ? [] : [`In ${sanitise(at.resource)}.`];
  const text = [
    `${sanitise(at.path)}:${at.line}:${at.column}: ${it.severity}: ${sanitise(it.message)}`,
    ...place,
    ...it.related.map((other) => `${sanitise(other.at.path)}:${other.at.line}: ${sanitise(other.message)}`),
    sanitise(it.help),
    context.helpUri(it.ruleId),
  ].map(escapeXml);
  const inside =
    it.severity === "info"
      ? `<system-out>${text.join("\n")}</system-out>`
      : `<failure${attributes({ message: it.message, type: it.severity })}>${text.join("\n")}</failure>`;
  return testCase(name, at.path, inside);
}

function problemCase(it: Problem): string[] {
  const place = it.line === undefined ? "" : ` (${it.line}:${it.column ?? 1})`;
  const inside = `<error${attributes({ message: it.message, type: "problem" })}/>`;
  return testCase(`problem${place}`, it.path || RUN, inside);
}

function testCase(name: string, classname: string, inside: string): string[] {
  return [
    `    <testcase${attributes({ name, classname, time: "0.000" })}>`,
    `      ${inside}`,
    "    </testcase>",
  ];
}
