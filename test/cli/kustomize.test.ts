import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { run as runCli } from "../../src/cli/run.ts";

const work = mkdtempSync(join(tmpdir(), "ingress-lint-kustomize-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const workspace = join(work, "workspace");
mkdirSync(join(workspace, "overlays/prod"), { recursive: true });

const built = `apiVersion: v1
kind: ConfigMap
metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
data:
  proxy-read-timeout: "60s"
`;

/** A folder with a program that notes its arguments and prints what it is told. */
function program(name: string, script: string, parent = work): string {
  const bin = mkdtempSync(join(parent, "bin-"));
  writeFileSync(join(bin, name), `#!/bin/sh\necho "$@" > ${work}/called\n${script}\n`);
  chmodSync(join(bin, name), 0o755);
  writeFileSync(join(work, "built.yaml"), built);
  return bin;
}

async function run(path: string, ...args: readonly string[]) {
  let [stdout, stderr] = ["", ""];
  const status = await runCli(["--no-config", "--only=configmap-value", "--format=compact", ...args], {
    cwd: workspace,
    env: { PATH: path },
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { status, stdout, stderr };
}

test.each([
  ["kustomize", "build"],
  ["kubectl", "kustomize"],
])("%s builds, and what it prints is linted", async (name, command) => {
  const bin = program(name, `cat ${work}/built.yaml`);
  const { status, stdout } = await run(`${bin}:/usr/bin:/bin`, "--kustomize", "overlays/prod");
  expect(status).toBe(1);
  expect(stdout).toMatch(/^overlays\/prod\/kustomize-build\.yaml:5:3-.* error configmap-value/);
  expect(readFileSync(join(work, "called"), "utf8")).toBe(`${command} ${join(workspace, "overlays/prod")}\n`);
});

test("a build that fails is a problem with its reason, and the rest is linted", async () => {
  const bin = program("kustomize", "echo 'Error: no such file: base' >&2; exit 1");
  writeFileSync(join(workspace, "settings.yaml"), built);
  const { status, stdout, stderr } = await run(
    `${bin}:/usr/bin:/bin`,
    "--kustomize=overlays/prod",
    "settings.yaml",
  );
  rmSync(join(workspace, "settings.yaml"));
  expect(status).toBe(2);
  expect(`${stdout}${stderr}`).toMatch(
    /overlays\/prod problem\n {2}could not be built by .*kustomize: Error: no such file: base/,
  );
  expect(stdout).toContain("settings.yaml:5:3");
});

test("without a program it says so, and one that comes with the change is none", async () => {
  for (const path of ["/nonexistent", program("kustomize", `touch ${work}/witness`, workspace)]) {
    const { status, stderr } = await run(path, "--kustomize", "overlays/prod");
    expect([status, stderr]).toEqual([2, expect.stringContaining("needs kustomize or kubectl")]);
  }
  expect(existsSync(join(work, "witness"))).toBe(false);
});

test("a folder that does not exist is refused", async () => {
  const { status, stderr } = await run("/usr/bin:/bin", "--kustomize", "overlays/missing");
  expect([status, stderr]).toEqual([
    2,
    expect.stringContaining("--kustomize 'overlays/missing' is no folder"),
  ]);
});
