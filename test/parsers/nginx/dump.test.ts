import { describe, expect, test } from "@jest/globals";
import { splitDump } from "../../../src/parsers/nginx/dump.ts";
import { memoryHost, resolveIncludes } from "../../../src/parsers/nginx/include.ts";
import { parseNginx } from "../../../src/parsers/nginx/parser.ts";
import { textOfFile } from "../../../src/text/origin.ts";
import { SourceFile } from "../../../src/text/source-file.ts";
import { nginxAvailable, nginxTest, withNginx } from "../../nginx-oracle.ts";
import { at, covered } from "./helpers.ts";

const dump = (text: string) => splitDump(textOfFile(new SourceFile("dump.txt", text)));

const sample = `nginx: the configuration file /etc/nginx/nginx.conf syntax is ok
nginx: configuration file /etc/nginx/nginx.conf test is successful
# configuration file /etc/nginx/nginx.conf:
events { }
http { include conf.d/*.conf; }

# configuration file /etc/nginx/conf.d/api.conf:
server { listen 8080; }
# configuration file /etc/nginx/conf.d/shop.conf:

`;

test("files of a dump, with their places in the dump", () => {
  const files = dump(sample)!;
  expect(files.map((it) => [it.path, it.source.text])).toEqual([
    ["/etc/nginx/nginx.conf", "events { }\nhttp { include conf.d/*.conf; }\n"],
    ["/etc/nginx/conf.d/api.conf", "server { listen 8080; }"],
    ["/etc/nginx/conf.d/shop.conf", ""],
  ]);
  const listen = parseNginx(files[1]!.source).directives[0]!.block![0]!;
  expect([at(listen.origin), covered(listen.origin)]).toEqual(["8:10", "listen 8080;"]);
});

test("includes resolve inside of the dump", () => {
  const files = dump(sample)!;
  const host = memoryHost(new Map(files.map((it) => [it.path, it.source])));
  const main = { path: files[0]!.path, tree: parseNginx(files[0]!.source) };
  const resolved = resolveIncludes(main, host);
  expect(resolved.used).toEqual(["/etc/nginx/conf.d/api.conf", "/etc/nginx/conf.d/shop.conf"]);
  expect(resolved.complete).toBe(true);
});

test.each([
  ["an ordinary file", "events { }\n"],
  ["a marker below other text", "events { }\n# configuration file /etc/nginx/nginx.conf:\n"],
  ["a comment much like a marker", "# configuration file /etc/nginx/nginx.conf\nevents { }\n"],
  ["nothing", ""],
])("no dump: %s", (_, text) => {
  expect(dump(text)).toBeUndefined();
});

test("warnings above the first file and CRLF are tolerated", () => {
  const text =
    '2024/05/01 10:00:00 [warn] 1#1: the "user" directive is ignored\r\n\r\n# configuration file /etc/nginx/nginx.conf:\r\nevents { }\r\n';
  expect(dump(text)!.map((it) => it.path)).toEqual(["/etc/nginx/nginx.conf"]);
});

const suite = nginxAvailable ? describe : describe.skip;

suite(withNginx("what nginx -T prints"), () => {
  test("gives the files back byte for byte", () => {
    const main = "events { }\ninclude extra/*.conf;\n";
    const files = {
      "extra/b.conf": "# no line end",
      "extra/a.conf": "\n\n# blank lines around\n\n",
      "extra/c.conf": "",
    };
    const { output } = nginxTest(main, { files, dump: true });
    const found = dump(output)!
      .slice(0, -1)
      .map((it) => [it.path, it.source.text]);
    expect(found).toEqual([
      ["nginx.conf", main],
      ["extra/a.conf", files["extra/a.conf"]],
      ["extra/b.conf", files["extra/b.conf"]],
    ]);
  });
});
