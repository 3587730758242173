import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";

const cli = resolve("dist/cli.js");
const linted = resolve("examples/incident-8829/configmap.yaml");

describe("standard output", () => {
  const onFull = existsSync("/dev/full") ? test : test.skip;

  onFull.each([[["--fail-on", "never", linted]], [["--version"]]])(
    "on a full disk is said in words: %j",
    (args) => {
      const full = openSync("/dev/full", "w");
      const { status, stderr } = spawnSync(process.execPath, [cli, ...args], {
        stdio: ["ignore", full, "pipe"],
        encoding: "utf8",
      });
      closeSync(full);
      expect(stderr).toBe("ingress-lint: standard output could not be written: no space left on device\n");
      expect(status).toBe(2);
    },
  );

  test("may end before the report does", () => {
    const shell = `"${process.execPath}" "${cli}" rules | head -n 1; "${process.execPath}" "${cli}" explain image-tag | true`;
    const { status, stderr, stdout } = spawnSync("sh", ["-c", shell], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toBe("buffers\n");
  });

  test("is no terminal where it is a file or a pipe: a report has no colours and is not wrapped", () => {
    const { stdout } = spawnSync(process.execPath, [cli, "--fail-on", "never", linted], { encoding: "utf8" });
    expect(stdout).not.toContain("\u001b");
    expect(stdout).toContain(
      "'upstream-keepalive-timeout' is '60s', which is no integer; ingress-nginx keeps 60 and logs one line.",
    );
  });
});
