import { describe, expect, test } from "@jest/globals";
import { everyAdvisory } from "../../../src/knowledge/advisories.ts";
import { controllerInstallation, nginxInstallations } from "../../../src/model/advisories/installation.ts";
import { type Status, verdictOn } from "../../../src/model/advisories/verdict.ts";
import { projectOf } from "../../support/project-of.ts";

const advisory = (id: string) => everyAdvisory().find((it) => it.id === id)!;

/** nginx.conf of one server with a location, and what else is put in. */
function conf(parts: { main?: string; http?: string; server?: string; location?: string }): string {
  return `events {}
${parts.main ?? ""}
http {
  ${parts.http ?? ""}
  server {
    listen 80;
    ${parts.server ?? ""}
    location / { ${parts.location ?? "root /srv;"} }
  }
}`;
}

async function nginxStatus(id: string, version: string, text: string): Promise<Status> {
  const project = await projectOf(
    { "nginx.conf": text },
    { assume: { nginxVersion: version, pageSize: 4096 } },
  );
  return verdictOn(nginxInstallations(project)[0]!, advisory(id)).status;
}

interface Told {
  readonly image?: string;
  readonly args?: readonly string[];
  readonly data?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly more?: string;
}

function controllerFiles(image: string, isF5: boolean, told: Told): string {
  const args = isF5
    ? ["-nginx-configmaps=edge/settings"]
    : ["/nginx-ingress-controller", "--configmap=edge/settings"];
  const prefix = isF5 ? "nginx.org/" : "nginx.ingress.kubernetes.io/";
  const annotations = Object.entries(told.annotations ?? {}).map(([key, value]) => [prefix + key, value]);
  const objects = [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "controller", namespace: "edge" },
      spec: {
        selector: { matchLabels: { app: "controller" } },
        template: {
          metadata: { labels: { app: "controller" } },
          spec: { containers: [{ name: "controller", image, args: [...args, ...(told.args ?? [])] }] },
        },
      },
    },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings", namespace: "edge" },
      data: told.data ?? {},
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "shop", namespace: "shop", annotations: Object.fromEntries(annotations) },
      spec: {
        ingressClassName: "nginx",
        rules: [
          {
            host: "shop.example.com",
            http: {
              paths: [
                {
                  path: told.path ?? "/",
                  pathType: "ImplementationSpecific",
                  backend: { service: { name: "shop", port: { number: 80 } } },
                },
              ],
            },
          },
        ],
      },
    },
  ];
  return (
    objects.map((it) => JSON.stringify(it)).join("\n---\n") +
    (told.more === undefined ? "" : `\n---\n${told.more}`)
  );
}

async function controllerStatus(id: string, release: string, told: Told, isF5 = false): Promise<Status> {
  const image = told.image ?? (isF5 ? "nginx/nginx-ingress" : "registry.k8s.io/ingress-nginx/controller");
  const project = await projectOf({ "edge.yaml": controllerFiles(`${image}:${release}`, isF5, told) });
  const installation = controllerInstallation(project.controllers[0]!, project)!;
  return verdictOn(installation, advisory(id)).status;
}

const quic = { server: "listen 443 quic;" };
const tls = "listen 443 ssl; } server { listen 443 ssl; ssl_verify_client on;";

