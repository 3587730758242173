import { describe, expect, test } from "@jest/globals";
import type { LintResult, Result } from "../../src/engine/finding.ts";
import { renderPretty } from "../../src/reporters/pretty.ts";
import { wrap } from "../../src/reporters/wrap.ts";
import { clean, context, placeOf, sample } from "./sample.ts";

const [listener, keepalive, buffers] = sample.results as [Result, Result, Result];
const only = (...results: Result[]): LintResult => ({ ...clean, results });
const totals = (result: LintResult) => renderPretty(result, context).trimEnd().split("\n").at(-1);

describe("the last line", () => {
  test.each([
    ["✔ no findings", clean],
    ["ℹ 1 info in 1 file", only(listener)],
    ["⚠ 1 warning, 2 infos in 1 file", only(listener, listener, keepalive)],
    ["✖ 1 error, 1 warning in 2 files; 1 new", only(keepalive, buffers)],
    ["✔ no findings; 1 fixed", only({ ...buffers, baselineState: "absent" })],
    ["✖ no findings; 1 problem", { ...clean, problems: [{ path: "a.yaml", message: "could not be read" }] }],
  ])("%s", (expected, result) => {
    expect(totals(result)).toBe(expected);
  });

  test("the coverage line stands before it", () => {
    expect(renderPretty(clean, context).split("\n").at(-3)).toMatch(/^1 file, .* read; nothing skipped\.$/);
  });
});

describe("colour", () => {
  test("off: no escape at all, whatever the terminal of the process can do", () => {
    expect(renderPretty(sample, { ...context, verbose: true })).not.toContain("\u001b");
  });

  test("on: the same text, coloured", () => {
    const coloured = renderPretty(sample, { ...context, color: true });
    expect(coloured).toContain("\u001b[");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken out
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(renderPretty(sample, context));
  });
});

describe("the table", () => {
  test("files with errors come last, and errors come last in a file", () => {
    const report = renderPretty(
      only(listener, keepalive, { ...buffers, severity: "warning" }, buffers),
      context,
    );
    expect([...report.matchAll(/^ {2}(\S+\.(?:conf|yaml))$/gm)].map((it) => it[1])).toEqual([
      "edge/nginx.conf",
      "manifests/configmap.yaml",
    ]);
    expect([...report.matchAll(/^ {2}([✖⚠ℹ]) /gm)].map((it) => it[1])).toEqual(["⚠", "ℹ", "⚠", "✖"]);
  });

  test("a finding of no known rule is shown as well", () => {
    expect(renderPretty(only({ ...buffers, ruleId: "unused-suppression" }), context)).toContain(
      "unused-suppression",
    );
  });

  test("many related places are cut unless all are asked for", () => {
    const related = Array.from({ length: 8 }, (_, index) => ({
      ...buffers.related[0]!,
      message: `Place ${index}.`,
    }));
    const result = only({ ...buffers, related });
    expect(renderPretty(result, context)).toContain("3 more places (--verbose lists them)");
    expect(renderPretty(result, context)).not.toContain("Place 5.");
    expect(renderPretty(result, { ...context, verbose: true })).toContain("Place 7.");
  });

  test("the line of a finding is shown with what is meant marked, and those of related places", () => {
    const file = buffers.at.file;
    const at = placeOf(file, "name: ingress-nginx-controller");
    const report = renderPretty(only({ ...buffers, at, related: [] }), context);
    expect(report).toMatch(/ 4 \| name: ingress-nginx-controller\n +\| \^{30}\n/);
    const related = [{ at: placeOf(file, '"128k"'), message: "Here." }];
    expect(renderPretty(only({ ...buffers, at, related }), context)).toMatch(
      / 9 \| proxy-buffer-size: "128k"\n +\| {20}-{6}\n/,
    );
  });

  test("of several lines the first is shown", () => {
    const at = placeOf(buffers.at.file, "kind: ConfigMap\nmetadata:");
    const report = renderPretty(only({ ...buffers, at, related: [] }), context);
    expect(report).toMatch(/ 2 \| kind: ConfigMap\n +\| \^{15}\n/);
    expect(report).not.toContain("metadata:");
  });

  test("a minified file is not shown", () => {
    expect(renderPretty(only({ ...buffers, at: sample.results[4]!.at, related: [] }), context)).not.toContain(
      " | ",
    );
  });

  test("the work grows as the findings do", () => {
    const millisecondsFor = (count: number): number => {
      const results = Array.from({ length: count }, () => buffers);
      const started = performance.now();
      renderPretty(only(...results), context);
      return performance.now() - started;
    };
    millisecondsFor(1000); // warms up
    // Ten times as many: about 10 in proportion, 100 where everything is compared with everything.
    expect(millisecondsFor(10_000) / millisecondsFor(1000)).toBeLessThan(40);
  });
});

test.each([
  ["short", 20, ["short"]],
  ["one two three", 7, ["one two", "three"]],
  ["averylongword and more", 8, ["averylongword", "and more"]],
  ["", 8, [""]],
])("wrap %j at %d", (text, width, expected) => {
  expect(wrap(text, width)).toEqual(expected);
});
