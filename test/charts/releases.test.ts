import { describe, expect, test } from "@jest/globals";
import { applyFixes } from "../../src/engine/fixes.ts";
import { includeHostOver } from "../../src/inputs/include-host.ts";
import type { Controller } from "../../src/model/controller.ts";
import { asMapping } from "../../src/model/shape.ts";
import { makeTree } from "../inputs/tree.ts";
import { lintTree } from "../support/lint-tree.ts";
import { projectOf } from "../support/project-of.ts";

type Files = Readonly<Record<string, string>>;

/** The controllers of a tree, each with its image, and its ConfigMap's entries (`?` where one is unknown). */
async function controllersIn(files: Files): Promise<Record<string, string | undefined>[]> {
  const { root, remove } = makeTree(files);
  try {
    const includeHost = includeHostOver([root], { cwd: root, maxFileBytes: 2 ** 20, includePrefixes: [] });
    const project = await projectOf(files, { includeHost });
    const controllers = [...project.controllers].sort((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
    return controllers.map((it) => {
      const data = asMapping((it.configMap?.object as { data?: unknown } | undefined)?.data);
      const keys = [...new Set([...Object.keys(data), ...asked])];
      const settings = keys.flatMap((key) => {
        const value = it.setting(key);
        return value === undefined ? [] : [[key, value.state === "unknown" ? "?" : value.value] as const];
      });
      const name = it.configMap?.qualifiedName;
      return {
        path: pathOf(it),
        name,
        version: it.version,
        ...Object.fromEntries(settings),
      };
    });
  } finally {
    remove();
  }
}

const pathOf = (it: Controller) => it.manifest.source.file.path;

/** Keys whose absence is asked about. */
const asked = ["proxy-read-timeout", "proxy-body-size"];

const repository = "https://kubernetes.github.io/ingress-nginx";
const values = (key: string, value: string) => `controller:\n  config:\n    ${key}: ${value}\n`;
const timeout = values("proxy-read-timeout", '"30"');

const helmRelease = (spec: string) =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: edge\n  namespace: net\nspec:\n${spec}`;
const chart = (name: string, version: string, repo = "nginx") =>
  `  chart:\n    spec:\n      chart: ${name}\n      version: "${version}"\n      sourceRef: { kind: HelmRepository, name: ${repo}, namespace: flux-system }\n`;
const helmRepository = (name: string, url: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  url: ${url}\n`;
const fluxValues = `  values:\n    controller:\n      config:\n        proxy-read-timeout: "30"\n`;

describe("a values file is a controller's", () => {
  test.each<[string, string, string]>([
    ["by a key that only its chart has", "prod.yaml", `controller:\n  allowSnippetAnnotations: true\n`],
    ["by its class", "prod.yaml", "controller:\n  ingressClassResource:\n    controllerValue: k8s.io/edge\n"],
    [
      "by its image",
      "prod.yaml",
      "controller:\n  image:\n    repository: mirror.example.com/ingress-nginx/controller\n",
    ],
    [
      "by two keys of its ConfigMap",
      "prod.yaml",
      'controller:\n  config:\n    ssl-redirect: "true"\n    use-geoip2: "true"\n    enable-ocsp: "true"\n',
    ],
    ["by the folder's name", "ingress-nginx/prod.yaml", "controller:\n  replicaCount: 2\n"],
    ["by the file's name", "values-ingress-nginx.yaml", "controller:\n  replicaCount: 2\n"],
    ["by its key", "values.yaml", "ingress-nginx:\n  controller:\n    replicaCount: 2\n"],
    ["of F5's chart", "prod.yaml", "controller:\n  nginxplus: true\n"],
    [
      "of F5's chart, by its entries",
      "prod.yaml",
      'controller:\n  config:\n    entries:\n      proxy-read-timeout: "30s"\n',
    ],
    [
      "of F5's chart, below another",
      "values.yaml",
      "nginx-ingress:\n  controller:\n    enableSnippets: true\n",
    ],
  ])("%s", async (_, path, text) => {
    expect(await controllersIn({ [path]: text })).toHaveLength(1);
  });
});

describe("a values file is another's", () => {
  test.each<[string, Files]>([
    ["a bare controller", { "values.yaml": "controller:\n  replicaCount: 2\n  resources: {}\n" }],
    [
      "Jenkins",
      {
        "jenkins/values.yaml":
          "controller:\n  image:\n    repository: jenkins/jenkins\n  ingress:\n    enabled: true\n",
      },
    ],
    [
      "Jenkins in a folder with nginx's name",
      {
        "ingress-nginx/jenkins.yaml":
          "controller:\n  image:\n    repository: jenkins/jenkins\n  resources: {}\n",
      },
    ],
    [
      "HAProxy",
      {
        "values.yaml":
          "controller:\n  ingressClass: haproxy\n  ingressClassResource:\n    name: haproxy\n  publishService:\n    enabled: true\n",
      },
    ],
    [
      "HAProxy Ingress",
      {
        "values.yaml":
          "controller:\n  ingressClassResource:\n    enabled: true\n    controllerClass: edge\n  addHeaders: {}\n",
      },
    ],
    ["Argo CD", { "argocd/values.yaml": "controller:\n  replicas: 2\n  metrics:\n    enabled: true\n" }],
    [
      "an application beside its own chart",
      { "Chart.yaml": "name: checkout\nversion: 1.0.0\n", "values.yaml": timeout },
    ],
    [
      "a chart switched off",
      { "values.yaml": "ingress-nginx:\n  enabled: false\n  controller:\n    replicaCount: 2\n" },
    ],
    [
      "a chart's test input",
      {
        "ingress-nginx/Chart.yaml":
          "name: ingress-nginx\nversion: 4.8.3\nhome: https://github.com/kubernetes/ingress-nginx\n",
        "ingress-nginx/ci/a-values.yaml": timeout,
      },
    ],
    [
      "named by a release of another chart",
      {
        "helmfile.yaml":
          "releases:\n  - name: ingress-nginx\n    chart: acme/wrapper\n    values: [ingress-nginx/values.yaml]\n",
        "ingress-nginx/values.yaml": timeout,
      },
    ],
    ["two documents in one", { "ingress-nginx/values.yaml": `${timeout}---\n${timeout}` }],
  ])("%s", async (_, files) => {
    expect(await controllersIn(files)).toEqual([]);
  });
});

describe("several values files", () => {
  test("are never merged: what another sets is unknown, what none sets is absent", async () => {
    const found = await controllersIn({
      "ingress-nginx/values.yaml": timeout,
      "ingress-nginx/values-prod.yaml": values("proxy-body-size", "8m"),
    });
    expect(found).toMatchObject([
      { path: "ingress-nginx/values-prod.yaml", "proxy-body-size": "8m", "proxy-read-timeout": "?" },
      { path: "ingress-nginx/values.yaml", "proxy-body-size": "?", "proxy-read-timeout": "30" },
    ]);
    const apart = await controllersIn({ "ingress-nginx/values.yaml": values("proxy-body-size", "8m") });
    expect(apart[0]).not.toHaveProperty("proxy-read-timeout");
  });

  test("of a chart in the tree lie over its values.yaml", async () => {
    const found = await controllersIn({
      "edge/Chart.yaml": `name: ingress-nginx\nversion: 1.0.0\ndependencies:\n  - name: ingress-nginx\n    alias: public\n    version: ~4.8.0\n    repository: ${repository}\n`,
      "edge/Chart.lock": "dependencies:\n  - name: ingress-nginx\n    version: 4.8.3\n",
      "edge/values.yaml":
        'public:\n  controller:\n    config:\n      proxy-read-timeout: "30"\n      proxy-body-size: 4m\n',
      "edge/envs/prod.yaml": "public:\n  controller:\n    config:\n      proxy-body-size: 8m\n",
    });
    expect(found).toMatchObject([
      { path: "edge/envs/prod.yaml", version: "1.9.4", "proxy-body-size": "8m", "proxy-read-timeout": "30" },
      { path: "edge/values.yaml", version: "1.9.4", "proxy-body-size": "4m", "proxy-read-timeout": "30" },
    ]);
  });

  test("of one helmfile are, in its order, with set over all", async () => {
    const found = await controllersIn({
      "deploy/helmfile.yaml": `repositories:\n  - name: nginx\n    url: ${repository}\nreleases:\n  - name: edge\n    namespace: net\n    chart: nginx/ingress-nginx\n    version: 4.8.3\n    values:\n      - ../values/base.yaml\n      - controller: { config: { proxy-body-size: 8m, keep-alive: "5" } }\n    set:\n      - name: controller.config.keep-alive\n        value: "10"\n`,
      "values/base.yaml": `${timeout}    proxy-body-size: 4m\n    keep-alive: "1"\n`,
    });
    expect(found).toMatchObject([
      {
        path: "deploy/helmfile.yaml",
        name: "net/edge-ingress-nginx-controller",
        version: "1.9.4",
        "proxy-read-timeout": "30",
        "proxy-body-size": "8m",
        "keep-alive": "10",
      },
    ]);
  });

  test.each([
    ["override", "8m"],
    ["merge", "4m"],
    ["replace", "8m"],
  ])("of helmCharts are, by valuesMerge: %s", async (merge, size) => {
    const [found] = await controllersIn({
      "edge/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nhelmCharts:\n  - name: ingress-nginx\n    repo: ${repository}\n    version: 4.8.3\n    valuesFile: nginx.yaml\n    valuesMerge: ${merge}\n    valuesInline:\n      controller: { config: { proxy-body-size: 8m } }\n    additionalValuesFiles: [more.yaml]\n`,
      "edge/nginx.yaml": `${timeout}    proxy-body-size: 4m\n`,
      "edge/more.yaml": values("keep-alive", '"10"'),
    });
    expect(found).toMatchObject({ "proxy-body-size": size, "keep-alive": "10" });
    expect(found!["proxy-read-timeout"]).toBe(merge === "replace" ? undefined : "30");
  });
});

describe("what is out of sight leaves the rest open", () => {
  test.each<[string, Files, object]>([
    [
      "a Secret below the values",
      {
        "a.yaml": helmRelease(
          `${chart("ingress-nginx", "4.8.3")}  valuesFrom:\n    - kind: Secret\n      name: edge\n  values:\n    controller:\n      config:\n        proxy-body-size: 8m\n`,
        ),
      },
      { "proxy-body-size": "8m", "proxy-read-timeout": "?" },
    ],
    [
      "a Secret at a path",
      {
        "a.yaml": helmRelease(
          `${chart("ingress-nginx", "4.8.3")}  valuesFrom:\n    - kind: Secret\n      name: edge\n      targetPath: controller.config.proxy-read-timeout\n  values:\n    controller:\n      config:\n        proxy-body-size: 8m\n`,
        ),
      },
      { "proxy-body-size": "8m", "proxy-read-timeout": "?" },
    ],
    [
      "a variable of Flux",
      {
        "a.yaml": helmRelease(
          `${chart("ingress-nginx", "4.8.3")}  values:\n    controller:\n      config:\n        proxy-read-timeout: \${TIMEOUT}\n`,
        ),
      },
      { "proxy-read-timeout": "?" },
    ],
    [
      "an encrypted value",
      { "ingress-nginx/values.yaml": values("proxy-read-timeout", "ENC[AES256_GCM,data:x]") },
      { "proxy-read-timeout": "?" },
    ],
    [
      "a file that a helmfile names by a template",
      {
        "helmfile.yaml": `releases:\n  - name: edge\n    chart: nginx/ingress-nginx\n    values:\n      - 'values/{{ .Environment.Name }}.yaml'\n      - controller: { config: { proxy-body-size: 8m } }\n`,
      },
      { "proxy-body-size": "8m", "proxy-read-timeout": "?" },
    ],
    [
      "RKE2's own chart",
      {
        "a.yaml":
          "apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata:\n  name: rke2-ingress-nginx\n  namespace: kube-system\nspec:\n  valuesContent: |-\n    controller:\n      config:\n        proxy-body-size: 8m\n",
      },
      { "proxy-body-size": "8m", "proxy-read-timeout": "?" },
    ],
  ])("%s", async (_, files, expected) => {
    expect(await controllersIn(files)).toMatchObject([expected]);
  });

  test("a range is no version", async () => {
    const [found] = await controllersIn({
      "a.yaml": helmRelease(chart("ingress-nginx", "4.x") + fluxValues),
    });
    expect(found).toMatchObject({ "proxy-read-timeout": "30", version: undefined });
  });
});

describe("a release is of a controller's chart", () => {
  const f5 = "https://helm.nginx.com/stable";

  test("nginx-ingress where the repository is F5's", async () => {
    const files = {
      "a.yaml": helmRelease(
        `${chart("nginx-ingress", "2.0.0")}  values:\n    controller:\n      config:\n        entries: { proxy-read-timeout: 30s }\n`,
      ),
    };
    const found = await controllersIn({ ...files, "repo.yaml": helmRepository("nginx", f5) });
    expect(found).toMatchObject([{ name: "net/edge-nginx-ingress", "proxy-read-timeout": "30s" }]);
    expect(await controllersIn(files)).toHaveLength(1);
    expect(
      await controllersIn({
        ...files,
        "repo.yaml": helmRepository("nginx", "https://charts.helm.sh/stable"),
      }),
    ).toEqual([]);
  });

  test.each<[string, string]>([
    ["a chart that wraps it under its name", helmRelease(chart("ingress-nginx", "0.1.4") + fluxValues)],
    ["another chart", helmRelease(chart("podinfo", "6.0.0") + fluxValues)],
    [
      "a chart that may be anything",
      helmRelease(`  chartRef: { kind: OCIRepository, name: podinfo }\n${fluxValues}`),
    ],
    [
      "an object of another group",
      helmRelease(chart("ingress-nginx", "4.8.3") + fluxValues).replace(
        "helm.toolkit.fluxcd.io/v2",
        "example.com/v2",
      ),
    ],
    [
      "a k3s chart of another name",
      "apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata:\n  name: traefik\nspec:\n  valuesContent: |-\n    ports: {}\n",
    ],
  ])("and not of %s", async (_, text) => {
    expect(await controllersIn({ "a.yaml": text })).toEqual([]);
  });

  test("an Application of a folder in the tree installs what its chart depends on, unless it is switched off", async () => {
    const files = (enabled: boolean) => ({
      "apps/edge.yaml":
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: edge\nspec:\n  destination: { namespace: net }\n  source:\n    repoURL: https://git.example.com/platform\n    path: charts/edge\n    helm:\n      valueFiles: [values-prod.yaml]\n      parameters:\n        - name: ingress-nginx.controller.config.keep-alive\n          value: '10'\n",
      "charts/edge/Chart.yaml": `name: edge\nversion: 1.0.0\ndependencies:\n  - name: ingress-nginx\n    version: 4.8.3\n    repository: ${repository}\n    condition: ingress-nginx.enabled\n`,
      "charts/edge/values.yaml":
        'global:\n  image:\n    registry: mirror.example.com\ningress-nginx:\n  enabled: true\n  controller:\n    config:\n      proxy-read-timeout: "30"\n',
      "charts/edge/values-prod.yaml": `ingress-nginx:\n  enabled: ${enabled}\n  controller:\n    config:\n      proxy-body-size: 8m\n`,
    });
    expect(await controllersIn(files(true))).toMatchObject([
      {
        path: "apps/edge.yaml",
        name: "net/edge-ingress-nginx-controller",
        version: "1.9.4",
        "proxy-read-timeout": "30",
        "proxy-body-size": "8m",
        "keep-alive": "10",
      },
    ]);
    expect(await controllersIn(files(false))).toEqual([]);
  });

  test("the set of a HelmChart is over both contents", async () => {
    const found = await controllersIn({
      "a.yaml": `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata:\n  name: edge\n  namespace: kube-system\nspec:\n  chart: oci://registry.example.com/charts/ingress-nginx\n  version: 4.8.3\n  targetNamespace: net\n  set:\n    controller.config.keep-alive: 10\n    controller.config.hide-headers: Server,X-Powered-By\n  valuesContent: |-\n    controller:\n      config:\n        keep-alive: "1"\n        proxy-read-timeout: "20"\n---\napiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata:\n  name: edge\n  namespace: kube-system\nspec:\n  valuesContent: |-\n    controller:\n      config:\n        keep-alive: "5"\n        proxy-read-timeout: "30"\n`,
    });
    expect(found).toMatchObject([
      {
        name: "net/edge-ingress-nginx-controller",
        "keep-alive": "10",
        "proxy-read-timeout": "30",
        "hide-headers": "Server,X-Powered-By",
      },
    ]);
  });
});

describe("places", () => {
  test("are the value's own in a block scalar", async () => {
    const text = `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata:\n  name: edge\nspec:\n  chart: ${repository}/ingress-nginx-4.8.3.tgz\n  valuesContent: |\n    controller:\n      config:\n        keep-alive: zero\n`;
    const { results } = await lintTree({ "a.yaml": text }, { only: ["configmap-value"] });
    expect(results.map(({ ruleId, at }) => [ruleId, at.line, at.column, at.endColumn, at.attribute])).toEqual(
      [["configmap-value", 10, 9, 25, 'spec.valuesContent.controller.config["keep-alive"]']],
    );
    expect(results[0]!.fix).toBeUndefined();
  });

  test("of a values file carry fixes", async () => {
    const { results } = await lintTree({
      "ingress-nginx/values.yaml":
        'controller:\n  config:\n    # idle\n    upstream-keepalive-timeout: "60s"\n',
    });
    const { texts } = applyFixes(results);
    expect([...texts.values()]).toEqual([
      'controller:\n  config:\n    # idle\n    upstream-keepalive-timeout: "60"\n',
    ]);
  });

  test("a broken file that a release names is a problem, a broken one of anybody else is not", async () => {
    const helmfile = "releases:\n  - name: edge\n    chart: nginx/ingress-nginx\n    values: [edge.yaml]\n";
    await expect(
      lintTree({ "helmfile.yaml": helmfile, "edge.yaml": "controller:\n  kind: [\n" }),
    ).resolves.toMatchObject({
      problems: [{ path: "edge.yaml", line: 2 }],
    });
    await expect(
      lintTree({ "helmfile.yaml": helmfile, "edge.yaml": "controller:\n  kind: {{ .Values.kind }}\n" }),
    ).resolves.toMatchObject({ problems: [] });
  });

  test("a key that is there twice is reported in our files alone", async () => {
    const twice = "controller:\n  replicaCount: 1\n  replicaCount: 2\n";
    const { results } = await lintTree(
      { "ingress-nginx/values.yaml": twice, "other/values.yaml": twice },
      { only: ["duplicate-key"] },
    );
    expect(results.map((it) => [it.ruleId, it.at.path, it.at.line])).toEqual([
      ["duplicate-key", "ingress-nginx/values.yaml", 3],
    ]);
  });
});
