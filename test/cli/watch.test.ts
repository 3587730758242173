import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { configMap, makeTree } from "../inputs/tree.ts";

const cli = resolve("dist/cli.js");
const broken = configMap.replace(/^data:.*/ms, 'data:\n  proxy-read-timeout: "60s"\n');

/** A run with `--watch`; `until` waits for a text that it prints from then on. */
function watching(root: string, ...args: string[]) {
  const child = spawn(process.execPath, [cli, "--watch", "--no-color", "--format", "compact", ...args], {
    cwd: root,
  });
  let text = "";
  let seen = 0;
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
  const closed = new Promise<number | null>((done) => child.once("exit", done));
  return {
    async until(expected: string | RegExp): Promise<string> {
      const deadline = Date.now() + 10_000;
      for (;;) {
        const fresh = text.slice(seen);
        if (typeof expected === "string" ? fresh.includes(expected) : expected.test(fresh)) {
          seen = text.length;
          return fresh;
        }
        if (Date.now() > deadline) throw new Error(`'${expected}' did not come; there was:\n${text}`);
        await new Promise((later) => setTimeout(later, 20));
      }
    },
    kill: () => child.kill("SIGKILL"),
    end(): Promise<number | null> {
      child.kill("SIGINT");
      return closed;
    },
  };
}

let run: ReturnType<typeof watching> | undefined;
afterEach(() => {
  run?.kill();
});

describe("--watch", () => {
  test("lints again when a file changes, comes, or the configuration changes, and ends with the last status", async () => {
    const { root, remove } = makeTree({
      "deploy/cm.yaml": configMap,
      ".ingress-lint.yaml": "failOn: error\n",
    });
    run = watching(root, "--format", "json=deploy/report.json", "deploy");
    await run.until("Waiting for changes");
    writeFileSync(join(root, "deploy/cm.yaml"), broken);
    expect(await run.until("Waiting for changes")).toContain("configmap-value");
    writeFileSync(join(root, "deploy/other.yaml"), "apiVersion: v1\nkind: [");
    expect(await run.until("Waiting for changes")).toContain("other.yaml");
    writeFileSync(join(root, ".ingress-lint.yaml"), "failOn: everything\n");
    expect(await run.until("Waiting for changes")).toContain("'failOn' is 'everything'");
    writeFileSync(join(root, ".ingress-lint.yaml"), "rules: { configmap-value: off }\n");
    writeFileSync(join(root, "deploy/other.yaml"), "a: 1\n");
    expect(await run.until("Waiting for changes")).not.toContain("configmap-value");
    expect(await run.end()).toBe(0);
    remove();
  }, 30_000);

  test("ends with the status of its last run", async () => {
    const { root, remove } = makeTree({ "cm.yaml": broken });
    run = watching(root, ".");
    await run.until("Waiting for changes");
    expect(await run.end()).toBe(1);
    remove();
  }, 30_000);
});
