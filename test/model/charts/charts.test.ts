import { describe, expect, test } from "@jest/globals";
import { chartManifests, chartOf, type Release } from "../../../src/model/charts/chart.ts";
import { LinkedSource } from "../../../src/model/charts/linked-source.ts";
import { templateText } from "../../../src/model/charts/template.ts";
import type { ChartValues } from "../../../src/model/charts/values.ts";
import type { Manifest } from "../../../src/model/manifest.ts";
import { YamlSource } from "../../../src/model/yaml-source.ts";
import { parseYaml } from "../../../src/parsers/yaml/parse.ts";
import { originOf } from "../../../src/text/origin.ts";
import { SourceFile } from "../../../src/text/source-file.ts";

type Tree = Record<string, unknown>;

const release: Release = { name: "edge", namespace: "ingress", version: "4.8.3" };

function valuesOf(text: string, complete = true): ChartValues {
  const file = new SourceFile("values.yaml", text);
  const [document] = parseYaml(file);
  const layers =
    document === undefined
      ? []
      : [{ kind: "document" as const, root: document.value as Tree, source: new YamlSource(document) }];
  return { layers, complete, file, anchor: originOf(file, 0, 1), editable: true };
}

function render(text: string, of: Partial<Release> = {}, complete = true) {
  const { manifests, notes } = chartManifests("ingress-nginx", valuesOf(text, complete), {
    ...release,
    ...of,
  });
  const find = (kind: string) => manifests.find((it) => it.kind === kind)!;
  return {
    manifests,
    notes,
    find,
    workload: manifests.find((it) => it.kind === "Deployment" || it.kind === "DaemonSet")!,
  };
}

const at = (manifest: Manifest, path: string) =>
  path.split(".").reduce<unknown>((it, step) => (it as Tree)[step], manifest.object) as Tree;
const container = (manifest: Manifest) => (at(manifest, "spec.template.spec").containers as Tree[])[0]!;
const lineOf = (manifest: Manifest, object: object, key?: string | number) => {
  const { file, span } = manifest.locate(object, key).place();
  return file.text.slice(span.start, span.end);
};

describe("ingress-nginx without values", () => {
  const { manifests, notes, workload, find } = render("");

  test("is a ConfigMap, a workload, a Service and an IngressClass", () => {
    expect(manifests.map((it) => it.resource)).toEqual([
      "ConfigMap/ingress/edge-ingress-nginx-controller",
      "Deployment/ingress/edge-ingress-nginx-controller",
      "Service/ingress/edge-ingress-nginx-controller",
      "IngressClass/nginx",
    ]);
    expect(notes).toEqual([]);
    expect(at(find("ConfigMap"), "data")).toEqual({});
  });

  test("runs what the chart version ships, with the chart's defaults", () => {
    expect(container(workload)).toMatchObject({
      image: "registry.k8s.io/ingress-nginx/controller:v1.9.4",
      lifecycle: { preStop: { exec: { command: ["/wait-shutdown"] } } },
      resources: { requests: { cpu: "100m", memory: "90Mi" } },
    });
    expect(container(workload).args).toEqual(
      expect.arrayContaining([
        "--controller-class=k8s.io/ingress-nginx",
        "--ingress-class=nginx",
        "--configmap=$(POD_NAMESPACE)/edge-ingress-nginx-controller",
      ]),
    );
    expect(at(workload, "spec.template.spec").terminationGracePeriodSeconds).toBe(300);
    expect(at(workload, "spec").replicas).toBe(1);
    expect(workload.isUnknown(container(workload), "securityContext")).toBe(true);
  });

  test("the Service selects the workload", () => {
    expect(at(workload, "spec.template.metadata.labels")).toMatchObject(at(find("Service"), "spec.selector"));
  });

  test("a release that holds the chart's name is the full name", () => {
    expect(render("", { name: "ingress-nginx" }).find("ConfigMap").name).toBe("ingress-nginx-controller");
    expect(
      render("fullnameOverride: nginx\nnamespaceOverride: other\n").find("ConfigMap").qualifiedName,
    ).toBe("other/nginx-controller");
    expect(render(`nameOverride: ${"x".repeat(70)}\n`).find("ConfigMap").name.length).toBe(63);
  });

  test("charts before 4.0.0 made no class and knew no controller class", () => {
    const old = render("", { version: "3.41.0" });
    expect(old.find("IngressClass")).toBeUndefined();
    expect(container(old.workload).image).toBe("k8s.gcr.io/ingress-nginx/controller:v0.51.0");
    expect(String(container(old.workload).args)).not.toContain("controller-class");
    expect(container(render("", { version: "2.0.0" }).workload).image).toBe(
      "quay.io/kubernetes-ingress-controller/nginx-ingress-controller:0.31.0",
    );
  });
});