/** Of each condition of nginx: the advisory, a release with it, what uses it and what does not. `open`: it also takes what no configuration shows. */
const nginxCases: readonly (readonly [
  id: string,
  version: string,
  used: string,
  unused: string,
  status: Status,
])[] = [
  [
    "CVE-2026-113425",
    "1.30.6",
    conf({ main: "mail { server { listen 25; protocol smtp; } }" }),
    conf({}),
    "reachable",
  ],
  ["CVE-2026-95101", "1.30.5", conf({ ...quic, location: "proxy_pass http://a;" }), conf(quic), "reachable"],
  [
    "CVE-2026-15176",
    "1.30.5",
    conf({ location: "alias /srv/; rewrite ^/a /b; add_header X-File $request_filename;" }),
    conf({ location: "alias /srv/; rewrite ^/a /b break; add_header X-File $request_filename;" }),
    "reachable",
  ],
  [
    "CVE-2026-42533",
    "1.30.3",
    conf({
      http: "map $uri $group { ~^/a x; default y; }",
      location: "rewrite ^/(.*) /x; set $v $1-$group;",
    }),
    conf({ http: "map $uri $group { ~^/a x; default y; }", location: "set $v $group-$1;" }),
    "reachable",
  ],
  [
    "CVE-2026-60005",
    "1.30.3",
    conf({ http: "proxy_cache_background_update on;", location: "rewrite ^/(.*) /b/$1;" }),
    conf({ http: "proxy_cache_background_update off;", location: "rewrite ^/(.*) /b/$1;" }),
    "reachable",
  ],
  ["CVE-2026-56434", "1.30.3", conf({ location: "ssi on;" }), conf({ location: "ssi off;" }), "open"],
  ["CVE-2026-42530", "1.31.1", conf(quic), conf({ server: "listen 443 ssl;" }), "reachable"],
  [
    "CVE-2026-42055",
    "1.30.2",
    conf({
      http: "ignore_invalid_headers off; large_client_header_buffers 4 2m;",
      location: "grpc_pass a:1;",
    }),
    conf({ http: "large_client_header_buffers 4 2m;", location: "grpc_pass a:1;" }),
    "reachable",
  ],
  [
    "CVE-2026-48142",
    "1.30.2",
    conf({ http: "charset_map koi8-r utf-8 { }", location: "charset utf-8;" }),
    conf({ location: "charset utf-8;" }),
    "reachable",
  ],
  [
    "CVE-2026-9256",
    "1.30.1",
    conf({ location: "rewrite ^/((a)b)$ /x?y=$1&z=$2 redirect;" }),
    conf({ location: "rewrite ^/((?:a)b)/(.*)$ /x?y=$1&z=$2 redirect;" }),
    "reachable",
  ],
  [
    "CVE-2026-42926",
    "1.30.0",
    conf({ location: "proxy_http_version 2; proxy_set_body x;" }),
    conf({ location: "proxy_http_version 1.1; proxy_set_body x;" }),
    "reachable",
  ],
  [
    "CVE-2026-42945",
    "1.30.0",
    conf({ location: "rewrite ^/(.*)$ /x?y=$1; set $page $1;" }),
    conf({ location: "rewrite ^/(.*)$ /x?y=$1 last; set $page $1;" }),
    "reachable",
  ],
  [
    "CVE-2026-42946",
    "1.30.0",
    conf({ location: "uwsgi_pass a:1;" }),
    conf({ location: "fastcgi_pass a:1;" }),
    "open",
  ],
  [
    "CVE-2026-40701",
    "1.30.0",
    conf({ server: "ssl_ocsp leaf;" }),
    conf({ server: "ssl_ocsp off;" }),
    "reachable",
  ],
  [
    "CVE-2026-27654",
    "1.28.2",
    conf({ location: "alias /srv/; dav_methods PUT MOVE;" }),
    conf({ location: "alias /srv/; dav_methods PUT;" }),
    "reachable",
  ],
  ["CVE-2026-32647", "1.28.2", conf({ location: "mp4;" }), conf({ location: "flv;" }), "open"],
  ["CVE-2026-27784", "1.28.2", conf({ location: "mp4;" }), conf({ location: "flv;" }), "open"],
  [
    "CVE-2026-27651",
    "1.28.2",
    conf({ main: "mail { auth_http a:1; server { listen 110; protocol pop3; pop3_auth plain apop; } }" }),
    conf({ main: "mail { auth_http a:1; server { listen 110; protocol pop3; pop3_auth plain; } }" }),
    "open",
  ],
  [
    "CVE-2026-28753",
    "1.28.2",
    conf({ main: "mail { resolver 10.0.0.2; auth_http a:1; server { listen 25; protocol smtp; } }" }),
    conf({ main: "mail { resolver off; auth_http a:1; server { listen 25; protocol smtp; } }" }),
    "reachable",
  ],
  [
    "CVE-2026-28755",
    "1.28.2",
    conf({ main: "stream { server { listen 1 ssl; ssl_ocsp on; ssl_verify_client on; } }" }),
    conf({ main: "stream { server { listen 1 ssl; ssl_verify_client on; } }", server: "ssl_ocsp on;" }),
    "reachable",
  ],
  [
    "CVE-2026-1642",
    "1.28.1",
    conf({ location: "proxy_pass https://a;" }),
    conf({ location: "proxy_pass http://a;" }),
    "open",
  ],
  [
    "CVE-2025-53859",
    "1.29.0",
    conf({ main: "mail { server { listen 25; protocol smtp; smtp_auth none; } }" }),
    conf({ main: "mail { server { listen 25; protocol smtp; smtp_auth plain; } }" }),
    "open",
  ],
  [
    "CVE-2025-23419",
    "1.26.2",
    conf({ server: tls }),
    conf({ http: "ssl_session_tickets off;", server: tls }),
    "reachable",
  ],
  ["CVE-2024-34161", "1.26.0", conf(quic), conf({}), "open"],
  ["CVE-2021-23017", "1.20.0", conf({ http: "resolver 10.0.0.2;" }), conf({}), "open"],
  ["CVE-2016-0742", "1.9.9", conf({ http: "resolver 10.0.0.2;" }), conf({}), "open"],
  [
    "CVE-2019-9511",
    "1.17.2",
    conf({ server: "listen 443 ssl http2;" }),
    conf({ server: "listen 443 ssl;" }),
    "reachable",
  ],
  [
    "CVE-2017-7529",
    "1.13.2",
    conf({ location: "proxy_cache pages;" }),
    conf({ location: "proxy_cache off;" }),
    "reachable",
  ],
  ["CVE-2016-4450", "1.11.0", conf({ location: "proxy_pass http://a;" }), conf({}), "reachable"],
  [
    "CVE-2014-3616",
    "1.7.4",
    conf({ http: "ssl_session_cache shared:a:1m;", server: "listen 443 ssl; listen 444 ssl;" }),
    conf({ server: "listen 443 ssl; listen 444 ssl;" }),
    "open",
  ],
];

