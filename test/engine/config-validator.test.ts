import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { compileValidator, target } from "../../scripts/precompile-schemas.mjs";
import { configSchema } from "../../src/engine/config-schema.ts";

test("the compiled validator is that of the schema: node scripts/precompile-schemas.mjs", () => {
  expect(readFileSync(target, "utf8")).toBe(compileValidator(configSchema));
});
