import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, jest, test } from "@jest/globals";
import { afterwards, parseScenario, patternOf, runScenario } from "./scenario.ts";

jest.setTimeout(60_000);

const folder = resolve("test/scenarios");
const names = readdirSync(folder).filter((it) => it.endsWith(".scenario"));

test("the command line is built: npm run build", () => {
  expect(existsSync(resolve("dist/cli.js"))).toBe(true);
});

describe("scenarios", () => {
  test.concurrent.each(names)("%s", async (name) => {
    const scenario = parseScenario(readFileSync(join(folder, name), "utf8"));
    const outcome = await runScenario(scenario);
    const expected = (stream: string) => scenario.sections.find(([head]) => head === stream)?.[1] ?? "";
    expect(outcome.stderr).toMatch(patternOf(expected("stderr")));
    expect(outcome.stdout).toMatch(patternOf(expected("stdout")));
    expect(outcome.exit).toBe(scenario.exit);
    for (const [path, text] of afterwards(scenario)) expect(outcome.after[path] ?? `no ${path}`).toMatch(patternOf(text));
  });
});

describe("what a scenario expects", () => {
  test.each([
    ["", "", true],
    ["", "x\n", false],
    ["a\n", "a\n", true],
    ["a.b\n", "axb\n", false],
    ["a\n...\nd\n", "a\nb\nc\nd\n", true],
    ["...\n", "", true],
    ["a\n...\n", "b\n", false],
    ["took <<\\d+>> ms\n", "took 12 ms\n", true],
    ["took <<\\d+>> ms\n", "took x ms\n", false],
  ])("%j and the output %j: %p", (pattern, output, fits) => {
    expect(patternOf(pattern).test(output)).toBe(fits);
  });
});
