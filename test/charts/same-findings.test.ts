import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Result } from "../../src/engine/finding.ts";
import { planJson } from "../plan-builder.ts";
import { lintTree } from "../support/lint-tree.ts";

/**
 * One controller, its settings given in every way there is. Each setting is on a line of its own, so that what a finding points at can be compared.
 */
const config = [
  'proxy-buffer-size: "16k"',
  'upstream-keepalive-timeout: "60s"',
  'proxy-raed-timeout: "30"',
  'keep-alive: "zero"',
];
const volume = ["- name: cache", "  emptyDir: {}"];
const mount = ["- name: cache", "  mountPath: /var/cache/nginx"];

const indent = (by: number, lines: readonly string[]) => lines.map((it) => " ".repeat(by) + it);
const text = (...lines: (string | readonly string[])[]) => `${lines.flat().join("\n")}\n`;

const values = [
  "controller:",
  "  admissionWebhooks:",
  "    enabled: false",
  "  config:",
  ...indent(4, config),
  "  extraVolumes:",
  ...indent(4, volume),
  "  extraVolumeMounts:",
  ...indent(4, mount),
];

const repository = "https://kubernetes.github.io/ingress-nginx";

/** The two objects themselves, as `helm template edge` prints them, without what no rule asks about. */
const objects = text(
  "apiVersion: v1",
  "kind: ConfigMap",
  "metadata:",
  "  name: edge-ingress-nginx-controller",
  "  namespace: edge",
  "data:",
  indent(2, config),
  "---",
  "apiVersion: apps/v1",
  "kind: Deployment",
  "metadata:",
  "  name: edge-ingress-nginx-controller",
  "  namespace: edge",
  "spec:",
  "  selector:",
  "    matchLabels: { app.kubernetes.io/name: ingress-nginx }",
  "  template:",
  "    metadata:",
  "      labels: { app.kubernetes.io/name: ingress-nginx }",
  "    spec:",
  "      terminationGracePeriodSeconds: 300",
  "      containers:",
  "        - name: controller",
  "          image: registry.k8s.io/ingress-nginx/controller:v1.9.4",
  "          args: [/nginx-ingress-controller, --configmap=$(POD_NAMESPACE)/edge-ingress-nginx-controller]",
  "          lifecycle: { preStop: { exec: { command: [/wait-shutdown] } } }",
  "          resources: { requests: { cpu: 100m, memory: 90Mi } }",
  "          volumeMounts:",
  indent(12, mount),
  "      volumes:",
  indent(8, volume),
);

const flux = (version: string, kind: string, inner: readonly string[]) =>
  text(
    `apiVersion: helm.toolkit.fluxcd.io/${version}`,
    "kind: HelmRelease",
    "metadata:",
    "  name: edge",
    "  namespace: edge",
    "spec:",
    ...(kind === "HelmRepository"
      ? [
          "  chart:",
          "    spec:",
          "      chart: ingress-nginx",
          "      version: 4.8.3",
          "      sourceRef: { kind: HelmRepository, name: ingress-nginx, namespace: flux-system }",
        ]
      : ["  chartRef: { kind: OCIRepository, name: charts }"]),
    inner,
  );

const ociRepository = text(
  "apiVersion: source.toolkit.fluxcd.io/v1",
  "kind: OCIRepository",
  "metadata:",
  "  name: charts",
  "  namespace: edge",
  "spec:",
  "  url: oci://registry.example.com/mirror/ingress-nginx",
  "  ref: { tag: 4.8.3 }",
);

const valuesMap = text(
  "apiVersion: v1",
  "kind: ConfigMap",
  "metadata:",
  "  name: edge-values",
  "  namespace: edge",
  "data:",
  "  values.yaml: |",
  indent(4, values),
);

const application = (helm: readonly string[]) =>
  text(
    "apiVersion: argoproj.io/v1alpha1",
    "kind: Application",
    "metadata:",
    "  name: edge",
    "  namespace: argocd",
    "spec:",
    "  destination: { namespace: edge }",
    "  source:",
    `    repoURL: ${repository}`,
    "    chart: ingress-nginx",
    "    targetRevision: 4.8.3",
    "    helm:",
    indent(6, helm),
  );

