import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type RunCli, runAction } from "../../src/cli/action.ts";

let folder: string;
let env: Record<string, string>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "action-"));
  env = {
    GITHUB_WORKSPACE: "/srv/shop",
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary"),
    RUNNER_TEMP: folder,
  };
});

afterEach(() => rmSync(folder, { recursive: true }));

interface Call {
  readonly args: readonly string[];
  readonly cwd: string;
}

/** A command line that notes how it was called, writes its reports as asked and prints what it is told. */
function fakeCli(calls: Call[], { status = 1, out = "", err = "", reports = true } = {}): RunCli {
  return async (args, io) => {
    calls.push({ args, cwd: io.cwd });
    if (out !== "") io.stdout(out);
    if (err !== "") io.stderr(err);
    if (!reports) return status;
    const contents: Record<string, string> = {
      json: JSON.stringify({ summary: { errors: 2, warnings: 1, infos: 4 } }),
      sarif: JSON.stringify({ runs: [{ results: [{ baselineState: "new" }, { baselineState: "absent" }] }] }),
      summary: "## ingress-lint\n",
      github: "::error file=a.yaml::text\n",
    };
    for (const arg of args) {
      const [name, path] = arg.split("=");
      if (path !== undefined && name! in contents) writeFileSync(path, contents[name!]!);
    }
    return status;
  };
}

async function act(inputs: Record<string, string>, answer: Parameters<typeof fakeCli>[1] = {}) {
  const calls: Call[] = [];
  let log = "";
  const status = await runAction({ ...env, ...inputs }, fakeCli(calls, answer), (text) => {
    log += text;
  });
  return { status, log, call: calls[0], calls };
}

const withoutReports = (args: readonly string[]) =>
  args.filter((it, index) => it !== "--format" && args[index - 1] !== "--format");

describe("inputs", () => {
  test("none: the whole workspace, annotations", async () => {
    const { call, status } = await act({});
    expect(call!.cwd).toBe("/srv/shop");
    expect(withoutReports(call!.args)).toEqual(["--", "."]);
    expect(
      call!.args.filter((_, index) => call!.args[index - 1] === "--format").map((it) => it.split("=")[0]),
    ).toEqual(["github", "json", "sarif", "summary"]);
    expect(status).toBe(1);
  });

  test.each([
    [
      "separated by blanks",
      { INPUT_PATHS: " manifests  ./edge/nginx.conf " },
      ["./manifests", "./edge/nginx.conf"],
    ],
    [
      "one per line, with blanks inside",
      { INPUT_PATHS: "my charts\n\nedge/*.conf\n" },
      ["./my charts", "./edge/*.conf"],
    ],
    ["a plan alone", { INPUT_PLAN: "plan.json" }, ["./plan.json"]],
    ["paths and a plan", { INPUT_PATHS: "a", INPUT_PLAN: "b.json" }, ["./a", "./b.json"]],
    [
      "what looks like options, commands or standard input",
      { INPUT_PATHS: "-\n--fix\nexplain" },
      ["./-", "./--fix", "./explain"],
    ],
    [
      "absolute, upwards, exclusion, Windows",
      { INPUT_PATHS: "/a ../b . !c D:\\d" },
      ["/a", "../b", ".", "!c", "D:\\d"],
    ],
  ])("paths: %s", async (_, inputs, expected) => {
    const { call } = await act(inputs);
    expect(call!.args.slice(call!.args.indexOf("--") + 1)).toEqual(expected);
  });

  test("threshold and configuration, named as the runner names them", async () => {
    const { call } = await act({ "INPUT_FAIL-ON": "warning", INPUT_CONFIG: "ci/lint.yaml" });
    expect(withoutReports(call!.args)).toEqual(["--fail-on=warning", "--config=ci/lint.yaml", "--", "."]);
  });

  test.each([
    ["a plan: what it brings", { INPUT_PLAN: "plan.json" }, ["--only=new"]],
    ["a plan, all of it", { INPUT_PLAN: "plan.json", INPUT_ONLY: "all" }, []],
    [
      "files against a commit",
      { "INPUT_BEFORE-REF": "origin/main" },
      ["--before-ref=origin/main", "--only=new"],
    ],
    ["files alone", {}, []],
  ])("comparison: %s", async (_, inputs, expected) => {
    const { call } = await act(inputs);
    const args = withoutReports(call!.args);
    expect(args.slice(0, args.indexOf("--"))).toEqual(expected);
  });

  test("'only' takes two words", async () => {
    const { status, log, calls } = await act({ INPUT_ONLY: "changed" });
    expect([status, calls.length]).toEqual([2, 0]);
    expect(log).toMatch(/^::error .*'only' is 'changed'; expected new or all/);
  });

  test("an unknown format is refused before anything runs", async () => {
    const { status, log, calls } = await act({ INPUT_FORMAT: "teamcity\n::x::y" });
    expect(status).toBe(2);
    expect(calls).toEqual([]);
    expect(log).toMatch(
      /^::error title=ingress-lint::Input 'format' has 'teamcity'; expected one or more of: pretty, /,
    );
    expect(log.trimEnd().split("\n")).toHaveLength(1);
  });
});