/** The same for conditions of a controller. */
const controllerCases: readonly (readonly [
  id: string,
  release: string,
  used: Told,
  unused: Told,
  status: Status,
])[] = [
  ["CVE-2020-8553", "0.27.1", { annotations: { "auth-secret": "users" } }, {}, "open"],
  ["CVE-2021-25748", "1.2.0", {}, { image: "registry.k8s.io/ingress-nginx/controller-chroot" }, "open"],
  ["CVE-2022-4886", "1.11.0", {}, { data: { "strict-validate-path-type": "true" } }, "open"],
  ["CVE-2023-5043", "1.8.2", {}, { data: { "allow-snippet-annotations": "false" } }, "open"],
  ["CVE-2023-5044", "1.9.4", {}, { args: ["--enable-annotation-validation=true"] }, "open"],
  ["CVE-2025-24514", "1.11.4", {}, { args: ["--enable-annotation-validation"] }, "open"],
  ["CVE-2025-1974", "1.12.0", { args: ["--validating-webhook=:8443"] }, {}, "reachable"],
  [
    "CVE-2026-24513",
    "1.13.6",
    { annotations: { "auth-url": "http://auth/", "custom-http-errors": "401,500" } },
    { annotations: { "auth-url": "http://auth/", "custom-http-errors": "500" } },
    "open",
  ],
  ["CVE-2023-44487", "1.8.2", {}, { data: { "use-http2": "false" } }, "reachable"],
  ["CVE-2019-9511", "0.25.0", {}, { data: { "use-http2": "false" } }, "reachable"],
  [
    "CVE-2026-42055",
    "1.15.1",
    {
      data: { "ignore-invalid-headers": "false", "large-client-header-buffers": "4 2m" },
      annotations: { "backend-protocol": "GRPC" },
    },
    { annotations: { "backend-protocol": "GRPC" } },
    "reachable",
  ],
  [
    "CVE-2026-9256",
    "1.15.1",
    { annotations: { "rewrite-target": "https://b.example.com/$1/$2" }, path: "/((a)b)" },
    { annotations: { "rewrite-target": "/$1/$2" }, path: "/((a)b)" },
    "reachable",
  ],
  [
    "CVE-2026-1642",
    "1.15.1",
    { annotations: { "backend-protocol": "HTTPS" } },
    { annotations: { "backend-protocol": "GRPC" } },
    "open",
  ],
  [
    "CVE-2025-23419",
    "1.12.3",
    { annotations: { "auth-tls-secret": "a/b" } },
    { data: { "ssl-session-cache": "false" }, annotations: { "auth-tls-secret": "a/b" } },
    "reachable",
  ],
  [
    "CVE-2026-56434",
    "1.15.1",
    { data: { "http-snippet": "ssi on;" } },
    { data: { "http-snippet": "ssi off;" } },
    "open",
  ],
];

const f5Cases: readonly (readonly [id: string, release: string, used: Told, unused: Told, status: Status])[] =
  [
    ["CVE-2023-44487", "3.3.1", { data: { http2: "True" } }, { data: { http2: "False" } }, "reachable"],
    ["CVE-2026-1642", "5.3.1", { annotations: { "ssl-services": "shop" } }, {}, "open"],
    ["CVE-2021-23017", "1.10.1", { data: { "resolver-addresses": "10.0.0.2" } }, {}, "open"],
    ["CVE-2026-56434", "5.5.1", { data: { "http-snippets": "ssi on;" } }, {}, "open"],
  ];

