import { expect, test } from "@jest/globals";
import { renderHelp } from "../../src/cli/help.ts";
import { parseRenderArguments, renderProgram } from "../../src/cli/render-arguments.ts";

test("the help names every option and fits a screen of 80 columns", () => {
  for (const option of renderProgram().options) expect(renderHelp).toContain(option.long);
  expect(Math.max(...renderHelp.split("\n").map((it) => it.length))).toBeLessThanOrEqual(80);
});

test("a version may begin with v", () => {
  expect(parseRenderArguments(["--controller-version", "v1.12.1", "a"])).toMatchObject({
    controllerVersion: "1.12.1",
    format: "conf",
    diff: false,
  });
});

test.each([
  [[], "no paths were given"],
  [["-"], "'render' reads files, not standard input"],
  [["--diff", "a", "b", "c"], "--diff takes two paths"],
  [["--format", "yaml", "a"], "--format is 'yaml'; expected conf, json"],
  [["--controller-version", "1.12", "a"], "--controller-version is no version"],
])("%j is refused", (args, message) => {
  expect(() => parseRenderArguments(args)).toThrow(message);
});
