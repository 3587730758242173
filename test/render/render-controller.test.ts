import { describe, expect, test } from "@jest/globals";
import { ingressNginxTemplate } from "../../src/knowledge/ingress-nginx-template.ts";
import { printedBy } from "../../src/knowledge/printed-directives.ts";
import { flatten, type NginxConfig, walk } from "../../src/model/nginx-config.ts";
import type { Project } from "../../src/model/project.ts";
import type { Directive } from "../../src/parsers/nginx/directive.ts";
import { renderController, renderTarget, renderTargets } from "../../src/render/render-controller.ts";
import { sourceOf } from "../../src/render/source.ts";
import { writeNginx } from "../../src/render/write.ts";
import { nginxAvailable, nginxTest, nginxTestAll, withNginx } from "../nginx-oracle.ts";
import { symmetryOf } from "../rules/check-nginx.ts";
import { pick, randomFrom } from "../rules/random-buffers.ts";
import { configMapOf, deploymentOf, projectOf } from "./project-of.ts";
import { stubbed } from "./stubs.ts";

const suite = nginxAvailable ? describe : describe.skip;

interface IngressText {
  readonly name?: string;
  readonly host?: string;
  readonly paths?: readonly (readonly [path: string, pathType: string, service: string])[];
  readonly annotations?: Readonly<Record<string, string>>;
  readonly created?: string;
  readonly prefix?: string;
}

/** An Ingress of class nginx in namespace shop. */
function ingress({
  name = "web",
  host = "shop.example.com",
  paths,
  annotations = {},
  created,
  prefix,
}: IngressText) {
  const own = Object.entries(annotations).map(([key, value]) => [
    `${prefix ?? "nginx.ingress.kubernetes.io/"}${key}`,
    value,
  ]);
  return `${JSON.stringify({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name, namespace: "shop", annotations: Object.fromEntries(own), creationTimestamp: created },
    spec: {
      ingressClassName: "nginx",
      rules: [
        {
          host,
          http: {
            paths: (paths ?? [["/", "Prefix", name]]).map(([path, pathType, service]) => ({
              path,
              pathType,
              backend: { service: { name: service, port: { number: 80 } } },
            })),
          },
        },
      ],
    },
  })}\n`;
}

function render(...documents: readonly string[]): NginxConfig {
  return rendered(projectOf(documents.join("---\n")));
}

function rendered(project: Project): NginxConfig {
  return renderController(project, project.controllers[0]!);
}

function inside(directives: readonly Directive[] | undefined, name: string): readonly Directive[] {
  return [...flatten(directives)].filter((it) => it.name === name);
}

function serverOf(config: NginxConfig, host: string): Directive {
  const servers = inside(inside(config.directives, "http")[0]!.block, "server");
  return servers.find((it) => inside(it.block, "server_name")[0]?.args[0]?.value === host)!;
}

/** `~* ^/path`, in the order of the configuration. */
function locationsOf(server: Directive): readonly string[] {
  return inside(server.block, "location")
    .map((it) => it.args.map((argument) => argument.value).join(" "))
    .filter((it) => !it.startsWith("@") && it !== "/healthz");
}

function locationOf(server: Directive, words: string): Directive {
  return inside(server.block, "location").find(
    (it) => it.args.map((argument) => argument.value).join(" ") === words,
  )!;
}

/** The lines of one name in a block. */
function lines(block: Directive, name: string): readonly string[] {
  return inside(block.block, name).map((it) => it.args.map((argument) => argument.value).join(" "));
}

