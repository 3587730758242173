// Leaves beside a bundle what V8 compiles of it in a run over our own examples. Usage: node compile-ahead.mjs BUNDLE ID
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compiledCodePath, runBundle, tuneV8 } from "../../src/cli/compiled-code.ts";
import type { Io } from "../../src/cli/io.ts";
import type { run as runCommandLine } from "../../src/cli/run.ts";

const [bundle = "", id = ""] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), "ingress-lint-compile-"));
const io: Io = {
  cwd: process.cwd(),
  env: {},
  stdout: () => {},
  stderr: (text) => process.stderr.write(text),
};

try {
  tuneV8();
  const { exports, script } = runBundle<{ run: typeof runCommandLine }>(bundle, undefined);
  const format = ["--format", "pretty", "--format", `json=${join(directory, "report.json")}`];
  const status = await exports.run(["--fail-on", "never", ...format, "examples"], io);
  if (status !== 0) throw new Error(`the run over the examples ended with ${status}`);
  // Under a name of its own first: a process that starts meanwhile must not read half of it.
  const path = compiledCodePath(bundle, id);
  const part = `${path}.${process.pid}`;
  writeFileSync(part, script.createCachedData());
  renameSync(part, path);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