describe("controller.config", () => {
  const text =
    "controller:\n  config:\n    proxy-buffer-size: 16k\n    use-gzip: true\n    client-body-buffer-size: 1048576\n    workers: 4\n    off: null\n    tpl: '{{ .Release.Name }}'\n";
  const map = render(text).find("ConfigMap");
  const data = at(map, "data");

  test("becomes texts, large numbers as Go prints a float", () => {
    expect(data).toEqual({
      "proxy-buffer-size": "16k",
      "use-gzip": "true",
      "client-body-buffer-size": "1.048576e+06",
      workers: "4",
    });
  });

  test("points at the values", () => {
    expect(lineOf(map, data, "use-gzip")).toBe("use-gzip: true");
    expect(map.locate(data, "proxy-buffer-size").place().attribute).toBe(
      'controller.config["proxy-buffer-size"]',
    );
    expect(map.text(data, "proxy-buffer-size").origin(0, 2).place().span.start).toBe(text.indexOf("16k"));
    expect(lineOf(map, map.object)).toBe(text[0]);
  });

  test("leaves templates unknown", () => {
    expect([
      map.isUnknown(data, "tpl"),
      map.isUnknown(data, "use-gzip"),
      map.isUnknown(data, "other"),
    ]).toEqual([true, false, false]);
  });

  test("gets keys from other values", () => {
    const { manifests } = render(
      "controller:\n  allowSnippetAnnotations: true\n  addHeaders:\n    X-Frame-Options: DENY\n  proxySetHeaders:\n    X-Tier: 1\n",
    );
    expect(at(manifests[0]!, "data")).toEqual({
      "allow-snippet-annotations": "true",
      "add-headers": "ingress/edge-ingress-nginx-custom-add-headers",
      "proxy-set-headers": "ingress/edge-ingress-nginx-custom-proxy-headers",
    });
    expect(manifests.slice(1, 3).map((it) => at(it, "data"))).toEqual([
      { "X-Frame-Options": "DENY" },
      { "X-Tier": "1" },
    ]);
  });
});

describe("the workload", () => {
  const text = [
    "controller:",
    "  kind: DaemonSet",
    "  hostNetwork: true",
    "  terminationGracePeriodSeconds: 60",
    "  extraArgs:",
    "    default-ssl-certificate: ingress/wildcard",
    "    enable-ssl-passthrough: ''",
    "  resources:",
    "    limits:",
    "      cpu: 2",
    "  lifecycle:",
    "    preStop:",
    "      exec:",
    "        command: [sleep, '30']",
    "  sysctls:",
    "    net.core.somaxconn: 8192",
    "  extraVolumes:",
    "    - name: logs",
    "      emptyDir: {}",
    "  extraVolumeMounts:",
    "    - name: logs",
    "      mountPath: /var/log/nginx",
    "  extraContainers:",
    "    - name: exporter",
    "  autoscaling:",
    "    enabled: true",
    "tcp:",
    "  5432: shop/db:5432",
    "",
  ].join("\n");
  const { workload, notes } = render(text);
  const spec = at(workload, "spec.template.spec");

  test("takes over what the values say, merged with the defaults", () => {
    expect(workload.kind).toBe("DaemonSet");
    expect(spec).toMatchObject({
      hostNetwork: true,
      terminationGracePeriodSeconds: 60,
      securityContext: { sysctls: [{ name: "net.core.somaxconn", value: "8192" }] },
    });
    expect(container(workload)).toMatchObject({
      resources: { limits: { cpu: 2 }, requests: { cpu: "100m" } },
      lifecycle: { preStop: { exec: { command: ["sleep", "30"] } } },
    });
    expect((spec.volumes as Tree[]).map((it) => it.name)).toEqual(["webhook-cert", "logs"]);
    expect((container(workload).volumeMounts as Tree[]).map((it) => it.mountPath)).toEqual([
      "/usr/local/certificates/",
      "/var/log/nginx",
    ]);
    expect((spec.containers as Tree[]).map((it) => it.name)).toEqual(["controller", "exporter"]);
    expect((container(workload).args as string[]).slice(-2)).toEqual([
      "--default-ssl-certificate=ingress/wildcard",
      "--enable-ssl-passthrough",
    ]);
  });

  test("points at the values, in lists and mappings alike", () => {
    const resources = container(workload).resources as { limits: object; requests: object };
    expect(lineOf(workload, resources.limits, "cpu")).toBe("cpu: 2");
    expect(lineOf(workload, resources.requests, "cpu")).toBe("c");
    const volumes = spec.volumes as Tree[];
    expect(lineOf(workload, volumes[1]!, "emptyDir")).toBe("emptyDir: {}");
    expect(
      lineOf(workload, container(workload).args as object, (container(workload).args as string[]).length - 1),
    ).toBe("enable-ssl-passthrough: ''");
    const sysctls = (spec.securityContext as { sysctls: Tree[] }).sysctls;
    expect(lineOf(workload, sysctls[0]!, "value")).toBe("net.core.somaxconn: 8192");
  });

  test("says once what no rule sees", () => {
    expect(notes).toEqual(["values of the chart that no rule sees: tcp"]);
  });

  test("a null takes a default away", () => {
    const { workload: bare } = render(
      "controller:\n  lifecycle: null\n  terminationGracePeriodSeconds: null\n  resources:\n    requests: null\n",
    );
    expect(container(bare)).not.toHaveProperty("lifecycle");
    expect(at(bare, "spec.template.spec")).not.toHaveProperty("terminationGracePeriodSeconds");
  });
});

