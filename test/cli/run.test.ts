import { describe, expect, test } from "@jest/globals";
import { run } from "../../src/cli/run.ts";
import { configMap, makeTree } from "../inputs/tree.ts";

/** Runs the command line in this process. */
async function runIn(cwd: string, args: readonly string[], stdin?: AsyncIterable<Uint8Array>) {
  let stdout = "";
  let stderr = "";
  const status = await run(args, {
    cwd,
    env: {},
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    stdin,
  });
  return { status, stdout, stderr };
}

describe("run", () => {
  test("gives the status and keeps the streams apart", async () => {
    const { root, remove } = makeTree({ "cm.yaml": configMap });
    const good = await runIn(root, ["cm.yaml"]);
    expect([good.status, good.stderr]).toEqual([0, ""]);
    const bad = await runIn(root, ["none.yaml"]);
    expect([bad.status, bad.stdout]).toEqual([2, ""]);
    expect((await runIn(root, ["lint", "cm.yaml"])).status).toBe(0);
    remove();
  });

  test("standard input that ends with an error, or is not there, is no crash", async () => {
    async function* broken(): AsyncIterable<Uint8Array> {
      yield Buffer.from("apiVersion");
      throw new Error("the other end is gone");
    }
    expect((await runIn("/", ["-"], broken())).stderr).toBe(
      "ingress-lint: standard input could not be read: the other end is gone\n",
    );
    expect(await runIn("/", ["-"])).toEqual({
      status: 2,
      stdout: "",
      stderr: "ingress-lint: there is no standard input to read\n",
    });
  });

  test("an endless standard input is cut off at the limit", async () => {
    async function* endless(): AsyncIterable<Uint8Array> {
      for (;;) yield Buffer.alloc(65536, "a: 1\n");
    }
    const { status, stdout } = await runIn("/", ["--max-file-size", "1MB", "-"], endless());
    expect(status).toBe(2);
    expect(stdout).toContain("was not linted: over 1 MB");
  });

  test("a bug is owned, and shows where it happened when asked", async () => {
    const io = {
      cwd: "/",
      env: {},
      stdout: () => {
        throw new Error("the disk is made of cheese");
      },
    };
    const words: string[] = [];
    const stderr = (text: string) => words.push(text);
    expect(await run(["--help"], { ...io, stderr })).toBe(2);
    expect(await run(["--help", "--debug"], { ...io, stderr })).toBe(2);
    expect(words[0]).toMatch(
      /^This is a bug in ingress-lint \d+\.\d+\.\d+: the disk is made of cheese\n.*'--debug'/,
    );
    expect(words[0]).not.toContain("    at ");
    expect(words[1]).toContain("    at ");
  });
});
