import { expect, test } from "@jest/globals";
import type { Directive } from "../../../src/parsers/nginx/directive.ts";
import { parse, seeded } from "./helpers.ts";

/** Generous: these texts take milliseconds, and seconds only if something is quadratic. */
const LIMIT_MS = 5000;

function timed(text: string): ReturnType<typeof parse> {
  const start = performance.now();
  const tree = parse(text);
  expect(performance.now() - start).toBeLessThan(LIMIT_MS);
  return tree;
}

test("ten thousand levels deep", () => {
  const tree = timed(`${"location /a {\n".repeat(10_000)}${"}\n".repeat(10_000)}`);
  let depth = 0;
  for (let it: Directive | undefined = tree.directives[0]; it !== undefined; it = it.block?.[0]) depth += 1;
  expect([depth, tree.errors.length]).toEqual([10_000, 0]);
  expect(timed("a {".repeat(200_000)).errors).toHaveLength(1);
});

test("a hundred thousand variables in one word", () => {
  const tree = timed(`set $x ${"${v}".repeat(100_000)};`);
  expect(tree.directives[0]!.args[1]!.value).toHaveLength(400_000);
});

test.each([
  ["unclosed quotes", "add_header X 'a\n\"b\n"],
  ["escaped quotes", '"\\"\\"\n'],
  ["semicolons", ";"],
  ["closing braces", "}"],
  ["opening braces", "{ "],
  ["Jinja", "{% if x %}{{ y }}\n"],
  ["quantifiers", "a{2}"],
  ["words stuck to quotes", '"a"b '],
  ["one word", "a"],
  ["backslashes", "\\"],
  ["comments", "#\n"],
  ["NUL", "\0"],
])("a megabyte of %s", (_, unit) => {
  const text = unit.repeat(Math.ceil(2 ** 20 / unit.length));
  timed(text);
  timed(`${text};`);
  expect(timed(`content_by_lua_block { ${text}`).errors.length).toBeLessThanOrEqual(100);
});

test.each(["location ~ ", "if ($uri ~ ", "rewrite "])("a megabyte of quantifiers after %j", (start) => {
  const text = `${start}${"a{2}".repeat(2 ** 18)}`;
  expect(timed(`${text};`).errors.length).toBeGreaterThan(0);
  timed(`map $uri $class { ${text}`);
});

test.each(['\\"', "[=", "--[", "[[", "'", "-"])("a megabyte of %j in Lua", (unit) => {
  timed(`content_by_lua_block { "${unit.repeat(2 ** 20)} }`);
});

test("random bytes", () => {
  const random = seeded(20_240_501);
  for (let round = 0; round < 20; round++) {
    const bytes = Uint8Array.from({ length: 20_000 }, () => random(256));
    timed(new TextDecoder().decode(bytes));
    timed(new TextDecoder("latin1").decode(bytes));
  }
});

test("five megabytes of an ordinary configuration", () => {
  const server = (name: number): string =>
    `server {\n  listen 80;\n  server_name shop${name}.example.com;\n  location /api/ {\n    proxy_set_header X-Real-IP "$remote_addr";\n    proxy_pass http://10.0.0.1:8080; # backend\n  }\n}\n`;
  const servers = Array.from({ length: 29_000 }, (_, at) => server(at)).join("");
  const text = `http {\n${servers}}\n`;
  expect(text.length).toBeGreaterThan(5_000_000);
  const tree = timed(text);
  expect([tree.errors.length, tree.directives[0]!.block!.length, tree.comments.length]).toEqual([
    0, 29_000, 29_000,
  ]);
});
