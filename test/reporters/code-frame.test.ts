import { describe, expect, test } from "@jest/globals";
import { codeFrame } from "../../src/reporters/code-frame.ts";
import { fixLines } from "../../src/reporters/fix-lines.ts";
import { shownLine } from "../../src/reporters/source-text.ts";
import { SourceFile } from "../../src/text/source-file.ts";
import { placeOf, sample } from "./sample.ts";

const plain = { gutter: (it: string) => it, marker: (it: string) => it };
const asIs = (text: string) => text;

/** The frame of the first place of `part` in a text. */
function frameOf(text: string, part: string, width = 80, more: { resource?: string } = {}) {
  const shown = shownLine(placeOf(new SourceFile("a.yaml", text), part, more), asIs);
  return shown && codeFrame(shown, "^", { width, gutter: 1, colors: plain });
}

describe("a frame", () => {
  test.each([
    ["a: 1\n  bb: 22\n", "22", ["2 | bb: 22", "  |     ^^"]],
    ["\tlisten 443 ssl;\r\n", "443", ["1 | listen 443 ssl;", "  |        ^^^"]],
    ["名前: 値段 # 円\n", "値段", ["1 | 名前: 値段 # 円", "  |       ^^^^"]],
    ["a: 🚀 b\n", "b", ["1 | a: 🚀 b", "  |       ^"]],
    ["last", "last", ["1 | last", "  | ^^^^"]],
  ])("of %j marks %j", (text, part, expected) => {
    expect(frameOf(text, part)).toEqual(expected);
  });

  test("of a line that does not fit is cut around what is meant", () => {
    const text = `${"x".repeat(60)} meant ${"y".repeat(60)}`;
    const [line, marks] = frameOf(text, "meant", 40)!;
    expect(line).toMatch(/^1 \| …x+ meant…$/);
    expect(line!.length).toBeLessThanOrEqual(40);
    expect(line!.indexOf("meant")).toBe(marks!.indexOf("^"));
    expect(marks!.trim().endsWith("^".repeat(5))).toBe(true);
  });

  test("cuts what is meant where even that does not fit", () => {
    const [line] = frameOf(`a: ${"z".repeat(150)}`, "z".repeat(150), 40)!;
    expect(line!.length).toBeLessThanOrEqual(40);
  });

  test("escape sequences are not sent to the terminal", () => {
    expect(frameOf("a: \u001b[31mred\u001b[0m\n", "red")).toEqual(["1 | a: red", "  |    ^^^"]);
  });
});

describe("not shown is", () => {
  test.each([
    ["a password beside the place", "{ name: db, password: hunter2, image: a }", "image: a"],
    ["a password that is the place", "password: hunter2", "hunter2"],
    ["a header", 'proxy_set_header Authorization "Basic eHh4";', "proxy_set_header"],
    ["a key of an API", "API_KEY=abc", "abc"],
    ["a PEM block", "tls.key: -----BEGIN PRIVATE KEY-----", "tls.key"],
    ["a minified document", `{"a":"${"b".repeat(300)}","c":{"d":1}}`, '{"d":1}'],
  ])("%s", (_, text, part) => {
    expect(frameOf(text, part)).toBeUndefined();
  });

  test("the text of a Secret", () => {
    expect(frameOf("data: { a: b }", "a: b", 80, { resource: "Secret/shop/db" })).toBeUndefined();
    expect(frameOf("data: { a: b }", "a: b", 80, { resource: "ConfigMap/shop/db" })).toBeDefined();
  });

  test("what the run takes out of texts", () => {
    const redact = (text: string) => text.replace("tiger", "(sensitive)");
    expect(shownLine(placeOf(new SourceFile("a", "a: tiger, b: 1"), "b: 1"), redact)).toBeUndefined();
  });
});

test.each([
  "server_tokens off;",
  "secretName: shop-tls",
  "nginx.ingress.kubernetes.io/auth-secret: shop/users",
])("names of secrets are none: %s", (text) => {
  expect(frameOf(text, text)).toBeDefined();
});

test("in a minified document the value alone is shown", () => {
  const text = `{"a":"${"b".repeat(300)}","size":"128k"}`;
  expect(frameOf(text, '"size":"128k"')).toEqual(['1 | "size":"128k"', "  | ^^^^^^^^^^^^^"]);
});

describe("the lines of a fix", () => {
  const file = new SourceFile("a.yaml", "a: 1\nb: 2\nc: 3\n");
  const edit = (part: string, text: string) => ({ file, span: placeOf(file, part).span, text });
  const linesOf = (edits: ReturnType<typeof edit>[], redact = asIs) =>
    fixLines(sample.results[0]!, { description: "", safety: "safe", edits }, redact);

  test("are those that change", () => {
    expect(linesOf([edit("2", "5")])).toEqual(["- b: 2", "+ b: 5"]);
    expect(linesOf([edit("b: 2\n", "")])).toEqual(["- b: 2"]);
    expect(linesOf([edit("c", "b2: 5\nc")])).toEqual(["+ b2: 5"]);
    expect(linesOf([edit("c", "x"), edit("1", "9")])).toEqual(["- a: 1", "+ a: 9", "- c: 3", "+ x: 3"]);
  });

  test("are left out where they are many, or may be secret", () => {
    expect(linesOf([edit("2", "x\n".repeat(20))])).toEqual([]);
    expect(linesOf([edit("2", "password")])).toEqual([]);
    expect(linesOf([edit("2", "5")], (text) => text.replace("b", "?"))).toEqual([]);
  });
});
