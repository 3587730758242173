import { describe, expect, test } from "@jest/globals";
import { at, covered, errorLines, outline, parse } from "./helpers.ts";

describe("words", () => {
  test.each([
    ["listen 80;", "listen 80;"],
    ['return 200 "two words";', "return 200 two words;"],
    ["return 200 'it is \"so\"';", 'return 200 it is "so";'],
    ['return 200 "a\\tb\\nc\\"d\\\\e\\qf";', 'return 200 a\tb\nc"d\\e\\qf;'],
    ["rewrite ^/a\\;b$ /c;", "rewrite ^/a\\;b$ /c;"],
    ["location ~ ^/a'b$ { }", "location ~ ^/a'b$ { }"],
    ["add_header X a}b#c;", "add_header X a}b#c;"],
    ["set $url ${scheme}://${host}{x;", undefined],
    ["set $url ${scheme}://${host}/x;", "set $url ${scheme}://${host}/x;"],
    ['add_header X "";', "add_header X ;"],
    ["log_format main 'a' # first\n 'b';", "log_format main a b;"],
    ['if ($uri ~ "a{2}") { }', "if ($uri ~ a{2} ) { }"],
    ["events{}", "events { }"],
  ])("%j", (text, expected) => {
    const tree = parse(text);
    if (expected === undefined) expect(tree.errors).not.toEqual([]);
    else expect([outline(tree.directives), tree.errors]).toEqual([expected, []]);
  });

  test("quotes are told, also where the value is the same", () => {
    const [directive] = parse("log_format main escape=json 'x' \"y\";").directives;
    expect(directive!.args.map((it) => it.quote)).toEqual([undefined, undefined, "'", '"']);
  });

  test("a raw word is what its origin covers", () => {
    const [directive] = parse('return 200 "caf\\"é";').directives;
    expect(covered(directive!.args[1]!.origin)).toBe('"caf\\"é"');
  });
});

describe("places", () => {
  test("count UTF-16 units, tabs as one column, and lines by LF", () => {
    const tree = parse('# ünïcödé 🚀\r\n\thttp {\r\n\t\tadd_header X "🚀é" always;\r\n}\r\n');
    const http = tree.directives[0]!;
    const header = http.block![0]!;
    expect(at(http.nameOrigin)).toBe("2:2");
    expect(header.args.map((it) => at(it.origin))).toEqual(["3:14", "3:16", "3:22"]);
    expect(covered(header.origin)).toBe('add_header X "🚀é" always;');
    expect(covered(http.origin)).toBe("http {");
    expect(covered(http.blockOrigin!)).toBe('{\r\n\t\tadd_header X "🚀é" always;\r\n}');
    expect(tree.comments.map((it) => [it.text, at(it.origin)])).toEqual([[" ünïcödé 🚀", "1:1"]]);
  });

  test("go through whatever holds the text", () => {
    const inner = parse("events { worker_connections 512; }");
    expect(inner.directives[0]!.block![0]!.parent).toBe(inner.directives[0]);
    expect(inner.directives[0]!.parent).toBeUndefined();
  });

  test("comments run to LF, not to a lone CR", () => {
    const tree = parse("# one\rlisten 80;\n# two");
    expect(tree.directives).toEqual([]);
    expect(tree.comments.map((it) => it.text)).toEqual([" one\rlisten 80;", " two"]);
  });
});

describe("Lua blocks", () => {
  test.each([
    ['content_by_lua_block { ngx.say("}") }', ' ngx.say("}") '],
    ["content_by_lua_block { ngx.say('it\\'s }') }", " ngx.say('it\\'s }') "],
    ["content_by_lua_block {\n -- a } brace\n return\n}", "\n -- a } brace\n return\n"],
    ["content_by_lua_block { --[[ } ]] local t = {} }", " --[[ } ]] local t = {} "],
    ["content_by_lua_block { local s = [==[ }]] ]==] }", " local s = [==[ }]] ]==] "],
    ["set_by_lua_block $res { return t[i[1]] }", " return t[i[1]] "],
  ])("%j", (text, raw) => {
    const tree = parse(`${text}\nlisten 80;`);
    expect(tree.errors).toEqual([]);
    expect(tree.directives[0]!.raw).toBe(raw);
    expect(tree.directives[0]!.block).toBeUndefined();
    expect(tree.directives[1]!.name).toBe("listen");
  });

  test.each([
    [
      "http {\n init_by_lua_block {\n local t = {\n",
      "3: unexpected end of file, expecting terminating characters for lua code block",
    ],
    [
      "init_by_lua_block {\n\n local s = [=[ ]]\n}",
      '3: Lua code block missing the closing long bracket "]=]", the inlined Lua code may be too long',
    ],
  ])("not closed: %j", (text, error) => {
    expect(errorLines(parse(text).errors)).toEqual([error]);
  });
});

