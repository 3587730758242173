import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { compiledCodePath } from "../../src/cli/compiled-code.ts";

const dist = resolve("dist");
const compiled = readdirSync(dist).filter((it) => /^compiled-.*\.bin$/.test(it));
const linted = resolve("examples/incident-8829/configmap.yaml");

/** Whether V8 takes the compiled code beside a bundle, asked in a process of its own: jest has other flags. */
function isTaken(bundle: string, code: string): boolean {
  const source = `
    const { readFileSync } = require("node:fs");
    if (process.versions.v8.startsWith("11.")) require("node:v8").setFlagsFromString("--interrupt-budget=270000");
    const [bundle, code] = process.argv.slice(1);
    const wrapped = "(function (exports, require, module, __filename, __dirname) { " + readFileSync(bundle, "utf8") + "\\n});";
    const script = new (require("node:vm").Script)(wrapped, { filename: bundle, cachedData: readFileSync(code) });
    process.stdout.write(String(!script.cachedDataRejected));`;
  return execFileSync(process.execPath, ["-e", source, bundle, code], { encoding: "utf8" }) === "true";
}

describe("code that is compiled ahead", () => {
  test("is left by the build for the Node.js that builds, once, and V8 takes it", () => {
    expect(compiled).toHaveLength(1);
    const [id = ""] = /(?<=^compiled-)[0-9a-f]{16}/.exec(compiled[0]!) ?? [];
    const bundle = join(dist, "ingress-lint.cjs");
    expect(compiledCodePath(bundle, id)).toBe(join(dist, compiled[0]!));
    expect(isTaken(bundle, join(dist, compiled[0]!))).toBe(true);
  });

  describe("in a copy", () => {
    let copy: string;
    const run = (): unknown => {
      const args = ["--fail-on", "never", "--format", "json", linted];
      const { findings } = JSON.parse(
        execFileSync(process.execPath, [join(copy, "cli.js"), ...args], { encoding: "utf8" }),
      );
      return findings;
    };
    let expected: unknown;

    beforeAll(() => {
      copy = mkdtempSync(join(tmpdir(), "ingress-lint-"));
      writeFileSync(join(copy, "package.json"), '{"type":"module"}');
      for (const it of ["cli.js", "ingress-lint.cjs", "knowledge"])
        cpSync(join(dist, it), join(copy, it), { recursive: true });
      expected = run();
    });
    afterAll(() => rmSync(copy, { recursive: true }));

    test("is not needed", () => {
      expect(expected).toHaveLength(1);
    });

    test.each([
      ["sound", (code: Buffer) => code],
      ["cut off", (code: Buffer) => code.subarray(0, code.length >> 1)],
      ["empty", () => Buffer.alloc(0)],
      [
        "of another V8",
        (code: Buffer) => Buffer.concat([code.subarray(0, 4), Buffer.alloc(4, 0xff), code.subarray(8)]),
      ],
    ])("%s gives the same findings", (_, change) => {
      const code = readFileSync(join(dist, compiled[0]!));
      writeFileSync(join(copy, compiled[0]!), change(code));
      expect(run()).toEqual(expected);
    });
  });
});
