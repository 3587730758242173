import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Log } from "sarif";
import type { LintResult } from "../../src/engine/finding.ts";
import { artifactUri, rootUri } from "../../src/reporters/artifact-uri.ts";
import { githubLimits, renderSarif } from "../../src/reporters/sarif.ts";
import { clean, context, many, rules, sample } from "./sample.ts";

const ajv = new Ajv2020({
  strict: false,
  formats: {
    uri: (text: string) => URL.canParse(text),
    "uri-reference": (text: string) => URL.canParse(text, "file:///") && !/[\s<>"{}|\\^`]/.test(text),
    "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
    uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
  },
});
const validate = ajv.compile(
  JSON.parse(readFileSync(new URL("fixtures/sarif-2.1.0.json", import.meta.url), "utf8")),
);

function errorsOf(log: unknown): unknown[] {
  validate(log);
  return validate.errors ?? [];
}

async function logOf(result: LintResult, more: Partial<typeof context> = {}): Promise<Log> {
  return JSON.parse(await renderSarif(result, { ...context, ...more })) as Log;
}

const sampleLog = await logOf(sample);
const schemaCases = [
  ["findings of every kind", await logOf(sample, { startTime: new Date(0) })],
  ["nothing", await logOf(clean)],
  ["no rules", await logOf(sample, { rules: [] })],
  ["a Windows root", await logOf(sample, { root: "C:\\work\\shop" })],
] as const;

describe("the schema of SARIF 2.1.0", () => {
  test.each(schemaCases)("%s", async (_, log) => {
    expect(errorsOf(log)).toEqual([]);
  });

  test.each([
    ["level", (log: Log) => Object.assign(log.runs[0]!.results![0]!, { level: "info" })],
    [
      "line 0",
      (log: Log) =>
        Object.assign(log.runs[0]!.results![0]!.locations![0]!.physicalLocation!.region!, { startLine: 0 }),
    ],
    [
      "a blank in a path",
      (log: Log) =>
        Object.assign(log.runs[0]!.results![0]!.locations![0]!.physicalLocation!.artifactLocation!, {
          uri: "a b",
        }),
    ],
  ])("would notice a wrong %s", async (_, spoil) => {
    const log = await logOf(sample);
    spoil(log);
    expect(errorsOf(log)).not.toEqual([]);
  });
});

describe("what code scanning reads", () => {
  const run = sampleLog.runs[0]!;

  test("every result points at its rule and has a place and a fingerprint", async () => {
    for (const result of run.results!) {
      expect(run.tool.driver.rules![result.ruleIndex!]!.id).toBe(result.ruleId);
      expect(result.locations).toHaveLength(1);
      expect(result.partialFingerprints!["ingressLint/v1"]).toMatch(/./);
    }
    expect(run.results!.map((it) => it.level)).toEqual(["note", "warning", "error", "error", "warning"]);
  });

  test("a rule without description has results without index", async () => {
    const results = (await logOf(sample, { rules: rules.slice(0, 1) })).runs[0]!.results!;
    expect(results.map((it) => it.ruleIndex)).toEqual([undefined, undefined, undefined, undefined, 0]);
  });

  test("a rule of security has its score as text, its tag, and a name without dashes", async () => {
    const rule = run.tool.driver.rules![2]!;
    expect(rule.name).toBe("ProxyBufferSymmetry");
    expect(rule.properties).toMatchObject({
      "security-severity": "7.5",
      "problem.severity": "error",
      precision: "high",
    });
    expect(rule.properties!.tags).toContain("security");
    expect(run.tool.driver.rules![0]!.properties).not.toHaveProperty("security-severity");
  });

  test("related places are linked from the message, for GitHub shows no others", async () => {
    const result = run.results![2]!;
    expect(result.message.text).toContain("[manifests/configmap.yaml:8](1): ");
    expect(result.relatedLocations!.map((it) => it.id)).toEqual([1]);
  });

  test("text from a file makes no link", async () => {
    const finding = { ...sample.results[0]!, message: "Value '[log in](https://evil.example)' is refused." };
    const { text } = (await logOf({ ...sample, results: [finding] })).runs[0]!.results![0]!.message;
    expect(text).not.toContain("](");
  });

  test("a fix applied to its file gives the mended text", async () => {
    const [removal, insertion] = run.results![1]!.fixes![0]!.artifactChanges[0]!.replacements;
    expect(removal!.deletedRegion).toEqual({ startLine: 3, startColumn: 1, endLine: 4, endColumn: 1 });
    expect(insertion).toEqual({
      deletedRegion: { startLine: 5, startColumn: 1, endLine: 5, endColumn: 1 },
      insertedContent: { text: "\t\tkeepalive 32;\n" },
    });
  });

  test("problems, what was skipped and what is modelled in part are notifications", async () => {
    const [invocation] = run.invocations!;
    expect(invocation!.executionSuccessful).toBe(false);
    expect(
      invocation!.toolExecutionNotifications!.map((it) => [it.level, it.locations?.length ?? 0]),
    ).toEqual([
      ["error", 1],
      ["error", 1],
      ["error", 0],
    ]);
    expect(invocation!.toolConfigurationNotifications!.map((it) => [it.descriptor!.id, it.level])).toEqual([
      ["coverage", "note"],
      ["input-skipped", "note"],
      ["input-skipped", "note"],
      ["read-in-part", "note"],
    ]);
    const described = run.tool.driver.notifications!.map((it) => it.id);
    expect(described).toEqual(
      expect.arrayContaining(["input-problem", "coverage", "input-skipped", "read-in-part"]),
    );
  });
});

describe("limits", () => {
  const notice = (log: Log) =>
    log.runs[0]!.invocations![0]!.toolExecutionNotifications!.find(
      (it) => it.descriptor!.id === "results-cut",
    )?.message.text;
  const fingerprints = (log: Log) =>
    log.runs[0]!.results!.map((it) => it.partialFingerprints!["ingressLint/v1"]);
  const limited = (result: LintResult, limits: { results: number; gzipBytes: number }) =>
    renderSarif(result, context, limits);

  test("as many as allowed: nothing is cut", async () => {
    const log = JSON.parse(await limited(many(9), { results: 9, gzipBytes: 1e6 })) as Log;
    expect(fingerprints(log)).toHaveLength(9);
    expect(notice(log)).toBeUndefined();
  });

  test("one too many: the last of the least severe goes, and a notification says so", async () => {
    const log = JSON.parse(await limited(many(9), { results: 8, gzipBytes: 1e6 })) as Log;
    expect(fingerprints(log)).toEqual(["f0", "f1", "f2", "f3", "f4", "f5", "f7", "f8"]);
    expect(notice(log)).toBe(
      "1 of 9 results are left out, the least severe first: a run may have 8 results. Use the JSON format for all of them.",
    );
    expect(errorsOf(log)).toEqual([]);
  });

  test("errors stay longest, in their order; what a change mended goes first", async () => {
    const three = many(9);
    const results = three.results.map((it, index) =>
      index === 1 ? { ...it, baselineState: "absent" as const } : it,
    );
    const log = JSON.parse(await limited({ ...three, results }, { results: 3, gzipBytes: 1e6 })) as Log;
    expect(fingerprints(log)).toEqual(["f2", "f4", "f7"]);
  });

  test("a file that is too large when compressed is cut until it fits", async () => {
    const whole = gzipSync(await limited(many(300), { results: 300, gzipBytes: 1e9 })).length;
    const gzipBytes = Math.floor(whole * 0.8);
    const text = await limited(many(300), { results: 300, gzipBytes });
    expect(gzipSync(text).length).toBeLessThanOrEqual(gzipBytes);
    const log = JSON.parse(text) as Log;
    expect(fingerprints(log).length).toBeGreaterThan(30);
    expect(fingerprints(log).length).toBeLessThan(300);
    expect(notice(log)).toContain("the compressed file may have");
  });

  test("a limit that nothing can meet ends with no results", async () => {
    expect(fingerprints(JSON.parse(await limited(many(3), { results: 3, gzipBytes: 10 })) as Log)).toEqual(
      [],
    );
  });

  test("GitHub's own: 25 000 results, 10 MB, 100 related places, 20 tags", async () => {
    expect(githubLimits).toEqual({ results: 25_000, gzipBytes: 10_000_000 });
    const related = Array.from({ length: 150 }, () => sample.results[2]!.related[0]!);
    const log = await logOf({ ...sample, results: [{ ...sample.results[2]!, related }] });
    expect(log.runs[0]!.results![0]!.relatedLocations).toHaveLength(100);
    expect(log.runs[0]!.results![0]!.message.text).toContain("50 more related places");
    for (const rule of log.runs[0]!.tool.driver.rules!)
      expect(rule.properties!.tags!.length).toBeLessThanOrEqual(20);
  });

  test("a run of 26 000 findings gives 25 000 results", async () => {
    const log = await logOf(many(26_000));
    expect(log.runs[0]!.results).toHaveLength(25_000);
    expect(notice(log)).toContain("1000 of 26000 results are left out");
  });
});

describe("addresses of files", () => {
  const inside = (uri: string) => ({ uri, uriBaseId: "SRCROOT" });
  test.each([
    ["manifests/configmap.yaml", "/srv/shop", inside("manifests/configmap.yaml")],
    ["./manifests//a.yaml", "/srv/shop", inside("manifests/a.yaml")],
    ["größe/50% #1?.conf", "/srv/shop", inside("gr%C3%B6%C3%9Fe/50%25%20%231%3F.conf")],
    ["http:x.yaml", "/srv/shop", inside("http%3Ax.yaml")],
    ["a\\b.conf", "/srv/shop", inside("a%5Cb.conf")],
    ["bad\ud800\u001b.conf", "/srv/shop", inside("bad%EF%BF%BD%1B.conf")],
    ["<stdin>", "/srv/shop", inside("%3Cstdin%3E")],
    ["/srv/shop/edge/nginx.conf", "/srv/shop/", inside("edge/nginx.conf")],
    ["/srv/shopping/nginx.conf", "/srv/shop", { uri: "file:///srv/shopping/nginx.conf" }],
    ["../platform/nginx.conf", "/srv/shop", { uri: "file:///srv/platform/nginx.conf" }],
    ["../../../../etc/nginx.conf", "/srv/shop", { uri: "file:///etc/nginx.conf" }],
    ["c:\\work\\Shop\\edge\\nginx.conf", "C:\\work\\shop", inside("edge/nginx.conf")],
    ["edge/nginx.conf", "C:\\work\\shop", inside("edge/nginx.conf")],
    ["D:/other/nginx.conf", "C:\\work\\shop", { uri: "file:///D:/other/nginx.conf" }],
    ["\\\\files\\share\\nginx.conf", "C:\\work\\shop", { uri: "file://files/share/nginx.conf" }],
  ])("%j seen from %j", (path, root, expected) => {
    expect(artifactUri(path, root)).toEqual(expected);
  });

  test.each([
    ["/srv/my shop", "file:///srv/my%20shop/"],
    ["/", "file:///"],
    ["C:\\work\\shop", "file:///C:/work/shop/"],
    ["\\\\files\\share", "file://files/share/"],
  ])("the root %j", async (root, expected) => {
    expect(rootUri(root)).toBe(expected);
  });
});
