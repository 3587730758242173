import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { makeTree } from "../inputs/tree.ts";
import { Client } from "./client.ts";

const configMap = `apiVersion: v1
kind: ConfigMap
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
data:
  proxy-read-timeout: "60"
  http-snippet: |
    map $host $x { default 1; }
    
  use-gzip: ""
  
`;
const controller = `apiVersion: apps/v1
kind: Deployment
metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }
spec:
  template:
    spec:
      containers:
        - name: controller
          image: registry.k8s.io/ingress-nginx/controller:v1.12.1
          args:
            - /nginx-ingress-controller
            - --configmap=ingress-nginx/ingress-nginx-controller
            - --enable-metrics=true
`;
const ingress = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/proxy-body-size: 8m
    nginx.ingress.kubernetes.io/ssl-redirect: ""
    n
spec: { ingressClassName: nginx }
`;
const nginx = `worker_processes 2;
events {}
http {
  server {
    listen 80;
    
  }
}
`;

let tree: ReturnType<typeof makeTree>;
let client: Client;
beforeEach(async () => {
  tree = makeTree({
    "deploy/configmap.yaml": configMap,
    "deploy/controller.yaml": controller,
    "deploy/ingress.yaml": ingress,
    "nginx.conf": nginx,
  });
  client = new Client(tree.root);
  await client.start();
});
afterEach(() => {
  client.kill();
  tree.remove();
  expect(client.stderr).toBe("");
});

const none = (them: readonly unknown[]) => them.length === 0;
const some = (them: readonly unknown[]) => them.length > 0;
const path = "deploy/configmap.yaml";

describe("diagnostics", () => {
  test("come as the text is typed, with place, rule, address and severity, and go with the flaw", async () => {
    await client.open(path, configMap);
    await client.type(path, '"60"', "60s");
    const [found] = await client.diagnostics(path, some);
    expect(found).toMatchObject({
      range: { start: { line: 6, character: 2 }, end: { line: 6, character: 25 } },
      severity: 1,
      source: "ingress-lint",
      code: "configmap-value",
    });
    expect(found!.codeDescription!.href).toMatch(/^https:.*#configmap-value$/);
    expect(found!.message).toMatch(/ingress-nginx v1\.12\.1 keeps 60.*\nWrite/s);
    await client.type(path, "60s", '"60"');
    await client.diagnostics(path, none);
  });

  test("of files that are not open are shown, too, with the other places", async () => {
    const cut = controller.replace("args:", "resources: { limits: { cpu: 1500m } }\n          args:");
    writeFileSync(join(tree.root, "deploy/controller.yaml"), cut.replace("v1.12.1", "v1.9.4"));
    await client.changedOnDisk("deploy/controller.yaml");
    const found = await client.diagnostics("deploy/controller.yaml", (them) =>
      them.some((it) => it.code === "worker-processes-cpu-limit"),
    );
    expect(found.find((it) => it.code === "controller-cve")!.relatedInformation!.length).toBeGreaterThan(0);
  });

  test("a text that cannot be parsed says where", async () => {
    await client.open(path, configMap);
    await client.type(path, "data:", "data: [");
    const [problem] = await client.diagnostics(path, some);
    expect(problem!.message).toMatch(/^could not be parsed/);
    expect(problem!.range.start.line).toBe(4);
  });

  test("a new document that is on no disk is judged; closed, it is forgotten", async () => {
    await client.open("deploy/new.yaml", configMap.replace('"60"', "60s").replace("data:", "data: # new"));
    await client.diagnostics("deploy/new.yaml", some);
    await client.close("deploy/new.yaml");
    await client.diagnostics("deploy/new.yaml", none);
  });

  test("a broken configuration is told with its place, and the last sound one holds", async () => {
    writeFileSync(join(tree.root, ".ingress-lint.yaml"), "rules: { configmap-value: off }\n");
    await client.changedOnDisk(".ingress-lint.yaml");
    await client.open(path, configMap.replace('"60"', "60s"));
    writeFileSync(join(tree.root, ".ingress-lint.yaml"), "rules: { configmap-value: of }\n");
    await client.changedOnDisk(".ingress-lint.yaml");
    const [fault] = await client.diagnostics(".ingress-lint.yaml", some);
    expect(fault).toMatchObject({ range: { start: { line: 0, character: 26 } }, severity: 1 });
    expect(client.messages.join()).toContain("'rules.configmap-value' is 'of'");
    writeFileSync(join(tree.root, ".ingress-lint.yaml"), "rules: {}\n");
    await client.changedOnDisk(".ingress-lint.yaml");
    await client.diagnostics(".ingress-lint.yaml", none);
    await client.diagnostics(path, some);
  });
});

test("a document outside of every folder is judged by itself", async () => {
  const other = makeTree({ "cm.yaml": configMap, "other.yaml": "apiVersion: v1\nkind: [\n" });
  const outside = relative(tree.root, join(other.root, "cm.yaml"));
  await client.open(outside, configMap.replace('"60"', "60s"));
  const [found] = await client.diagnostics(outside, some);
  // The release of the open folder's controller is not known there.
  expect(found!.message).toMatch(/ingress-nginx keeps 60/);
  await client.type(outside, "60s", '"60"');
  await client.diagnostics(outside, none);
  await expect(
    client.diagnostics(relative(tree.root, join(other.root, "other.yaml")), () => true, 300),
  ).rejects.toThrow("stayed undefined");
  other.remove();
});

describe("hover", () => {
  test.each([
    [path, configMap, "proxy-read-timeout", /ConfigMap key of ingress-nginx.*1\.12\.1 +reads it/s],
    [path, configMap, "map $host", /directive of ngx_http_map_module/],
    [
      "deploy/ingress.yaml",
      ingress,
      "nginx.ingress.kubernetes.io/proxy-body-size",
      /annotation of ingress-nginx.*client_max_body_size/s,
    ],
    ["deploy/controller.yaml", controller, "--enable-metrics", /flag of ingress-nginx/],
    ["nginx.conf", nginx, "worker_processes", /directive of ngx_core_module.*Stands in +main/s],
    [path, configMap, "namespace", /^$/],
    [path, configMap, "ingress-nginx-controller", /^$/],
  ])("%s: %s", async (file, text, at, expected) => {
    await client.open(file, text);
    await client.diagnostics("deploy/controller.yaml", some);
    expect(await client.hover(file, at)).toMatch(expected);
  });

  test("on a finding says what the rule is about", async () => {
    await client.open(path, configMap.replace('"60"', "60s"));
    await client.diagnostics(path, some);
    expect(await client.hover(path, "60s")).toMatch(/\*\*\[configmap-value\]\(https:/);
  });
});

describe("completion", () => {
  const labels = async (file: string, text: string, behind: string) => {
    await client.open(file, text);
    await client.diagnostics("deploy/controller.yaml", some);
    return (await client.complete(file, behind)).map((it) => it.label);
  };

  test("keys of the ConfigMap that the release in sight reads", async () => {
    const offered = await labels(path, configMap, 'use-gzip: ""\n  ');
    expect(offered).toContain("proxy-buffer-size");
    // Since 1.13.0.
    expect(offered).not.toContain("proxy-busy-buffers-size");
    expect(offered).not.toContain("nginx.ingress.kubernetes.io/proxy-body-size");
  });

  test("values that can be listed, quoted where YAML would take them for something else", async () => {
    expect(await labels(path, configMap, 'use-gzip: "')).toEqual(["true", "false"]);
    const [first] = await client.complete(path, "use-gzip: ");
    expect(first!.textEdit!.newText).toBe('"true"');
  });

  test("annotations", async () => {
    const offered = await labels("deploy/ingress.yaml", ingress, "    n");
    expect(offered).toContain("nginx.ingress.kubernetes.io/proxy-body-size");
    expect(offered).not.toContain("proxy-buffer-size");
  });

  test("directives of the context, in nginx.conf and in a snippet", async () => {
    const inServer = await labels("nginx.conf", nginx, "listen 80;\n    ");
    expect(inServer).toEqual(expect.arrayContaining(["server_name", "location", "include"]));
    expect(inServer).not.toContain("worker_processes");
    const inSnippet = await labels(path, configMap, "default 1; }\n    ");
    expect(inSnippet).toContain("map");
    expect(inSnippet).not.toContain("listen");
    expect((await client.complete(path, "{ default ")).map((it) => it.label)).toEqual([]);
  });
});

describe("code actions", () => {
  test("a fix mends, and its finding goes", async () => {
    await client.open(path, configMap.replace('"60"', "60s"));
    await client.diagnostics(path, some);
    const fix = (await client.actions(path, "60s")).find((it) => it.isPreferred === true)!;
    expect(fix).toMatchObject({ kind: "quickfix", diagnostics: [{ code: "configmap-value" }] });
    await client.apply(fix);
    await client.diagnostics(path, none);
    expect(client.text(path)).toContain('proxy-read-timeout: "60"\n');
  });

  test("a comment suppresses, indented as the line is", async () => {
    await client.open(path, configMap.replace('"60"', "60s"));
    await client.diagnostics(path, some);
    const suppress = (await client.actions(path, "60s")).find((it) => it.title.startsWith("Suppress"))!;
    await client.apply(suppress);
    await client.diagnostics(path, none);
    expect(client.text(path)).toContain(
      "data:\n  # ingress-lint-disable-next-line configmap-value -- no reason given yet\n  proxy-read-timeout",
    );
  });

  test("all safe fixes of a file at once, as editors ask for on saving", async () => {
    await client.open(path, configMap.replace('"60"', "60s").replace('use-gzip: ""', 'use-gzip: "yes"'));
    await client.diagnostics(path, (them) => them.length >= 2);
    const all = await client.actions(path, "apiVersion", ["source.fixAll"]);
    expect(all.map((it) => it.kind)).toEqual(["source.fixAll.ingress-lint"]);
    await client.apply(all[0]!);
    await client.diagnostics(
      path,
      (them) => !them.some((it) => String(it.message).includes("proxy-read-timeout")),
    );
    expect(client.text(path)).toContain('proxy-read-timeout: "60"\n');
    expect(await client.actions(path, "60", ["refactor"])).toEqual([]);
  });

  test("none where nothing is found, and no suppression of what cannot be suppressed", async () => {
    await client.open("nginx.conf", nginx.replace("listen 80;", "listen 80"));
    const [found] = await client.diagnostics("nginx.conf", some);
    expect(found!.code).toBe("nginx-syntax");
    expect(await client.actions("nginx.conf", "events")).toEqual([]);
  });
});

describe("the end", () => {
  test("0 after a shutdown, 1 without one", async () => {
    expect(await client.end()).toBe(0);
    client = new Client(tree.root);
    await client.start();
    expect(await client.leave()).toBe(1);
  });

  test("hostile names and texts leave it alive", async () => {
    for (const name of ["a\u001b[31m.yaml", "b\n.yaml", "%2e%2e/c.yaml"]) {
      await client.open(name, `${configMap.replace('"60"', "60s")}# ${"(a+)+".repeat(1000)}`);
      await client.diagnostics(name, some);
    }
    await client.open("deep.yaml", `apiVersion: v1\nkind: ConfigMap\ndata: ${"[".repeat(20_000)}`);
    await client.diagnostics("deep.yaml", some);
    expect(await client.end()).toBe(0);
  });
});
