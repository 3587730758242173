import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";

const bundle = fileURLToPath(new URL("../../dist/action.js", import.meta.url));

// nginx refuses this file: busy buffers have to be smaller than all buffers without one.
const flawed = `events {}
http {
  server {
    listen 80;
    server_name api.example.com;
    location / {
      proxy_buffer_size 64k;
      proxy_buffers 4 8k;
      proxy_busy_buffers_size 64k;
      proxy_pass http://10.0.0.7:8080;
    }
  }
}
`;
const sound = flawed.replace(/^ *proxy_b.*\n/gm, "");

let folder: string;
let workspace: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "action-bundle-"));
  workspace = join(folder, "workspace");
  mkdirSync(join(workspace, "edge"), { recursive: true });
  mkdirSync(join(folder, "temp"));
  for (const file of ["output", "summary"]) writeFileSync(join(folder, file), "");
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Starts the bundle as the runner does: an environment with the inputs, no arguments, in the workspace. */
function act(inputs: Record<string, string>) {
  const run = spawnSync(process.execPath, [bundle], {
    cwd: workspace,
    encoding: "utf8",
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: join(folder, "output"),
      GITHUB_STEP_SUMMARY: join(folder, "summary"),
      RUNNER_TEMP: join(folder, "temp"),
      INPUT_PATHS: "",
      INPUT_PLAN: "",
      INPUT_FORMAT: "github",
      "INPUT_FAIL-ON": "error",
      INPUT_CONFIG: "",
      ...inputs,
    },
  });
  const text = readFileSync(join(folder, "output"), "utf8");
  const outputs = Object.fromEntries(
    [...text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map((it) => [it[1]!, it[3]!]),
  );
  return { ...run, outputs, summary: readFileSync(join(folder, "summary"), "utf8") };
}

describe("dist/action.js as the runner starts it", () => {
  test("was built", () => {
    expect(existsSync(bundle)).toBe(true);
  });

  test("a flawed configuration: annotation, SARIF, outputs, summary, status 1, a clean workspace", () => {
    writeFileSync(join(workspace, "edge/nginx.conf"), flawed);
    const run = act({ INPUT_PATHS: "edge" });
    expect(run.stderr).toBe("");
    expect(run.status).toBe(1);
    expect(run.stdout).toMatch(/^::error file=edge\/nginx\.conf,line=\d+,.*title=proxy-buffer-symmetry::/m);
    expect(Number(run.outputs.errors)).toBeGreaterThan(0);
    const { errors, warnings, infos, findings } = run.outputs;
    expect(Number(findings)).toBe(Number(errors) + Number(warnings) + Number(infos));
    const sarif = JSON.parse(readFileSync(run.outputs.sarif!, "utf8"));
    expect(sarif.runs[0].results).toHaveLength(Number(findings));
    expect(sarif.runs[0].results[0].locations[0].physicalLocation.artifactLocation).toEqual({
      uri: "edge/nginx.conf",
      uriBaseId: "SRCROOT",
    });
    expect(run.summary).toContain("proxy-buffer-symmetry");
    expect(readdirSync(workspace)).toEqual(["edge"]);
  });

  test("a sound configuration: status 0, and the coverage line says what was read", () => {
    writeFileSync(join(workspace, "edge/nginx.conf"), sound);
    const run = act({});
    expect([run.status, run.stderr, run.outputs.errors]).toEqual([0, "", "0"]);
    expect(run.stdout).toMatch(/^ingress-lint: .*1 file.* read/m);
  });

  test("the table in place of annotations: no command but the fence around it", () => {
    writeFileSync(join(workspace, "edge/nginx.conf"), flawed);
    const run = act({ INPUT_FORMAT: "pretty" });
    expect(run.status).toBe(1);
    expect(run.stdout).toContain("edge/nginx.conf");
    expect(run.stdout.split("\n").filter((it) => it.trimStart().startsWith("::"))).toEqual([
      expect.stringMatching(/^::stop-commands::/),
      expect.stringMatching(/^::[\da-f-]{36}::$/),
    ]);
  });

  test("a plan that is none: status 2 with a reason in an annotation", () => {
    writeFileSync(join(workspace, "plan.json"), "{ not json");
    const run = act({ INPUT_PLAN: "plan.json" });
    expect(run.status).toBe(2);
    expect(run.stdout).toMatch(/^::error .*/m);
  });

  test("a threshold that is none: status 2, the reason names the accepted ones", () => {
    writeFileSync(join(workspace, "edge/nginx.conf"), sound);
    const run = act({ "INPUT_FAIL-ON": "fatal" });
    expect(run.status).toBe(2);
    expect(run.stdout).toMatch(/^::error title=ingress-lint::.*warning/m);
  });

  test("code in the workspace is not run", () => {
    writeFileSync(join(workspace, "edge/nginx.conf"), sound);
    const witness = join(folder, "witness");
    const code = `require("node:fs").writeFileSync(${JSON.stringify(witness)}, "")`;
    mkdirSync(join(workspace, "node_modules/picocolors"), { recursive: true });
    for (const name of ["node_modules/picocolors/index.js", "ingress-lint.config.js", ".ingress-lint.cjs"]) {
      writeFileSync(join(workspace, name), code);
    }
    expect(act({}).status).toBe(0);
    expect(existsSync(witness)).toBe(false);
  });
});

