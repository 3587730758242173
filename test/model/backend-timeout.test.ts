import { describe, expect, test } from "@jest/globals";
import type { BackendFact } from "../../src/engine/config.ts";
import { type BackendTimeout, idleTimeoutOf } from "../../src/model/backend-timeout.ts";
import { projectOf } from "../support/project-of.ts";

const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, " ".repeat(by));

/** Timeout of a container with these lines, and the text its origin points to. */
async function timeoutOf(
  container: string,
  more = "",
  backends: readonly BackendFact[] = [],
  annotations = "{}",
): Promise<(BackendTimeout & { at: string }) | undefined> {
  const image = /^image:/m.test(container) ? "" : "image: registry.example.com/shop/checkout:1.2.3\n";
  const text = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: checkout
  namespace: shop
spec:
  template:
    metadata:
      annotations: ${annotations}
      labels:
        app: checkout
    spec:
      volumes:
        - name: config
          configMap:
            name: config
      containers:
        - name: app
${indent(`${image}${container}`, 10)}
---
${more}`;
  const project = await projectOf({ "checkout.yaml": text }, { backends });
  const found = idleTimeoutOf(project.workloads[0]!.containers[0]!);
  if (found === undefined) return undefined;
  const { file, span } = found.value.origin.place();
  return { ...found, at: file.text.slice(span.start, span.end) };
}

const command = (...words: string[]) => `command: ${JSON.stringify(words)}`;
const script = (text: string, env = "") => `command: [sh, -c]\nargs:\n  - |\n${indent(text, 4)}\n${env}`;
const variables = (values: Readonly<Record<string, string>>) =>
  `env:\n${Object.entries(values)
    .map(([name, value]) => `  - name: ${name}\n    value: ${JSON.stringify(value)}\n`)
    .join("")}`;
const secret = (name: string) =>
  `env:\n  - name: ${name}\n    valueFrom:\n      secretKeyRef:\n        name: checkout\n        key: value\n`;
const mounted = (key: string, directory: string, text: string) => ({
  volume: `volumeMounts:\n  - name: config\n    mountPath: ${directory}\n`,
  map: `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config\n  namespace: shop\ndata:\n  ${key}: |\n${indent(text, 4)}\n`,
});

describe("flags", () => {
  test.each<[string, string, number, string]>([
    ["gunicorn, list", command("gunicorn", "shop:app", "-k", "gevent", "--keep-alive", "5"), 5, '"5"'],
    [
      "gunicorn, one word",
      command("gunicorn", "--threads=4", "--keep-alive=75", "shop:app"),
      75,
      '"--keep-alive=75"',
    ],
    [
      "the last one wins",
      command("uvicorn", "a:b", "--timeout-keep-alive", "5", "--timeout-keep-alive", "65"),
      65,
      '"65"',
    ],
    [
      "python -m",
      command("/usr/bin/python3.12", "-m", "uvicorn", "a:b", "--timeout-keep-alive=30"),
      30,
      '"--timeout-keep-alive=30"',
    ],
    [
      "wrappers",
      command("/sbin/tini", "-g", "--", "poetry", "run", "hypercorn", "a:b", "--keep-alive", "9"),
      9,
      '"9"',
    ],
    ["script", script("exec gunicorn shop:app -kgthread --keep-alive 5"), 5, "5"],
    [
      "script after others",
      script("set -e\npython manage.py migrate && \\\n  bundle exec waitress-serve --channel-timeout=40 a:b"),
      40,
      "--channel-timeout=40",
    ],
    ["quoted", script(`exec uvicorn "shop.main:app" --timeout-keep-alive '20' # seconds`), 20, "'20'"],
    ["fallback", script("uvicorn a:b --timeout-keep-alive ${KEEP:-12}"), 12, "${KEEP:-12}"],
    ["another unknown value", script("uvicorn a:b --port $PORT --timeout-keep-alive 5"), 5, "5"],
    ["milliseconds", command("npx", "next", "start", "--keepAliveTimeout", "70000"), 70, '"70000"'],
  ])("%s", async (_, container, seconds, at) => {
    const found = await timeoutOf(container);
    expect(found?.value).toMatchObject({ state: "explicit", value: seconds });
    expect(found?.at).toBe(at);
  });

  test("a variable of the container is expanded, and it is the place to change", async () => {
    const found = await timeoutOf(
      `args: [uvicorn, "a:b", --timeout-keep-alive, $(KEEP)]\n${variables({ KEEP: "25" })}`,
    );
    expect(found?.value).toMatchObject({ state: "explicit", value: 25 });
    expect(found?.at).toContain('value: "25"');
    const inScript = await timeoutOf(
      script("uvicorn a:b --timeout-keep-alive=${KEEP}", variables({ KEEP: "26" })),
    );
    expect(inScript?.value).toMatchObject({ state: "explicit", value: 26 });
    expect(inScript?.at).toContain('value: "26"');
  });

  test("a variable that the script sets", async () => {
    const found = await timeoutOf(script("KEEP=7\nexec uvicorn a:b --timeout-keep-alive $KEEP"));
    expect(found?.value).toMatchObject({ state: "explicit", value: 7 });
  });

  test.each([
    ["from a Secret", `args: [uvicorn, "a:b", --timeout-keep-alive, $(KEEP)]\n${secret("KEEP")}`],
    ["by command substitution", script("uvicorn a:b --timeout-keep-alive $(cat /etc/keep)")],
    ["arguments that may hold the flag", script("exec uvicorn a:b $EXTRA_ARGS")],
    ["arguments after it", script("exec uvicorn a:b --timeout-keep-alive 5 $EXTRA_ARGS")],
    ["no number", command("uvicorn", "a:b", "--timeout-keep-alive", "five")],
    [
      "a configuration file out of scope",
      command("gunicorn", "-k", "gevent", "-c", "/app/gunicorn.conf.py", "shop:app"),
    ],
    ["a worker class out of sight", command("gunicorn", "-c", "python:config.gunicorn", "shop:app")],
    [
      "an application variable",
      `${command("node", "server.js")}\n${variables({ KEEP_ALIVE_TIMEOUT: "65000" })}`,
    ],
  ])("%s is unknown", async (_, container) => {
    expect((await timeoutOf(container))?.value.state).toBe("unknown");
  });

  test("what a flag says after arguments that are not known stands", async () => {
    const found = await timeoutOf(script("exec uvicorn a:b $EXTRA_ARGS --timeout-keep-alive 5"));
    expect(found?.value).toMatchObject({ state: "explicit", value: 5 });
  });
});

