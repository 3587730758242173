import { describe, expect, test } from "@jest/globals";
import { f5Template } from "../../src/knowledge/f5-nic-template.ts";
import { ingressNginxTemplate } from "../../src/knowledge/ingress-nginx-template.ts";
import {
  type ControllerTemplate,
  printedBy,
  type TemplateLevel,
} from "../../src/knowledge/printed-directives.ts";
import { nginxAvailable, nginxTestAll, withNginx } from "../nginx-oracle.ts";

/** Two values of a directive, where `on` is none. */
const values: Readonly<Record<string, string>> = {
  pid: "nginx.pid",
  daemon: "on",
  worker_processes: "1",
  worker_rlimit_nofile: "1024",
  worker_shutdown_timeout: "10s",
  worker_cpu_affinity: "auto",
  aio: "off",
  default_type: "text/plain",
  resolver: "127.0.0.1",
  proxy_http_version: "1.1",
  proxy_buffers: "8 4k",
  large_client_header_buffers: "4 8k",
  proxy_pass: "http://127.0.0.1",
  proxy_redirect: "off",
  proxy_cookie_domain: "off",
  proxy_cookie_path: "off",
  satisfy: "any",
  limit_req_status: "503",
  limit_conn_status: "503",
  ssl_ciphers: "HIGH",
  ssl_ecdh_curve: "auto",
  gzip_http_version: "1.1",
  gzip_comp_level: "1",
  gzip_min_length: "20",
  real_ip_header: "X-Real-IP",
  keepalive_requests: "100",
  http2_max_concurrent_streams: "128",
  proxy_next_upstream_tries: "3",
  client_body_temp_path: "a",
  proxy_temp_path: "b",
  fastcgi_temp_path: "c",
};

/** Modules that the nginx of the tests lacks, or directives it does not know yet, and a file it would want. */
const elsewhere =
  /_by_lua|^lua_|^brotli|^modsecurity|^uninitialized_variable_warn$|^http2$|^ssl_dhparam$|^proxy_ssl_certificate/;

function sampleOf(name: string): string {
  if (values[name] !== undefined) return values[name];
  if (/(_size|_timeout)$/.test(name))
    return /hash/.test(name) ? "1024" : /timeout$/.test(name) ? "10s" : "16k";
  return "on";
}

function configuration(level: TemplateLevel, lines: string): string {
  const at = (wanted: TemplateLevel) => (level === wanted ? lines : "");
  return `${at("main")} events {} http { ${at("http")} server { listen 127.0.0.1:8080; ${at("server")} location / { ${at("location")} } } }`;
}

describe.each([
  ["ingress-nginx", ingressNginxTemplate],
  ["F5", f5Template],
] as const)("what the template of %s prints", (_, template: ControllerTemplate) => {
  const rows = Object.entries(template.printed).flatMap(([level, names]) =>
    Object.keys(names)
      .filter((name) => !elsewhere.test(name))
      .map((name) => ({ level: level as TemplateLevel, name })),
  );

  (nginxAvailable ? test : test.skip)(withNginx("is refused a second time, and accepted once"), async () => {
    const line = (name: string) => `${name} ${sampleOf(name)};`;
    const twice = await nginxTestAll(
      rows.map(({ level, name }) => configuration(level, line(name) + line(name))),
    );
    const wrong = rows.filter((_row, at) => !/duplicate/.test(twice[at]!.message));
    expect(wrong.map((it) => [it, twice[rows.indexOf(it)]!.message])).toEqual([]);
  });

  test("is known for every release", () => {
    expect(printedBy(template, "location", "proxy_read_timeout", undefined)).toHaveLength(1);
    expect(printedBy(template, "location", "proxy_read_timeout", "0.20.0")).toEqual([]);
    expect(printedBy(template, "location", "add_header", undefined)).toEqual([]);
    expect(printedBy(template, "location", "constructor", undefined)).toEqual([]);
  });
});

test("releases that print a directive, and releases that do not", () => {
  const of = (name: string, version?: string) =>
    printedBy(ingressNginxTemplate, "location", name, version).length;
  expect(of("body_filter_by_lua_block", "1.11.8")).toBe(1);
  expect(of("body_filter_by_lua_block", "1.12.0")).toBe(0);
  expect(of("body_filter_by_lua_block")).toBe(0);
  expect(of("proxy_busy_buffers_size", "1.12.8")).toBe(0);
  expect(of("proxy_busy_buffers_size", "1.13.0")).toBe(1);
  expect(of("proxy_busy_buffers_size")).toBe(0);
});
