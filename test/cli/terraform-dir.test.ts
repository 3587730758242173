import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { run as runCli } from "../../src/cli/run.ts";
import { planJson } from "../plan-builder.ts";

const work = mkdtempSync(join(tmpdir(), "ingress-lint-terraform-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  }
}

/** Runs the command line in a folder. */
async function call(cwd: string, args: readonly string[], stdin?: string) {
  let [stdout, stderr] = ["", ""];
  const status = await runCli(args, {
    cwd: join(work, cwd),
    env: {},
    stdin: stdin === undefined ? undefined : Readable.from([Buffer.from(stdin)]),
    stdout: (text: string) => {
      stdout += text;
    },
    stderr: (text: string) => {
      stderr += text;
    },
  });
  return { status, stdout, stderr };
}

/** Lints; where each finding stands. */
async function run(cwd: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = await call(cwd, [
    "--no-config",
    "--only=configmap-value",
    "--format=json",
    ...args,
  ]);
  const report = status === 2 ? undefined : JSON.parse(stdout);
  const places: string[] = (report?.findings ?? []).map(
    (it: { path: string; line: number; column: number }) => `${it.path}:${it.line}:${it.column}`,
  );
  return { status, stderr, places, notes: report?.coverage?.notes };
}

const plan = (address: string) =>
  planJson({
    resources: [
      {
        address,
        after: {
          metadata: [{ name: "ingress-nginx-controller", namespace: "ingress-nginx" }],
          data: { "proxy-read-timeout": "60s" },
        },
      },
    ],
  });
const source =
  'resource "kubernetes_config_map" "nginx" {\n  data = {\n    "proxy-read-timeout" = "60s"\n  }\n}\n';
const module = (path: string) => `module "edge" {\n  source = "${path}"\n}\n`;

beforeAll(() => {
  const root = plan("kubernetes_config_map.nginx");
  const inner = plan("module.edge.kubernetes_config_map.nginx");
  write({
    "here/plan.json": root,
    "here/main.tf": source,
    "here/envs/prod/plan.json": root,
    "apart/plan.json": root,
    "apart/envs/prod/main.tf": `# production\n${source}`,
    "beside/out/plan.json": root,
    "beside/out/main.tf": source,
    "broken/plan.json": root,
    "broken/main.tf": `${source}resource {`,
    "local/envs/plan.json": inner,
    "local/envs/main.tf": module("../modules/edge"),
    "local/modules/edge/main.tf": source,
    "outside/plan.json": inner,
    "outside/main.tf": module("../apart/envs/prod"),
    "linked/plan.json": inner,
    "linked/main.tf": module("./edge"),
    "empty/plan.json": root,
  });
  symlinkSync(join(work, "apart/envs/prod"), join(work, "linked/edge"));
});

describe("the sources of a plan", () => {
  test.each([
    ["stand in the working directory", "here", ["plan.json"], "main.tf:3:5"],
    ["stand there, too, when the plan does not", "here", ["envs/prod/plan.json"], "main.tf:3:5"],
    ["stand beside the plan", "beside", ["out/plan.json"], "out/main.tf:3:5"],
    [
      "stand where --terraform-dir says",
      "apart",
      ["--terraform-dir", "envs/prod", "plan.json"],
      "envs/prod/main.tf:4:5",
    ],
    ["have modules within the working directory", "local", ["envs/plan.json"], "modules/edge/main.tf:3:5"],
    ["are not read outside of it", "outside", ["plan.json"], "main.tf:1:1"],
    ["are not read through a symbolic link out of it", "linked", ["plan.json"], "main.tf:1:1"],
  ])("%s", async (_, cwd, args, place) => {
    expect((await run(cwd, ...args)).places).toEqual([place]);
  });

  test("without any, findings stand in the plan", async () => {
    expect((await run("empty", "plan.json")).places).toEqual([expect.stringMatching(/^plan\.json:1:/)]);
  });

  test("from standard input the working directory is taken", async () => {
    const args = [
      "--no-config",
      "--only=configmap-value",
      "--format=compact",
      "--stdin-filename=plan.json",
      "-",
    ];
    const { stdout } = await call("here", args, plan("kubernetes_config_map.nginx"));
    expect(stdout).toMatch(/^main\.tf:3:5-/);
  });

  test("sources that cannot be read are told of, and findings stand in the plan", async () => {
    const { places, notes } = await run("broken", "plan.json");
    expect(places).toEqual([expect.stringMatching(/^plan\.json:1:/)]);
    expect(notes).toEqual([expect.stringMatching(/^main\.tf:6:1: not HCL/)]);
  });

  test.each(["missing", "empty", "here/main.tf"])(
    "a --terraform-dir without sources is refused: %s",
    async (path) => {
      const { status, stderr } = await run(".", "--terraform-dir", path, "here/plan.json");
      expect([status, stderr]).toEqual([
        2,
        expect.stringContaining(`--terraform-dir '${path}' holds no .tf file`),
      ]);
    },
  );
});
