import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { LintResult } from "../../src/engine/finding.ts";
import {
  isReporterName,
  type ReportContext,
  type ReporterName,
  reporters,
} from "../../src/reporters/reporter.ts";
import { clean, context, sample } from "./sample.ts";

// The symbols of the table depend on what the terminal can show.
process.env.TERM = "xterm-256color";

const folder = new URL("fixtures/expected/", import.meta.url);

const cases: [file: string, name: ReporterName, result: LintResult, context: ReportContext][] = [
  ["pretty.txt", "pretty", sample, context],
  ["pretty-verbose.txt", "pretty", sample, { ...context, verbose: true }],
  ["pretty-narrow.txt", "pretty", sample, { ...context, width: 60 }],
  ["pretty-unwrapped.txt", "pretty", sample, { ...context, width: Number.POSITIVE_INFINITY }],
  ["pretty-clean.txt", "pretty", clean, context],
  ["report.json", "json", sample, context],
  ["clean.json", "json", clean, context],
  ["report.sarif", "sarif", sample, { ...context, startTime: new Date("2026-03-01T03:00:00Z") }],
  ["clean.sarif", "sarif", clean, { ...context, executionSuccessful: true }],
  ["github.txt", "github", sample, context],
  ["github-clean.txt", "github", clean, context],
  ["summary.md", "summary", sample, context],
  ["summary-clean.md", "summary", clean, context],
  ["report.jsonl", "jsonl", sample, context],
  ["clean.jsonl", "jsonl", clean, context],
  ["gitlab.json", "gitlab", sample, context],
  ["gitlab-clean.json", "gitlab", clean, context],
  ["junit.xml", "junit", sample, context],
  ["junit-clean.xml", "junit", clean, context],
  ["checkstyle.xml", "checkstyle", sample, context],
  ["checkstyle-clean.xml", "checkstyle", clean, context],
  ["report.html", "html", sample, context],
  ["clean.html", "html", clean, context],
  ["markdown.md", "markdown", sample, context],
  ["markdown-clean.md", "markdown", clean, context],
];

describe("one fixed list of findings", () => {
  test.each(cases)("%s", async (file, name, result, given) => {
    const report = await (await reporters[name]())(result, given);
    const path = new URL(file, folder);
    if (process.env.UPDATE_EXPECTED === "1") {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, report);
    }
    expect(report).toBe(readFileSync(path, "utf8"));
  });

  test.each(Object.keys(reporters) as ReporterName[])(
    "%s leaves its input as it is and repeats itself",
    async (name) => {
      const before = sample.results.map((it) => it.fingerprint);
      const render = await reporters[name]();
      const first = await render(sample, context);
      expect(await render(sample, context)).toBe(first);
      expect(sample.results.map((it) => it.fingerprint)).toEqual(before);
      expect(first.endsWith("\n")).toBe(true);
    },
  );

  test.each(Object.keys(reporters) as ReporterName[])(
    "%s shows nothing of a plan but the place",
    async (name) => {
      const report = await (await reporters[name]())(sample, { ...context, verbose: true });
      expect(report).not.toContain("s3cret");
    },
  );
});

test("names of formats", () => {
  expect(isReporterName("sarif")).toBe(true);
  expect(isReporterName("toString")).toBe(false);
  expect(isReporterName("teamcity")).toBe(false);
});