describe("conditions", () => {
  test.each(nginxCases)("%s on nginx %s", async (id, version, used, unused, status) => {
    expect(await nginxStatus(id, version, used)).toBe(status);
    expect(await nginxStatus(id, version, unused)).toBe("ruled out");
  });

  test.each(controllerCases)("%s on ingress-nginx %s", async (id, release, used, unused, status) => {
    expect(await controllerStatus(id, `v${release}`, used)).toBe(status);
    expect(await controllerStatus(id, `v${release}`, unused)).toBe("ruled out");
  });

  test.each(f5Cases)("%s on F5's controller %s", async (id, release, used, unused, status) => {
    expect(await controllerStatus(id, release, used, true)).toBe(status);
    expect(await controllerStatus(id, release, unused, true)).toBe("ruled out");
  });

  test("every condition of the table is among these", () => {
    const tried = new Set<string>();
    const json = (it: unknown) => JSON.stringify(it);
    for (const [id] of nginxCases) tried.add(json(advisory(id).when));
    for (const [id] of [...controllerCases, ...f5Cases])
      for (const it of everyAdvisory().filter((one) => one.id === id))
        for (const condition of [it.ingressNginx, it.f5Nic, it.of === "nginx" ? undefined : it.when])
          if (condition !== undefined) tried.add(json(condition));
    // Nothing to configure: who may write Ingresses, or always.
    const isFixed = (it: object) => "outside" in it || "always" in it;
    const untried = everyAdvisory()
      .flatMap((it) => [it.when, it.ingressNginx, it.f5Nic].map((condition) => [it.id, condition] as const))
      .filter(([, it]) => it !== undefined && !isFixed(it) && !tried.has(json(it)))
      .map(([id, it]) => `${id}: ${json(it)}`);
    expect(untried).toEqual([]);
  });
});

describe("what is out of sight leaves an advisory open", () => {
  test("a ConfigMap that is not there", async () => {
    const yaml = controllerFiles("registry.k8s.io/ingress-nginx/controller:v1.8.2", false, {}).replace(
      '"name":"settings"',
      '"name":"other"',
    );
    const project = await projectOf({ "edge.yaml": yaml });
    const installation = controllerInstallation(project.controllers[0]!, project)!;
    expect(verdictOn(installation, advisory("CVE-2023-44487"))).toMatchObject({
      status: "open",
      outside: undefined,
    });
  });

  test("an include that is not there", async () => {
    const text = conf({ server: "include /etc/nginx/tls/*.conf;" });
    expect(await nginxStatus("CVE-2024-24990", "1.25.3", text)).toBe("open");
  });

  test("the webhook behind a NetworkPolicy", async () => {
    const more = JSON.stringify({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "webhook", namespace: "edge" },
      spec: { podSelector: { matchLabels: { app: "controller" } }, policyTypes: ["Ingress"] },
    });
    const args = ["--validating-webhook=:8443"];
    expect(await controllerStatus("CVE-2025-1974", "v1.12.0", { args, more })).toBe("open");
    const other = more.replace('"app":"controller"', '"app":"shop"');
    expect(await controllerStatus("CVE-2025-1974", "v1.12.0", { args, more: other })).toBe("reachable");
  });
});

test.each([
  ["registry.k8s.io/ingress-nginx/controller:v1.9.4", "1.9.4"],
  ["registry.example.com/mirror/ingress-nginx/controller-chroot:v1.9.4", "1.9.4"],
  ["quay.io/kubernetes-ingress-controller/nginx-ingress-controller:0.30.0", "0.30.0"],
  [
    "registry.k8s.io/ingress-nginx/controller@sha256:5b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3",
    "1.9.4",
  ],
  // The digest decides over the tag.
  [
    "registry.k8s.io/ingress-nginx/controller:v1.12.0@sha256:5b161f051d017e55d358435f295f5e9a297e66158f136321d9b04520ec6c48a3",
    "1.9.4",
  ],
  [`registry.k8s.io/ingress-nginx/controller@sha256:${"0".repeat(64)}`, undefined],
  ["registry.k8s.io/ingress-nginx/controller:latest", undefined],
  ["rancher/nginx-ingress-controller:nginx-1.9.4-hardened2", undefined],
  ["cgr.dev/chainguard/ingress-nginx-controller:1.12.0", undefined],
  ["bitnami/nginx-ingress-controller:1.9.4-debian-11-r2", undefined],
])("image %s is release %s", async (image, release) => {
  const project = await projectOf({ "edge.yaml": controllerFiles(image, false, {}) });
  const [controller] = project.controllers;
  expect(controller === undefined ? undefined : controllerInstallation(controller, project)?.release).toBe(
    release,
  );
});
