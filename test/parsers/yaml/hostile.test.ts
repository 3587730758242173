import { describe, expect, test } from "@jest/globals";
import type { YamlDocument } from "../../../src/parsers/yaml/document.ts";
import { parseYaml } from "../../../src/parsers/yaml/parse.ts";
import { SourceFile } from "../../../src/text/source-file.ts";

/** Generous: each takes well under half a second on a slow machine, and minutes when something is quadratic. */
const LIMIT_MS = 4000;

function timed(text: string, path = "hostile.yaml"): readonly YamlDocument[] {
  const start = performance.now();
  const documents = parseYaml(new SourceFile(path, text));
  for (const document of documents.slice(0, 100)) {
    if (typeof document.value !== "object" || document.value === null) continue;
    const { value, duplicateKeys } = document;
    const places = Object.keys(value).filter((key) => document.locate(value, key) !== undefined);
    for (const key of places) document.text(value, key)?.origin(0, 1).place();
    expect([places.length, duplicateKeys.length < 100_000]).toEqual([Object.keys(value).length, true]);
  }
  expect(performance.now() - start).toBeLessThan(LIMIT_MS);
  return documents;
}

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index));

describe("hostile input is an error or cheap", () => {
  test.each<[string, string, RegExp]>([
    ["10 000 lists in flow style", "[".repeat(10_000) + "]".repeat(10_000), /nested too deeply/],
    [
      "10 000 mappings in flow style",
      `x: ${"{a: ".repeat(10_000)}${"}".repeat(10_000)}`,
      /nested too deeply/,
    ],
    ["a million of JSON lists", "[".repeat(1_000_000) + "]".repeat(1_000_000), /nested too deeply/],
    [
      "a thousand of indented mappings",
      times(1000, (it) => `${" ".repeat(it)}a:`).join("\n"),
      /nested too deeply/,
    ],
    ["10 000 dashes", "- ".repeat(10_000), /nested too deeply/],
    ["10 000 question marks", "? ".repeat(10_000), /nested too deeply/],
    ["10 000 anchors", "&a ".repeat(10_000), /two anchors/],
    [
      "an alias bomb",
      `a0: &a0 [x]\n${times(30, (it) => `a${it + 1}: &a${it + 1} [${`*a${it},`.repeat(9)}]`).join("\n")}`,
      /multiply/,
    ],
    [
      "a bomb too large for a number",
      `a0: &a0 [x]\n${times(400, (it) => `a${it + 1}: &a${it + 1} [${`*a${it},`.repeat(9)}]`).join("\n")}`,
      /multiply/,
    ],
    [
      "a chain of aliases",
      `a0: &a0 []\n${times(20_000, (it) => `a${it + 1}: &a${it + 1} [*a${it}]`).join("\n")}`,
      /nested too deeply/,
    ],
    [
      "a chain of merge keys",
      `a0: &a0 {x: 1}\n${times(9000, (it) => `a${it + 1}: &a${it + 1} {<<: [*a${it}, *a${it}]}`).join("\n")}`,
      /merge keys/,
    ],
    ["a list that contains itself", "a: &a [1, *a]", /alias to itself/],
    ["a mapping that contains itself", "a: &a {b: {c: *a}}", /alias to itself/],
    ["a list that is never closed", `a: [${"1, ".repeat(300_000)}`, /never closed/],
    ["a text that is never closed", `a: "${"x ".repeat(1_000_000)}`, /never closed/],
    ["a NUL character", "a: 1\nb: \0", /NUL/],
    [
      "random characters",
      times(100_000, (it) => String.fromCharCode((it * 7919 * ((it % 13) + 1)) % 65_536)).join(""),
      /./,
    ],
  ])("%s", (_, text, message) => {
    const errors = timed(text).map((it) => it.error?.message ?? "none");
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(message);
  });

  test.each<[string, string, number]>([
    ["50 000 keys", times(50_000, (it) => `key-${it}: value`).join("\n"), 1],
    ["50 000 keys, each twice", times(50_000, (it) => `key-${it % 25_000}: value`).join("\n"), 1],
    ["50 000 keys in JSON", `{${times(50_000, (it) => `"key-${it % 40_000}": 1`).join(",")}}`, 1],
    ["400 levels", `${"[".repeat(400)}${"]".repeat(400)}`, 1],
    ["50 000 documents", "a: 1\n---\n".repeat(50_000), 50_000],
    ["500 000 empty documents", "---\n".repeat(500_000), 0],
    ["a million of empty lines", "\n".repeat(1_000_000), 0],
    ["a long blank line in a block scalar", `a: |\n${" ".repeat(1_000_000)}\nb: 1`, 1],
    ["a long folded text", `a: >\n${"  x\n\n".repeat(100_000)}`, 1],
    ["a long plain text", `a: x\n${"  y\n".repeat(100_000)}`, 1],
    ["100 000 empty items", `a:\n${"-\n".repeat(100_000)}`, 1],
    ["50 000 aliases", `a: &a x\nb: [${"*a, ".repeat(50_000)}]`, 1],
    ["50 000 JSON lines", '{"a": 1}\n'.repeat(50_000), 50_000],
  ])("%s", (_, text, count) => {
    const documents = timed(text);
    expect(documents).toHaveLength(count);
    expect(documents.find((it) => it.error !== undefined)).toBeUndefined();
  });

  test("10 000 broken documents do not hide the last one", () => {
    const documents = timed(`${"a: [\n---\n".repeat(10_000)}b: 2\n`);
    expect(documents).toHaveLength(10_001);
    expect(documents.at(-1)?.value).toEqual({ b: 2 });
  });

  test("modest use of aliases is fine", () => {
    const uses = times(90, (it) => `use${it}: *base`).join("\n");
    const [document] = timed(`base: &base\n${times(50, (it) => `  k${it}: v`).join("\n")}\n${uses}\n`);
    expect(document?.error).toBeUndefined();
  });
});
