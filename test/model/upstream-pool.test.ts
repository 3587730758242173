import { describe, expect, test } from "@jest/globals";
import { upstreamPools } from "../../src/model/upstream-pool.ts";
import { projectOf } from "../support/project-of.ts";

const versions = ["1.28.3", "1.29.6", "1.29.7", "1.30.4", undefined] as const;

/** Whether the upstream counts as pooled, by nginx version. */
async function pooled(
  upstream: string,
  location: string,
  target = "http://checkout",
): Promise<readonly boolean[]> {
  const text = `events {}
http {
  map $http_upgrade $upgrade_or_close { default upgrade; '' close; }
  map $http_upgrade $upgrade_or_nothing { default upgrade; '' ''; }
  upstream checkout { server 10.0.0.1:80; ${upstream} }
  server { location / { ${location} proxy_pass ${target}; } }
}`;
  const project = await projectOf({ "nginx.conf": text });
  return versions.map((version) => upstreamPools(project.nginxConfigs[0]!, version).length === 1);
}

const old = (value: boolean, recent: boolean) => [value, value, recent, recent, value];
const clear = 'proxy_set_header Connection "";';

// The first seven were counted with a real backend (number of connections for six requests).
describe("which upstream blocks keep connections", () => {
  test.each<[string, string, string, readonly boolean[]]>([
    ["nothing else", "", "", old(false, true)],
    ["keepalive", "keepalive 8;", "", old(false, true)],
    ["and 1.1", "keepalive 8;", "proxy_http_version 1.1;", old(false, true)],
    ["and an empty Connection", "keepalive 8;", `proxy_http_version 1.1; ${clear}`, old(true, true)],
    ["without 1.1", "keepalive 8;", clear, old(false, true)],
    [
      "keepalive before the method",
      "keepalive 8; least_conn;",
      `proxy_http_version 1.1; ${clear}`,
      old(false, true),
    ],
    [
      "a fixed upgrade",
      "keepalive 8;",
      "proxy_http_version 1.1; proxy_set_header Connection upgrade;",
      old(true, true),
    ],
    [
      "keepalive after the method",
      "least_conn; keepalive 8;",
      `proxy_http_version 1.1; ${clear}`,
      old(true, true),
    ],
    ["HTTP/1.0", "keepalive 8;", `proxy_http_version 1.0; ${clear}`, old(false, false)],
    [
      "close",
      "keepalive 8;",
      "proxy_http_version 1.1; proxy_set_header connection close;",
      old(false, false),
    ],
    [
      "a map to close",
      "keepalive 8;",
      "proxy_http_version 1.1; proxy_set_header Connection $upgrade_or_close;",
      old(false, false),
    ],
    [
      "a map to nothing",
      "keepalive 8;",
      "proxy_http_version 1.1; proxy_set_header Connection $upgrade_or_nothing;",
      old(true, true),
    ],
    [
      "the client's header",
      "keepalive 8;",
      "proxy_http_version 1.1; proxy_set_header Connection $http_connection;",
      old(false, false),
    ],
    ["keepalive 0", "keepalive 0;", `proxy_http_version 1.1; ${clear}`, old(false, false)],
  ])("%s", async (_, upstream, location, expected) => {
    expect(await pooled(upstream, location)).toEqual(expected);
  });

  test.each([
    "http://checkout:8080",
    "http://10.0.0.1:80",
    "http://$backend",
    "https://checkout.example.com",
  ])("proxy_pass %s leads elsewhere", async (target) => {
    expect(await pooled("keepalive 8;", `proxy_http_version 1.1; ${clear}`, target)).toEqual(
      old(false, false),
    );
  });

  test("a header of the location hides those of the server", async () => {
    expect(await pooled("keepalive 8;", "proxy_http_version 1.1; proxy_set_header Host $host;")).toEqual(
      old(false, true),
    );
  });
});

test("the timeout of the pool", async () => {
  const text = (line: string) => `events {}
http { upstream checkout { server 10.0.0.1:80; keepalive 8; ${line} }
server { location / { proxy_http_version 1.1; ${clear} proxy_pass https://checkout/api/; } } }`;
  const timeout = async (line: string, version?: string) =>
    upstreamPools((await projectOf({ "nginx.conf": text(line) })).nginxConfigs[0]!, version)[0]?.timeout;
  expect(await timeout('keepalive_timeout "1m 5s";')).toMatchObject({ state: "explicit", value: 65 });
  expect(await timeout("keepalive_timeout later;")).toMatchObject({ state: "unknown" });
  expect(await timeout("")).toMatchObject({ state: "default", value: 60 });
  expect(await timeout("", "1.14.2")).toMatchObject({ state: "unknown" });
});
