import { describe, expect, test } from "@jest/globals";
import { expressionFlaw, nginxRefusal } from "../../src/model/raw-annotations.ts";
import { nginxAvailable, nginxTestAll, withNginx } from "../nginx-oracle.ts";

/** Values by annotation, and the line of the template that prints them. */
const samples: readonly (readonly [name: string, line: string, values: readonly string[]])[] = [
  ["proxy-buffer-size", "proxy_buffer_size @;", ["8k", "8K", "4096", "8g", "8b", "8kb", "8 k", "1.5k", "-1"]],
  ["proxy-busy-buffers-size", "proxy_busy_buffers_size @;", ["8k", "16g", "x"]],
  ["proxy-buffers-number", "proxy_buffers @ 4k;", ["4", "0", "-1"]],
  ["proxy-connect-timeout", "proxy_connect_timeout @s;", ["5", "0", "-5"]],
  ["proxy-next-upstream-timeout", "proxy_next_upstream_timeout @;", ["5", "-1"]],
  ["proxy-next-upstream-tries", "proxy_next_upstream_tries @;", ["3", "-3"]],
  ["proxy-buffering", "proxy_buffering @;", ["on", "OFF", "yes", "true", "on off"]],
  ["proxy-request-buffering", "proxy_request_buffering @;", ["off", "false"]],
  ["proxy-http-version", "proxy_http_version @;", ["1.0", "1.1", "2.0", "http/1.1"]],
  [
    "proxy-cookie-domain",
    "proxy_cookie_domain @;",
    ["off", "a.example.com b.example.com", "a.example.com", "a b c"],
  ],
  ["proxy-cookie-path", "proxy_cookie_path @;", ["off", "/one/ /", "/one/", "/a /b /c"]],
  [
    "proxy-next-upstream",
    "proxy_next_upstream @;",
    ["error timeout", "http_502 Off", "error http_501", "error,timeout"],
  ],
  ["rewrite-target", 'rewrite "(?i)/a" @ break;', ["/b", "/b c"]],
  ["custom-http-errors", "error_page @ = /x;", ["404", "499", "200", "600", "302"]],
];

const aliases = [
  "www.example.com",
  "*.example.com",
  "www.example.*",
  ".example.com",
  "*",
  "*example.com",
  "a.*.com",
  "*.*.com",
  "*.a.*",
  "a..com",
  "_",
];

const paths = [
  "/a",
  "/a(/|$)(.*)",
  "/(",
  "/a)",
  "/a(b",
  "/a**",
  "/a?*",
  "/*",
  "/**",
  "/a++",
  "/a(?<n>x)",
  "/[a(]",
  "/[a(]x(",
  "/\\(a",
  "/a\\)b)",
  "/{id}",
  "/a(b{2})",
  "/(a|b))",
  "/v[0-9]+/(.*)",
];

const at = (line: string) => `events {} http { server { listen 127.0.0.1:8080; ${line} } }`;

describe("what nginx refuses", () => {
  (nginxAvailable ? test : test.skip)(withNginx("is what nginx -t refuses"), async () => {
    const cases = [
      ...samples.flatMap(([name, line, values]) =>
        values.map((value) => ({
          name,
          value,
          conf: at(`location / { ${line.replace("@", value)} }`),
          ours: nginxRefusal(name, value) !== undefined,
        })),
      ),
      ...aliases.map((value) => ({
        name: "server-alias",
        value,
        conf: at(`server_name a.test; } server { listen 127.0.0.1:8080; server_name b.test ${value};`),
        ours: nginxRefusal("server-alias", value) !== undefined,
      })),
      ...paths.map((value) => ({
        name: "path",
        value,
        conf: at(`location ~* "^${value}" { }`),
        ours: expressionFlaw(value) !== undefined,
      })),
    ];
    const verdicts = await nginxTestAll(cases.map((it) => it.conf));
    const wrong = cases.filter((it, index) => verdicts[index]!.ok === it.ours);
    expect(wrong.map((it) => [it.name, it.value, verdicts[cases.indexOf(it)]!.message])).toEqual([]);
  });

  test("is silent where the value breaks out of its word, or is another annotation's", () => {
    expect(nginxRefusal("proxy-buffer-size", "8k; #")).toBeUndefined();
    expect(nginxRefusal("proxy-buffer-size", "")).toBeUndefined();
    expect(nginxRefusal("proxy-body-size", "8 MB")).toBeUndefined();
    expect(nginxRefusal("constructor", "x")).toBeUndefined();
  });
});
