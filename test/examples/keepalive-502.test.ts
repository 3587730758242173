import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { lintFolder } from "../support/lint-folder.ts";

const folder = "examples/keepalive-502";

describe(folder, () => {
  test("the flag is an error, the default a warning, and nothing else is found", async () => {
    const { results, problems } = await lintFolder(join(folder, "manifests"));
    expect(problems).toEqual([]);
    expect(results.map((it) => `${it.at.path}:${it.at.line} ${it.severity} ${it.ruleId}`)).toEqual([
      "catalog.yaml:18 warning backend-keepalive-race",
      "checkout.yaml:25 error backend-keepalive-race",
    ]);
    const readme = readFileSync(join(folder, "README.md"), "utf8");
    for (const { message, help } of results) {
      expect(readme).toContain(message);
      expect(readme).toContain(help);
    }
  });

  test("mended, it is clean", async () => {
    const { results, problems } = await lintFolder(join(folder, "mended"));
    expect([...results, ...problems]).toEqual([]);
  });
});
