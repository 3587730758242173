import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { bufferFlaws } from "../../src/model/buffer-flaws.ts";
import { checkDirectives } from "../../src/model/nginx-check/check-directives.ts";
import { checkConstraints } from "../../src/model/nginx-check/constraints/index.ts";
import type { DirectiveFlaw } from "../../src/model/nginx-check/flaw.ts";
import type { NginxConfig } from "../../src/model/nginx-config.ts";
import { readNginxFiles } from "../../src/model/read-nginx.ts";
import { memoryHost } from "../../src/parsers/nginx/include.ts";
import { SourceFile } from "../../src/text/source-file.ts";
import { type NginxVerdict, nginxAvailable, nginxTestAll, withNginx } from "../nginx-oracle.ts";

/** One constraint as it was tried on builds of several releases; a list of versions is `all` when it is all of them. */
interface Row {
  readonly id: string;
  readonly level: string;
  /** A part of nginx's words. */
  readonly error: string | null;
  readonly refused?: Versions;
  readonly warned?: Versions;
  readonly accepted?: Versions;
  /** Versions that know the constraint not, but refuse the failing example for another reason, or say something else. */
  readonly otherwise?: Versions;
  /** The passing example passes in later versions than this. */
  readonly passingAfter?: string;
  readonly failing: string;
  readonly passing: string;
}

type Versions = "all" | readonly string[];

const { versions, rows } = JSON.parse(
  readFileSync(new URL("../fixtures/nginx-constraints.json", import.meta.url), "utf8"),
) as { readonly versions: readonly string[]; readonly rows: readonly Row[] };

/** Rows that are judged another way than by nginx's test, and why. */
const apart: Readonly<Record<string, string>> = {
  "ssl-directive-removed":
    "nginx until 1.25.0 takes 'ssl off' with a warning that it is deprecated: no error is reported there",
  "upstream-slow-start-plus": "NGINX Plus knows the parameter: a warning",
  "unknown-variable": "a module that was compiled in may define it: a warning",
  "events-missing": "a file without 'events' is mostly a part of another one: a warning",
  "g-option-duplicates": "depends on nginx's command line",
  "user-not-root": "depends on the user that starts nginx",
  "ssl-stapling-no-responder": "depends on what is in the certificate",
};

