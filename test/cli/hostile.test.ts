import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, jest, test } from "@jest/globals";
import { configMap, makeTree, nginxConf } from "../inputs/tree.ts";
import { runNode } from "../scenarios/scenario.ts";

// The limit that is tested is that of one run; a busy machine may take longer for all around it.
jest.setTimeout(30_000);

const cli = resolve("dist/cli.js");

interface Report {
  readonly summary: { readonly files: number };
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  readonly coverage: { readonly skipped: readonly { readonly path: string; readonly reason: string }[] };
}

/** Lints a tree that holds two sound files besides; says how long it took and what became of the rest. */
async function lintHostile(
  files: Readonly<Record<string, string | Buffer>>,
  prepare: (root: string) => void = () => {},
) {
  const { root, remove } = makeTree({ ...files, "sound/cm.yaml": configMap, "sound/nginx.conf": nginxConf });
  try {
    prepare(root);
    const started = performance.now();
    const { exit, stdout, stderr } = await runNode([cli, "--format", "json", "."], "", {
      cwd: root,
      env: process.env,
    });
    const seconds = (performance.now() - started) / 1000;
    expect([stderr, seconds < 5]).toEqual(["", true]);
    const report = JSON.parse(stdout) as Report;
    const told = [...report.problems, ...report.coverage.skipped].map((it) => it.path);
    return { exit, report, told, stdout };
  } finally {
    spawnSync("chmod", ["-R", "u+rwX", root]);
    remove();
  }
}

const nested = (open: string, close: string, depth = 10_000) => open.repeat(depth) + close.repeat(depth);

describe("each of these ends soon, is named, and the sound files are linted all the same", () => {
  const aliases = (width: number) =>
    Array.from({ length: 40 }, (_, at) => {
      const items =
        at === 0
          ? "x"
          : Array(width)
              .fill(`*a${at - 1}`)
              .join(", ");
      return `  k${at}: &a${at} [${items}]`;
    });

  test.each([
    ["an alias bomb", "bomb.yaml", `${configMap}${aliases(9).join("\n")}\n`],
    [
      "YAML nested in flow style",
      "flow.yaml",
      `apiVersion: v1\nkind: ConfigMap\ndata: ${nested("[", "]")}\n`,
    ],
    [
      "YAML nested in block style",
      "block.yaml",
      `apiVersion: v1\nkind: ConfigMap\ndata:\n${Array.from({ length: 3000 }, (_, at) => `${" ".repeat(at + 1)}a:\n`).join("")}`,
    ],
    ["nested JSON", "deep.json", `{"apiVersion":"v1","kind":"ConfigMap","data":${nested("[", "]")}}`],
    ["a nested plan", "plan.json", `{"format_version":"1.2","resource_changes":[{"a":${nested("[", "]")}}]}`],
    ["a nested nginx.conf", "nginx.conf", `events {}\nhttp { ${nested("server {", "}")} }\n`],
    [
      "random bytes",
      "random.conf",
      Buffer.from(Array.from({ length: 1e5 }, (_, at) => (at * 7919 + (at >> 5) * 31) % 256)),
    ],
    [
      "a list of 150 000 objects",
      "list.json",
      `{"apiVersion":"v1","kind":"List","items":[${Array(150_000).fill('{"apiVersion":"v1","kind":"Secret"}').join()}]}`,
    ],
    ["200 000 settings", "sysctl.conf", "net.core.somaxconn = 1\n".repeat(200_000)],
    ["50 MB", "large.yaml", Buffer.alloc(50 * 2 ** 20, "a: 1\n")],
    ["one line of 9 MB", "line.yaml", `${configMap}  a: ${"x".repeat(9e6)}\n`],
    ["a directory of many files", "many/x.md", ""],
  ])("%s", async (what, path, content) => {
    const many = (root: string) => {
      if (what !== "a directory of many files") return;
      for (let at = 0; at < 2000; at++) writeFileSync(join(root, `many/${at}.md`), "");
    };
    const { report, told } = await lintHostile({ [path]: content }, many);
    expect(report.summary.files).toBeGreaterThanOrEqual(2);
    expect(told.includes(path) || report.summary.files > 2).toBe(true);
  });
});