describe("servers and locations of ingress-nginx", () => {
  test("one server per host, the longest path first, and an exact twin for every prefix", () => {
    const config = render(
      deploymentOf("1.12.1"),
      configMapOf({}),
      ingress({
        paths: [
          ["/", "Prefix", "web"],
          ["/api", "Prefix", "api"],
          ["/api/health", "Exact", "api"],
        ],
      }),
      ingress({ name: "admin", host: "admin.example.com", paths: [["/panel", "Prefix", "panel"]] }),
    );
    expect(locationsOf(serverOf(config, "shop.example.com"))).toEqual([
      "= /api/health",
      "/api/",
      "= /api",
      "/",
    ]);
    expect(locationsOf(serverOf(config, "admin.example.com"))).toEqual(["/panel/", "= /panel", "/"]);
    expect(locationsOf(serverOf(config, "_"))).toEqual(["/"]);
  });

  test("one regex turns all locations of its host into regexes, and no other host's", () => {
    const config = render(
      deploymentOf("1.12.1"),
      configMapOf({}),
      ingress({ name: "b", paths: [["/plain", "Exact", "web"]] }),
      ingress({
        name: "a",
        paths: [["/x(/|$)(.*)", "ImplementationSpecific", "x"]],
        annotations: { "rewrite-target": "/$2" },
      }),
      ingress({ name: "c", host: "other.example.com", paths: [["/plain", "Exact", "web"]] }),
    );
    expect(locationsOf(serverOf(config, "shop.example.com"))).toEqual([
      "~* ^/x(/|$)(.*)",
      "~* ^/plain",
      "~* ^/",
    ]);
    expect(locationsOf(serverOf(config, "other.example.com"))).toEqual(["= /plain", "/"]);
  });

  test("the oldest Ingress keeps a path and decides for the host", () => {
    const [old, young] = ["2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"];
    const config = render(
      deploymentOf("1.12.1"),
      configMapOf({}),
      ingress({
        name: "young",
        created: young,
        annotations: { "ssl-ciphers": "AES256", "proxy-read-timeout": "7" },
      }),
      ingress({
        name: "old",
        created: old,
        annotations: { "ssl-ciphers": "AES128", "proxy-read-timeout": "8" },
      }),
    );
    const server = serverOf(config, "shop.example.com");
    expect(lines(server, "ssl_ciphers")).toEqual(["AES128"]);
    expect(lines(locationOf(server, "/"), "proxy_read_timeout")).toEqual(["8s"]);
    expect(writeNginx(config.directives)).toContain("# ssl-ciphers of Ingress 'shop/young' has no effect");
  });

  test("canaries and Ingresses that the controller refuses have no location", () => {
    const config = render(
      deploymentOf("1.12.1"),
      configMapOf({}),
      ingress({}),
      ingress({ name: "canary", paths: [["/canary", "Prefix", "x"]], annotations: { canary: "true" } }),
      ingress({
        name: "snippet",
        host: "a.example.com",
        annotations: { "configuration-snippet": "set $a 1;" },
      }),
      ingress({ name: "limit", host: "b.example.com", annotations: { "limit-rps": "10r/s" } }),
    );
    expect(locationsOf(serverOf(config, "shop.example.com"))).toEqual(["/"]);
    expect(serverOf(config, "a.example.com")).toBeUndefined();
    expect(serverOf(config, "b.example.com")).toBeUndefined();
    const text = writeNginx(config.directives);
    expect(text).toContain("configuration-snippet is rated Critical, above annotations-risk-level High");
    expect(text).toContain("the value of annotation limit-rps is invalid");
  });

  test("one bad address makes its locations answer 503", () => {
    const annotations = { "allowlist-source-range": "10.0.0.0/8, 10.1" };
    const config = render(deploymentOf("1.12.1"), configMapOf({}), ingress({ annotations }));
    const location = locationOf(serverOf(config, "shop.example.com"), "/");
    expect(lines(location, "return")).toEqual(["503"]);
    expect(lines(location, "proxy_pass")).toEqual([]);
  });
});