describe("variables", () => {
  test.each<[string, string, number]>([
    ["Spring, as its manual writes it", variables({ SERVER_TOMCAT_KEEPALIVETIMEOUT: "20s" }), 20],
    ["Spring, with all underscores", variables({ SERVER_TOMCAT_KEEP_ALIVE_TIMEOUT: "20000" }), 20],
    ["Tomcat's connection timeout", variables({ SERVER_TOMCAT_CONNECTION_TIMEOUT: "PT30S" }), 30],
    [
      "keep-alive before connection timeout",
      variables({ SERVER_TOMCAT_CONNECTION_TIMEOUT: "5s", SERVER_TOMCAT_KEEP_ALIVE_TIMEOUT: "75s" }),
      75,
    ],
    ["never closed", variables({ SERVER_TOMCAT_KEEP_ALIVE_TIMEOUT: "-1" }), Number.POSITIVE_INFINITY],
    ["Jetty", variables({ SERVER_JETTY_CONNECTION_IDLE_TIMEOUT: "30s" }), 30],
    [
      "a property on the command line wins",
      `${command("java", "-jar", "app.jar", "--server.tomcat.keep-alive-timeout=40s")}\n${variables({ SERVER_TOMCAT_KEEP_ALIVE_TIMEOUT: "75s" })}`,
      40,
    ],
    [
      "a system property",
      `${command("java", "-Dserver.tomcat.keep-alive-timeout=41s", "-jar", "app.jar")}`,
      41,
    ],
    ["JAVA_TOOL_OPTIONS", variables({ JAVA_TOOL_OPTIONS: "-Xmx1g -Dquarkus.http.idle-timeout=42S" }), 42],
    ["Quarkus", variables({ QUARKUS_HTTP_IDLE_TIMEOUT: "30" }), 30],
    ["Micronaut", variables({ MICRONAUT_SERVER_IDLE_TIMEOUT: "55s" }), 55],
    [
      "Kestrel",
      `${command("dotnet", "Shop.dll")}\n${variables({ Kestrel__Limits__KeepAliveTimeout: "00:00:50" })}`,
      50,
    ],
    ["uvicorn", `${command("uvicorn", "a:b")}\n${variables({ UVICORN_TIMEOUT_KEEP_ALIVE: "33" })}`, 33],
    [
      "gunicorn's further arguments",
      `${command("gunicorn", "a:b")}\n${variables({ GUNICORN_CMD_ARGS: "-k gthread --keep-alive=11" })}`,
      11,
    ],
    [
      "the command line wins over them",
      `${command("gunicorn", "--keep-alive", "12", "a:b")}\n${variables({ GUNICORN_CMD_ARGS: "-k gthread --keep-alive=11" })}`,
      12,
    ],
    ["puma 7", `${command("bundle", "exec", "puma")}\n${variables({ PUMA_PERSISTENT_TIMEOUT: "95" })}`, 95],
  ])("%s", async (_, container, seconds) => {
    expect((await timeoutOf(container))?.value).toMatchObject({ state: "explicit", value: seconds });
  });

  test("a flag wins over the variable", async () => {
    const container = `${command("uvicorn", "a:b", "--timeout-keep-alive", "34")}\n${variables({ UVICORN_TIMEOUT_KEEP_ALIVE: "33" })}`;
    expect((await timeoutOf(container))?.value).toMatchObject({ value: 34 });
  });

  test("a Secret that may hold any variable does not make a Spring application of a container", async () => {
    expect(await timeoutOf("envFrom:\n  - secretRef:\n      name: checkout\n")).toBeUndefined();
  });
});