describe("the image", () => {
  const image = (text: string, version: string | undefined = "4.8.3") => {
    const { workload, notes } = render(text, { version });
    return [container(workload).image, workload.isUnknown(container(workload), "image"), notes.length];
  };
  const head = "controller:\n  image:\n";

  test.each<[string, string, unknown]>([
    [
      "another registry",
      "    registry: mirror.example.com\n",
      "mirror.example.com/ingress-nginx/controller:v1.9.4",
    ],
    ["another repository", "    repository: mirror.example.com/nginx\n", "mirror.example.com/nginx:v1.9.4"],
    ["chroot", "    chroot: true\n", "registry.k8s.io/ingress-nginx/controller-chroot:v1.9.4"],
    [
      "a tag with the digest cleared",
      "    tag: v1.10.1\n    digest: ''\n",
      "registry.k8s.io/ingress-nginx/controller:v1.10.1",
    ],
    [
      "a tag with a null digest",
      "    tag: v1.10.1\n    digest: null\n",
      "registry.k8s.io/ingress-nginx/controller:v1.10.1",
    ],
    [
      "a tag and its digest",
      "    tag: v1.10.1\n    digest: sha256:abc\n",
      "registry.k8s.io/ingress-nginx/controller:v1.10.1@sha256:abc",
    ],
    [
      "a digest alone, of which nobody knows the version",
      "    digest: sha256:abc\n",
      "registry.k8s.io/ingress-nginx/controller@sha256:abc",
    ],
  ])("%s", (_, text, expected) => {
    expect(image(head + text)).toEqual([expected, false, 0]);
  });

  test("a tag alone changes nothing while the chart's digest is in force", () => {
    expect(image(`${head}    tag: v1.10.1\n`)).toEqual([
      "registry.k8s.io/ingress-nginx/controller:v1.9.4",
      false,
      1,
    ]);
    expect(image(`${head}    tag: 0.32.0\n`, "2.10.0")).toEqual([
      "quay.io/kubernetes-ingress-controller/nginx-ingress-controller:0.32.0",
      false,
      0,
    ]);
  });

  test("where the version of the chart is not known, an old tag may be in force and a newer one is not", () => {
    for (const [tag, notes] of [
      ["0.26.1", 0],
      ["v1.10.1", 1],
    ] as const) {
      const unknown = chartOfUnknownVersion(`${head}    tag: ${tag}\n`);
      expect(unknown.workload.isUnknown(container(unknown.workload), "image")).toBe(true);
      expect(unknown.notes.filter((it) => it.includes("pins its image"))).toHaveLength(notes);
    }
  });

  test("an unknown chart version leaves the image unknown", () => {
    const { workload } = chartOfUnknownVersion("");
    expect(workload.isUnknown(container(workload), "image")).toBe(true);
    expect(container(workload)).not.toHaveProperty("image");
  });

  const chartOfUnknownVersion = (text: string) => {
    const { manifests, notes } = chartManifests("ingress-nginx", valuesOf(text), {
      name: "edge",
      namespace: undefined,
      version: undefined,
    });
    return { workload: manifests[1]!, notes };
  };
});

