import { spawnSync } from "node:child_process";
import { afterAll, describe, expect, test } from "@jest/globals";
import { rules } from "../../rules/index.ts";
import { completionScript } from "../../src/cli/completion-scripts.ts";
import { describedCommands } from "../../src/cli/programs.ts";
import { makeTree } from "../inputs/tree.ts";

const commands = describedCommands(rules);
const has = (shell: string) => spawnSync(shell, ["--version"]).status === 0;

describe("bash", () => {
  const script = completionScript("bash", commands);
  const { root, remove } = makeTree({ "a.yaml": "", "deploy/b.yaml": "" });
  afterAll(remove);

  /** What is offered for the last of some words, as readline splits them. */
  function offered(...words: string[]): string[] {
    const quoted = words.map((it) => `'${it}'`).join(" ");
    const { stdout, status } = spawnSync("bash", ["--norc", "-s"], {
      cwd: root,
      encoding: "utf8",
      input: `compopt() { :; }
${script}
COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _ingress_lint; printf '%s\\n' "\${COMPREPLY[@]}"
`,
    });
    expect(status).toBe(0);
    return stdout.trim().split("\n").sort();
  }

  test.each([
    [["ingress-lint", "ex"], ["explain"]],
    [
      ["ingress-lint", ""],
      ["a.yaml", ...commands.map((it) => it.name).filter((it) => it !== ""), "deploy"].sort(),
    ],
    [["ingress-lint", "a.yaml", "--max-w"], ["--max-warnings"]],
    [
      ["ingress-lint", "--format", "j"],
      ["json", "jsonl", "junit"],
    ],
    [
      ["ingress-lint", "--format", "sarif", "="],
      ["a.yaml", "deploy"],
    ],
    [["ingress-lint", "--fail-on", "=", "ne"], ["never"]],
    [["ingress-lint", "--rule", "image-tag", "=", "w"], ["warning"]],
    [["ingress-lint", "--kustomize", ""], ["deploy"]],
    [["ingress-lint", "lint", "--only", "image-"], ["image-tag"]],
    [["ingress-lint", "rules", "--category", "tim"], ["timeouts"]],
    [["ingress-lint", "rules", "--fi"], [""]],
    [["ingress-lint", "explain", "listen-"], ["listen-backlog"]],
    [
      ["ingress-lint", "completion", ""],
      ["bash", "fish", "zsh"],
    ],
  ])("%j", (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });
});

describe.each(["bash", "zsh", "fish"] as const)("%s", (shell) => {
  const script = completionScript(shell, commands);

  test("names every option of every command", () => {
    for (const { options } of commands)
      for (const name of options.flatMap((it) => it.names))
        expect(script).toContain(
          shell === "fish" ? ` ${name.replace(/^--/, "-l ").replace(/^-(?=\w$)/, "-s ")}` : name,
        );
  });

  (has(shell) ? test : test.skip)("takes the script", () => {
    const { root, remove } = makeTree({ script });
    const { status, stderr } = spawnSync(shell, ["-n", `${root}/script`], { encoding: "utf8" });
    remove();
    expect([status, stderr]).toEqual([0, ""]);
  });
});

(has("fish") ? test : test.skip)("fish offers what fits", () => {
  const offered = (line: string) =>
    spawnSync("fish", ["--no-config", "-c", `${completionScript("fish", commands)}\ncomplete -C '${line}'`], {
      encoding: "utf8",
    })
      .stdout.trim()
      .split("\n");
  expect(offered("ingress-lint explain listen-")).toEqual(["listen-backlog"]);
  expect(offered("ingress-lint --fail-on n")).toEqual(["never"]);
  expect(offered("ingress-lint rules --category tim")).toEqual(["timeouts"]);
});