describe("files of the server", () => {
  test.each<[string, string, ReturnType<typeof mounted>, number]>([
    [
      "gunicorn",
      command("gunicorn", "-c", "/etc/app/gunicorn.py", "a:b"),
      mounted("gunicorn.py", "/etc/app", 'worker_class = "gthread"\nkeepalive = 5'),
      5,
    ],
    [
      "hypercorn",
      command("hypercorn", "-c", "/etc/app/hypercorn.toml", "a:b"),
      mounted("hypercorn.toml", "/etc/app", "keep_alive_timeout = 8"),
      8,
    ],
    [
      "puma",
      command("puma", "-C", "config/puma.rb"),
      mounted("puma.rb", "/app/config", "threads 5, 5\npersistent_timeout 30"),
      30,
    ],
    [
      "httpd",
      "image: httpd:2.4.62",
      mounted("httpd.conf", "/usr/local/apache2/conf", "KeepAlive On\nKeepAliveTimeout 15"),
      15,
    ],
    [
      "HAProxy",
      "image: haproxy:3.0",
      mounted("haproxy.cfg", "/usr/local/etc/haproxy", "defaults\n  timeout http-keep-alive 10s"),
      10,
    ],
    [
      "Envoy",
      command("envoy", "-c", "/etc/envoy/envoy.yaml"),
      mounted("envoy.yaml", "/etc/envoy", "common_http_protocol_options:\n  idle_timeout: 30s"),
      30,
    ],
    [
      "Caddy",
      "image: caddy:2.8.4",
      mounted(
        "Caddyfile",
        "/etc/caddy",
        "{\n  servers {\n    timeouts {\n      idle 1m30s\n    }\n  }\n}\n:80 {\n  respond ok\n}",
      ),
      90,
    ],
    [
      "puma at its usual place",
      command("bundle", "exec", "puma"),
      mounted("puma.rb", "/app/config", "persistent_timeout(40)"),
      40,
    ],
    [
      "Spring Boot, YAML",
      command("java", "-jar", "app.jar"),
      mounted(
        "application.yaml",
        "/config",
        "spring:\n  application:\n    name: checkout\nserver:\n  port: 8080\n  tomcat:\n    keepAliveTimeout: 20s # idle",
      ),
      20,
    ],
    [
      "Spring Boot, YAML with dots",
      command("java", "-jar", "app.jar"),
      mounted("application-production.yml", "/config", "server.jetty:\n  connection-idle-timeout: 45000"),
      45,
    ],
    [
      "Spring Boot, properties",
      "",
      mounted(
        "application.properties",
        "/app/config",
        "server.port=8080\nserver.undertow.no-request-timeout = PT30S",
      ),
      30,
    ],
    [
      "Quarkus",
      "",
      mounted("application.properties", "/deployments/config", "quarkus.http.idle-timeout=10M"),
      600,
    ],
    [
      "Micronaut",
      "",
      mounted("application.yml", "/config", "micronaut:\n  server:\n    idle-timeout: 55s"),
      55,
    ],
    [
      "ASP.NET",
      command("dotnet", "Checkout.dll"),
      mounted(
        "appsettings.json",
        "/app",
        '{ "Kestrel": { "Limits": { "MaxConcurrentConnections": 100, "KeepAliveTimeout": "00:00:50" } } }',
      ),
      50,
    ],
    [
      "nginx",
      "image: nginx:1.28.0",
      mounted("default.conf", "/etc/nginx/conf.d", "server {\n  listen 80;\n  keepalive_timeout 1m 20s;\n}"),
      60,
    ],
  ])("%s", async (_, container, { volume, map }, seconds) => {
    const found = await timeoutOf(`${container}\n${volume}`, map);
    expect(found?.value).toMatchObject({ state: "explicit", value: seconds });
  });

  test("variables win over property files and appsettings.json", async () => {
    const spring = mounted("application.yaml", "/config", "server:\n  tomcat:\n    keep-alive-timeout: 20s");
    const environment = variables({ SERVER_TOMCAT_KEEP_ALIVE_TIMEOUT: "80s" });
    expect((await timeoutOf(`${environment}\n${spring.volume}`, spring.map))?.value).toMatchObject({
      value: 80,
    });

    const settings = mounted("appsettings.json", "/app", '{ "Limits": { "KeepAliveTimeout": "00:00:50" } }');
    const kestrel = variables({ Kestrel__Limits__KeepAliveTimeout: "00:01:30" });
    const container = `${command("dotnet", "Checkout.dll")}\n${kestrel}\n${settings.volume}`;
    expect((await timeoutOf(container, settings.map))?.value).toMatchObject({ value: 90 });
  });

  test.each([
    [
      "profiles that differ",
      "server.tomcat.keep-alive-timeout: 20s\n---\nserver.tomcat.keep-alive-timeout: 70s",
    ],
    ["a placeholder", "server.tomcat.keep-alive-timeout: ${KEEP_ALIVE:20s}"],
    ["another key of that name", "client:\n  tomcat:\n    keep-alive-timeout: 20s"],
  ])("%s in a property file says nothing", async (_, text) => {
    const { volume, map } = mounted("application.yaml", "/config", text);
    expect(await timeoutOf(`${command("java", "-jar", "app.jar")}\n${volume}`, map)).toBeUndefined();
  });

  test("httpd with KeepAlive off keeps nothing", async () => {
    const { volume, map } = mounted("httpd.conf", "/usr/local/apache2/conf", "KeepAlive Off");
    expect(await timeoutOf(`image: httpd:2.4.62\n${volume}`, map)).toBeUndefined();
  });

  test("values that differ are unknown", async () => {
    const { volume, map } = mounted(
      "haproxy.cfg",
      "/etc/haproxy",
      "frontend a\n  timeout http-keep-alive 10s\nfrontend b\n  timeout http-keep-alive 90s",
    );
    expect((await timeoutOf(`image: haproxy:3.0\n${volume}`, map))?.value.state).toBe("unknown");
  });

  test("servers of one nginx that differ are unknown", async () => {
    const { volume, map } = mounted(
      "default.conf",
      "/etc/nginx/conf.d",
      "server { listen 80; keepalive_timeout 5s; }\nserver { listen 81; keepalive_timeout 90s; }",
    );
    expect((await timeoutOf(`image: nginx:1.28.0\n${volume}`, map))?.value.state).toBe("unknown");
  });

  test("an nginx that leaves the image's own nginx.conf in force says nothing", async () => {
    const { volume, map } = mounted("default.conf", "/etc/nginx/conf.d", "server {\n  listen 80;\n}");
    expect(await timeoutOf(`image: nginx:1.28.0\n${volume}`, map)).toBeUndefined();
  });
});