describe("the file system", () => {
  test("pipes, loops, links out and devices", async () => {
    const { report, told, exit } = await lintHostile({}, (root) => {
      spawnSync("mkfifo", [join(root, "pipe.yaml")]);
      symlinkSync("loop", join(root, "loop"));
      symlinkSync("..", join(root, "up"));
      symlinkSync("/dev/zero", join(root, "zero.yaml"));
    });
    expect(told).toEqual(["loop", "pipe.yaml", "up", "zero.yaml"]);
    expect([report.summary.files, exit]).toEqual([2, 0]);
  });

  test("an unreadable directory and file are problems", async () => {
    if (process.getuid?.() === 0) {
      console.info("Not checked: root reads whatever the modes say.");
      return;
    }
    const { report, exit } = await lintHostile({ "shut.yaml": configMap }, (root) => {
      mkdirSync(join(root, "closed"));
      chmodSync(join(root, "closed"), 0);
      chmodSync(join(root, "shut.yaml"), 0);
    });
    expect(report.problems.map((it) => `${it.path}: ${it.message}`)).toEqual([
      "closed/: could not be read: permission denied",
      "shut.yaml: could not be read: permission denied",
    ]);
    expect([report.summary.files, exit]).toEqual([2, 2]);
  });

  test("names with line breaks and escapes reach no terminal", async () => {
    const name = "a\nb\u001b[31m\u001b]0;title\u0007.yaml";
    const { root, remove } = makeTree({ [name]: "apiVersion: v1\nkind: [\n" });
    for (const args of [
      ["."],
      [name],
      ["--format", "github", "."],
      [`${name}x`],
      ["--config", name, "."],
      [`--${name}`],
    ]) {
      const { stdout, stderr } = await runNode([cli, ...args], "", {
        cwd: root,
        env: { ...process.env, NO_COLOR: "1" },
      });
      expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
    }
    remove();
  });

  test("nothing in the tree is run", async () => {
    const script = "require('node:fs').writeFileSync('ran', '')";
    const { root, remove } = makeTree({
      ".ingress-lint.js": script,
      ".ingress-lint.cjs": script,
      "ingress-lint.config.mjs": script,
      "package.json": '{ "ingress-lint": "./.ingress-lint.js", "type": "commonjs" }',
      "node_modules/ajv/index.js": script,
      "node_modules/ajv/package.json": '{ "name": "ajv", "main": "index.js" }',
      "cm.yaml": `${configMap}  a: !!js/function "${script}"\n`,
    });
    await runNode([cli, "."], "", { cwd: root, env: process.env });
    expect(spawnSync("ls", [root], { encoding: "utf8" }).stdout).not.toMatch(/^ran$/m);
    remove();
  });
});