const twoSources = text(
  "apiVersion: argoproj.io/v1alpha1",
  "kind: Application",
  "metadata:",
  "  name: edge",
  "  namespace: argocd",
  "spec:",
  "  destination: { namespace: edge }",
  "  sources:",
  `    - repoURL: ${repository}`,
  "      chart: ingress-nginx",
  "      targetRevision: 4.8.3",
  "      helm:",
  "        valueFiles: [$values/clusters/edge/nginx.yaml]",
  "    - repoURL: https://git.example.com/platform/clusters",
  "      targetRevision: main",
  "      ref: values",
);

const applicationSet = text(
  "apiVersion: argoproj.io/v1alpha1",
  "kind: ApplicationSet",
  "metadata:",
  "  name: edge",
  "  namespace: argocd",
  "spec:",
  "  generators:",
  "    - clusters: {}",
  "  template:",
  "    metadata:",
  "      name: 'edge-{{name}}'",
  "    spec:",
  "      destination: { namespace: edge, server: '{{server}}' }",
  "      source:",
  `        repoURL: ${repository}`,
  "        chart: ingress-nginx",
  "        targetRevision: 4.8.3",
  "        helm:",
  "          releaseName: edge",
  "          valuesObject:",
  indent(12, values),
);

const helmfile = (inner: readonly string[]) =>
  text(
    "repositories:",
    "  - name: nginx",
    `    url: ${repository}`,
    "releases:",
    "  - name: edge",
    "    namespace: edge",
    "    chart: nginx/ingress-nginx",
    "    version: 4.8.3",
    indent(4, inner),
  );

const helmChart = (spec: readonly string[]) =>
  text(
    "apiVersion: helm.cattle.io/v1",
    "kind: HelmChart",
    "metadata:",
    "  name: edge",
    "  namespace: kube-system",
    "spec:",
    `  repo: ${repository}`,
    "  chart: ingress-nginx",
    "  version: 4.8.3",
    "  targetNamespace: edge",
    indent(2, spec),
  );

const helmChartConfig = text(
  "apiVersion: helm.cattle.io/v1",
  "kind: HelmChartConfig",
  "metadata:",
  "  name: edge",
  "  namespace: kube-system",
  "spec:",
  "  valuesContent: |-",
  indent(4, values),
);

const kustomization = (inner: readonly string[]) =>
  text(
    "apiVersion: kustomize.config.k8s.io/v1beta1",
    "kind: Kustomization",
    "namespace: edge",
    "helmCharts:",
    "  - name: ingress-nginx",
    "    releaseName: edge",
    "    version: 4.8.3",
    `    repo: ${repository}`,
    indent(4, inner),
  );

const chartYaml = text(
  "apiVersion: v2",
  "name: edge",
  "version: 1.0.0",
  "dependencies:",
  "  - name: ingress-nginx",
  "    version: 4.8.3",
  `    repository: ${repository}`,
);

const plan = planJson({
  resources: [
    {
      address: "helm_release.edge",
      after: {
        name: "edge",
        namespace: "edge",
        repository,
        chart: "ingress-nginx",
        version: "4.8.3",
        values: [text(values)],
      },
    },
  ],
});

