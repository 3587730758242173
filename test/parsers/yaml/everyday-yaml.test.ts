import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { readEverydayTree, readEverydayYaml } from "../../../src/parsers/yaml/everyday-yaml.ts";
import { loadByJsYaml } from "../../../src/parsers/yaml/load.ts";
import type { Node } from "../../../src/parsers/yaml/node.ts";
import { splitDocuments } from "../../../src/parsers/yaml/split.ts";
import { readYamlTree } from "../../../src/parsers/yaml/yaml-tree.ts";

/** Numbers below 1 from a seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A tree without what only block scalars are asked for. */
function plainTree(node: Node): unknown {
  return {
    kind: node.kind,
    span: [node.start, node.end],
    entries: node.entries.map(({ key, keyNode, value }) => [key, plainTree(keyNode), plainTree(value)]),
    merged: node.merged.map(plainTree),
    items: node.items.map(plainTree),
  };
}

/** Whether the document is read without js-yaml; it is then read as js-yaml reads it, with the same places. */
function isEveryday(text: string): boolean {
  const everyday = readEverydayYaml(text);
  if (everyday === undefined) return false;
  const { value, error, duplicates } = loadByJsYaml(text);
  expect([text, everyday.value, false]).toEqual([text, error ?? value, duplicates]);
  // toEqual takes -0 for 0 and a missing key for undefined.
  expect(JSON.stringify(everyday.value)).toBe(JSON.stringify(value));
  expect([text, plainTree(readEverydayTree(text)!)]).toEqual([text, plainTree(readYamlTree(text))]);
  return true;
}

/** Every YAML file of the rules' cases and the examples, one text a document. */
function ownDocuments(): readonly string[] {
  return ["rules", "examples"].flatMap((folder) =>
    (readdirSync(folder, { recursive: true }) as string[])
      .filter((it) => /\.ya?ml$/.test(it))
      .sort()
      .flatMap((it) => {
        const text = readFileSync(join(folder, it), "utf8");
        return splitDocuments(text).map(({ from, end }) => text.slice(from, end));
      }),
  );
}

const pieces = [
  " ", "  ", "\n", "\n\n", "\t", "\r\n", "- ", "-", ": ", ":", " #", "#", "# x\n", "|\n", "|-\n", "|+\n", "|2\n", ">\n", "'", "''", '"', "\\", "[", "]", "{", "}",
  ",", "&a ", "*a", "!t ", "? ", "<<: ", "~", "null", "on", "0x1f", "014", "1e3", "-0", ".5", ".inf", "1_0", "-", "=", "@", "`", "%", "a: b", "a:\n  b", "é", "\u2028", "\ufeff", "\u0085", "😀",
  "\n  ", "\n    - ", "key: value\n", "__proto__: 1\n", "--- ", "...",
]; // biome-ignore format: a list of snippets reads best in lines

describe("everyday YAML is read as js-yaml reads it", () => {
  const documents = ownDocuments();

  test("our own cases and examples, most of which are of that kind", () => {
    const everyday = documents.filter(isEveryday);
    expect(documents.length).toBeGreaterThan(500);
    expect(everyday.length / documents.length).toBeGreaterThan(0.85);
  });

  test.each([1, 2, 3, 4])("1 500 of their mutations, seed %i", (seed) => {
    const next = random(seed);
    const below = (count: number) => Math.floor(next() * count);
    let everyday = 0;
    for (let round = 0; round < 1500; round += 1) {
      let text = documents[below(documents.length)]!.slice(0, 1500);
      for (let change = 1 + below(3); change > 0; change -= 1) {
        const at = below(text.length + 1);
        const removed = next() < 0.5 ? 0 : below(6);
        text =
          text.slice(0, at) + (next() < 0.8 ? pieces[below(pieces.length)]! : "") + text.slice(at + removed);
      }
      if (isEveryday(text)) everyday += 1;
    }
    expect(everyday).toBeGreaterThan(300);
  });

  test.each([11, 12])("3 000 texts of snippets, seed %i", (seed) => {
    const next = random(seed);
    let everyday = 0;
    for (let round = 0; round < 3000; round += 1) {
      let text = next() < 0.5 ? "a: " : "";
      for (let count = 1 + next() * 9; count > 0; count -= 1)
        text += pieces[Math.floor(next() * pieces.length)]!;
      if (isEveryday(text)) everyday += 1;
    }
    expect(everyday).toBeGreaterThan(100);
  });

  test.each([
    ["a block list at its key's column", "a:\n- b\n-\n- c: d\n  e:\n  - f\ng: 1\n"],
    ["lists in lists", "- - a\n  - b\n- - - c\n"],
    ["comments everywhere", "# x\na: # y\n  # z\n  b: c # d\n\n# e\n  f: g#h\n# end"],
    ["literal blocks", "a: |\n  b\n\n   c\n\nd: |-\n  e: f\n\ng: |+\n  h\n\n\ni:\n- |\n  j # k\n- |-\n  l"],
    ["keys that are no text", "on: off\n8080: 014\nnull: ~\n1.50: x\n'yes': \"no\"\n"],
    ["flow collections", "a: {}\nb: []\nc: {d: e, \"f\": [1, on, x y], g: {h: ~}}\ni: [ a , 'b' ] # j\n"],
    ["a separator line", "--- # first\na: b\n"],
  ])("%s", (_name, text) => {
    expect(isEveryday(text)).toBe(true);
  });

  test.each([
    ["duplicate keys", "a: 1\na: 2\n"],
    ["duplicate keys in another spelling", "on: 1\ntrue: 2\n"],
    ["anchors and aliases", "a: &x 1\nb: *x\n"],
    ["a merge key", "a: {b: 1}\n<<: {c: 1}\n"],
    ["a folded block", "a: >\n  b\n"],
    ["a scalar of two lines", "a: b\n  c\n"],
    ["a tab", "a:\tb\n"],
    ["a wrong indentation", "a:\n  b: 1\n c: 2\n"],
    ["a value with a colon", "a: b: c\n"],
    ["a key for the prototype", "__proto__: {a: 1}\n"],
    ["a number without an end", "a: .inf\n"],
    ["a control character", "a: b\u0001\n"],
  ])("%s are left to js-yaml", (_name, text) => {
    expect(readEverydayYaml(text)).toBeUndefined();
  });
});
