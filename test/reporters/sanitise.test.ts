import { describe, expect, test } from "@jest/globals";
import { escapeJson, sanitise, sanitiseLines } from "../../src/reporters/sanitise.ts";

describe("sanitise", () => {
  test.each([
    ["plain text", "proxy_buffer_size 8k", "proxy_buffer_size 8k"],
    ["letters of other scripts and emoji", "größe 注文 👩‍🔧", "größe 注文 👩‍🔧"],
    ["colour", "\u001b[31mred\u001b[0m", "red"],
    ["cursor and screen", "a\u001b[2J\u001b[1;1Hb", "ab"],
    ["8-bit introducer", "a\u009b31mb", "ab"],
    ["window title", "a\u001b]0;owned\u0007b", "ab"],
    ["hyperlink", "\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\", "click"],
    ["8-bit operating system command", "a\u009d0;owned\u009cb", "ab"],
    ["device control", "a\u001bPq#0\u001b\\b", "ab"],
    ["full reset", "a\u001bcb", "ab"],
    ["character set", "a\u001b(0b", "ab"],
    ["an unterminated command hides nothing", "a\u001b]0;shown", "a0;shown"],
    ["sequences inside sequences", "\u001b\u001b[31m[31mx", "31mx"],
    ["other controls", "a\u0000b\u0008c\u007fd\u0085e", "abcd e"],
    ["reordering", "size\u202ek8\u202c \u2066x\u2069\u200f", "sizek8 x"],
    ["line breaks", "one\r\ntwo\u2028three\n\n  four", "one two three four"],
    ["tab", "a\tb", "a b"],
    ["half a pair", "a\ud800b", "a\ufffdb"],
  ])("%s", (_, text, expected) => {
    expect(sanitise(text)).toBe(expected);
  });

  test("keeps line feeds where they are wanted, and no other break", () => {
    expect(sanitiseLines("one\r\ntwo\rthree\u2029four\n")).toBe("one\ntwo\nthree\nfour\n");
  });

  test.each(["\u001b]", "\u009d", "\u001b[", "\u001b[0;", "\u001b(", " \n ", "\u001bP"])(
    "takes linear time over %j again and again",
    (part) => {
      const started = performance.now();
      sanitise(part.repeat(200_000));
      expect(performance.now() - started).toBeLessThan(1000);
    },
  );
});

test("escapeJson keeps every value and leaves no character that a terminal obeys", () => {
  const value = { path: "a\u009bb\u007f\u202e\ufeff\u0085\u2028ü" };
  const json = escapeJson(JSON.stringify(value));
  expect(JSON.parse(json)).toEqual(value);
  expect(json).toBe('{"path":"a\\u009bb\\u007f\\u202e\\ufeff\\u0085\\u2028ü"}');
});
