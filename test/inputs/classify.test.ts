import { describe, expect, test } from "@jest/globals";
import { configMap, discoverIn, kindsOf, nginxConf, plan, problemsOf, reasonsOf } from "./tree.ts";

const nothing = "no Kubernetes object, nginx configuration or plan inside";

/** Kind or reason of one file met while walking. */
function verdictOn(path: string, content: string | Buffer): string {
  const found = discoverIn({ [path]: content });
  expect(found.problems).toEqual([]);
  return found.files[0]?.kind ?? found.skipped[0]!.reason;
}

/** Kind, reason or problem of one file that was named. */
function verdictOnNamed(path: string, content: string | Buffer): string {
  const found = discoverIn({ [path]: content }, [path]);
  return [...found.files.map((it) => it.kind), ...reasonsOf(found), ...problemsOf(found)].join();
}

describe("Kubernetes manifests", () => {
  test.each([
    ["keys in any order, quoted", '"kind": Ingress\n"apiVersion": networking.k8s.io/v1\n'],
    ["a later document", `replicas: 2\n---\n${configMap}`],
    ["flow style", "{ apiVersion: v1, kind: Service }\n"],
    ["indented", "  apiVersion: v1\n  kind: Service\n"],
    ["with a byte order mark", `\ufeff${configMap}`],
    ["with CRLF", configMap.replaceAll("\n", "\r\n")],
    ["with alert templates, which are YAML", `${configMap}  alert: "{{ $labels.pod }} is slow"\n`],
    ["UTF-16 from PowerShell", Buffer.from(`\ufeff${configMap}`, "utf16le")],
    ["UTF-16 big endian", Buffer.from(`\ufeff${configMap}`, "utf16le").swap16()],
    ["broken, with the keys of a manifest", "apiVersion: v1\nkind: Service\nspec: [\n"],
    ["broken, with one of the keys", "kind: Service\nspec: [\n"],
  ])("%s", (_, text) => expect(verdictOn("cm.yaml", text)).toBe("yaml"));

  test("as JSON, in .json and .yaml files", () => {
    const json = '{\n  "kind": "Service",\n  "apiVersion": "v1"\n}\n';
    expect(verdictOn("svc.json", json)).toBe("json");
    expect(verdictOn("svc.yaml", json)).toBe("json");
    expect(verdictOn("svc.json", '{ "kind": "Service", "apiVersion": "v1", }')).toBe("json");
  });

  test("from standard input or without an extension", () => {
    expect(verdictOn("rendered", configMap)).toBe("yaml");
  });
});

describe("YAML and JSON about something else", () => {
  test.each([
    ["values.yaml", "image:\n  repository: checkout\nservice:\n  port: 80\n"],
    ["values.yaml", "gitlab-runner:\n  controller: true\n"],
    ["Chart.yaml", "apiVersion: v2\nname: checkout\nkind_of: app\n"],
    ["docker-compose.yml", "services:\n  web:\n    image: nginx\n"],
    [".github/workflows/ci.yml", "on: push\njobs:\n  a:\n    if: ${{ github.ref }}\n"],
    ["package.json", '{ "name": "checkout", "apiVersion": 3, "kind": [] }'],
    ["tsconfig.json", "{ // comments\n}\n"],
  ])("%s", (path, text) => expect(verdictOn(path, text)).toBe(nothing));

  test("broken, it is only worth a word when it was named", () => {
    expect(verdictOn("notes.yaml", "a: [\n")).toBe(nothing);
    expect(verdictOn("notes.yaml", "apiVersions and kinds: [\n  apiVersion, kind\n")).toBe(
      "broken YAML that does not look like a manifest",
    );
    expect(verdictOnNamed("notes.yaml", "a: [\n")).toBe("yaml");
    expect(verdictOnNamed("notes.json", '{ "a": ')).toBe("json");
  });
});

describe("what may concern a controller's chart", () => {
  test.each([
    ["values", "controller:\n  kind: DaemonSet\n"],
    ["values below another chart's", "ingress-nginx:\n  controller: # the edge\n    kind: DaemonSet\n"],
    ["values in flow style", "controller: { kind: DaemonSet }\n"],
    ["a helmfile", "releases:\n  - name: edge\n    chart: ingress-nginx/ingress-nginx\n"],
  ])("%s", (_, text) => expect(verdictOn("values.yaml", text)).toBe("yaml"));

  test("is passed over when it is broken, or a template", () => {
    expect(verdictOn("values.yaml", "controller:\n  kind: [\n")).toMatch(/^broken YAML/);
    expect(verdictOn("values.yaml", "controller:\n  kind: {{ .Values.kind }}\n")).toBe("Helm template");
  });
});