describe("values of ingress-nginx", () => {
  test.each([
    ["1.9.4", {}, {}, "keepalive_requests", "1000"],
    ["1.3.0", {}, {}, "keepalive_requests", "100"],
    ["1.12.1", { "keep-alive": "60s" }, {}, "keepalive_timeout", "75s"],
    ["1.12.1", { "keep-alive": "0x10" }, {}, "keepalive_timeout", "16s"],
    ["1.12.1", { "worker-shutdown-timeout": "10s" }, {}, "worker_shutdown_timeout", "10s"],
    ["1.12.1", { "worker-processes": "4" }, {}, "worker_processes", "4"],
    ["1.12.1", { "proxy-body-size": "8m" }, {}, "client_max_body_size", "8m"],
    ["1.12.1", { "proxy-body-size": "8m" }, { "proxy-body-size": "1g" }, "client_max_body_size", "1g"],
    ["1.12.1", { "proxy-body-size": "8m" }, { "proxy-body-size": "8mb" }, "client_max_body_size", "8m"],
    ["1.11.0", { "proxy-body-size": "8m" }, { "proxy-body-size": "8mb" }, "client_max_body_size", undefined],
    ["1.12.1", { "proxy-body-size": "8mb" }, {}, "client_max_body_size", undefined],
    ["1.12.1", { "proxy-read-timeout": "30" }, { "proxy-read-timeout": "60s" }, "proxy_read_timeout", "30s"],
    ["1.12.1", { "retry-non-idempotent": "true" }, {}, "proxy_next_upstream", "error timeout non_idempotent"],
    ["1.12.1", { "ssl-protocols": "TLSv1.3" }, {}, "ssl_protocols", "TLSv1.3"],
    ["1.12.1", { "use-gzip": "true", "gzip-level": "9" }, {}, "gzip_comp_level", "9"],
    ["1.12.1", {}, {}, "gzip", undefined],
    ["1.12.1", { "grpc-buffer-size-kb": "16" }, {}, "grpc_buffer_size", "16k"],
    ["1.9.4", { "grpc-buffer-size-kb": "16" }, {}, "grpc_buffer_size", undefined],
    ["1.12.1", { "limit-rate": "10" }, {}, "limit_rate", "10k"],
    ["1.12.1", { "use-proxy-protocol": "true" }, {}, "real_ip_header", "proxy_protocol"],
    ["1.12.1", {}, { "connection-proxy-header": "keep-alive" }, "limit_req", undefined],
    [
      "1.12.1",
      {},
      { "limit-rps": "10", "limit-burst-multiplier": "3" },
      "limit_req",
      "zone=shop_web_rps burst=30 nodelay",
    ],
    ["1.12.1", {}, { "limit-connections": "5" }, "limit_conn", "shop_web_conn 5"],
    ["1.12.1", {}, { "backend-protocol": "GRPC" }, "grpc_read_timeout", "60s"],
    ["1.12.1", {}, { "backend-protocol": "grpc" }, "grpc_read_timeout", undefined],
    ["1.12.1", {}, { "permanent-redirect": "https://a.example.com" }, "return", "301 https://a.example.com"],
    ["1.12.1", { "proxy-buffer-size": "8k" }, { "proxy-buffer-size": "8kb" }, "proxy_buffer_size", "8k"],
    ["1.11.0", { "proxy-buffer-size": "8k" }, { "proxy-buffer-size": "8kb" }, "proxy_buffer_size", "8kb"],
  ])("v%s with %j and annotations %j prints %s %s", (version, data, annotations, name, expected) => {
    const config = render(
      deploymentOf(version),
      configMapOf(data as Record<string, string>),
      ingress({ annotations: annotations as Record<string, string> }),
    );
    const location = locationOf(serverOf(config, "shop.example.com"), "/");
    const http = inside(config.directives, "http")[0]!;
    const found = [location, http]
      .flatMap((it) => lines(it, name))
      .concat(inside(config.directives, name).map((it) => it.args[0]!.value));
    expect(found[0]).toBe(expected);
  });

  test("the default says which value it stands for", () => {
    const config = render(deploymentOf("1.9.4"), configMapOf({ "upstream-keepalive-timeout": "60s" }));
    const upstream = inside(inside(config.directives, "http")[0]!.block, "upstream")[0]!;
    const timeout = inside(upstream.block, "keepalive_timeout")[0]!;
    expect(sourceOf(timeout, config)).toBe(
      "default of ingress-nginx v1.9.4, the ConfigMap's '60s' is ignored",
    );
  });

  test("the catch-all server alone has the options of the sockets", () => {
    const deployment = deploymentOf("1.12.1").replace(
      "      containers:",
      '      securityContext: { sysctls: [{ name: net.core.somaxconn, value: "4096" }] }\n      containers:',
    );
    const config = render(deployment, configMapOf({ "use-proxy-protocol": "true" }), ingress({}));
    expect(lines(serverOf(config, "_"), "listen")).toEqual([
      "80 proxy_protocol default_server reuseport backlog=4096",
      "443 proxy_protocol default_server reuseport backlog=4096 ssl",
    ]);
    expect(lines(serverOf(config, "shop.example.com"), "listen")).toEqual([
      "80 proxy_protocol",
      "443 proxy_protocol ssl",
    ]);
  });

  test("Ingresses whose controller is out of sight are rendered with the release that is assumed", () => {
    const project = projectOf(ingress({ annotations: { "proxy-read-timeout": "9" } }));
    const [target] = renderTargets(project);
    const config = renderTarget(project, target!);
    expect(config.complete).toBe(false);
    expect(lines(locationOf(serverOf(config, "shop.example.com"), "/"), "proxy_read_timeout")).toEqual([
      "9s",
    ]);
    expect(lines(locationOf(serverOf(config, "_"), "/"), "proxy_read_timeout")).toEqual(["60s"]);
  });
});

