import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { rules } from "../rules/index.ts";
import { applyFixes } from "../src/engine/fixes.ts";
import { caseOptions } from "./support/case-options.ts";
import { lintFolder } from "./support/lint-folder.ts";
import { casesOf, inputsOf } from "./support/rule-cases.ts";

const work = mkdtempSync(join(tmpdir(), "ingress-lint-fixes-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** Written out, so that a rule which no longer mends anything is noticed. */
const fixable = [
  "annotation-key",
  "annotation-removed",
  "annotation-value",
  "auth-silently-off",
  "backend-protocol-value",
  "backend-tls-unverified",
  "configmap-key",
  "configmap-string",
  "configmap-value",
  "cors-falls-open",
  "emptydir-size-limit",
  "ingress-class",
  "path-regex",
  "prestop-sleep",
  "proxy-buffer-partial-change",
  "proxy-buffer-symmetry",
  "source-range-invalid",
  "termination-grace-period",
  "upstream-keepalive-http-version",
  "upstream-keepalive-position",
  "word-blocklist",
  "worker-connections-vs-nofile",
  "worker-processes-cpu-limit",
];

const cases = rules.flatMap((rule) =>
  casesOf(join("rules", rule.category, rule.id))
    .filter((it) => it.fixedFolder !== undefined)
    .map((it) => ({ ...it, ruleId: rule.id, label: `${rule.id}/${it.name}` })),
);

test("these rules have fixes", () => {
  expect([...new Set(cases.map((it) => it.ruleId))].sort()).toEqual(fixable);
  expect(
    rules
      .filter((it) => it.fixable === true)
      .map((it) => it.id)
      .sort(),
  ).toEqual(fixable);
});

/** Other ways to write the same file; what nginx refuses (a byte order mark) is not tried on it. */
const forms = [
  { name: "CRLF", write: (text: string) => text.replace(/\r?\n/g, "\r\n"), takes: () => true },
  {
    name: "a byte order mark",
    write: (text: string) => `\uFEFF${text}`,
    takes: (path: string) => /\.ya?ml$/.test(path),
  },
  { name: "no last line feed", write: (text: string) => text.trimEnd(), takes: () => true },
];

describe.each(forms)("fixes keep $name", ({ write, takes }) => {
  test.each(cases.filter((it) => inputsOf(it.folder).every(({ path }) => takes(path))))(
    "$label",
    async (it) => {
      const options = caseOptions(it.folder, it.ruleId);
      const folder = mkdtempSync(join(work, "case-"));
      cpSync(it.folder, folder, { recursive: true });
      for (const { path, text } of inputsOf(folder)) writeFileSync(join(folder, path), write(text));
      let result = await lintFolder(folder, options);
      for (let pass = 0; pass < 10 && result.results.some((one) => one.fix !== undefined); pass += 1) {
        for (const [path, text] of applyFixes(result.results).texts) writeFileSync(join(folder, path), text);
        result = await lintFolder(folder, options);
      }
      expect(result.results.filter((one) => one.fix !== undefined)).toEqual([]);
      const expected = inputsOf(it.fixedFolder!);
      for (const { path, text } of expected)
        expect(readFileSync(join(folder, path), "utf8")).toBe(write(text));
    },
  );
});