describe("scaling", () => {
  const kindsOf = (text: string) => render(text).manifests.map((it) => it.kind);

  test("an autoscaler targets the Deployment, which then has no replicas of its own", () => {
    const text =
      "controller:\n  autoscaling:\n    enabled: true\n    minReplicas: 3\n    targetMemoryUtilizationPercentage: null\n";
    const { find, workload } = render(text);
    const autoscaler = find("HorizontalPodAutoscaler");
    expect(at(autoscaler, "spec")).toMatchObject({
      scaleTargetRef: { kind: "Deployment", name: workload.name },
      minReplicas: 3,
      maxReplicas: 11,
      metrics: [{ type: "Resource", resource: { name: "cpu", target: { averageUtilization: 50 } } }],
    });
    expect(lineOf(autoscaler, at(autoscaler, "spec"), "minReplicas")).toBe("minReplicas: 3");
    expect(at(workload, "spec")).not.toHaveProperty("replicas");
    expect(at(find("PodDisruptionBudget"), "spec")).toMatchObject({ minAvailable: 1 });
  });

  test("a disruption budget is there for more than one pod of a Deployment", () => {
    expect(kindsOf("controller:\n  replicaCount: 2\n")).toContain("PodDisruptionBudget");
    expect(kindsOf("controller:\n  replicaCount: 1\n")).not.toContain("PodDisruptionBudget");
    expect(
      kindsOf("controller:\n  kind: DaemonSet\n  replicaCount: 2\n  autoscaling:\n    enabled: true\n"),
    ).toEqual(expect.not.arrayContaining(["PodDisruptionBudget", "HorizontalPodAutoscaler"]));
  });

  test("of F5's chart", () => {
    const text =
      "controller:\n  autoscaling:\n    enabled: true\n  podDisruptionBudget:\n    enabled: true\n    maxUnavailable: 1\n";
    const { manifests } = chartManifests("nginx-ingress", valuesOf(text), release);
    const specOf = (kind: string) => at(manifests.find((it) => it.kind === kind)!, "spec");
    expect(specOf("HorizontalPodAutoscaler")).toMatchObject({ minReplicas: 1, maxReplicas: 3 });
    expect(specOf("PodDisruptionBudget")).toMatchObject({ maxUnavailable: 1 });
  });

  test("that is not known leaves the replicas unknown", () => {
    const { workload, manifests } = render("controller:\n  replicaCount: 2\n", {}, false);
    expect(workload.isUnknown(at(workload, "spec"), "replicas")).toBe(true);
    expect(manifests.map((it) => it.kind)).not.toContain("HorizontalPodAutoscaler");
  });
});

