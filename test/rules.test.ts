import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { rules } from "../rules/index.ts";
import type { LintResult } from "../src/engine/finding.ts";
import { applyFixes } from "../src/engine/fixes.ts";
import { renderCompact } from "../src/reporters/compact.ts";
import { caseOptions } from "./support/case-options.ts";
import { lintFolder } from "./support/lint-folder.ts";
import { casesOf, inputsOf } from "./support/rule-cases.ts";

const update = process.env.UPDATE_EXPECTED === "1";
const work = mkdtempSync(join(tmpdir(), "ingress-lint-rules-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

function reportOf(result: LintResult): string {
  return renderCompact(result, undefined as never) as string;
}

for (const rule of rules) {
  const cases = casesOf(join("rules", rule.category, rule.id));
  describe(rule.id, () => {
    test("has a bad and a good case", () => {
      expect(cases.map((it) => it.kind)).toEqual(expect.arrayContaining(["bad", "good"]));
    });

    test.each(cases)("$name", async (it) => {
      const report = reportOf(await lintFolder(it.folder, caseOptions(it.folder, rule.id)));
      if (it.kind === "good") return expect(report).toBe("");
      expect(report).not.toBe("");
      if (update) writeFileSync(it.expectedFile, report);
      expect(report).toBe(readFileSync(it.expectedFile, "utf8"));
    });

    test.each(cases.filter((it) => it.kind === "bad"))("$name: fixes", async (it) => {
      const options = caseOptions(it.folder, rule.id);
      const folder = mkdtempSync(join(work, "case-"));
      cpSync(it.folder, folder, { recursive: true });
      const before = await lintFolder(folder, options);
      const fixable = before.results.filter((result) => result.fix !== undefined);
      expect(fixable.length > 0).toBe(it.fixedFolder !== undefined || (update && fixable.length > 0));
      if (fixable.length === 0) return;

      let after = before;
      for (let pass = 0; pass < 10 && after.results.some((result) => result.fix !== undefined); pass += 1) {
        for (const [path, text] of applyFixes(after.results).texts) writeFileSync(join(folder, path), text);
        after = await lintFolder(folder, options);
      }
      const unfixable = before.results.length - fixable.length;
      expect(after.results.filter((result) => result.fix !== undefined)).toEqual([]);
      expect(after.results.length).toBeLessThanOrEqual(unfixable);
      expect(after.problems).toEqual([]);

      const expectedFolder = join(it.folder, "fixed");
      if (update) for (const { path, text } of inputsOf(folder)) writeFixed(expectedFolder, path, text);
      expect(inputsOf(folder)).toEqual(inputsOf(expectedFolder));
    });
  });
}

function writeFixed(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
