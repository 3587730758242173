import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { fixInPasses } from "../../src/cli/fix-passes.ts";
import { gitPath } from "../../src/cli/fixable-files.ts";
import type { LintResult, Result } from "../../src/engine/finding.ts";
import type { InputFile } from "../../src/inputs/input-file.ts";
import { SourceFile } from "../../src/text/source-file.ts";

const work = mkdtempSync(join(tmpdir(), "ingress-lint-fix-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

function run(cwd: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [resolve("dist/cli.js"), ...args], { cwd, encoding: "utf8" });
}

const configMap = (name: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  A: fast\n  RETRIES: 3`;

const files = {
  "plain.yaml": `${configMap("a")}\n`,
  "with space.yaml": `${configMap("b")}\n`,
  'größe "1".yaml': `${configMap("c")}\n`,
  "no-end.yaml": configMap("d"),
  "crlf.yaml": `${configMap("e").replaceAll("\n", "\r\n")}\r\n`,
  "mark.yaml": `\uFEFF${configMap("f")}\n`,
};

function tree(name: string): string {
  const folder = join(work, name);
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return folder;
}

test("git applies the diff of a dry run, and gets what --fix writes", () => {
  const [shown, fixed] = [tree("shown"), tree("fixed")];
  const diff = run(shown, "--fix-dry-run", "--only", "configmap-string", ".");
  expect(diff.status).toBe(1);
  for (const [path, text] of Object.entries(files))
    expect(readFileSync(join(shown, path), "utf8")).toBe(text);
  const applied = spawnSync("git", ["apply", "-"], { cwd: shown, input: diff.stdout, encoding: "utf8" });
  expect([applied.stderr, applied.status]).toEqual(["", 0]);

  chmodSync(join(fixed, "plain.yaml"), 0o640);
  expect(run(fixed, "--fix", "--only", "configmap-string", ".").status).toBe(0);
  expect(statSync(join(fixed, "plain.yaml")).mode & 0o777).toBe(0o640);
  for (const [path, text] of Object.entries(files)) {
    const expected = text.replace("RETRIES: 3", 'RETRIES: "3"');
    expect(readFileSync(join(fixed, path), "utf8")).toBe(expected);
    expect(readFileSync(join(shown, path), "utf8")).toBe(expected);
  }
});

test("a second run changes nothing", () => {
  const folder = tree("twice");
  run(folder, "--fix", "--only", "configmap-string", ".");
  expect(run(folder, "--fix-dry-run", "--only", "configmap-string", ".").stdout).toBe("");
});

test("a file in another encoding is left alone", () => {
  const folder = join(work, "latin");
  mkdirSync(folder);
  const bytes = Buffer.from(`${configMap("a")} # gr\xf6\xdfe\n`, "latin1");
  writeFileSync(join(folder, "a.yaml"), bytes);
  const { stderr } = run(folder, "--fix", "--only", "configmap-string", ".");
  expect(stderr).toContain("is not UTF-8, or has changed since it was read");
  expect(readFileSync(join(folder, "a.yaml"))).toEqual(bytes);
});

test("a plan is never written, and nothing of it counts as mendable", () => {
  const plan = resolve("examples/incident-8829/plan.json");
  const before = readFileSync(plan);
  const { stdout } = run(work, "--fix-unsafe", "--fix-dry-run", plan);
  expect(stdout).toBe("");
  expect(readFileSync(plan)).toEqual(before);
});

test.each([
  ["a/app.yaml", "a/app.yaml"],
  ["a/my app.yaml", "a/my app.yaml\t"],
  ['a/"x"\n.yaml', '"a/\\"x\\"\\012.yaml"'],
  ["a/ö.yaml", '"a/\\303\\266.yaml"'],
])("git's name of %j", (path, shown) => expect(gitPath(path)).toBe(shown));

/** A run that finds the word `bad` in each file, and whose mend is the text given. */
function finder(replacement: string, problemOn = "broken") {
  return async ({ files }: { readonly files: readonly InputFile[] }): Promise<LintResult> => {
    const results: Result[] = files.flatMap(({ file }) =>
      [...file.text.matchAll(/bad/g)].map(({ index }): Result => {
        const span = { start: index, end: index + 3 };
        const at = { path: file.path, line: 1, column: index + 1, endLine: 1, endColumn: index + 4 };
        return {
          ruleId: "no-bad",
          severity: "error",
          message: "",
          help: "",
          at: { ...at, file, span, resource: undefined, attribute: undefined },
          related: [],
          fix: { description: "", safety: "safe", edits: [{ file, span, text: replacement }] },
          fingerprint: `${file.path}${index}`,
        };
      }),
    );
    const problems = files
      .filter(({ file }) => file.text.includes(problemOn))
      .map(({ file }) => ({ path: file.path, message: "" }));
    return { results, problems } as unknown as LintResult;
  };
}

async function fix(
  texts: Readonly<Record<string, string>>,
  replacement: string,
  isOpen = (_: string) => true,
) {
  const lintTree = finder(replacement);
  const inputs = Object.entries(texts).map(
    ([path, text]): InputFile => ({ file: new SourceFile(path, text), kind: "yaml", root: "." }),
  );
  const tree = { files: inputs, includeHost: undefined };
  const done = await fixInPasses(tree, await lintTree(tree), lintTree, () => true, isOpen);
  return { texts: Object.fromEntries(done.texts), applied: done.applied.length, takenBack: done.takenBack };
}

test("fixes are made over passes and counted once", async () => {
  expect(await fix({ a: "bad bad", b: "good" }, "fine")).toEqual({
    texts: { a: "fine fine" },
    applied: 2,
    takenBack: [],
  });
});

test("a fix that breaks its file is taken back", async () => {
  expect(await fix({ a: "bad" }, "broken")).toEqual({ texts: {}, applied: 0, takenBack: ["a"] });
});

test("a fix that mends nothing is taken back, and the run ends", async () => {
  expect(await fix({ a: "bad" }, "bad!")).toEqual({ texts: {}, applied: 0, takenBack: ["a"] });
});

test("a file that is not open is left alone", async () => {
  expect(await fix({ a: "bad", b: "bad" }, "fine", (path) => path === "b")).toEqual({
    texts: { b: "fine" },
    applied: 1,
    takenBack: [],
  });
});
