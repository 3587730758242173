import { describe, expect, test } from "@jest/globals";
import type { LintResult, Result } from "../../src/engine/finding.ts";
import { renderGitlab } from "../../src/reporters/gitlab.ts";
import { renderMarkdown } from "../../src/reporters/markdown.ts";
import { escapeXml } from "../../src/reporters/xml.ts";
import { clean, context, sample } from "./sample.ts";

const finding = sample.results[2] as Result;

describe("gitlab", () => {
  test("paths start at the repository", () => {
    const inside = { ...context, root: "/repo/deploy", repositoryRoot: "/repo" };
    const report = JSON.parse(renderGitlab({ ...clean, results: [finding] }, inside));
    expect(report[0].location.path).toBe("deploy/manifests/configmap.yaml");
  });

  test("no two entries have one fingerprint", () => {
    const report = JSON.parse(renderGitlab({ ...clean, results: [finding, finding] }, context));
    expect(new Set(report.map((it: { fingerprint: string }) => it.fingerprint)).size).toBe(2);
  });
});

describe("markdown stays within a comment of GitHub", () => {
  const hostile = "`".repeat(1000);
  const results = Array.from(
    { length: 3000 },
    (_, index): Result => ({
      ...finding,
      message: hostile,
      at: { ...finding.at, path: `${index % 700}.yaml` },
    }),
  );
  const problems = Array.from({ length: 3000 }, () => ({ path: hostile, message: hostile }));
  test.each<[string, LintResult]>([
    ["findings", { ...clean, results }],
    ["problems", { ...clean, problems }],
    ["both", { ...clean, results, problems }],
  ])("%s", (_, result) => {
    const report = renderMarkdown(result, context);
    expect(report.length).toBeLessThanOrEqual(65_536);
    expect(report).toMatch(/… and \d+ more/);
  });
});

test("XML holds no character that XML 1.0 refuses, and no markup of a file", () => {
  expect(escapeXml("]]> <a b='\"'>&\u0000\u001b[31m\ufffe\n")).toBe(
    "]]&gt; &lt;a b=&apos;&quot;&apos;&gt;&amp;\ufffd&#10;",
  );
});