interface Judgement {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

/** Everything that is found in a whole file, by all checks of nginx configurations. */
function judge(text: string, nginxVersion?: string): Judgement {
  const source = text.replace(/\{\{(.)\*(\d+)\}\}/g, (_, character: string, count: string) =>
    character.repeat(Number(count)),
  );
  const { configs, missing } = readNginxFiles([new SourceFile("nginx.conf", source)], {
    host: memoryHost(new Map(), ["."]),
    prefixes: [],
    nginxVersion,
  });
  const errors: string[] = missing.map((it) => it.message);
  const warnings: string[] = [];
  for (const config of configs) {
    for (const tree of config.trees) errors.push(...tree.errors.map((it) => it.reason));
    for (const flaw of bufferFlaws(config, 4096)) errors.push(flaw.check);
    for (const flaw of [...checkDirectives(config), ...checkConstraints(config)]) {
      (flaw.severity === "warning" ? warnings : errors).push(flaw.reason);
    }
  }
  return { errors, warnings };
}

const holds = (list: Versions | undefined, version: string): boolean =>
  list === "all" || (list?.includes(version) ?? false);

/** What is judged otherwise than nginx of a version does; undefined where all agrees. */
function disagreement(row: Row, version: string): string | undefined {
  const failing = judge(row.failing, version);
  const refused = holds(row.refused, version) || holds(row.otherwise, version);
  if (refused !== failing.errors.length > 0) {
    return `failing example: nginx ${refused ? "refuses" : "accepts"} it, found ${failing.errors.join("; ")}`;
  }
  if (holds(row.warned, version) && failing.warnings.length === 0)
    return "nginx warns of the failing example";
  const passing = judge(row.passing, version);
  const passes =
    row.passingAfter === undefined || versions.indexOf(version) > versions.indexOf(row.passingAfter);
  if (passes !== (passing.errors.length === 0)) {
    return `passing example: nginx ${passes ? "accepts" : "refuses"} it, found ${passing.errors.join("; ")}`;
  }
  return undefined;
}

describe("constraints that nginx checks while it loads", () => {
  test("at least 95 % of the rows are judged as every tried version does, the others are known", () => {
    expect(rows).toHaveLength(202);
    const wrong = new Map<string, string>();
    for (const row of rows) {
      for (const version of versions) {
        const found = disagreement(row, version);
        if (found !== undefined) wrong.set(row.id, `${version}: ${found}`);
      }
    }
    const unexpected = [...wrong].filter(([id]) => !Object.hasOwn(apart, id));
    expect(unexpected).toEqual([]);
    expect([...wrong.keys()].sort()).toEqual(Object.keys(apart).sort());
    expect(1 - wrong.size / rows.length).toBeGreaterThanOrEqual(0.95);
  });

  test.each(rows.filter((it) => it.refused === "all" && !Object.hasOwn(apart, it.id)))(
    "$id: without a version too, since every version refuses it",
    (row) => {
      expect(judge(row.failing).errors).not.toEqual([]);
      expect(judge(row.passing).errors).toEqual([]);
    },
  );

  test.each(
    rows.filter((it) => it.level === "version" || (it.refused === undefined && it.warned === undefined)),
  )("$id: no error without a version, since some accept it", (row) => {
    expect(judge(row.failing).errors).toEqual([]);
  });
});

const server = (text: string): string =>
  `events { }\nhttp {\n  server {\n    listen 127.0.0.1:28080;\n    ${text}\n  }\n}\n`;
const http = (text: string): string => `events { }\nhttp {\n  ${text}\n}\n`;
const location = (text: string): string => server(`location / {\n      ${text}\n    }`);
const upstream = (text: string): string =>
  http(`upstream app { ${text} } server { listen 127.0.0.1:28080; location / { proxy_pass http://app; } }`);
const two = (first: string, second: string): string => http(`server { ${first} } server { ${second} }`);

/** Near misses on both sides of what the rows say. */
const cases: readonly (readonly [what: string, text: string])[] = [
  ["a bare port and the wildcard are one socket", server("listen 28082; listen *:28082;")],
  ["a wildcard and an address are two", server("listen 28082; listen 127.0.0.1:28082;")],
  ["one IPv6 address written two ways", server("listen [::1]:28082; listen [0:0:0:0:0:0:0:1]:28082;")],
  ["default of old", two("listen 127.0.0.1:28080 default;", "listen 127.0.0.1:28080 default_server;")],
  ["options twice, same ones", two("listen 127.0.0.1:28080 bind;", "listen 127.0.0.1:28080 bind;")],
  ["options on two sockets", two("listen 127.0.0.1:28080 bind;", "listen 127.0.0.1:28082 bind;")],
  ["a range of ports overlaps", server("listen 127.0.0.1:28082-28084; listen 127.0.0.1:28083;")],
  ["spdy", server("listen 127.0.0.1:28082 spdy;")],
  ["negative backlog", server("listen 127.0.0.1:28082 backlog=-1;")],
  ["ipv6only with another word", server("listen [::1]:28082 ipv6only=yes;")],
  ["so_keepalive of nothing", server("listen 127.0.0.1:28082 so_keepalive=::;")],
  ["so_keepalive of one", server("listen 127.0.0.1:28082 so_keepalive=30m::;")],
  ["rcvbuf with g", server("listen 127.0.0.1:28082 rcvbuf=1g;")],
  ["location with a glued modifier is the same", server("location =/a { } location = /a { }")],
  ["an exact and a ^~ location", server("location =/a { } location ^~ /a { }")],
  ["the same named location twice", server("location @a { } location @a { }")],
  ["an unknown modifier", server("location ! /a { }")],
  ["a prefix within a regex", server("location ~ ^/a { location /a/b { } }")],
  ["a regex within a prefix", server("location /a { location ~ /b { } }")],
  ["the same nested in two", server("location /a { location /a/b { } } location /a/b { }")],
  ["twice the same nested", server("location /a { location /a/b { } location /a/b { } }")],
  ["shorter than its parent", server("location /abc { location /ab { } }")],
  ["root after alias", server("location /a { alias /data; root /srv; }")],
  ["root outside, alias inside", server("root /srv; location /a { alias /data; }")],
  ["a variable that begins like document_root", server("set $document_rootx /a; root $document_rootx;")],
  ["realpath_root in alias", server("location /a { alias $realpath_root/x; }")],
  ["methods in lower case", location("limit_except get { deny all; }")],
  ["TRACE", location("limit_except TRACE { deny all; }")],
  ["error_page with an answer", server("error_page 404 =200 /x;")],
  ["error_page with an empty answer", server("error_page 404 = /x;")],
  ["error_page with an answer and no code", server("error_page =200 /x;")],
  ["error_page with a word", server("error_page 5xx /x;")],
  ["error_page 299", server("error_page 299 /x;")],
  ["error_page 599", server("error_page 599 /x;")],
  ["return of a URL", server("return https://a.test;")],
  ["return of a text", server('return "gone";')],
  ["return of a code in a variable", server("set $c 404; return $c;")],
  ["return 1000", server("return 1000 x;")],
  ["rewrite with a flag in capitals", server("rewrite ^/a /b LAST;")],
  ["a condition with blanks within", server("if ( $uri = /a ) { return 403; }")],
  ["a condition with two comparisons", server("if ($uri = /a && $host = b) { return 403; }")],
  ["a condition without parentheses", server("if $uri { return 403; }")],
  ["a file test", server("if (!-f $request_filename) { return 403; }")],
  ["an unknown file test", server("if (-z $request_filename) { return 403; }")],
  ["a regular expression with parentheses", server('if ($uri ~ "^/(a|b)$") { return 403; }')],
  ["a negated variable", server("if (!$uri) { return 403; }")],
  ["a word on the left", server("if (a = $uri) { return 403; }")],
  ["pool below the least", server("request_pool_size 96;")],
  ["pool at the least", server("request_pool_size 112;")],
  ["header buffers as small as the default pool", server("large_client_header_buffers 4 512;")],
  ["header buffers below the default pool", server("large_client_header_buffers 4 511;")],
  [
    "header buffers against a pool of http",
    http("connection_pool_size 4k; server { listen 127.0.0.1:28080; large_client_header_buffers 4 2k; }"),
  ],
  ["a variable's name of 46", server(`set $${"v".repeat(46)} 1;`)],
  ["a variable's name of 47", server(`set $${"v".repeat(47)} 1;`)],
  ["a map's key of 46", http(`map $uri $x { ${"k".repeat(46)} 1; } server { listen 127.0.0.1:28080; }`)],
  ["a map's key of 47", http(`map $uri $x { ${"k".repeat(47)} 1; } server { listen 127.0.0.1:28080; }`)],
  ["a long regular expression in a map", http(`map $uri $x { ~${"k".repeat(80)} 1; }`)],
  ["a hidden header's name of 47", location(`proxy_hide_header ${"X".repeat(47)};`)],
  [
    "a long header with a larger bucket",
    location(`proxy_headers_hash_bucket_size 128; proxy_set_header ${"X".repeat(60)} 1;`),
  ],
  ["a hash's bucket that is just too large", http("variables_hash_bucket_size 65473;")],
  ["a hash's largest bucket", http("variables_hash_bucket_size 65472;")],
  [
    "names of one socket that is shared",
    two(`listen 127.0.0.1:28080; server_name ${"a".repeat(47)};`, "listen 127.0.0.1:28080; server_name b;"),
  ],
  [
    "long names of sockets of their own",
    two(`listen 127.0.0.1:28080; server_name ${"a".repeat(47)};`, "listen 127.0.0.1:28082; server_name b;"),
  ],
  [
    "a wildcard in the middle",
    two("listen 127.0.0.1:28080; server_name a.*.test;", "listen 127.0.0.1:28080; server_name b;"),
  ],
  [
    "a wildcard at the end",
    two("listen 127.0.0.1:28080; server_name a.*;", "listen 127.0.0.1:28080; server_name b;"),
  ],
  ["a bare asterisk as name", server("server_name *;")],
  ["a dot as name", server("server_name .;")],
  ["a default in a map twice, by include", http("map $uri $x { default 1; a 2; default 3; }")],
  ["an escaped key and the same", http("map $uri $x { \\default 1; default 2; }")],
  ["a key escaped and not", http("map $uri $x { \\a 1; a 2; }")],
  ["a map line with two values", http("map $uri $x { a 1 2; }")],
  ["a map with hostnames", http("map $host $x { hostnames; .a.test 1; *.b.test 2; }")],
  ["split_clients of exactly 100 %", http("split_clients $uri $x { 99.99% a; 0.01% b; }")],
  ["split_clients of 100.01 %", http("split_clients $uri $x { 99.99% a; 0.02% b; }")],
  ["split_clients with three places", http("split_clients $uri $x { 0.001% a; * b; }")],
  ["geo with a default before ranges", http("geo $x { default 0; ranges; }")],
  ["geo with proxies before ranges", http("geo $x { proxy 10.0.0.0/8; ranges; default 0; }")],
  ["setting a variable of nginx", server("set $request_id 1;")],
  ["setting a variable that may be set", server("set $limit_rate 1k;")],
  ["a map onto a variable of nginx", http("map $scheme $https { default off; https on; }")],
  ["a variable of a header", server("set $http_x_mine 1; return 200 $http_x_mine;")],
  ["an access log without format and with buffer", server("access_log a.log buffer=32k;")],
  ["an access log with a format in other letters", server("access_log a.log COMBINED;")],
  ["gzip makes a buffer", server("access_log a.log combined gzip flush=5m;")],
  ["gzip level 10", server("access_log a.log combined gzip=10;")],
  ["off and more", server("access_log off combined;")],
  ["a buffer for syslog", server("access_log syslog:server=127.0.0.1 combined buffer=32k;")],
  ["syslog without a server", server("access_log syslog:facility=local7;")],
  ["syslog with an unknown facility", server("access_log syslog:server=127.0.0.1,facility=local8;")],
  [
    "two logs of one file, one buffered",
    server("access_log a.log combined; access_log a.log combined buffer=1k;"),
  ],
  ["a log format defined twice", http("log_format a x; log_format a y;")],
  ["a log level of syslog", server("error_log e.log warning;")],
  ["a debug level", server("error_log e.log debug_http;")],
  ["a resolver with a wrong time", server("resolver 127.0.0.1 valid=1x;")],
  ["a resolver with ipv6=maybe", server("resolver 127.0.0.1 ipv6=maybe;")],
  ["a path in proxy_pass of a named location", server("location @a { proxy_pass http://127.0.0.1:28081/; }")],
  ["a query in proxy_pass of a regex", server("location ~ a { proxy_pass http://127.0.0.1:28081?a; }")],
  ["a path with variables in a regex", server("location ~ a { proxy_pass http://127.0.0.1:28081$uri; }")],
  ["a path within limit_except", location("limit_except GET { proxy_pass http://127.0.0.1:28081/; }")],
  ["a path behind a unix socket", server("location ~ a { proxy_pass http://unix:/tmp/a.sock:/b; }")],
  ["a unix socket", server("location ~ a { proxy_pass http://unix:/tmp/a.sock; }")],
  ["a scheme in capitals", location("proxy_pass HTTP://127.0.0.1:28081;")],
  ["a scheme of websockets", location("proxy_pass ws://127.0.0.1:28081;")],
  [
    "an upstream's name in other letters, with a port",
    http(
      "upstream App { server 127.0.0.1:1; } server { listen 127.0.0.1:28080; location / { proxy_pass http://aPP:80; } }",
    ),
  ],
  [
    "an upstream that follows its use",
    http(
      "server { listen 127.0.0.1:28080; location / { proxy_pass http://app:80; } } upstream app { server 127.0.0.1:1; }",
    ),
  ],
  ["fastcgi_pass to an address without port", location("fastcgi_pass 127.0.0.1;")],
  ["uwsgi_pass to a socket", location("uwsgi_pass unix:/tmp/a.sock;")],
  [
    "proxy_redirect default in the server",
    server("proxy_redirect default; location / { proxy_pass http://127.0.0.1:1; }"),
  ],
  ["a store that is off", location("proxy_cache off; proxy_store on; proxy_pass http://127.0.0.1:1;")],
  ["verification without TLS", location("proxy_ssl_verify on; proxy_pass http://127.0.0.1:28081;")],
  ["a cache's levels of four", http("proxy_cache_path c levels=1:1:1:1 keys_zone=c:1m;")],
  ["a cache without zone", http("proxy_cache_path c levels=1:1;")],
  ["a cache's size with a variable", http("proxy_cache_path c keys_zone=c:1m max_size=$x;")],
  ["a cache's size in gigabytes", http("proxy_cache_path c keys_zone=c:1m max_size=10g inactive=1y;")],
  ["a cache's unknown parameter", http("proxy_cache_path c keys_zone=c:1m size=1m;")],
  ["a rate without unit", http("limit_req_zone $uri zone=z:1m rate=10;")],
  ["a rate of nothing", http("limit_req_zone $uri zone=z:1m rate=0r/s;")],
  ["a zone without size", http("limit_req_zone $uri zone=z rate=1r/s;")],
  ["a zone below 32k", http("limit_conn_zone $uri zone=z:32767;")],
  [
    "nodelay and delay",
    http("limit_req_zone $uri zone=z:1m rate=1r/s; limit_req zone=z burst=2 delay=1 nodelay;"),
  ],
  ["delay of nothing", http("limit_req_zone $uri zone=z:1m rate=1r/s; limit_req zone=z burst=2 delay=0;")],
  [
    "two zones on one level",
    http("limit_conn_zone $uri zone=a:1m; limit_conn_zone $uri zone=b:1m; limit_conn a 1; limit_conn b 1;"),
  ],
  [
    "one zone on two levels",
    http(
      "limit_conn_zone $uri zone=a:1m; limit_conn a 1; server { listen 127.0.0.1:28080; limit_conn a 2; }",
    ),
  ],
  ["a limit of no connections", http("limit_conn_zone $uri zone=a:1m; limit_conn a 0;")],
  ["a zone of requests for connections", http("limit_req_zone $uri zone=a:1m rate=1r/s; limit_conn a 1;")],
  [
    "a zone of a cache for an upstream",
    http("proxy_cache_path c keys_zone=app:1m; upstream app { zone app 64k; server 127.0.0.1:1; }"),
  ],
  [
    "a zone used before it is declared",
    http("server { listen 127.0.0.1:28080; limit_req zone=z; } limit_req_zone $uri zone=z:1m rate=1r/s;"),
  ],
  ["an upstream of servers that are down", upstream("server 127.0.0.1:1 down;")],
  ["a backup before the method", upstream("server 127.0.0.1:1; server 127.0.0.1:2 backup; ip_hash;")],
  ["a backup behind random", upstream("random; server 127.0.0.1:1; server 127.0.0.1:2 backup;")],
  ["a weight with a sign", upstream("server 127.0.0.1:1 weight=-1;")],
  ["no failures counted", upstream("server 127.0.0.1:1 max_fails=0 fail_timeout=0 max_conns=0;")],
  ["a time to fail in milliseconds", upstream("server 127.0.0.1:1 fail_timeout=500ms;")],
  ["a parameter of nobody", upstream("server 127.0.0.1:1 keepalive=2;")],
  [
    "upstreams that differ in letters",
    http("upstream a { server 127.0.0.1:1; } upstream A { server 127.0.0.1:1; }"),
  ],
  ["an upstream nobody uses, empty", http("upstream a { }")],
  [
    "connections for all sockets",
    "events { worker_connections 3; } http { server { listen 127.0.0.1:28080; listen 127.0.0.1:28082; } }",
  ],
  [
    "one connection too few",
    "events { worker_connections 2; } http { server { listen 127.0.0.1:28080; listen 127.0.0.1:28082; } }",
  ],
  ["threads of a pool", "thread_pool a threads=2; events { } http { aio threads=a; }"],
  ["a pool without threads", "thread_pool a threads=0; events { }"],
  ["none with a name", server("valid_referers none server_names;")],
  ["blocked alone", location("valid_referers blocked;")],
  ["a referer on another line", location("valid_referers none; valid_referers a.test;")],
  ["session cache of a builtin", server("ssl_session_cache builtin:1000 shared:S:1m;")],
  ["session cache without size", server("ssl_session_cache shared:S;")],
  ["TLS without a certificate", server("listen 127.0.0.1:28443 ssl;")],
  ["TLS that refuses handshakes", server("listen 127.0.0.1:28443 ssl; ssl_reject_handshake on;")],
  ["a certificate without its key", server("ssl_certificate cert.pem;")],
];

const addresses = {
  listen: [
    "99999",
    "127.0.0.1:http",
    "127.0.0.1:0",
    "0",
    "127.0.0.1:",
    "::1:80",
    "[::1",
    "80-70",
    "127.0.0.1:80-70",
    "127.0.0.1:80x",
    "http://a.test",
    "unix:",
    "[::1]80",
    "127.0.0.1/24",
    "127.0.0.1:28082-28083",
    "[::1]:28082",
  ],
  server: [
    "http://127.0.0.1:80",
    "127.0.0.1:99999",
    "127.0.0.1:",
    "127.0.0.1:80/a",
    "127.0.0.1:80:80",
    ":80",
    "127.0.0.1:0",
    "unix:",
    "127.0.0.1:8080-8090",
    "127.0.0.1",
    "[::1]:80",
    "unix:/tmp/a.sock",
  ],
  pass: [
    "proxy_pass http://",
    "proxy_pass http://127.0.0.1:99999",
    "proxy_pass http://127.0.0.1:x/",
    "proxy_pass http:///a",
    "proxy_pass http://127.0.0.1:80:80",
    "proxy_pass http:/127.0.0.1",
    "proxy_pass http://127.0.0.1:1/a:b",
    "proxy_pass http://127.0.0.1?a:b",
    "fastcgi_pass http://127.0.0.1:80",
    "fastcgi_pass 127.0.0.1:x",
    "fastcgi_pass unix:",
    "fastcgi_pass 127.0.0.1:1/a",
    "grpc_pass grpc://127.0.0.1",
    "grpc_pass grpc://127.0.0.1:1",
    "grpc_pass http://127.0.0.1:1",
    "uwsgi_pass suwsgi://127.0.0.1:1",
  ],
};

const addressCases: readonly (readonly [what: string, text: string])[] = [
  ...addresses.listen.map((it) => [`listen ${it}`, server(`listen ${it};`)] as const),
  ...addresses.server.map((it) => [`upstream with ${it}`, http(`upstream app { server ${it}; }`)] as const),
  ...addresses.pass.map((it) => [it, location(`${it};`)] as const),
];

/** Whether the real nginx takes it: sockets are counted after it has said that the syntax is right. */
const accepts = (verdict: NginxVerdict): boolean =>
  verdict.ok && !verdict.errors.some((it) => it.includes("worker_connections are not enough"));

describe("parts of a configuration", () => {
  test.each([
    [
      "a server whose zone, format and upstream are elsewhere",
      "server { listen 443 ssl; access_log a.log main; location / { limit_req zone=z; proxy_pass http://app:80; } }",
    ],
    ["certificates from an include", "server { listen 443 ssl default_server; include tls.conf; }"],
    ["an upstream filled by an include", "upstream app { include servers.conf; }"],
    ["lines of a location", "proxy_redirect default; proxy_set_header Host $tenant;"],
    ["lines of nobody knows where", "valid_referers none; add_header X-A $nowhere;"],
    ["placeholders", "server { listen ${PORT} ${TLS}; return ${CODE} x; error_page <codes> /x; }"],
    ["an upstream with the keepalive of later releases", "upstream app { server 10.0.0.1:1; keepalive 0; }"],
    [
      "methods whose order only older releases care for",
      "upstream app { keepalive 8; least_conn; server 10.0.0.1:1; }",
    ],
  ])("nothing is said of %s", (_, text) => {
    expect(judgePart(text)).toEqual({ errors: [], warnings: [] });
  });

  test.each([
    ["listen", "server { listen 80; listen *:80; }", "a duplicate listen 0.0.0.0:80"],
    ["location", "location /a { } location ^~ /a { }", 'duplicate location "/a"'],
    ["zone", "limit_req_zone $uri zone=z:16k rate=1r/s;", 'zone "zone=z:16k" is too small'],
    ["variable", "set $host a; if ($host) { return 403; }", 'the duplicate "host" variable'],
    ["upstream", "upstream a { server 10.0.0.1:1 weight=0; }", 'invalid parameter "weight=0"'],
  ])("what a part shows by itself is said: %s", (_, text, reason) => {
    expect(judgePart(text).errors).toEqual([reason]);
  });

  test("NGINX Plus is believed where it is known to run", () => {
    const text = "upstream app { zone app 64k; } upstream b { server 10.0.0.1:1 slow_start=30s; }";
    expect([...flawsOf(text)].map((it) => it.check)).toEqual(["upstream-empty", "plus"]);
    expect([...flawsOf(text, true)]).toEqual([]);
  });

  test("a flaw stands at the smallest word to change, its counterpart beside it", () => {
    const text = "server { listen 80 backlog=9; } server { listen 80 reuseport; }";
    const [flaw] = [...flawsOf(text)];
    const wordAt = (at: { place(): { span: { start: number; end: number } } } | undefined): string =>
      at === undefined ? "" : text.slice(at.place().span.start, at.place().span.end);
    expect(flaw?.at.place().span.start).toBe(text.lastIndexOf("80"));
    expect(wordAt(flaw?.related?.[0]?.at)).toBe("listen 80 backlog=9;");
  });
});

function configsOf(text: string): readonly NginxConfig[] {
  return readNginxFiles([new SourceFile("part.conf", text)], {
    host: undefined,
    prefixes: [],
    nginxVersion: undefined,
  }).configs;
}

function flawsOf(text: string, nginxPlus = false): readonly DirectiveFlaw[] {
  return configsOf(text).flatMap((it) => [...checkConstraints(it, { nginxPlus })]);
}

function judgePart(text: string): Judgement {
  const flaws = flawsOf(text);
  const reasons = (of: readonly DirectiveFlaw[]): string[] => of.map((it) => it.reason);
  return {
    errors: reasons(flaws.filter((it) => it.severity !== "warning")),
    warnings: reasons(flaws.filter((it) => it.severity === "warning")),
  };
}

describe(withNginx("constraints, against the real nginx"), () => {
  const run = nginxAvailable ? test : test.skip;

  run("near misses on both sides are judged as it does, in its own words", async () => {
    const all = [...cases, ...addressCases];
    const verdicts = await nginxTestAll(all.map(([, text]) => text));
    const wrong: string[] = [];
    all.forEach(([what, text], at) => {
      const { errors, warnings } = judge(text, "1.22.1");
      const verdict = verdicts[at]!;
      if (accepts(verdict) !== (errors.length === 0)) {
        wrong.push(`${what}: nginx says '${verdict.message}', found '${errors.join("', '")}'`);
      } else if (errors.length > 0 && !errors.some((it) => verdict.errors.includes(it))) {
        wrong.push(`${what}: nginx says '${verdict.errors.join("', '")}', here '${errors.join("', '")}'`);
      }
      for (const it of warnings)
        if (!verdict.warnings.includes(it)) wrong.push(`${what}: nginx does not warn '${it}'`);
    });
    expect(wrong).toEqual([]);
    expect(all.length).toBeGreaterThanOrEqual(40);
  });

  run("warnings are its own", async () => {
    const warned = rows.filter((it) => holds(it.warned, "1.22.1") && !Object.hasOwn(apart, it.id));
    const verdicts = await nginxTestAll(warned.map((it) => it.failing));
    const wrong = warned.filter(
      (it, at) =>
        !judge(it.failing, "1.22.1").warnings.some((found) => verdicts[at]!.warnings.includes(found)),
    );
    expect(wrong.map((it) => it.id)).toEqual([]);
  });
});