describe("what the runner gets", () => {
  test("counts and the path of the SARIF file, in the form that holds any value", async () => {
    await act({});
    const text = readFileSync(env.GITHUB_OUTPUT!, "utf8");
    const outputs = Object.fromEntries(
      [...text.matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm)].map((it) => [it[1], it[3]]),
    );
    expect(outputs).toEqual({
      errors: "2",
      warnings: "1",
      infos: "4",
      new: "7",
      fixed: "0",
      findings: "7",
      sarif: expect.stringContaining(folder),
    });
    expect(JSON.parse(readFileSync(outputs.sarif!, "utf8"))).toEqual({
      runs: [{ results: [{ baselineState: "new" }] }],
    });
  });

  test("the summary is added to what other parts of the step wrote", async () => {
    writeFileSync(env.GITHUB_STEP_SUMMARY!, "before\n");
    await act({});
    expect(readFileSync(env.GITHUB_STEP_SUMMARY!, "utf8")).toBe("before\n## ingress-lint\n");
  });

  test("two runs in one job keep apart", async () => {
    const first = await act({});
    const second = await act({});
    expect(first.call!.args).not.toEqual(second.call!.args);
  });

  test("what the linter prints can be no command; its annotations can", async () => {
    const { log } = await act(
      { INPUT_FORMAT: "pretty github" },
      { out: "::add-path::/evil", err: "::set-env name=A::b\n" },
    );
    const lines = log.trimEnd().split("\n");
    const token = /^::stop-commands::([\da-f-]{36})$/.exec(lines[0]!)![1];
    expect(lines.slice(1)).toEqual([
      "::add-path::/evil::set-env name=A::b",
      `::${token}::`,
      "::error file=a.yaml::text",
    ]);
    const again = await act({});
    expect(again.log.split("\n")[0]).not.toBe(lines[0]);
  });

  test("commands are on again after a text without line end, and after a crash", async () => {
    const { log } = await act({}, { out: "no line end" });
    expect(log).toMatch(/^no line end\n::[\da-f-]{36}::$/m);
    let text = "";
    const crash = runAction(
      env,
      () => Promise.reject(new Error("bug")),
      (it) => {
        text += it;
      },
    );
    await expect(crash).rejects.toThrow("bug");
    expect(text).toMatch(/^::stop-commands::([\da-f-]{36})\n::\1::\n$/);
  });

  test("without a report the reason becomes an annotation of one line", async () => {
    const { log, status } = await act(
      {},
      { status: 2, err: "no such rule 'x'\n::error::100%\n", reports: false },
    );
    expect(status).toBe(2);
    expect(log.trimEnd().split("\n").at(-1)).toBe(
      "::error title=ingress-lint::no such rule 'x'%0A::error::100%25",
    );
    expect(() => readFileSync(env.GITHUB_OUTPUT!)).toThrow("ENOENT");
  });

  test("outside of GitHub, nothing is written but the reports", async () => {
    const { GITHUB_OUTPUT: _, GITHUB_STEP_SUMMARY: __, ...rest } = env;
    env = rest;
    expect((await act({})).status).toBe(1);
  });
});