const ways: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
  [
    "a values file beside its chart",
    {
      "edge/Chart.yaml": chartYaml,
      "edge/values.yaml": text(
        "ingress-nginx:",
        indent(2, ["fullnameOverride: edge-ingress-nginx", "namespaceOverride: edge", ...values]),
      ),
    },
    "edge/values.yaml",
  ],
  [
    "a HelmRelease",
    { "release.yaml": flux("v2", "HelmRepository", ["  values:", ...indent(4, values)]) },
    "release.yaml",
  ],
  [
    "a HelmRelease of an OCIRepository, v2beta2",
    {
      "release.yaml": flux("v2beta2", "OCIRepository", ["  values:", ...indent(4, values)]),
      "charts.yaml": ociRepository,
    },
    "release.yaml",
  ],
  [
    "a HelmRelease with valuesFrom",
    {
      "release.yaml": flux("v2beta1", "HelmRepository", [
        "  valuesFrom:",
        "    - kind: ConfigMap",
        "      name: edge-values",
      ]),
      "values-map.yaml": valuesMap,
    },
    "values-map.yaml",
  ],
  [
    "a HelmRelease with a generated ConfigMap",
    {
      "release.yaml": flux("v2", "HelmRepository", [
        "  valuesFrom:",
        "    - kind: ConfigMap",
        "      name: edge-values",
      ]),
      "kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nconfigMapGenerator:\n  - name: edge-values\n    files: [values.yaml=nginx.yaml]\n",
      "nginx.yaml": text(values),
    },
    "nginx.yaml",
  ],
  [
    "an Application with values",
    { "app.yaml": application(["values: |", ...indent(2, values)]) },
    "app.yaml",
  ],
  [
    "an Application with valuesObject",
    { "app.yaml": application(["valuesObject:", ...indent(2, values)]) },
    "app.yaml",
  ],
  [
    "an Application with a file of another source",
    { "apps/edge/app.yaml": twoSources, "clusters/edge/nginx.yaml": text(values) },
    "clusters/edge/nginx.yaml",
  ],
  ["an ApplicationSet", { "appset.yaml": applicationSet }, "appset.yaml"],
  ["a helmfile", { "helmfile.yaml": helmfile(["values:", "  -", ...indent(4, values)]) }, "helmfile.yaml"],
  [
    "a file beside a helmfile",
    { "helmfile.yaml": helmfile(["values: [values/edge.yaml]"]), "values/edge.yaml": text(values) },
    "values/edge.yaml",
  ],
  ["a HelmChart", { "chart.yaml": helmChart(["valuesContent: |", ...indent(2, values)]) }, "chart.yaml"],
  [
    "a HelmChartConfig over its HelmChart",
    { "chart.yaml": helmChart([]), "config.yaml": helmChartConfig },
    "config.yaml",
  ],
  [
    "helmCharts of a kustomization",
    { "edge/kustomization.yaml": kustomization(["valuesInline:", ...indent(2, values)]) },
    "edge/kustomization.yaml",
  ],
  [
    "a file of helmCharts",
    { "edge/kustomization.yaml": kustomization(["valuesFile: nginx.yaml"]), "edge/nginx.yaml": text(values) },
    "edge/nginx.yaml",
  ],
  ["helm_release in a plan", { "plan.json": plan }, "plan.json"],
];

/** What a finding says and points at, without the names of files and of the objects that hold it. */
function essence(result: Result): string {
  const { file, span } = result.at;
  const at = file.text
    .slice(span.start, span.end)
    .replace(/\\n\s*/g, " ")
    .replace(/\\"/g, '"')
    .replace(/\s+/g, " ");
  const message = result.message.replace(/ConfigMap '[^']*'|Deployment '[^']*'|helm_release\.edge/g, "it");
  return `${result.ruleId} ${result.severity} | ${message} | ${at}`;
}

const named = (results: readonly Result[]) => results.map(essence).sort();

/** Rules about what is set. Those about what is not set have no place of their own in values, and point at the release. */
const only = [
  "configmap-key",
  "configmap-value",
  "emptydir-size-limit",
  "prestop-sleep",
  "proxy-buffer-partial-change",
  "proxy-buffer-symmetry",
];

describe("the same settings give the same findings", () => {
  let expected: readonly string[];

  beforeAll(async () => {
    expected = named((await lintTree({ "objects.yaml": objects }, { only })).results);
  });

  test("of which there are some of each kind", () => {
    expect(expected.map((it) => it.split(" | ").at(-1)).sort()).toEqual([
      "emptyDir: {}",
      'keep-alive: "zero"',
      'proxy-buffer-size: "16k"',
      "proxy-raed-timeout",
      'upstream-keepalive-timeout: "60s"',
    ]);
  });

  test.each(ways)("as %s", async (_, files, path) => {
    const { results } = await lintTree(files, { only });
    expect(named(results)).toEqual(expected);
    expect(new Set(results.map((it) => it.at.file.path))).toEqual(new Set([path]));
  });

  test("as a values file alone, whose release nobody knows", async () => {
    const { results } = await lintTree(
      { "values.yaml": text(values) },
      { only, assume: { controllerVersion: "1.9.4", pageSize: 4096 } },
    );
    expect(named(results)).toEqual(expected);
    const lines = text(values).split("\n");
    expect(results.map((it) => lines[it.at.line - 1]!.trim()).sort()).toEqual(
      [...config, "emptyDir: {}"].sort(),
    );
  });
});
