import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { rules } from "../../rules/index.ts";
import { run } from "../../src/cli/run.ts";
import { lint } from "../../src/index.ts";
import { type ReportContext, reporters } from "../../src/reporters/reporter.ts";
import { SourceFile } from "../../src/text/source-file.ts";

const secret = "hunter2-never-shown";
const folder = mkdtempSync(join(tmpdir(), "ingress-lint-sensitive-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const metadata = [{ name: "ingress-nginx-controller", namespace: "ingress-nginx" }];
/** Values of a controller's settings that no release takes: rules would quote them, if they might. */
const settings = {
  "proxy-read-timeout": secret,
  "proxy-buffer-size": secret,
  "http-snippet": `set $key ${secret};`,
  [`unknown-${secret}`]: "x",
};
const container = {
  name: "controller",
  image: `registry.k8s.io/ingress-nginx/controller:v1.12.1-${secret}`,
  args: ["/nginx-ingress-controller", `--${secret}=1`, `--default-ssl-certificate=${secret}`],
  env: [{ name: "PASSWORD", value: secret }],
  lifecycle: [{ pre_stop: [{ exec: [{ command: ["sh", "-c", `sleep 1; ${secret}`] }] }] }],
  resources: [{ limits: { cpu: "1" } }],
};
const deployment = {
  metadata,
  spec: [
    {
      replicas: "1",
      selector: [{ match_labels: { app: "edge" } }],
      template: [
        {
          metadata: [{ labels: { app: "edge" }, annotations: { note: secret } }],
          spec: [{ container: [container], volume: [{ name: "logs", empty_dir: [{}] }] }],
        },
      ],
    },
  ],
};
const annotations = {
  "nginx.ingress.kubernetes.io/proxy-read-timeout": secret,
  "nginx.ingress.kubernetes.io/auth-url": secret,
  "nginx.ingress.kubernetes.io/configuration-snippet": `bad ${secret};`,
  [`nginx.ingress.kubernetes.io/${secret}`]: "1",
};
const rule = [
  {
    host: `${secret}.example.com`,
    http: [
      {
        path: [
          {
            path: `/${secret}(`,
            path_type: "Prefix",
            backend: [{ service: [{ name: secret, port: [{ number: 80 }] }] }],
          },
        ],
      },
    ],
  },
];
const yaml = (data: object) =>
  JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: metadata[0], data });
const values = JSON.stringify({ controller: { config: settings, image: { tag: secret } } });
const release = {
  name: "edge",
  namespace: "ingress",
  chart: "ingress-nginx",
  repository: "https://kubernetes.github.io/ingress-nginx",
  version: "4.12.1",
};

/** One resource of every type that gives something to judge, with its values and what in them is sensitive. */
const resources: readonly (readonly [type: string, values: object, sensitive: unknown])[] = [
  ["kubernetes_config_map", { metadata, data: settings }, { data: true }],
  ["kubernetes_config_map_v1", { metadata, data: settings }, { data: true }],
  ["kubernetes_config_map_v1_data", { metadata, data: settings }, { data: true }],
  [
    "kubernetes_secret_v1",
    { metadata, data: { "tls.crt": secret, "tls.key": secret }, type: "kubernetes.io/tls" },
    {},
  ],
  ["kubernetes_deployment_v1", deployment, { spec: true, metadata: [] }],
  ["kubernetes_daemonset", deployment, { spec: true }],
  ["kubernetes_stateful_set_v1", deployment, { spec: true }],
  [
    "kubernetes_ingress_v1",
    { metadata: [{ ...metadata[0], annotations }], spec: [{ ingress_class_name: "nginx", rule }] },
    { metadata: [{ annotations: true }], spec: true },
  ],
  [
    "kubernetes_service_v1",
    {
      metadata: [{ ...metadata[0], annotations: { [`service.beta.kubernetes.io/${secret}`]: secret } }],
      spec: [{ type: "LoadBalancer", selector: { app: "edge" }, port: [{ port: 80 }] }],
    },
    { metadata: [{ annotations: true }] },
  ],
  [
    "kubernetes_annotations",
    { api_version: "networking.k8s.io/v1", kind: "Ingress", metadata, annotations },
    { annotations: true },
  ],
  [
    "kubernetes_cron_job_v1",
    {
      metadata,
      spec: [
        {
          schedule: "* * * * *",
          job_template: [{ spec: [{ template: [{ spec: [{ container: [container] }] }] }] }],
        },
      ],
    },
    { spec: true },
  ],
  [
    "kubernetes_manifest",
    { manifest: { apiVersion: "v1", kind: "ConfigMap", metadata: metadata[0], data: settings } },
    { manifest: { data: true } },
  ],
  [
    "kubernetes_manifest",
    { manifest: { apiVersion: "v1", kind: "ConfigMap", metadata: metadata[0], data: settings } },
    { manifest: true },
  ],
  ["kubectl_manifest", { yaml_body: yaml(settings) }, { yaml_body: true }],
  ["kustomization_resource", { manifest: yaml(settings) }, { manifest: true }],
  ["helm_release", { ...release, values: [values] }, { values: true }],
  ["helm_release", { ...release, values: [values] }, { values: [true] }],
  [
    "helm_release",
    { ...release, set: [{ name: "controller.config.proxy-read-timeout", value: secret }] },
    { set: [{ value: true }] },
  ],
  [
    "helm_release",
    { ...release, set_sensitive: [{ name: "controller.config.proxy-read-timeout", value: secret }] },
    {},
  ],
  [
    "helm_release",
    { ...release, set_list: [{ name: "controller.config.proxy-read-timeout", value: [secret] }] },
    { set_list: true },
  ],
  ["aws_lb", { name: secret, load_balancer_type: "application", idle_timeout: 4000 }, { name: true }],
  [
    "aws_security_group",
    {
      name: secret,
      ingress: [
        { protocol: "tcp", from_port: 443, to_port: 443, cidr_blocks: [secret], description: secret },
      ],
    },
    { name: true, ingress: true },
  ],
];

