import { describe, expect, test } from "@jest/globals";
import { rules } from "../../rules/index.ts";
import {
  completionHelp,
  explainHelp,
  initHelp,
  lintHelp,
  lspHelp,
  modelHelp,
  renderHelp,
  rulesHelp,
  testHelp,
} from "../../src/cli/help.ts";
import { type LintArguments, lintProgram, parseLintArguments } from "../../src/cli/lint-arguments.ts";
import { describedCommands } from "../../src/cli/programs.ts";

const parse = (...args: string[]) => parseLintArguments(args);
const complaintAbout = (...args: string[]) => {
  try {
    parse(...args);
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing";
};

describe("arguments", () => {
  test("paths alone: everything else is left to the configuration", () => {
    expect(parse("deploy", "-")).toMatchObject({
      paths: ["deploy", "-"],
      reports: [{ name: "pretty", file: undefined }],
      rules: {},
      gitignore: true,
      verbose: false,
    });
    const { failOn, config, only, presets, color } = parse("deploy") as LintArguments;
    expect([failOn, config, only, presets, color]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("every option arrives", () => {
    const all = parse(
      ...["--format", "json", "--format", "sarif=out.sarif", "--fail-on=warning", "--config", "c.yaml"],
      ...["--rule", "listen-backlog=off", "--rule", "prestop-sleep=error", "--only", "a,b", "--only", "c"],
      ...["--preset", "strict", "--controller-version", "1.12.1", "--nginx-version", "1.27.1"],
      ...["--now", "2026-01-31T09:00:00+01:00"],
      ...["--include-prefix", "/etc/nginx=conf", "--max-file-size", "20MB", "--no-ignore", "--allow-empty"],
      ...["--stdin-filename", "plan.json", "-v", "-q", "--no-color", "-"],
    );
    expect(all).toMatchObject({
      reports: [
        { name: "json", file: undefined },
        { name: "sarif", file: "out.sarif" },
      ],
      failOn: "warning",
      config: "c.yaml",
      rules: { "listen-backlog": "off", "prestop-sleep": "error" },
      only: ["a", "b", "c"],
      presets: ["strict"],
      controllerVersion: "1.12.1",
      nginxVersion: "1.27.1",
      now: Date.UTC(2026, 0, 31, 8),
      includePrefixes: [{ from: "/etc/nginx", to: "conf" }],
      maxFileBytes: 20 * 2 ** 20,
      gitignore: false,
      allowEmpty: true,
      stdinFilename: "plan.json",
      verbose: true,
      quiet: true,
      color: false,
      paths: ["-"],
    });
  });

  test("--no-config is false, --output-file takes the one report", () => {
    expect(parse("--no-config", "x")).toMatchObject({ config: false });
    expect(parse("-o", "r.json", "-f", "json", "x")).toMatchObject({
      reports: [{ name: "json", file: "r.json" }],
    });
  });

  test("behind -- everything is a path", () => {
    expect(parse("--", "--help", "-v")).toMatchObject({ paths: ["--help", "-v"] });
  });

  test("--help and --version come before all else", () => {
    expect(parse("--help")).toBe("help");
    expect(parse("-h", "deploy")).toBe("help");
    expect(parse("deploy", "--version")).toBe("version");
  });
});

describe("a wrong argument is explained in one line", () => {
  test.each([
    [[], /^no paths were given; 'ingress-lint \.' lints this directory/],
    [["--formt", "json", "x"], "unknown option '--formt'; did you mean '--format'?"],
    [["--xyzzy", "x"], "unknown option '--xyzzy'; 'ingress-lint --help' lists the options"],
    [
      ["--format", "jsn", "x"],
      "--format is 'jsn'; expected json, pretty, sarif, compact, github, summary, jsonl, gitlab, junit, checkstyle, html, markdown; did you mean 'json'?",
    ],
    [["--format", "json=", "x"], "--format json= names no file after '='"],
    [["--format"], /argument missing/],
    [["-f", "json", "-f", "sarif", "x"], /^json and sarif would both go to standard output/],
    [["-f", "json", "-f", "sarif=a", "-o", "b", "x"], /^--output-file is for one report/],
    [["--fail-on", "warn", "x"], /^--fail-on is 'warn'; expected warning, /],
    [
      ["--preset", "every", "x"],
      /^--preset is 'every'; expected recommended, strict, security, resilience, all/,
    ],
    [
      ["--rule", "listen-backlog", "x"],
      /has no severity; expected 'ID=SEVERITY', such as 'listen-backlog=off'/,
    ],
    [
      ["--rule", "listen-backlog=warn", "x"],
      /^severity of --rule listen-backlog is 'warn'; expected warning/,
    ],
    [["--include-prefix", "conf", "x"], /^--include-prefix is 'conf'; expected an absolute path/],
    [["--now", "yesterday", "x"], /^--now is 'yesterday'; expected a date such as '2026-01-31'/],
    [["--now", "2026-13-01", "x"], /^--now is '2026-13-01'/],
    [["--max-file-size", "big", "x"], /^--max-file-size is 'big'; expected a size/],
    [["--stdin-filename", "a.yaml", "x"], /'-' is not among the paths/],
  ])("%j", (args, message) => {
    const complaint = complaintAbout(...args);
    expect(complaint).not.toContain("\n");
    if (typeof message === "string") expect(complaint).toBe(message);
    else expect(complaint).toMatch(message);
  });
});

describe("help", () => {
  test("names every option that is parsed and no other", () => {
    const parsed = lintProgram().options.flatMap((it) =>
      [it.long, it.short].filter((flag) => flag !== undefined),
    );
    const named =
      lintHelp.slice(0, lintHelp.indexOf("Exit status")).match(/(?<![\w-])--?[a-z][a-z-]*|-V/g) ?? [];
    const expected = [...new Set([...parsed, "--help", "-h"])].sort();
    expect([...new Set(named)].sort()).toEqual(expected);
  });

  test("of every command names every option of it", () => {
    const helps: Record<string, string> = {
      completion: completionHelp,
      explain: explainHelp,
      init: initHelp,
      lsp: lspHelp,
      model: modelHelp,
      render: renderHelp,
      rules: rulesHelp,
      test: testHelp,
    };
    for (const { name, options } of describedCommands(rules).filter((it) => it.name !== ""))
      for (const option of options) expect(helps[name]).toContain(option.names[0]);
  });

  test.each([
    lintHelp,
    rulesHelp,
    explainHelp,
    initHelp,
    completionHelp,
    lspHelp,
    modelHelp,
    renderHelp,
    testHelp,
  ])("fits a screen", (text) => {
    const lines = text.split("\n");
    expect(Math.max(...lines.map((it) => it.length))).toBeLessThanOrEqual(80);
    expect(lines.length).toBeLessThanOrEqual(50);
  });
});
