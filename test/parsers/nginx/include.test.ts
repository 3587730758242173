import { describe, expect, test } from "@jest/globals";
import type { Directive } from "../../../src/parsers/nginx/directive.ts";
import { type IncludeOptions, memoryHost, resolveIncludes } from "../../../src/parsers/nginx/include.ts";
import { parseNginx } from "../../../src/parsers/nginx/parser.ts";
import { isStockInclude } from "../../../src/parsers/nginx/stock-includes.ts";
import { type LocatedText, textOfFile } from "../../../src/text/origin.ts";
import { SourceFile } from "../../../src/text/source-file.ts";
import { nginxAvailable, nginxTest, withNginx } from "../../nginx-oracle.ts";

type Files = Readonly<Record<string, string>>;

/** Resolves the includes of the first file; all directories below `roots` are known whole. */
function resolve(files: Files, roots = ["."], options: IncludeOptions = {}) {
  const texts = new Map<string, LocatedText>(
    Object.entries(files).map(([path, text]) => [path, textOfFile(new SourceFile(path, text))]),
  );
  const path = Object.keys(files)[0]!;
  const tree = parseNginx(texts.get(path)!);
  return resolveIncludes({ path, tree }, memoryHost(texts, roots), options);
}

/** Names of the directives with what includes bring in, in nginx's order. */
function flatNames(directives: readonly Directive[]): string[] {
  return directives.flatMap((it) => [
    ...(it.name === "include" ? [] : [it.name]),
    ...(it.included ?? []).flatMap((tree) => flatNames(tree.directives)),
    ...flatNames(it.block ?? []),
  ]);
}

test("relative to the main file, also from included files; places stay in the included file", () => {
  const resolved = resolve({
    "edge/nginx.conf": "events { }\nhttp { include conf.d/api.conf; }",
    "edge/conf.d/api.conf": "server {\n  include conf.d/tls.conf;\n  listen 443;\n}",
    "edge/conf.d/tls.conf": "ssl_certificate a.pem;",
  });
  expect(flatNames(resolved.tree.directives)).toEqual([
    "events",
    "http",
    "server",
    "ssl_certificate",
    "listen",
  ]);
  expect(resolved.used).toEqual(["edge/conf.d/api.conf", "edge/conf.d/tls.conf"]);
  expect([resolved.unresolved, resolved.complete, resolved.trees.length]).toEqual([[], true, 3]);
  const certificate = resolved.trees[2]!.directives[0]!;
  expect(certificate.origin.place().file.path).toBe("edge/conf.d/tls.conf");
  expect(certificate.parent?.name).toBe("server");
  expect(certificate.parent?.parent?.name).toBe("http");
});

test("a file included twice is two trees with parents of their own, read once for its errors", () => {
  const resolved = resolve({
    "nginx.conf": "http { server { include cors.conf; } location /a { include cors.conf; } }",
    "cors.conf": "add_header X y;;",
  });
  const [server, location] = resolved.tree.directives[0]!.block!;
  const parents = [server, location].map((it) => it!.block![0]!.included![0]!.directives[0]!.parent);
  expect(parents).toEqual([server, location]);
  expect(resolved.trees.flatMap((it) => it.errors)).toHaveLength(1);
});

test("a missing file has nginx's own reason, an empty glob is fine", () => {
  const resolved = resolve({ "nginx.conf": "http {\n include conf.d/*.conf;\n include sites/shop.conf; }" });
  expect(resolved.unresolved.map((it) => [it.why, it.message, it.pattern])).toEqual([
    ["missing-inside", 'open() "sites/shop.conf" failed (2: No such file or directory)', "sites/shop.conf"],
  ]);
  const [glob, plain] = resolved.tree.directives[0]!.block!;
  expect([glob!.included, plain!.included, resolved.complete]).toEqual([[], undefined, false]);
});

test.each(["/etc/nginx/conf.d/*.conf", "/etc/nginx/tls.conf", "../shared/tls.conf", "../shared/*.conf"])(
  "outside of the roots: %s",
  (pattern) => {
    const resolved = resolve({ "edge/nginx.conf": `include ${pattern};` }, ["edge"]);
    expect(resolved.unresolved.map((it) => it.why)).toEqual(["outside-roots"]);
    expect(resolved.tree.directives[0]!.included).toBeUndefined();
  },
);

test("absolute paths are mapped, the longest prefix first", () => {
  const files = {
    "nginx.conf":
      "include /etc/nginx/conf.d/*.conf; include /etc/nginx/tls/a.conf; include /etc/nginxother/a.conf;",
    "conf.d/shop.conf": "",
    "certs/a.conf": "",
  };
  const prefixes = [
    { from: "/etc/nginx", to: "." },
    { from: "/etc/nginx/tls/", to: "certs" },
  ];
  const resolved = resolve(files, ["."], { prefixes });
  expect(resolved.used).toEqual(["conf.d/shop.conf", "certs/a.conf"]);
  expect(resolved.unresolved.map((it) => it.path)).toEqual(["/etc/nginxother/a.conf"]);
});

