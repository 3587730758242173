import { describe, expect, test } from "@jest/globals";
import type { LintResult, Location, Result } from "../../src/engine/finding.ts";
import { type ReporterName, reporters } from "../../src/reporters/reporter.ts";
import { SourceFile } from "../../src/text/source-file.ts";
import { context, placeOf, rules } from "./sample.ts";

process.env.TERM = "xterm-256color";

const attacks = {
  colour: "\u001b[31mred\u001b[0m",
  screen: "\u001b[2J\u001b[H",
  title: "\u001b]0;owned\u0007",
  link: "\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007",
  "8-bit": "\u009b31m\u009d0;owned\u009c\u0085",
  reordering: "\u202egnp.exe\u2066\u200f",
  "workflow command": "\n::set-env name=PATH::/evil\n::stop-commands::x",
  "old workflow command": "##[add-path]/evil",
  "separators of commands": "a,line=1::warning file=b::c%0A::error::d",
  markdown:
    "](https://evil.example) `x` **b** | c |\n\n# head\n@octocat www.evil.example https://evil.example",
  html: "<img src=x onerror=alert(1)><script>alert(1)</script>",
  "line breaks": "one\r\ntwo\u2028three\rfour",
  quotes: "'a' `b` \"c\" \\ \ue000",
  "other text": "größe 注文 \ud800",
};

function hostile(text: string): LintResult {
  const file = new SourceFile(`conf/${text}.conf`, `listen ${text};`);
  const at: Location = {
    ...placeOf(file, `listen ${text};`),
    resource: `Ingress/shop/${text}`,
    attribute: text,
  };
  const finding: Result = {
    ruleId: rules[0]!.id,
    severity: "error",
    message: `Value '${text}' is refused.`,
    help: `Set ${text}.`,
    at,
    related: [{ at, message: `Here: ${text}` }],
    fix: { description: text, safety: "safe", edits: [] },
    fingerprint: "abcd",
    baselineState: "new",
  };
  return {
    results: [finding, { ...finding, severity: "info" }],
    problems: [{ path: text, message: `could not be parsed: ${text}`, line: 1, column: 1 }],
    coverage: {
      files: 1,
      resources: 1,
      nginxConfigs: 1,
      skipped: [{ path: text, reason: text }],
      unknownValues: 0,
      notes: [text],
    },
    redact: (text: string) => text,
    compared: true,
    effectiveChanges: () => [{ title: text, groups: [{ scopes: [text], lines: [text] }] }],
    controllers: () => [],
    durationMs: 1,
  };
}

// Everything that a terminal obeys or that reorders text, but line feed.
const obeyed = /(?!\n)\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/u;

const names = Object.keys(reporters) as ReporterName[];
const everyCase = names.flatMap((name) =>
  Object.entries(attacks).map(([attack, text]) => [name, attack, text] as const),
);

describe("text from files", () => {
  test.each(everyCase)("%s: %s", async (name, _, text) => {
    const report = await (await reporters[name]())(hostile(text), { ...context, verbose: true });
    expect(report).not.toMatch(obeyed);
    expect(report.endsWith("\n")).toBe(true);
  });

  test.each(names.filter((it) => it === "json" || it === "sarif"))(
    "%s: what a reader of the JSON gets",
    async (name) => {
      const texts: string[] = [];
      for (const text of Object.values(attacks)) {
        const report = await (await reporters[name]())(hostile(text), context);
        JSON.parse(report, (key, value) => {
          if (typeof value === "string") texts.push(value);
          texts.push(key);
          return value;
        });
      }
      expect(texts.length).toBeGreaterThan(500);
      expect(texts.filter((it) => obeyed.test(it))).toEqual([]);
    },
  );

  test("pretty in colour: nothing but colours of our own, one row per finding", async () => {
    const render = await reporters.pretty();
    for (const text of Object.values(attacks)) {
      const report = await render(hostile(text), { ...context, color: true, verbose: true });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is looked for
      const rest = report.replace(/\u001b\[\d{1,2}m/g, "");
      expect(rest).not.toMatch(obeyed);
      expect(rest).not.toContain("owned");
      expect(rest.split("\n").filter((it) => /^ {2}[✖ℹ] +\d+:\d+ /.test(it))).toHaveLength(2);
    }
  });

  test("pretty: quotes stay as they are written", async () => {
    const report = await (await reporters.pretty())(hostile("'a' `b` \"c\""), context);
    expect(report).toContain("Value ''a' `b` \"c\"' is refused.");
  });
});

/** The commands that the runner would carry out for a line (its rules are those of ActionCommand.cs). */
function commandsOf(line: string): string[] {
  const found = [...line.matchAll(/##\[([\w-]+)[^\]]*\]/g)].map((it) => it[1]!);
  const command = /^\s*::([\w-]+)(?: [^:]*(?::(?!:)[^:]*)*)?::/.exec(line);
  return command ? [command[1]!] : found;
}

describe("github", () => {
  test.each(Object.entries(attacks))(
    "%s: the runner sees three commands and one line of text",
    async (_, text) => {
      const report = await (await reporters.github())(hostile(text), context);
      const lines = report.trimEnd().split("\n");
      expect(lines.map(commandsOf)).toEqual([["error"], ["notice"], ["error"], []]);
      for (const line of lines.slice(0, 3)) {
        // Properties end at the first '::', so that none of the text can add to them.
        const properties = line.slice(line.indexOf(" ") + 1, line.indexOf("::", 2)).split(",");
        expect(properties.map((it) => it.split("=")[0])).toEqual(
          line.startsWith("::error file=conf") || line.startsWith("::notice")
            ? ["file", "line", "endLine", "col", "endColumn", "title"].filter((it) =>
                properties.some((p) => p.startsWith(`${it}=`)),
              )
            : ["file", "line", "col", "title"],
        );
      }
    },
  );

  test("the recogniser of this test sees what it has to see", () => {
    expect(commandsOf("  ::set-env name=a::b")).toEqual(["set-env"]);
    expect(commandsOf("text ##[add-path]/evil")).toEqual(["add-path"]);
    expect(commandsOf("text ::set-env::b")).toEqual([]);
  });
});

describe("summary", () => {
  test("Markdown and HTML of a file are text", async () => {
    const render = await reporters.summary();
    for (const text of [attacks.markdown, attacks.html]) {
      const report = await render(hostile(text), context);
      const own = report.replace(/\]\(https:\/\/github\.com\/[^)]*\)/g, "]").replaceAll("<br>", "");
      expect(own).not.toMatch(/<|>|`|:\/\/|www\.|@/);
      // The counts table of five lines, the findings table of four: no cell was added, no line broken.
      const rows = report.split("\n").filter((it) => it.startsWith("|"));
      expect(rows.map((it) => it.split("|").length - 1)).toEqual([5, 5, 5, 5, 5, 5, 5, 5, 5]);
    }
  });
});
