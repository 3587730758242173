import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { rules } from "../rules/index.ts";
import { documentsWithOutput, withOutputs } from "../scripts/lib/console-blocks.ts";
import { generatedFiles } from "../scripts/lib/generated-files.ts";
import { lessons } from "../scripts/lib/lessons.ts";
import { ruleFolders, ruleIndex } from "../scripts/lib/rule-index.ts";

const headings = ["What it reports", "Why it breaks", "How to fix it", "When not to use it", "References"];

describe("rules", () => {
  test("the index lists every rule folder", () => {
    expect(readFileSync("rules/index.ts", "utf8").replace(/[\s,]+/g, "")).toBe(
      ruleIndex(".").replace(/[\s,]+/g, ""),
    );
  });

  test("ids are unique and are their folders' names", () => {
    const ids = rules.map((it) => it.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ruleFolders(".").map((it) => it.id)).toEqual(ids);
  });

  test.each(rules)("$id describes itself in full sentences", (rule) => {
    expect(rule.id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+){1,4}$/);
    expect(rule.summary).toMatch(/^[A-Z'].*\.$/);
    expect(rule.why).toMatch(/^[A-Z'].*\.$/);
    expect(rule.why.split(/\s+/).length).toBeLessThanOrEqual(25);
    expect(rule.references.length).toBeGreaterThan(0);
    for (const it of rule.references) expect(it).toMatch(/^https:\/\//);
    expect(rule.lessons.length).toBeGreaterThan(0);
  });

  test.each(rules)("$id has a README with the headings in order", (rule) => {
    const text = readFileSync(join("rules", rule.category, rule.id, "README.md"), "utf8");
    const own = text.slice(text.indexOf("<!-- generated:end -->"));
    expect([...own.matchAll(/^## (.+)$/gm)].map((it) => it[1])).toEqual(headings);
    for (const section of own.split(/^## .+$/m).slice(1)) expect(section.trim()).not.toBe("");
    for (const reference of rule.references) expect(own).toContain(reference);
  });

  test("every lesson has its rules, or says why there is none; every number is that of a lesson", () => {
    const taught = new Set(rules.flatMap((it) => it.lessons));
    const numbers = lessons.map((it) => it.number);
    expect(numbers).toEqual(Array.from(lessons, (_, at) => at + 1));
    expect([...taught].filter((it) => !numbers.includes(it))).toEqual([]);
    for (const { number, instead } of lessons)
      expect([number, taught.has(number)]).toEqual([number, instead === undefined]);
  });

  test("links between documents lead somewhere", () => {
    for (const document of ["README.md", "CONTRIBUTING.md", "rules/README.md", "rules/LESSONS.md"]) {
      const text = readFileSync(document, "utf8");
      for (const [, target = ""] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        expect([document, target, existsSync(join(document, "..", target))]).toEqual([
          document,
          target,
          true,
        ]);
      }
    }
  });
});

test("generated files are current: npm run generate", async () => {
  for (const [path, content] of await generatedFiles(process.cwd()))
    expect([path, readFileSync(path, "utf8")]).toEqual([path, content]);
});

test.each(documentsWithOutput("."))("%s shows what the command prints: npm run generate", (path) => {
  expect(withOutputs(process.cwd(), path)).toBe(readFileSync(path, "utf8"));
});
