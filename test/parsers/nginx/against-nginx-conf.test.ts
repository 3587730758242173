import { expect, test } from "@jest/globals";
import { NginxParser } from "nginx-conf";
import type { Directive } from "../../../src/parsers/nginx/directive.ts";
import { covered, parse, seeded } from "./helpers.ts";

type NginxParseTreeNode = NonNullable<Parameters<NonNullable<Parameters<NginxParser["parse"]>[1]>>[1]>;

/**
 * nginx-conf 2.1.0 loops without end on some comments, mistakes braces in Lua and splits some valid words differently:
 * it is a partner only for texts that our lexer accepts and that hold none of that.
 */
function isComparable(text: string): boolean {
  if (parse(text).errors.length > 0) return false;
  if (/\r(?!\n)|[\u2028\u2029\ufeff\\]|_by_lua_block|[ \t]$/.test(text)) return false;
  const bare = text.replaceAll(/"[^"]*"|'[^']*'|\$\{\w+\}/g, "x");
  return !/["']|[^\s;{}]\}|\S#/.test(bare);
}

/** Depth, name and raw arguments of every directive, in order. */
function ours(directives: readonly Directive[], depth = 0): string[] {
  return directives.flatMap((it) => [
    `${depth} ${[it.name, ...it.args.map((arg) => covered(arg.origin))].join(" ")}`,
    ...ours(it.block ?? [], depth + 1),
  ]);
}

function theirs(node: NginxParseTreeNode, depth = 0): string[] {
  return (node.children ?? []).flatMap((it) => [
    `${depth} ${[it.name, ...String(it.value).split(/\s+(?=(?:[^"']|"[^"]*"|'[^']*')*$)/)].filter((word) => word !== "").join(" ")}`,
    ...theirs(it, depth + 1),
  ]);
}

const words = [
  "80",
  "on",
  "shop.example.com",
  "$host",
  "${scheme}://x",
  '"two words"',
  "'a; b { c } # d'",
  "~*",
  "=",
  "/api/",
  '"é 🚀"',
  '""',
];
const names = ["listen", "proxy_pass", "add_header", "return", "index", "server_name"];
const blocks = ["server", "location", "upstream", "if"];

function randomConfiguration(random: (below: number) => number, depth: number): string {
  const pick = (from: readonly string[]): string => from[random(from.length)]!;
  let text = "";
  for (let count = random(6); count > 0; count--) {
    const args = Array.from({ length: 1 + random(3) }, () => pick(words)).join(
      pick([" ", " ", "\n    ", "  ", "\t"]),
    );
    if (random(4) === 0) text += `# note ${random(100)}\n`;
    if (depth < 4 && random(3) === 0)
      text += `${pick(blocks)} ${args} {\n${randomConfiguration(random, depth + 1)}}\n`;
    else text += `${pick(names)} ${args};${pick(["\n", "\r\n", "\n\n"])}`;
  }
  return text;
}

test("the same tree as nginx-conf on texts that both can read", () => {
  const random = seeded(7);
  let compared = 0;
  for (let round = 0; round < 500; round++) {
    const text = randomConfiguration(random, 0);
    if (text === "" || !isComparable(text)) continue;
    let tree: NginxParseTreeNode | undefined;
    new NginxParser().parse(text, (error, parsed) => {
      expect({ text, error }).toEqual({ text, error: null });
      tree = parsed;
    });
    expect({ text, tree: ours(parse(text).directives) }).toEqual({ text, tree: theirs(tree!) });
    compared += 1;
  }
  expect(compared).toBeGreaterThan(300);
});