describe("a configuration from an untrusted tree", () => {
  const aliases = Array.from({ length: 40 }, (_, at) =>
    at === 0
      ? "k0: &a0 [x]"
      : `k${at}: &a${at} [${Array(9)
          .fill(`*a${at - 1}`)
          .join(", ")}]`,
  ).join("\n");

  test.each([
    ["an alias bomb", aliases, 2],
    ["a deep one", `rules: ${nested("[", "]")}`, 2],
    ["a large one", `# ${"x".repeat(2 ** 21)}`, 2],
    ["a second document", "failOn: never\n---\nfailOn: never", 2],
    ["tags that would run something", 'rules: !!js/function "process.exit(0)"', 2],
    ["a prototype", "__proto__: { failOn: never }", 2],
    [
      "patterns that make regular expressions despair",
      `ignore: ["${"**/a".repeat(40)}b", "${"*a".repeat(60)}b"]\noverrides:\n  - files: ["${"a*".repeat(60)}b"]\n    rules: { configmap-value: info }\n`,
      0,
    ],
  ])("%s", async (_, config, expected) => {
    const { root, remove } = makeTree({
      ".ingress-lint.yaml": config,
      [`${"a".repeat(200)}.yaml`]: configMap,
      [`${Array(30).fill("a").join("/")}/cm.yaml`]: configMap,
    });
    const started = performance.now();
    const { exit, stderr } = await runNode([cli, "."], "", { cwd: root, env: process.env });
    remove();
    expect([exit, performance.now() - started < 5000]).toEqual([expected, true]);
    expect(stderr).not.toMatch(/ at .*:\d+:\d+\)|This is a bug/);
  });

  test("a link out of the tree is not read", async () => {
    const outside = makeTree({ "secret.yaml": "token-of-the-host: hunter2\nfailOn: hunter2\n" });
    const { root, remove } = makeTree({ "cm.yaml": configMap });
    symlinkSync(join(outside.root, "secret.yaml"), join(root, ".ingress-lint.yaml"));
    const run = (...args: string[]) => runNode([cli, ...args, "."], "", { cwd: root, env: process.env });
    const { exit, stdout, stderr } = await run();
    expect([exit, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("is a symbolic link out of its directory");
    expect(stderr).not.toMatch(/hunter2|token/);
    expect((await run("--no-config")).exit).toBe(0);
    outside.remove();
    remove();
  });
});

describe("text that pretends to suppress", () => {
  const words = "# ingress-lint-disable-file configmap-value, nginx-directive -- not a comment";
  const flawed = configMap.replace(/^data:.*/ms, 'data:\n  proxy-read-timeout: "60s"\n');

  test.each([
    ["in a quoted string", `${flawed}  x: "${words}"\n`],
    ["in a string of several lines", `${flawed}  x: "a\n    ${words}"\n`],
    ["in a block scalar that is no nginx configuration", `${flawed}  x: |\n    ${words}\n`],
    ["as part of a word", `${flawed}  x: a${words}\n`],
  ])("%s", async (_, text) => {
    const { root, remove } = makeTree({ "cm.yaml": text });
    const { exit, stdout } = await runNode([cli, "--format", "compact", "."], "", {
      cwd: root,
      env: process.env,
    });
    remove();
    expect([exit, stdout.includes("error configmap-value")]).toEqual([1, true]);
  });

  test("in a string of nginx", async () => {
    const { root, remove } = makeTree({
      "nginx.conf": `events {}\nhttp { log_format x "\n${words}\n"; keepalive_timeout 5q; }\n`,
    });
    const { exit } = await runNode([cli, "."], "", { cwd: root, env: process.env });
    remove();
    expect(exit).toBe(1);
  });
});

describe("the process", () => {
  test("a reader that stops early is no error", async () => {
    const { root, remove } = makeTree(
      Object.fromEntries(
        Array.from({ length: 800 }, (_, at) => [`${at}.md`, ""]).concat([["cm.yaml", configMap]]),
      ),
    );
    const { stderr, status } = spawnSync(
      "bash",
      ["-c", `set -o pipefail; "$0" "${cli}" -v . | head -n 1`, process.execPath],
      {
        cwd: root,
        encoding: "utf8",
      },
    );
    expect([stderr, status]).toEqual(["", 0]);
    remove();
  });

  test("an interrupt ends it at once and without a word", async () => {
    const child = spawn(process.execPath, [cli, "-"], { stdio: ["pipe", "pipe", "pipe"] });
    let words = "";
    child.stderr.on("data", (it) => {
      words += it;
    });
    setTimeout(() => child.kill("SIGINT"), 500);
    const signal = await new Promise((done) => child.on("exit", (_, it) => done(it)));
    expect([signal, words]).toEqual(["SIGINT", ""]);
  });
});