describe("recovery", () => {
  test.each([
    // [text, what is made of it, errors]
    ["user nginx;; pid x;", "user nginx; pid x;", ['1: unexpected ";"']],
    ["http {\n server {\n  listen 80\n }\n}", "http { server { listen 80; } }", ['4: unexpected "}"']],
    ["http {\n}\n}\nuser nginx;", "http { } user nginx;", ['3: unexpected "}"']],
    [
      "http {\n server {\n listen 80;\n}\n",
      "http { server { listen 80; } }",
      ['5: unexpected end of file, expecting "}"'],
    ],
    ["http {\n listen 80", "http { listen 80; }", ['2: unexpected end of file, expecting ";" or "}"']],
    ["http {\n { gzip on; }\n tcp_nopush on;\n}", "http { gzip on; tcp_nopush on; }", ['2: unexpected "{"']],
    ['index "a"b;', "index a b;", ['1: unexpected "b"']],
    ['index "a"} user x;', "index a; user x;", ['1: unexpected "}"', '1: unexpected "}"']],
    ['index "a"é;', "index a é;", ['1: unexpected "é"']],
    [
      'add_header X "abc;\nadd_header Y "def";\nlisten 80;',
      "add_header X abc; add_header Y def; listen 80;",
      ['2: unexpected "d"'],
    ],
    [
      "http {\n log_format main 'abc;\n server {\n  listen 80;\n }\n}\n",
      "http { log_format main abc; server { listen 80; } }",
      ['7: unexpected end of file, expecting ";" or "}"'],
    ],
    [
      'server {\n location "/a {\n  root /x;\n }\n}',
      "server { location /a  { root /x; } }",
      ['5: unexpected end of file, expecting ";" or "}"'],
    ],
    ["map $a $b {\n x {\n y z; } }", "map $a $b { x { y z; } }", ['2: unexpected "{"']],
    [
      "location ~ ^/[a-f]{8}\\.js$ {\n root /x;\n}",
      "location ~ ^/[a-f]{8}\\.js$ { root /x; }",
      ['1: unknown directive "8}\\.js$"'],
    ],
    ["if ($uri ~ a{2,}) { return 404; }", "if ($uri ~ a{2,}) { return 404; }", ['1: invalid condition "a"']],
    ["rewrite ^/a{1,2}$ /b;", "rewrite ^/a{1,2}$ /b;", ['1: directive "rewrite" is not terminated by ";"']],
    ["map $uri $x { ~^/a{2} b; }", "map $uri $x { ~^/a{2} b; }", ['1: unexpected "{"']],
    ["\ufeffuser nginx;\n", "user nginx;", ['1: unknown directive "\ufeffuser"']],
    ["\ufeff", "", ['1: unexpected end of file, expecting ";" or "}"']],
  ])("%j", (text, expected, errors) => {
    const tree = parse(text);
    expect(outline(tree.directives)).toBe(expected);
    expect(errorLines(tree.errors)).toEqual(errors);
  });

  test("a byte order mark is reported at the mark", () => {
    expect(at(parse("\ufeffuser nginx;").errors[0]!.origin)).toBe("1:1");
  });
});

describe("tokens that outgrow nginx's buffer", () => {
  test.each([
    ["a bare word", `index ${"a".repeat(4096)};`, 'too long parameter "aaaaaaaaaa..." started'],
    ["in bytes, not letters", `index ${"é".repeat(2048)};`, 'too long parameter "ééééé..." started'],
    [
      "a quoted word",
      `index "${"a".repeat(4096)}";\n`,
      'too long parameter, probably missing terminating """ character',
    ],
    ["a comment", `#${"c".repeat(4096)}\nuser x;`, 'too long parameter "#ccccccccc..." started'],
  ])("%s", (_, text, reason) => {
    expect(parse(text).errors.map((it) => it.reason)).toEqual([reason]);
  });

  test("up to there they are fine", () => {
    expect(parse(`index ${"a".repeat(4095)};`).errors).toEqual([]);
    expect(parse(`#${"c".repeat(4000)}\nindex "${"a".repeat(4094)}";`).errors).toEqual([]);
  });
});
