import { describe, expect, test } from "@jest/globals";
import picocolors from "picocolors";
import { renderPage } from "../../src/cli/markdown-page.ts";

const plain = { colors: picocolors.createColors(false), width: 30, link: undefined };

describe("a page in Markdown", () => {
  test.each([
    ["## What it reports\n\nOne `word`.", "What it reports\n\nOne word."],
    [
      "A paragraph that is longer\nthan the terminal is wide.",
      "A paragraph that is longer\nthan the terminal is wide.",
    ],
    ["- one that goes on over the line\n- two", "- one that goes on over the\n  line\n- two"],
    ["1. first\n   goes on\n2. second", "1. first goes on\n2. second"],
    ["```nginx\nlisten 80;\n\n# not a heading\n```\nText.", "    listen 80;\n\n    # not a heading\n\nText."],
    ["| a | b |\n|---|---|\n| `long` | x \\| y |", "a     b\nlong  x | y"],
    ["| | 名 |\n|---|---|\n| 値段 | b |", "      名\n値段  b"],
    ["[docs](https://example.com) and [local](../x.md)", "docs (https://example.com)\nand local"],
    ["<https://example.com>", "https://example.com"],
    ["**bold** text", "bold text"],
    ["```\nnever closed", "    never closed"],
  ])("%j", (markdown, expected) => {
    expect(renderPage(markdown, plain)).toBe(expected);
  });

  test("links lead somewhere where the terminal can do that, and have no width", () => {
    const link = (text: string, address: string) => `\u001b]8;;${address}\u0007${text}\u001b]8;;\u0007`;
    const page = renderPage("| [a](https://example.com) | b |\n|---|---|\n| cc | d |", { ...plain, link });
    expect(page).toBe("\u001b]8;;https://example.com\u0007a\u001b]8;;\u0007   b\ncc  d");
  });
});