describe("templates", () => {
  test.each([
    ["chart/templates/cm.yaml", `${configMap}  a: {{ .Values.a }}\n`],
    ["chart/templates/cm.yaml", `{{- if .Values.enabled }}\n${configMap}{{- end }}\n`],
    ["chart/templates/cm.yaml", `${configMap}  a: "{{ .Values.a }}"\n`],
    ["cm.yaml", `{{ include "checkout.labels" . }}\n${configMap}`],
  ])("of Helm: %s", (path, text) => {
    expect(verdictOn(path, text)).toBe("Helm template");
    expect(verdictOnNamed(path, text)).toBe(`${path}: Helm template`);
  });

  test("of other tools", () => {
    expect(verdictOn("cm.yaml", `${configMap}  a: {{ size }}\n`)).toBe("template with {{ }}");
    expect(verdictOn("nginx.conf.j2", nginxConf)).toBe("template (.j2)");
  });

  test("a manifest that is broken elsewhere is no template", () => {
    expect(verdictOn("cm.yaml", `${configMap}  a: "{{ $x }}"\n---\napiVersion: v1\nkind: [\n`)).toBe("yaml");
  });
});

describe("Terraform", () => {
  test("plans by content, also in UTF-16 and behind noise", () => {
    expect(verdictOn("plan.json", plan)).toBe("terraform");
    expect(verdictOn("plan.json", Buffer.from(`\ufeff${plan}`, "utf16le"))).toBe("terraform");
    expect(verdictOn("tfplan", `[command]terraform show\n${plan}`)).toBe("terraform");
    expect(verdictOn("plan.json", plan.slice(0, -3))).toBe("terraform");
  });

  test("a plan is parsed once", () => {
    expect(discoverIn({ "plan.json": plan }).files[0]!.detected?.kind).toBe("plan");
  });

  test("what is mistaken for a plan is told apart", () => {
    const zip = Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(100)]);
    expect(verdictOn("tfplan", zip)).toMatch(/^binary plan file/);
    expect(verdictOnNamed("tfplan", zip)).toMatch(
      /^tfplan: was not linted: binary plan file.*terraform show -json/,
    );
    const state =
      '{ "version": 4, "terraform_version": "1.5.0", "serial": 3, "lineage": "x", "resources": [] }';
    expect(verdictOn("terraform.tfstate", state)).toMatch(/^state file/);
    expect(verdictOnNamed("terraform.tfstate", state)).toMatch(
      /was not linted: state file.*terraform show -json/,
    );
    const log = '{"@level":"info","@message":"Plan","@module":"terraform.ui","type":"version"}\n';
    expect(verdictOnNamed("plan.json", log + log)).toMatch(/was not linted: streamed log/);
  });
});

describe("nginx and the kernel", () => {
  test.each([
    ["nginx.conf", nginxConf, "nginx"],
    ["sites-enabled/api.example.com", "server {\n  listen 80;\n}\n", "nginx"],
    ["nginx.conf.default", nginxConf, "nginx"],
    ["conf.d/upstreams.conf", "upstream checkout {\n  server 10.0.0.1:8080;\n}\n", "nginx"],
    ["nginx.conf", Buffer.from(`# caf\xe9\n${nginxConf}`, "latin1"), "nginx"],
    ["sysctl.d/99-net.conf", "net.core.somaxconn = 4096\n", "sysctl"],
    ["supervisord.conf", "[program:web]\ncommand=/bin/web\n", nothing],
    ["LICENSE", "MIT License\n", nothing],
    ["nginx.conf", "", "empty"],
    ["nginx.conf", "\ufeff\n", "empty"],
  ])("%s", (path, text, verdict) => expect(verdictOn(path, text)).toBe(verdict));
});

describe("bytes that are no text", () => {
  test("random ones, with and without NUL", () => {
    const random = Buffer.from(
      Array.from({ length: 4096 }, (_, at) => (at * 7919 + (at >> 3) * 104729) % 256),
    );
    expect(verdictOn("nginx.conf", random)).toBe("binary");
    expect(verdictOn("nginx.conf", Buffer.from(random.filter((it) => it !== 0)))).toBe("binary");
  });

  test("a NUL far into a text is part of the text", () => {
    expect(kindsOf(discoverIn({ "cm.yaml": `${configMap}  a: "${"x".repeat(9000)}\0"\n` }))).toEqual([
      "cm.yaml yaml",
    ]);
  });
});