describe("defaults", () => {
  test.each<[string, string, number]>([
    ["node", command("node", "dist/server.js"), 5],
    ["node 20", `image: node:20-alpine\n${command("node", "server.js")}`, 5],
    ["node 26", `image: docker.io/library/node:26.1.0\n${command("node", "server.js")}`, 65],
    ["npm start", command("npm", "run", "start:prod"), 5],
    ["uvicorn", command("uvicorn", "a:b"), 5],
    ["gunicorn with threads", command("gunicorn", "a:b", "--threads", "4"), 2],
    ["puma", command("bin/rails", "server", "-b", "0.0.0.0"), 20],
    ["Kestrel", command("dotnet", "/app/Shop.dll"), 130],
    ["php with Apache", "image: php:8.3-apache", 5],
    ["Tomcat", "image: tomcat:10.1", 20],
  ])("%s", async (_, container, seconds) => {
    const found = await timeoutOf(container);
    expect(found?.value).toMatchObject({ state: "default", value: seconds });
    expect(found?.at).toBe("name: app");
  });

  test.each([
    ["the sync worker keeps nothing", command("gunicorn", "a:b", "--keep-alive", "75")],
    ["nor does unicorn", command("bundle", "exec", "unicorn", "-p", "8080")],
    ["nor gunicorn at 0", command("gunicorn", "-k", "gevent", "--keep-alive", "0", "a:b")],
    ["an image of that name somewhere else", "image: registry.example.com/platform/httpd:2"],
    ["php without Apache", "image: php:8.3-fpm"],
    ["another program", command("/usr/bin/node_exporter")],
    ["npm for something else", command("npm", "run", "migrate")],
    ["two servers", script("nginx-agent & uvicorn a:b & node server.js")],
    ["nothing", "ports: []"],
  ])("%s", async (_, container) => {
    expect(await timeoutOf(container)).toBeUndefined();
  });
});