const f5Deployment = (version: string, ...flags: readonly string[]) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: nginx-ingress, namespace: nginx-ingress }
spec:
  template:
    spec:
      containers:
        - name: nginx-ingress
          image: nginx/nginx-ingress:${version}
          args: ${JSON.stringify(["-nginx-configmaps=$(POD_NAMESPACE)/nginx-config", ...flags])}
`;
const f5ConfigMap = (data: Readonly<Record<string, string>>) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: nginx-config, namespace: nginx-ingress }\ndata: ${JSON.stringify(data)}\n`;

describe("F5", () => {
  const prefix = "nginx.org/";
  test("annotation before ConfigMap before default, an invalid key is ignored", () => {
    const config = render(
      f5Deployment("5.2.0"),
      f5ConfigMap({
        "proxy-read-timeout": "10s",
        "proxy-buffering": "off",
        keepalive: "16",
        "keepalive-requests": "x",
      }),
      ingress({ prefix, annotations: { "proxy-read-timeout": "20s", "client-max-body-size": "4m" } }),
    );
    const location = locationOf(serverOf(config, "shop.example.com"), "/");
    expect(lines(location, "proxy_read_timeout")).toEqual(["20s"]);
    expect(lines(location, "proxy_connect_timeout")).toEqual(["60s"]);
    expect(lines(location, "client_max_body_size")).toEqual(["4m"]);
    expect(lines(location, "proxy_buffering")).toEqual(["on"]);
    const http = inside(config.directives, "http")[0]!;
    expect(lines(http, "keepalive_requests")).toEqual(["1000"]);
    expect(lines(inside(http.block, "upstream")[0]!, "keepalive")).toEqual(["16"]);
  });

  test("minions stand in their master's server and take over its values", () => {
    const config = render(
      f5Deployment("5.2.0"),
      f5ConfigMap({}),
      ingress({
        prefix,
        name: "master",
        annotations: { "mergeable-ingress-type": "master", "proxy-read-timeout": "9s", keepalive: "8" },
      }),
      ingress({
        prefix,
        name: "a",
        annotations: { "mergeable-ingress-type": "minion" },
        paths: [["/a", "Prefix", "a"]],
      }),
      ingress({
        prefix,
        name: "b",
        annotations: { "mergeable-ingress-type": "minion", "proxy-read-timeout": "5s" },
        paths: [["/b", "Exact", "b"]],
      }),
    );
    const server = serverOf(config, "shop.example.com");
    expect(locationsOf(server)).toEqual(["/a", "= /b"]);
    expect(lines(locationOf(server, "/a"), "proxy_read_timeout")).toEqual(["9s"]);
    expect(lines(locationOf(server, "= /b"), "proxy_read_timeout")).toEqual(["5s"]);
    expect(lines(locationOf(server, "/a"), "proxy_set_header")[0]).toBe("Connection ");
  });

  test("one bad annotation refuses the Ingress", () => {
    const config = render(
      f5Deployment("5.2.0"),
      f5ConfigMap({}),
      ingress({ prefix, annotations: { "proxy-buffer-size": "8kb" } }),
    );
    expect(serverOf(config, "shop.example.com")).toBeUndefined();
    expect(writeNginx(config.directives)).toContain("the value of annotation proxy-buffer-size is invalid");
  });
});

