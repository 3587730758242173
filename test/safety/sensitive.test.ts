import { describe, expect, test } from "@jest/globals";
import { rules } from "../../rules/index.ts";
import { lint } from "../../src/index.ts";
import { type ReportContext, type ReporterName, reporters } from "../../src/reporters/reporter.ts";
import { SourceFile } from "../../src/text/source-file.ts";

const secret = "hunter2-never-shown";

const manifest = (text: string) => text.replaceAll("SECRET", secret);

const deployment = manifest(`apiVersion: apps/v1
kind: Deployment
metadata: { name: edge, namespace: shop }
spec:
  template:
    metadata: { labels: { app: edge } }
    spec:
      containers:
        - name: edge
          image: registry.example.com/shop/edge:1.2.0
          command: [sh, -c, "TOKEN=SECRET exec gunicorn shop:app --keep-alive 2"]
          env: [{ name: PASSWORD, value: SECRET }]
          ports: [{ containerPort: 8000 }]
          volumeMounts: [{ name: logs, mountPath: /var/log }]
      volumes: [{ name: logs, emptyDir: {} }]
`);

const service = `apiVersion: v1
kind: Service
metadata: { name: edge, namespace: shop }
spec: { type: LoadBalancer, selector: { app: edge }, ports: [{ port: 80, targetPort: 8000 }] }
`;

const change = (
  type: string,
  name: string,
  before: unknown,
  after: unknown,
  sensitive: unknown,
  wasSensitive: unknown = false,
) => ({
  address: `${type}.${name}`,
  mode: "managed",
  type,
  name,
  change: {
    actions: [before === null ? "create" : "update"],
    before,
    after,
    after_unknown: {},
    before_sensitive: wasSensitive,
    after_sensitive: sensitive,
  },
});

const metadata = [{ name: "ingress-nginx-controller", namespace: "ingress-nginx" }];

const plan = JSON.stringify({
  format_version: "1.2",
  resource_changes: [
    change(
      "kubernetes_config_map",
      "settings",
      {
        metadata,
        data: { "proxy-buffer-size": "8k", "proxy-buffers-number": secret, "server-snippet": secret },
      },
      {
        metadata,
        data: {
          "proxy-buffer-size": "128k",
          "proxy-busy-buffers-size": secret,
          "location-snippet": `proxy_set_header X-Key ${secret}; proxy_busy_buffers_size 16k;`,
        },
      },
      { data: { "location-snippet": true, "proxy-busy-buffers-size": true } },
      { data: { "proxy-buffers-number": true, "server-snippet": true } },
    ),
    change("kubectl_manifest", "deployment", null, { yaml_body: deployment }, { yaml_body: true }),
    change("kubectl_manifest", "service", null, { yaml_body: service }, { yaml_body: true }),
    change(
      "helm_release",
      "ingress",
      null,
      {
        name: "ingress-nginx",
        namespace: "edge",
        chart: "ingress-nginx",
        repository: "https://kubernetes.github.io/ingress-nginx",
        version: "4.8.3",
        values: [
          manifest(
            "controller:\n  config:\n    http-snippet: |\n      set $key SECRET;\n  resources: { limits: { cpu: 1 } }\n",
          ),
        ],
        set_sensitive: [{ name: "controller.config.proxy-body-size", value: secret }],
      },
      { values: true, set_sensitive: true },
    ),
  ],
});

const context: ReportContext = {
  rules,
  toolVersion: "0.0.0",
  informationUri: "https://example.com",
  color: false,
  width: 120,
  verbose: true,
  root: "/",
  arguments: [],
  executionSuccessful: true,
  helpUri: (id) => `https://example.com/${id}`,
};

describe("values that a plan marks as sensitive", () => {
  test.each(Object.keys(reporters) as ReporterName[])("are in no %s report", async (name) => {
    const result = await lint([{ file: new SourceFile("plan.json", plan), kind: "terraform", root: "." }]);
    // The plan is judged all the same: by what is not sensitive, and by what no rule quotes.
    expect(result.results.map((it) => it.ruleId)).toEqual(
      expect.arrayContaining([
        "emptydir-size-limit",
        "plan-global-blast-radius",
        "prestop-sleep",
        "proxy-buffer-partial-change",
      ]),
    );
    const render = await reporters[name]();
    expect(await render(result, context)).not.toContain(secret);
  });
});
