import { describe, expect, test } from "@jest/globals";
import { quote } from "../../src/text/quote.ts";
import { SourceFile } from "../../src/text/source-file.ts";

describe("positions", () => {
  test.each([
    ["a\nbc\n", 0, 1, 1],
    ["a\nbc\n", 1, 1, 2],
    ["a\nbc\n", 2, 2, 1],
    ["a\nbc\n", 4, 2, 3],
    ["a\nbc\n", 5, 3, 1],
    ["a\nbc\n", 99, 3, 1],
    ["a\r\nbc", 3, 2, 1],
    ["a\rbc", 2, 1, 3],
    ["\ufeffab", 1, 1, 1],
    ["\ufeffab", 0, 1, 1],
    ["\ufeffab\nc", 4, 2, 1],
    ["😀x", 2, 1, 3],
    ["\tx", 1, 1, 2],
    ["", 0, 1, 1],
  ])("%j at %i is %i:%i", (text, offset, line, column) => {
    expect(new SourceFile("a", text).positionAt(offset)).toEqual({ line, column });
  });

  test.each([
    ["a\nbc\r\nd", ["a", "bc", "d"]],
    ["a\n", ["a", ""]],
    ["", [""]],
    ["\n\n", ["", "", ""]],
  ])("lines of %j", (text, expected) => {
    const { lines } = new SourceFile("a", text);
    expect(Array.from({ length: lines.count }, (_, at) => lines.textOf(at + 1))).toEqual(expected);
  });
});

describe("quoted input", () => {
  test.each([
    ["plain", "'plain'"],
    ["two\nlines\t", "'two\\nlines\\t'"],
    ["\u001b[31m", "'\\x1b[31m'"],
    ["x".repeat(60), `'${"x".repeat(60)}'`],
    ["x".repeat(61), `'${"x".repeat(59)}…'`],
    ["😀".repeat(61), `'${"😀".repeat(59)}…'`],
  ])("%j", (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });
});