/** Sets of manifests that use as much as possible of both renderers, seeded. */
function randomProject(random: () => number): Project {
  const maybe = (share: number, key: string, values: readonly string[]): Record<string, string> =>
    random() < share ? { [key]: pick(random, values) } : {};
  const sizes = ["4k", "8k", "16k", "32k", "64k", "128k"];
  const buffers = (share: number) => ({
    ...maybe(share, "proxy-buffer-size", sizes),
    ...maybe(share, "proxy-buffers-number", ["1", "2", "3", "4", "8", "0x10", "four"]),
    ...maybe(share, "proxy-busy-buffers-size", sizes),
    ...maybe(share / 4, "proxy-max-temp-file-size", ["0", "8k", "1m", "1024m", "12x"]),
  });
  const version = pick(random, ["1.3.0", "1.9.4", "1.12.1", "1.13.0", "1.13.1", "1.13.2", "1.15.1"]);
  const data = {
    "allow-snippet-annotations": "true",
    "annotations-risk-level": "Critical",
    ...buffers(0.25),
    ...maybe(0.3, "use-gzip", ["true", "yes"]),
    ...maybe(0.3, "custom-http-errors", ["404", "404,503,xx", "200"]),
    ...maybe(0.3, "use-forwarded-headers", ["true"]),
    ...maybe(0.3, "compute-full-forwarded-for", ["true"]),
    ...maybe(0.3, "use-proxy-protocol", ["true", "false"]),
    ...maybe(0.3, "enable-syslog", ["false"]),
    ...maybe(0.3, "block-user-agents", ["~*bot.*,curl"]),
    ...maybe(0.3, "whitelist-source-range", ["10.0.0.0/8, 192.168.0.1"]),
    ...maybe(0.3, "worker-processes", ["4", "auto"]),
    ...maybe(0.3, "ssl-ciphers", ["HIGH:!aNULL", ""]),
    ...maybe(0.3, "upstream-keepalive-connections", ["0", "64", "a"]),
    ...maybe(0.1, "http-snippet", [
      "proxy_buffer_size 64k;",
      "fastcgi_buffers 2 4k;",
      "map $uri $kind { default 1; }",
    ]),
    ...maybe(0.2, "server-snippet", ["proxy_temp_file_write_size 16k;", "proxy_temp_file_write_size 1m;"]),
    ...maybe(0.2, "location-snippet", ["add_header X-Served $host;"]),
  };
  const hosts = ["shop.example.com", "api.example.com", "*.example.org", ""];
  const paths = [
    ["/", "Prefix", "web"],
    ["/api", "Prefix", "api"],
    ["/v1(/|$)(.*)", "ImplementationSpecific", "v1"],
    ["/x", "Exact", "x"],
  ] as const;
  const documents = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, at) =>
    ingress({
      name: `web-${at}`,
      host: pick(random, hosts),
      paths: paths.filter(() => random() < 0.5),
      annotations: {
        ...buffers(0.15),
        ...maybe(0.2, "limit-rps", ["10", "0", "10r/s"]),
        ...maybe(0.2, "limit-connections", ["10"]),
        ...maybe(0.2, "limit-allowlist", ["10.0.0.0/8"]),
        ...maybe(0.2, "backend-protocol", ["HTTPS", "GRPC", "GRPCS", "FCGI", "grpc", "h2c"]),
        ...maybe(0.2, "rewrite-target", ["/$2", "/"]),
        ...maybe(0.2, "use-regex", ["true"]),
        ...maybe(0.2, "proxy-next-upstream", ["error http_502", "off", "http_999"]),
        ...maybe(0.2, "proxy-read-timeout", ["10", "60s"]),
        ...maybe(0.2, "server-alias", ["www.example.com,alias.example.com"]),
        ...maybe(0.2, "app-root", ["/start"]),
        ...maybe(0.2, "custom-http-errors", ["500", "404"]),
        ...maybe(0.2, "denylist-source-range", ["10.0.0.0/8", "10.x"]),
        ...maybe(0.2, "temporal-redirect", ["https://example.com"]),
        ...maybe(0.1, "server-snippet", ["add_header X-Note 'a; b # c';"]),
        ...maybe(0.1, "configuration-snippet", ["proxy_temp_file_write_size 8k;"]),
        ...maybe(0.1, "canary", ["true"]),
        ...maybe(0.1, "satisfy", ["any", "one"]),
      },
    }),
  );
  return projectOf([deploymentOf(version), configMapOf(data), ...documents].join("---\n"));
}

