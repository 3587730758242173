import { describe, expect, test } from "@jest/globals";
import { activeRules } from "../../src/engine/active-rules.ts";
import type { Result, TextEdit } from "../../src/engine/finding.ts";
import { applyFixes } from "../../src/engine/fixes.ts";
import { defineRule, type Rule } from "../../src/engine/rule.ts";
import { type ActiveRule, runRules } from "../../src/engine/run.ts";
import type { Project } from "../../src/model/project.ts";
import { SourceFile } from "../../src/text/source-file.ts";
import { projectOf } from "../support/project-of.ts";

const noPodName = defineRule({
  id: "no-pod-name",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary: "",
  why: "",
  references: [],
  lessons: [],
  options: { least: { type: "integer", default: 1, description: "" } },
  *check(workload, { options }) {
    for (const container of workload.containers) {
      if (container.name.length < options.least) continue;
      yield {
        at: container.nameOrigin,
        message: `Container '${container.name}'.`,
        help: "Nothing.",
        key: container.name,
      };
    }
  },
});

const broken = defineRule({
  ...noPodName,
  id: "broken-rule",
  // biome-ignore lint/correctness/useYield: it is here to throw
  *check() {
    throw new Error("no such thing");
  },
});

const asRule = (rule: unknown) => ({ ...(rule as Rule), category: "test" }) as Rule;
const active = (rule: unknown, more: Partial<ActiveRule> = {}): ActiveRule => ({
  rule: asRule(rule),
  severity: undefined,
  options: { least: 1 },
  ...more,
});
const world = (project: Project) => ({ project, rendered: [] });

const pod = (name: string, ...containers: string[]) => `apiVersion: v1
kind: Pod
metadata: { name: ${name} }
spec:
  containers:
${containers.map((it) => `    - name: ${it}\n`).join("")}`;

describe("running rules", () => {
  test("results come by path, line and column, whatever the order of the inputs", async () => {
    const project = await projectOf({ "b.yaml": pod("b", "two", "one"), "a.yaml": pod("a", "three") });
    const { results } = runRules([world(project)], [active(noPodName)]);
    expect(results.map((it) => `${it.at.path}:${it.at.line}:${it.at.column} ${it.message}`)).toEqual([
      "a.yaml:6:7 Container 'three'.",
      "b.yaml:6:7 Container 'two'.",
      "b.yaml:7:7 Container 'one'.",
    ]);
  });

  test("the same finding in two worlds counts once", async () => {
    const project = await projectOf({ "a.yaml": pod("a", "one") });
    expect(runRules([world(project), world(project)], [active(noPodName)]).results).toHaveLength(1);
  });

  test("a rule that throws is a problem of ours, and the others still run", async () => {
    const project = await projectOf({ "a.yaml": pod("a", "one") });
    const { results, problems } = runRules([world(project)], [active(broken), active(noPodName)]);
    expect(results).toHaveLength(1);
    expect(problems).toEqual([
      { path: "", message: "rule 'broken-rule' failed, which is a bug in ingress-lint: no such thing" },
    ]);
  });

  test("the configured severity replaces the rule's", async () => {
    const project = await projectOf({ "a.yaml": pod("a", "one") });
    expect(runRules([world(project)], [active(noPodName, { severity: "info" })]).results[0]?.severity).toBe(
      "info",
    );
  });
});