test("the incident's plan: what it brings fails, the summary says what nginx will run", () => {
  const example = fileURLToPath(new URL("../../examples/incident-8829/", import.meta.url));
  for (const name of ["plan.json", "plan-mended.json"])
    writeFileSync(join(workspace, name), readFileSync(join(example, name)));
  expect(act({ INPUT_PLAN: "plan.json" }).status).toBe(1);
  const summary = readFileSync(join(folder, "summary"), "utf8").replace(/ +/g, " ");
  expect(summary).toContain("| errors | 1 | 1 | 0 |");
  expect(summary).toContain("proxy&#95;buffer&#95;size 8k → 128k");
  expect(summary).toContain("proxy&#95;buffers 4 8k → 4 128k");
  // The error, and what the change of the ConfigMap reaches.
  expect(readFileSync(join(folder, "output"), "utf8")).toMatch(/^new<<(\S+)\n2\n\1\nfixed<<(\S+)\n0\n\2$/m);
  expect(act({ INPUT_PLAN: "plan-mended.json" }).status).toBe(0);
});

test("the incident's plan with its sources: the annotation is on the author's line", () => {
  const example = fileURLToPath(new URL("../../examples/incident-8829/", import.meta.url));
  writeFileSync(join(workspace, "plan.json"), readFileSync(join(example, "plan.json")));
  cpSync(join(example, "terraform"), join(workspace, "infra"), { recursive: true });
  const { stdout } = act({ INPUT_PLAN: "plan.json", "INPUT_TERRAFORM-DIR": "infra" });
  const lines = readFileSync(join(workspace, "infra/main.tf"), "utf8").split("\n");
  const line = lines.findIndex((it) => it.includes('"proxy-buffer-size"')) + 1;
  expect(stdout).toMatch(
    new RegExp(`^::error file=infra/main\\.tf,line=${line},.*title=proxy-buffer-partial-change`, "m"),
  );
});

describe("a binary plan", () => {
  const planJson = readFileSync(
    fileURLToPath(new URL("../../examples/incident-8829/plan.json", import.meta.url)),
    "utf8",
  );

  /** A program that notes how it was called and prints a plan, or fails. */
  function terraform(directory: string, script: string): string {
    mkdirSync(directory, { recursive: true });
    writeFileSync(
      join(directory, "terraform"),
      `#!/bin/sh\npwd > ${folder}/called\necho "$@" >> ${folder}/called\n${script}\n`,
    );
    chmodSync(join(directory, "terraform"), 0o755);
    return directory;
  }

  beforeEach(() => {
    mkdirSync(join(workspace, "infra"));
    writeFileSync(join(workspace, "infra/tfplan"), Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0, 0xff]));
    writeFileSync(join(folder, "shown.json"), planJson);
  });

  test("is shown by terraform, in the directory that it was made in", () => {
    const path = terraform(join(folder, "bin"), `cat ${folder}/shown.json`);
    const { status, stdout } = act({ INPUT_PLAN: "infra/tfplan", PATH: `${path}:/usr/bin:/bin` });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=infra\/tfplan,.*title=proxy-buffer-partial-change/m);
    expect(readFileSync(join(folder, "called"), "utf8")).toBe(
      `${join(workspace, "infra")}\nshow -json -no-color ${join(workspace, "infra/tfplan")}\n`,
    );
  });

  test("says so when terraform fails, and when there is none", () => {
    const path = terraform(join(folder, "bin"), 'echo "Error: Failed to load plugin schemas" >&2; exit 1');
    const failed = act({ INPUT_PLAN: "infra/tfplan", PATH: `${path}:/usr/bin:/bin` });
    expect([failed.status, failed.stdout]).toEqual([
      2,
      expect.stringMatching(
        /^::error .*'infra\/tfplan' is a binary plan, and '.*' failed: Error: Failed to load/,
      ),
    ]);
    const missing = act({ INPUT_PLAN: "infra/tfplan", PATH: "/nonexistent" });
    expect([missing.status, missing.stdout]).toEqual([
      2,
      expect.stringContaining("neither terraform nor tofu is installed"),
    ]);
  });

  test("never runs a program from the workspace", () => {
    const path = terraform(join(workspace, "bin"), `cat ${folder}/shown.json`);
    const { status, stdout } = act({ INPUT_PLAN: "infra/tfplan", PATH: `${path}:.:bin` });
    expect([status, stdout]).toEqual([2, expect.stringContaining("neither terraform nor tofu")]);
    expect(existsSync(join(folder, "called"))).toBe(false);
  });
});