suite(withNginx("the whole configuration"), () => {
  test("is what nginx reads, and the buffer rule's verdict on it is nginx's", async () => {
    const random = randomFrom(20_891);
    const projects = Array.from({ length: 80 }, () => randomProject(random));
    const configs = projects.map(rendered);
    const verdicts = await nginxTestAll(configs.map((it) => stubbed(writeNginx(it.directives))));
    let refused = 0;
    configs.forEach((config, at) => {
      const verdict = verdicts[at]!;
      const found = symmetryOf(config, projects[at]!);
      if (!verdict.ok) refused += 1;
      const what = verdict.ok ? "" : `${verdict.message}\n${writeNginx(config.directives)}`;
      expect([found.length > 0, what]).toEqual([!verdict.ok, what]);
    });
    expect(refused).toBeGreaterThan(15);
    expect(refused).toBeLessThan(60);
  }, 60_000);

  test("of F5 is what nginx reads", () => {
    const config = render(
      f5Deployment("5.5.0", "-enable-snippets=true"),
      f5ConfigMap({
        "proxy-buffers": "8 16k",
        http2: "true",
        hsts: "true",
        "lb-method": "hash $request_uri consistent",
        "set-real-ip-from": "10.0.0.0/8",
        "real-ip-header": "X-Real-IP",
        "worker-shutdown-timeout": "30s",
        "log-format": "$remote_addr $status",
        "add-header": "X-A: b: always",
        "http-snippets": "map $uri $kind { default 1; }",
      }),
      ingress({
        prefix: "nginx.org/",
        paths: [
          ["/", "Prefix", "web"],
          ["/g", "Exact", "g"],
        ],
        annotations: {
          "grpc-services": "g",
          "websocket-services": "web",
          "limit-req-rate": "10r/s",
          "limit-req-burst": "5",
          "rewrite-target": "/x",
          "location-snippets": "add_header X-Served $host;",
        },
      }),
    );
    expect(nginxTest(stubbed(writeNginx(config.directives))).message).toBe("");
  });

  test("has an origin for every directive", () => {
    const random = randomFrom(7);
    for (const project of Array.from({ length: 10 }, () => randomProject(random))) {
      const config = rendered(project);
      for (const directive of walk(config.directives)) {
        expect(directive.origin.place().file.path).toBe("manifests.yaml");
        expect(sourceOf(directive, config)).not.toBe("");
        for (const argument of directive.args)
          expect(argument.origin.place().file.path).toBe("manifests.yaml");
      }
      const text = writeNginx(config.directives, { comment: (it) => sourceOf(it, config) });
      for (const line of text.split("\n"))
        if (/[;{]$/.test(line.trimEnd())) throw new Error(`no source: ${line}`);
    }
  });
});

describe("the table of what the template prints", () => {
  const leftOut = /_by_lua|^lua_|^resolver$/;
  test.each(["1.9.4", "1.12.1", "1.15.1"])("is printed by v%s, but for Lua and the resolver", (version) => {
    const config = render(deploymentOf(version), configMapOf({}), ingress({}));
    const http = inside(config.directives, "http")[0]!;
    const server = serverOf(config, "shop.example.com");
    const blocks = {
      main: config.directives,
      http: http.block!,
      server: server.block!,
      location: locationOf(server, "/").block!,
    };
    const missing = (["main", "http", "server", "location"] as const).flatMap((level) =>
      Object.keys(ingressNginxTemplate.printed[level])
        .filter((name) =>
          printedBy(ingressNginxTemplate, level, name, version).some((it) => it.when?.byDefault !== false),
        )
        .filter((name) => !leftOut.test(name) && !blocks[level].some((it) => it.name === name))
        .map((name) => `${level} ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