describe("which rules run", () => {
  const rules = [asRule(noPodName), asRule({ ...noPodName, id: "strict-rule", preset: "strict" })];
  const idsOf = (options: Parameters<typeof activeRules>[1]) =>
    activeRules(rules, options).map((it) => it.rule.id);

  test.each([
    ["the preset", { rules: {}, presets: ["recommended"] }, ["no-pod-name"]],
    ["the larger preset", { rules: {}, presets: ["strict"] }, ["no-pod-name", "strict-rule"]],
    ["one switched off", { rules: { "no-pod-name": "off" }, presets: ["strict"] }, ["strict-rule"]],
    [
      "one switched on by its severity",
      { rules: { "strict-rule": "error" }, presets: ["recommended"] },
      ["no-pod-name", "strict-rule"],
    ],
    [
      "`only`, whatever else is said",
      { rules: { "strict-rule": "off" }, presets: ["recommended"], only: ["strict-rule"] },
      ["strict-rule"],
    ],
  ] as const)("%s", (_, options, expected) => {
    expect(idsOf({ overrides: [], ...options })).toEqual(expected);
  });

  test("options that are given are laid over the defaults", () => {
    const [first] = activeRules(rules, {
      rules: { "no-pod-name": ["error", { least: 5 }] },
      presets: ["recommended"],
      overrides: [],
    });
    expect(first).toMatchObject({ severity: "error", options: { least: 5 } });
    expect(activeRules(rules, { rules: {}, presets: ["recommended"], overrides: [] })[0]?.options).toEqual({
      least: 1,
    });
  });

  test("an option may have another default in the strict preset", () => {
    const least = { type: "integer", default: 1, strict: 3, description: "Names." } as const;
    const rule = { ...rules[0]!, options: { least } };
    const optionsIn = (preset: "recommended" | "strict") =>
      activeRules([rule], { rules: {}, presets: [preset], overrides: [] })[0]?.options;
    expect([optionsIn("recommended"), optionsIn("strict")]).toEqual([{ least: 1 }, { least: 3 }]);
  });
});

describe("fingerprints", () => {
  const printsOf = async (text: string) => {
    const { results } = runRules([world(await projectOf({ "a.yaml": text }))], [active(noPodName)]);
    return results.map((it) => it.fingerprint);
  };

  test("stay the same when lines move, and are told apart by resource and key", async () => {
    const before = await printsOf(pod("a", "one", "two"));
    expect(await printsOf(`# a comment\n\n${pod("a", "one", "two")}`)).toEqual(before);
    expect(new Set([...before, ...(await printsOf(pod("b", "one")))]).size).toBe(3);
    for (const it of before) expect(it).toMatch(/^[0-9a-f]{32}$/);
  });

  test("of findings that agree in everything are still distinct, in their order", async () => {
    const twice = await printsOf(`${pod("a", "one")}---\n${pod("a", "one")}`);
    expect(new Set(twice).size).toBe(2);
    expect(twice[0]).toBe((await printsOf(pod("a", "one")))[0]);
  });
});

describe("fixes", () => {
  const file = new SourceFile("a.conf", "one two three\n");
  const edit = (start: number, end: number, text: string): TextEdit => ({ file, span: { start, end }, text });
  const result = (...edits: TextEdit[]) =>
    ({
      fix: edits.length === 0 ? undefined : { description: "", safety: "safe", edits },
    }) as unknown as Result;

  test("are applied together where they do not touch", () => {
    const { texts, applied, postponed } = applyFixes([
      result(edit(8, 13, "3")),
      result(),
      result(edit(0, 3, "1")),
    ]);
    expect([...texts]).toEqual([["a.conf", "1 two 3\n"]]);
    expect([applied.length, postponed.length]).toEqual([2, 0]);
  });

  test("that overlap, or insert in one place, wait for the next pass", () => {
    const overlapping = applyFixes([result(edit(0, 7, "x")), result(edit(4, 9, "y"))]);
    expect([...overlapping.texts.values()]).toEqual(["x three\n"]);
    expect(overlapping.postponed).toHaveLength(1);
    expect(applyFixes([result(edit(3, 3, "a")), result(edit(3, 3, "b"))]).postponed).toHaveLength(1);
  });

  test("are applied whole or not at all", () => {
    const { texts } = applyFixes([result(edit(4, 7, "2")), result(edit(0, 3, "1"), edit(4, 7, "two"))]);
    expect([...texts.values()]).toEqual(["one 2 three\n"]);
  });

  test("that are not allowed are left out", () => {
    expect(applyFixes([result(edit(0, 3, "1"))], () => false).texts.size).toBe(0);
  });
});