test("cycles are named, and the rest is read", () => {
  const resolved = resolve({
    "nginx.conf": "include a.conf;",
    "a.conf": "include b.conf; user x;",
    "b.conf": "include *.conf;",
    "c.conf": "pid y;",
  });
  expect(resolved.unresolved.map((it) => it.message)).toEqual([
    "the file includes itself: a.conf → b.conf → a.conf",
    "the file includes itself: b.conf → b.conf",
    "the file includes itself: nginx.conf → a.conf → b.conf → nginx.conf",
  ]);
  expect(flatNames(resolved.tree.directives)).toEqual(["pid", "user"]);
});

test("a bomb of includes ends", () => {
  const files: Record<string, string> = { "nginx.conf": "include 0.conf; include 0.conf;" };
  for (let at = 0; at < 40; at++) files[`${at}.conf`] = `include ${at + 1}.conf; include ${at + 1}.conf;`;
  const resolved = resolve({ ...files, "40.conf": "" });
  expect(new Set(resolved.unresolved.map((it) => it.why))).toEqual(new Set(["too-many"]));
  const chain = Object.fromEntries(
    Array.from({ length: 500 }, (_, at) => [`${at}.conf`, `include ${at + 1}.conf;`]),
  );
  expect(resolve({ ...chain, "500.conf": "" }).complete).toBe(false);
});

test("what nginx's packages install is missing without harm", () => {
  const resolved = resolve({ "nginx.conf": "http { include mime.types; include /etc/nginx/mime.types; }" });
  expect(resolved.unresolved.map((it) => [it.why, it.stock])).toEqual([
    ["missing-inside", true],
    ["outside-roots", true],
  ]);
  expect(resolved.complete).toBe(true);
});

test.each([
  ["mime.types", true],
  ["/etc/nginx/fastcgi_params", true],
  ["/etc/nginx/modules-enabled/*.conf", true],
  ["snippets/fastcgi-php.conf", true],
  ["/usr/share/nginx/modules/*.conf", true],
  ["conf.d/*.conf", false],
  ["/etc/nginx/sites-enabled/*", false],
  ["shop/mime.types", false],
])("stock: %s is %s", (pattern, stock) => {
  expect(isStockInclude(pattern)).toBe(stock);
});

const suite = nginxAvailable ? describe : describe.skip;

suite(withNginx("as the real nginx does it"), () => {
  const names = [
    ...[
      "10-shop.conf",
      "2-api.conf",
      "A.conf",
      "a.conf",
      "a-1.conf",
      "ab.conf",
      "_x.conf",
      "é.conf",
      "😀.conf",
      "ﬀ.conf",
    ],
    ...[".hidden.conf", "x.txt", "[z].conf", "b c.conf", "]x.conf", "-x.conf"],
  ];
  // Comments, so that nginx accepts every file wherever it is included; its dump leaves out empty files.
  const files = Object.fromEntries(
    [...names.map((it) => `conf.d/${it}`), "a/x.conf", "a-b/x.conf"].map((it) => [it, "#\n"]),
  );
  test.each([
    ...["conf.d/*.conf", "conf.d/*", "conf.d/.h*", "conf.d/?.conf", "conf.d/[ab]*.conf", "conf.d/[!a]*.conf"],
    ...[
      "conf.d/[^0-9]*.conf",
      "conf.d/[[:digit:]]*",
      "conf.d/\\[z\\].con?",
      "conf.d/[.]h*",
      "conf.d/[a-",
      "conf.d/**",
    ],
    ...[
      "conf.d/[[]*",
      "conf.d/[]-]x*",
      "conf.d/[a-b-]*",
      "conf.d/[\\]]*",
      "a*/x.conf",
      "*/*.conf",
      "none/*.conf",
      "conf.d/b?c.conf",
    ],
    ...[
      "./conf.d/a*",
      "conf.d/../a/*",

      "conf.d/a.conf",
      "conf.d/[[:foo:]]*",
      "conf.d/*a*b*",
    ],
  ])("include '%s'", (pattern) => {
    const main = `events { }\ninclude '${pattern}';\n`;
    const { output } = nginxTest(main, { files, dump: true });
    const opened = [...output.matchAll(/^# configuration file (.*):$/gm)].map((it) => it[1]!).slice(1);
    const resolved = resolve({ "nginx.conf": main, ...files });
    expect(resolved.used).toEqual(opened.map((it) => it.replace(/^\.\//, "").replace("conf.d/../", "")));
  });

  test("a missing file", () => {
    const main = "events { }\ninclude conf.d/missing.conf;\n";
    const verdict = nginxTest(main);
    expect(resolve({ "nginx.conf": main }).unresolved[0]!.message).toBe(verdict.message);
    expect(verdict.line).toBe(2);
  });
});