describe("declarations", () => {
  test("the annotation wins over the flag", async () => {
    const found = await timeoutOf(
      command("uvicorn", "a:b", "--timeout-keep-alive", "5"),
      "",
      [],
      "{ingress-lint.dev/keepalive-timeout: 1m30s}",
    );
    expect(found).toMatchObject({ value: { state: "explicit", value: 90 }, server: undefined });
    expect(found?.at).toBe("ingress-lint.dev/keepalive-timeout: 1m30s");
  });

  test("an annotation that is no time is unknown", async () => {
    const found = await timeoutOf(
      command("uvicorn", "a:b"),
      "",
      [],
      "{ingress-lint.dev/keepalive-timeout: long}",
    );
    expect(found?.value.state).toBe("unknown");
  });

  test("a Service's annotation holds for what it selects", async () => {
    const service = `apiVersion: v1
kind: Service
metadata:
  name: checkout
  namespace: shop
  annotations:
    ingress-lint.dev/keepalive-timeout: "75"
spec:
  selector:
    app: checkout
`;
    expect((await timeoutOf("ports: []", service))?.value).toMatchObject({ state: "explicit", value: 75 });
  });

  test.each<[string, BackendFact["match"], boolean]>([
    ["by name", { name: "checkout" }, true],
    ["by kind and namespace", { kind: "Deployment", namespace: "shop", name: "checkout" }, true],
    ["of another kind", { kind: "Service", name: "checkout" }, false],
    ["of another namespace", { namespace: "staging", name: "checkout" }, false],
  ])("the configuration's backends, %s", async (_, match, applies) => {
    const found = await timeoutOf("ports: []", "", [{ match, keepaliveTimeoutSeconds: 90 }]);
    if (applies) expect(found?.value).toMatchObject({ state: "explicit", value: 90 });
    else expect(found).toBeUndefined();
  });
});
