import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { JSON_SCHEMA, load } from "js-yaml";
import { publishedSchema } from "../../scripts/lib/published-schema.ts";
import { validateConfig } from "../../src/engine/validate-config.ts";

const schema = JSON.parse(publishedSchema()) as object;
const isValid = new Ajv({ strictTuples: false, allowUnionTypes: true }).compile(schema);

/** The YAML blocks of a document that are whole configurations. */
function configurationsIn(path: string): string[] {
  return [...readFileSync(path, "utf8").matchAll(/```yaml\n(.*?)```/gs)]
    .map((it) => it[1]!)
    .filter((it) => /^(?:extends|rules|overrides|exemptions|assume):/m.test(it));
}

describe("the published schema and the program agree", () => {
  test.each(["README.md", "docs/configuration.md"].flatMap(configurationsIn))(
    "on the documents' %j",
    (text) => {
      const value = load(text, { schema: JSON_SCHEMA });
      expect(isValid(value)).toBe(true);
      expect(validateConfig(value).errors).toBeUndefined();
    },
  );

  test.each([
    { extends: "every" },
    { extends: [] },
    { rules: { "image-tag": "warn" } },
    { overrides: [{ files: ["a"] }] },
    { exemptions: [{ rules: "image-tag", files: ["a"] }] },
    { assume: { kernel: "new" } },
    { assume: { loadBalancer: "aws" } },
    { failOn: "warn" },
    { preset: "strict" },
  ])("on what is wrong: %j", (value) => {
    expect(isValid(value)).toBe(false);
    expect(validateConfig(value).errors).not.toEqual([]);
  });

  test("only the published one knows rules and their options", () => {
    expect(isValid({ rules: { "image-tga": "off" } })).toBe(false);
    expect(isValid({ rules: { "prestop-sleep": ["error", { minimumSeconds: 10 }] } })).toBe(true);
    expect(isValid({ rules: { "prestop-sleep": ["error", { minimumSeconds: "10" }] } })).toBe(false);
    expect(isValid({ rules: { "prestop-sleep": ["error", { minimum: 10 }] } })).toBe(false);
    expect(isValid({ exemptions: [{ rules: "nginx-syntax", files: ["a"], reason: "b" }] })).toBe(false);
  });
});