const identity = (type: string) => ({
  address: `${type}.edge`,
  mode: "managed",
  type,
  name: "edge",
  provider_name: "registry.opentofu.org/x/y",
});

/** The forms in which plans were written: with changes, and with trees of values alone. */
const forms: Readonly<Record<string, (type: string, values: object, sensitive: unknown) => object>> = {
  "Terraform 1.2": (type, it, sensitive) => ({
    format_version: "1.2",
    terraform_version: "1.11.4",
    resource_changes: [
      {
        ...identity(type),
        change: {
          actions: ["create"],
          before: null,
          after: it,
          after_unknown: {},
          before_sensitive: false,
          after_sensitive: sensitive,
        },
      },
    ],
  }),
  "a change of a sensitive value": (type, it, sensitive) => ({
    format_version: "1.2",
    terraform_version: "1.11.4",
    resource_changes: [
      {
        ...identity(type),
        change: {
          actions: ["update"],
          before: it,
          after: JSON.parse(JSON.stringify(it).replaceAll(secret, `${secret}-2`)),
          after_unknown: {},
          before_sensitive: sensitive,
          after_sensitive: sensitive,
        },
      },
    ],
  }),
  "a deleted resource": (type, it, sensitive) => ({
    format_version: "1.1",
    terraform_version: "1.4.0",
    resource_changes: [
      {
        ...identity(type),
        change: {
          actions: ["delete"],
          before: it,
          after: null,
          after_unknown: {},
          before_sensitive: sensitive,
          after_sensitive: false,
        },
      },
    ],
  }),
  "0.2": (type, it, sensitive) => ({
    format_version: "0.2",
    terraform_version: "1.0.11",
    resource_changes: [
      {
        ...identity(type),
        change: {
          actions: ["create"],
          before: null,
          after: it,
          after_unknown: {},
          before_sensitive: false,
          after_sensitive: sensitive,
        },
      },
    ],
  }),
  "values alone": (type, it, sensitive) => ({
    format_version: "1.0",
    terraform_version: "1.6.0",
    planned_values: {
      root_module: {
        resources: [{ ...identity(type), schema_version: 0, values: it, sensitive_values: sensitive }],
      },
    },
  }),
};

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

/** What `render` prints of a plan. */
async function rendered(plan: string, ...args: readonly string[]): Promise<string> {
  let text = "";
  const print = (it: string) => {
    text += it;
  };
  writeFileSync(join(folder, "plan.json"), plan);
  await run(["render", "--no-config", ...args, "plan.json"], {
    cwd: folder,
    env: {},
    stdout: print,
    stderr: print,
  });
  return text;
}

describe.each(Object.entries(forms))("a sensitive value in a plan: %s", (form, make) => {
  test.each(
    resources.map(([type, values, sensitive], at) => [`${type} (${at})`, type, values, sensitive] as const),
  )("%s", async (_, type, it, sensitive) => {
    const plan = JSON.stringify(make(type, it, sensitive));
    const result = await lint([{ file: new SourceFile("plan.json", plan), kind: "terraform", root: "." }], {
      presets: ["strict"],
    });
    const texts: string[] = [];
    for (const reporter of Object.values(reporters)) texts.push(await (await reporter())(result, context));
    if (form.startsWith("a change"))
      texts.push(await rendered(plan, "--diff", "--format=json"), await rendered(plan, "--origins"));
    const shown = texts.flatMap((text) => text.split("\n").filter((line) => line.includes(secret)));
    expect(shown).toEqual([]);
  });
});
