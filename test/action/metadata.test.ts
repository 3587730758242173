import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";

const root = new URL("../../", import.meta.url);
const action = load(readFileSync(new URL("action.yml", root), "utf8")) as {
  inputs: Record<string, { description: string; required: boolean; default: string }>;
  outputs: Record<string, { description: string }>;
  runs: { using: string; main: string };
};

describe("action.yml", () => {
  test("has the documented inputs, each with a description and a default", () => {
    expect(Object.keys(action.inputs)).toEqual([
      "paths",
      "plan",
      "terraform-dir",
      "only",
      "before-ref",
      "format",
      "fail-on",
      "config",
    ]);
    for (const input of Object.values(action.inputs)) {
      expect(input).toEqual({
        description: expect.stringMatching(/\.$|\.\)$/),
        required: false,
        default: expect.any(String),
      });
    }
  });

  test("has the documented outputs", () => {
    expect(Object.keys(action.outputs)).toEqual([
      "sarif",
      "errors",
      "warnings",
      "infos",
      "findings",
      "new",
      "fixed",
    ]);
  });

  test("runs the bundle, which needs no install step", () => {
    expect(action.runs).toEqual({ using: "node24", main: "dist/action.js" });
  });

  test("every input is read by the code", () => {
    const code = readFileSync(new URL("src/cli/action.ts", root), "utf8");
    for (const name of Object.keys(action.inputs))
      expect(code).toMatch(new RegExp(`(?:input|words)\\("${name}"\\)`));
  });
});