describe("flags", () => {
  const argsOf = (manifests: readonly Manifest[]) =>
    (container(manifests.find((it) => it.kind === "Deployment")!).args as string[]).map(
      (it) => it.split("=")[0]!,
    );

  test("that the chart's controller does not have are not printed, whatever the values say", () => {
    const text = "controller:\n  enableAnnotationValidations: true\n  enableTopologyAwareRouting: true\n";
    const flags = ["--enable-annotation-validation", "--enable-topology-aware-routing"];
    expect(argsOf(render(text, { version: "4.12.0" }).manifests)).toEqual(expect.arrayContaining(flags));
    const old = argsOf(render(text, { version: "4.0.1" }).manifests);
    expect(old.filter((it) => flags.includes(it))).toEqual([]);
    expect(old).toContain("--controller-class");
  });

  test("metrics have their flag and a port of the container where they are wanted", () => {
    const portsOf = (text: string) => container(render(text).workload).ports as Tree[];
    const on = "controller:\n  metrics:\n    enabled: true\n    port: 10255\n";
    expect(argsOf(render(on).manifests)).toContain("--enable-metrics");
    expect(portsOf(on)).toContainEqual({ name: "metrics", protocol: "TCP", containerPort: 10255 });
    expect(argsOf(render("").manifests)).not.toContain("--enable-metrics");
    expect(portsOf("").map((it) => it.name)).toEqual(["http", "https"]);
    const { workload } = render("controller:\n  replicaCount: 2\n", {}, false);
    expect(workload.isUnknown(container(workload), "args")).toBe(true);
  });

  test("F5's chart has metrics on unless a value says otherwise", () => {
    const of = (text: string) => {
      const { manifests } = chartManifests("nginx-ingress", valuesOf(text), { ...release, version: "2.4.1" });
      return container(manifests.find((it) => it.kind === "Deployment")!);
    };
    expect(of("").args).toEqual(
      expect.arrayContaining(["-enable-prometheus-metrics=true", "-prometheus-metrics-listen-port=9113"]),
    );
    expect(of("").ports).toContainEqual({ name: "prometheus", containerPort: 9113 });
    const off = of("prometheus:\n  create: false\n");
    expect(off.args).toContain("-enable-prometheus-metrics=false");
    expect((off.ports as Tree[]).map((it) => it.name)).toEqual(["http", "https"]);
  });

  test("F5's chart printed enable-snippets when its controller had it", () => {
    const flagsOf = (version: string) =>
      argsOf(chartManifests("nginx-ingress", valuesOf(""), { ...release, version }).manifests);
    expect(flagsOf("0.5.0")).not.toContain("-enable-snippets");
    expect(flagsOf("2.0.0")).toContain("-enable-snippets");
  });
});

describe("values that are known in part", () => {
  const { find, workload, notes } = render("controller:\n  config:\n    use-gzip: 'true'\n", {}, false);

  test("keep what is known and leave the rest unknown", () => {
    const map = find("ConfigMap");
    expect(at(map, "data")).toEqual({ "use-gzip": "true" });
    expect([
      map.isUnknown(at(map, "data"), "use-gzip"),
      map.isUnknown(at(map, "data"), "proxy-buffer-size"),
    ]).toEqual([false, true]);
    expect(
      ["image", "lifecycle", "resources"].map((key) => workload.isUnknown(container(workload), key)),
    ).toEqual([true, true, true]);
    expect(workload.isUnknown(at(workload, "spec.template.spec"), "terminationGracePeriodSeconds")).toBe(
      true,
    );
    expect(notes).toEqual([expect.stringContaining("not known")]);
  });

  test("a single unknown value is unknown, the defaults around it stay", () => {
    const values = valuesOf("");
    const link = { source: new LinkedSource(values), object: {}, key: "value" };
    const layers = [{ kind: "unknown" as const, path: ["controller", "config", "proxy-buffer-size"], link }];
    const { manifests } = chartManifests("ingress-nginx", { ...values, layers }, release);
    const data = at(manifests[0]!, "data");
    expect([
      manifests[0]!.isUnknown(data, "proxy-buffer-size"),
      manifests[0]!.isUnknown(data, "other"),
    ]).toEqual([true, false]);
    expect(container(manifests[1]!).image).toContain("v1.9.4");
  });
});

test("layers lie over each other: mappings merge, all else is replaced, set values reach into them", () => {
  const first = valuesOf("controller:\n  config: {a: '1', b: '2'}\n  extraVolumes: [{name: x}, {name: y}]\n");
  const second = valuesOf("controller:\n  config: {b: '3'}\n  extraVolumes: [{name: z}]\n");
  const link = { source: new LinkedSource(first), object: { value: "v" }, key: "value" };
  const set = (path: (string | number)[], value: unknown) => ({ kind: "set" as const, path, value, link });
  const layers = [
    ...first.layers,
    ...second.layers,
    set(["controller", "config", "c"], 5),
    set(["controller", "extraVolumes", 1, "name"], "w"),
    set(["__proto__", "polluted"], 1),
  ];
  const { manifests } = chartManifests("ingress-nginx", { ...first, layers }, release);
  expect(at(manifests[0]!, "data")).toEqual({ a: "1", b: "3", c: "5" });
  expect((at(manifests[1]!, "spec.template.spec").volumes as Tree[]).map((it) => it.name)).toEqual([
    "webhook-cert",
    "z",
    "w",
  ]);
  expect(({} as Tree).polluted).toBeUndefined();
});

