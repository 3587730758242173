import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { makeTree } from "../inputs/tree.ts";

/** What a user of the library writes, with what has to be refused marked. */
const consumer = `
import { applyFixes, defaultOptions, defineRule, discover, lint, rules, SourceFile } from "ingress-lint";
import type { InputFile, LintOptions, LintResult, Result, Rule } from "ingress-lint";

const found = discover(["."], { cwd: "/", maxFileBytes: 1, gitignore: true, includePrefixes: [] });
const files: readonly InputFile[] = [{ file: new SourceFile("a.yaml", ""), kind: "yaml", root: "." }, ...found.files];
const options: Partial<LintOptions> = { presets: ["security"], rules: { "image-tag": ["error", {}] } };
const result: LintResult = await lint(files, { ...options, includeHost: found.includeHost });
for (const it of result.results) {
  const severity: "info" | "warning" | "error" = it.severity;
  const line: number = it.at.line;
  void [severity, line, it.fix?.edits[0]?.text];
}
const fixed: ReadonlyMap<string, string> = applyFixes(result.results, (it: Result) => it.fix?.safety === "safe").texts;
const list: readonly Rule[] = rules;
const failOn: "info" | "warning" | "error" | "never" = defaultOptions.failOn;
void [fixed, list, failOn];

const own = defineRule({
  id: "short-name",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary: "A container has a short name.",
  why: "Nobody finds it.",
  references: [],
  lessons: [],
  options: { least: { type: "integer", default: 3, description: "Letters." } },
  *check(workload, { options, project }) {
    const least: number = options.least;
    void project.ingresses;
    for (const container of workload.containers)
      if (container.name.length < least)
        yield { at: container.nameOrigin, message: "Short.", help: "Write more." };
  },
});

export default own;
const { controllers, results } = await lint(files, { extraRules: [own], exemptions: [], overrides: [] });
const versions: readonly (string | undefined)[] = controllers().map((it) => it.version);
void [versions, results[0]?.suppressions?.[0]?.justification];

// @ts-expect-error a kind that does not exist
void lint([{ file: new SourceFile("a", ""), kind: "toml", root: "." }]);
// @ts-expect-error a preset that does not exist
void lint([], { presets: ["everything"] });
// @ts-expect-error results are not to be changed
result.results.push(result.results[0]!);
// @ts-expect-error a rule without a check
defineRule({ id: "x", subject: "workload", severity: "warning", preset: "strict", summary: "", why: "", references: [], lessons: [] });
`;

const { root, remove } = makeTree({
  "consumer.ts": consumer,
  "package.json": '{ "type": "module" }',
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      target: "es2022",
      module: "nodenext",
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
      types: ["node"],
    },
    files: ["consumer.ts"],
  }),
});
afterAll(remove);

test("the published types accept what the documents show, and refuse what is wrong", () => {
  mkdirSync(join(root, "node_modules"));
  symlinkSync(resolve("."), join(root, "node_modules/ingress-lint"));
  symlinkSync(resolve("node_modules/@types"), join(root, "node_modules/@types"));
  const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));
  const { stdout, status } = spawnSync(process.execPath, [join(typescript, "bin/tsc"), "-p", root], {
    encoding: "utf8",
  });
  expect([stdout, status]).toEqual(["", 0]);
});
