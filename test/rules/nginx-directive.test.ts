import { describe, expect, test } from "@jest/globals";
import { loadFlaws } from "../../src/model/nginx-check/load-flaws.ts";
import { syntaxErrors } from "../../src/model/nginx-check/syntax-errors.ts";
import type { NginxContext } from "../../src/parsers/nginx/context.ts";
import { projectOf } from "../support/project-of.ts";
import { configOf } from "./check-nginx.ts";

const reasonsOf = (text: string, context: NginxContext, nginxVersion?: string): readonly string[] =>
  [...loadFlaws({ ...configOf(text, context), nginxVersion })].map((it) => it.reason);

describe("nginx-directive", () => {
  test.each<[NginxContext, string, readonly string[]]>([
    ["location", "proxy_read_timeout 1m30s;", []],
    ["location", "proxy_read_timeout 1y;", ['"proxy_read_timeout" directive invalid value']],
    ["server", "ssl_session_timeout 1y;", []],
    ["location", "client_max_body_size 1g;", []],
    ["location", "client_body_buffer_size 1g;", ['"client_body_buffer_size" directive invalid value']],
    ["location", "limit_rate $rate;", []],
    ["location", "gzip_comp_level 10;", ["value must be between 1 and 9"]],
    ["location", "gzip ON;", []],
    ["location", "proxy_next_upstream error sometimes;", ['invalid value "sometimes"']],
    ["location", "proxy_store_access user:rw all:r;", []],
    ["location", "proxy_store_access user:rx;", ['invalid value "user:rx"']],
    ["location", "proxy_temp_path /tmp/nginx 1 2;", []],
    ["location", "expires @15h30m;", []],
    ["location", "allow 10.0.0.0/33;", ['invalid parameter "10.0.0.0/33"']],
    ["location", "allow 2001:db8::/32;", []],
    ["location", "proxy_redirect off; proxy_redirect / /shop/;", ['"proxy_redirect" directive is duplicate']],
    ["location", "proxy_set_header X-A a; proxy_set_header X-B b;", []],
    ["upstream", "keepalive 16; keepalive 32;", ['"keepalive" directive is duplicate']],
    ["http", "gzip on { }", ['directive "gzip" is not terminated by ";"']],
    ["http", "server;", ['directive "server" has no opening "{"']],
    [
      "server",
      "location / { if ($a) { proxy_buffering off; } }",
      ['"proxy_buffering" directive is not allowed here'],
    ],
    ["location", "limit_except GET { deny all; proxy_pass http://10.0.0.1; }", []],
    ["http", "map $uri $kind { gzip 1; default 0; }", []],
    ["location", "client_max_body_size ${BODY_SIZE};", []],
    ["location", "content_by_lua_block { ngx.say('gzip maybe;') }", []],
    ["location", "nchan_publisher;", []],
    ["unknown", "gzip maybe; proxy_pas http://10.0.0.1;", ['unknown directive "proxy_pas"']],
  ])("%s: %s", (context, text, reasons) => {
    expect(reasonsOf(text, context).filter((it) => !it.includes("variable"))).toEqual(reasons);
  });

  test("a directive of another release is unknown where the release is known", () => {
    const unknown = ['unknown directive "http2"'];
    expect(reasonsOf("http2 on;", "server")).toEqual([]);
    expect(reasonsOf("http2 on;", "server", "1.25.0")).toEqual(unknown);
    expect(reasonsOf("http2 on;", "server", "1.25.1")).toEqual([]);
    expect(reasonsOf("ssl on;", "server", "1.25.1")).toEqual(['unknown directive "ssl"']);
    expect(reasonsOf("ssl on;", "server", "1.24.0")).not.toEqual(['unknown directive "ssl"']);
  });

  test("says nothing of what the parser made of the text behind a syntax error", () => {
    expect(reasonsOf("gzip maybe; } prox on; server { }", "http")).toEqual([
      'invalid value "maybe" in "gzip" directive, it must be "on" or "off"',
    ]);
  });

  test("tells a directive of NGINX Plus once, as a warning", () => {
    const flaws = [...loadFlaws(configOf("status_zone a; location / { status_zone b; }", "server"))];
    expect(flaws.map((it) => [it.check, it.severity])).toEqual([["plus", "warning"]]);
    expect([...loadFlaws(configOf("status_zone a;", "server"), { nginxPlus: true })]).toEqual([]);
  });
});

describe("nginx-syntax", () => {
  test("reads snippets of annotations with the prefix that the controller was given", async () => {
    const ingress = (prefix: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: checkout, namespace: shop, annotations: { ${prefix}/server-snippet: "gzip on" } }
spec: { ingressClassName: nginx }
`;
    const reasons = async (prefix: string) =>
      [...syntaxErrors(await projectOf({ "ingress.yaml": ingress(prefix) }))].map((it) => it.reason);
    expect(await reasons("nginx.ingress.kubernetes.io")).toEqual([
      'unexpected end of file, expecting ";" or "}"',
    ]);
    expect(await reasons("example.com")).toEqual([]);
  });
});