describe("F5's chart", () => {
  const f5 = (text: string, version: string | undefined = "2.4.1") =>
    chartManifests("nginx-ingress", valuesOf(text), { name: "edge", namespace: "nginx-ingress", version });

  test("is a ConfigMap of the entries as they are, and a workload that reads it", () => {
    const { manifests } = f5(
      "controller:\n  config:\n    entries:\n      proxy-buffer-size: 16k\n      keepalive: 32\n  enableSnippets: true\n",
    );
    expect(manifests.map((it) => it.resource)).toEqual([
      "ConfigMap/nginx-ingress/edge-nginx-ingress",
      "Deployment/nginx-ingress/edge-nginx-ingress-controller",
      "Service/nginx-ingress/edge-nginx-ingress-controller",
      "IngressClass/nginx",
    ]);
    const data = at(manifests[0]!, "data");
    expect(data).toEqual({ "proxy-buffer-size": "16k", keepalive: 32 });
    expect(lineOf(manifests[0]!, data, "keepalive")).toBe("keepalive: 32");
    expect(container(manifests[1]!)).toMatchObject({ image: "nginx/nginx-ingress:5.3.1" });
    expect(container(manifests[1]!).args).toEqual(
      expect.arrayContaining([
        "-nginx-configmaps=$(POD_NAMESPACE)/edge-nginx-ingress",
        "-ingress-class=nginx",
        "-enable-snippets=true",
      ]),
    );
    expect(at(manifests[1]!, "spec.template.spec").terminationGracePeriodSeconds).toBe(30);
  });

  test("a ConfigMap of one's own is not the chart's", () => {
    const { manifests } = f5("controller:\n  customConfigMap: tuning\n  kind: daemonset\n");
    expect(manifests.map((it) => it.kind)).toEqual(["DaemonSet", "Service", "IngressClass"]);
    expect(container(manifests[0]!).args).toContain("-nginx-configmaps=$(POD_NAMESPACE)/tuning");
  });

  test("a digest or tag decides the image, an unknown chart version leaves it unknown", () => {
    const image = (text: string, version?: string) => container(f5(text, version).manifests[1]!).image;
    expect(image("controller:\n  image:\n    tag: 5.0.0\n")).toBe("nginx/nginx-ingress:5.0.0");
    expect(image("controller:\n  image:\n    digest: sha256:abc\n")).toBe("nginx/nginx-ingress@sha256:abc");
    expect(image("", "99.0.0")).toBeUndefined();
  });
});

test.each([
  ["ingress-nginx", "https://kubernetes.github.io/ingress-nginx", "ingress-nginx"],
  ["ingress-nginx", undefined, "ingress-nginx"],
  ["ingress-nginx/ingress-nginx", undefined, "ingress-nginx"],
  ["oci://registry.example.com/charts/ingress-nginx", undefined, "ingress-nginx"],
  ["./charts/ingress-nginx/", undefined, "ingress-nginx"],
  [
    "https://github.com/kubernetes/ingress-nginx/releases/download/helm-chart-4.8.3/ingress-nginx-4.8.3.tgz",
    undefined,
    "ingress-nginx",
  ],
  ["nginx-ingress", "https://helm.nginx.com/stable", "nginx-ingress"],
  ["nginx-ingress", "oci://ghcr.io/nginx/charts", "nginx-ingress"],
  ["oci://ghcr.io/nginxinc/charts/nginx-ingress", undefined, "nginx-ingress"],
  ["nginx-stable/nginx-ingress", undefined, "nginx-ingress"],
  ["nginx-ingress", "https://charts.helm.sh/stable", undefined],
  ["nginx-ingress", undefined, undefined],
  ["nginx-ingress-controller", "https://charts.bitnami.com/bitnami", undefined],
  ["cert-manager", "https://charts.jetstack.io", undefined],
])("%s of %s is %s", (chart, repository, name) => {
  expect(chartOf(chart, repository)).toBe(name);
});

test.each<[unknown, string | undefined]>([
  [true, "true"],
  [0, "0"],
  [4, "4"],
  [0.5, "0.5"],
  [999999, "999999"],
  [1000000, "1e+06"],
  [10485760, "1.048576e+07"],
  [0.00001, "1e-05"],
  ["16k", "16k"],
  ["{{ x }}", undefined],
  [[1], undefined],
])("a template prints %j as %j", (value, text) => {
  expect(templateText(value)).toBe(text);
});
