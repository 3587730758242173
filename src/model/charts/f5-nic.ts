import { controllerVersionOfChart } from "../../knowledge/controller-charts.ts";
import { flagFact } from "../../knowledge/settings.ts";
import type { Mapping } from "../shape.ts";
import type { ChartResult, Release } from "./chart.ts";
import { fullName, Template, templateText, truncated } from "./template.ts";
import type { ChartValues } from "./values.ts";

/** The part of the chart's values.yaml that is read here (chart 2.6). */
const defaults: Mapping = {
  controller: {
    name: "controller",
    kind: "deployment",
    replicaCount: 1,
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    hostNetwork: false,
    nginxplus: false,
    enableSnippets: false,
    enableCustomResources: true,
    image: { repository: "nginx/nginx-ingress", pullPolicy: "IfNotPresent" },
    ingressClass: { name: "nginx", create: true, setAsDefaultIngress: false },
    containerPort: { http: 80, https: 443 },
    resources: { requests: { cpu: "100m", memory: "128Mi" } },
    autoscaling: {
      enabled: false,
      create: true,
      minReplicas: 1,
      maxReplicas: 3,
      targetCPUUtilizationPercentage: 50,
      targetMemoryUtilizationPercentage: 50,
    },
    podDisruptionBudget: { enabled: false },
    service: {
      create: true,
      type: "LoadBalancer",
      externalTrafficPolicy: "Local",
      httpPort: { enable: true, port: 80, targetPort: 80 },
      httpsPort: { enable: true, port: 443, targetPort: 443 },
    },
    reportIngressStatus: { enable: true, enableLeaderElection: true },
    readyStatus: { enable: true, port: 8081, initialDelaySeconds: 0 },
  },
  prometheus: { create: true, port: 9113 },
};

const modelled = [
  "fullnameOverride",
  "nameOverride",
  "serviceNameOverride",
  "prometheus",
  ...[
    "name",
    "kind",
    "config",
    "customConfigMap",
    "image",
    "nginxplus",
    "enableSnippets",
    "enableCustomResources",
    "directiveAutoAdjust",
    "ingressClass",
    "resources",
    "lifecycle",
    "terminationGracePeriodSeconds",
    "replicaCount",
    "autoscaling",
    "podDisruptionBudget",
    "minReadySeconds",
    "strategy",
    "hostNetwork",
    "dnsPolicy",
    "podSecurityContext",
    "securityContext",
    "volumes",
    "volumeMounts",
    "extraContainers",
    "initContainers",
    "service",
    "readyStatus",
    "selectorLabels",
    "pod",
    "annotations",
    "nodeSelector",
    "tolerations",
    "affinity",
    "topologySpreadConstraints",
    "priorityClassName",
    "watchNamespace",
    "defaultTLS",
    "containerPort",
    "reportIngressStatus",
    "readOnlyRootFilesystem",
  ].map((key) => `controller.${key}`),
];

const kinds: Readonly<Record<string, string>> = {
  deployment: "Deployment",
  daemonset: "DaemonSet",
  statefulset: "StatefulSet",
};

/**
 * What F5's nginx-ingress chart makes of its values (templates of nginx/kubernetes-ingress,
 * charts/nginx-ingress).
 */
export function renderF5Nic(values: ChartValues, release: Release): ChartResult {
  const template = new Template(values, defaults);
  const chart = new F5NicChart(template, release);
  const notes: string[] = [];
  const rest = template.notModelled(modelled);
  if (rest.length > 0) notes.push(`values of the chart that no rule sees: ${rest.join(", ")}`);
  if (!template.isComplete)
    notes.push("some values of the chart are not known, so its defaults are not assumed");
  return {
    manifests: [
      ...chart.configMap(),
      chart.workload(),
      ...chart.service(),
      ...chart.ingressClass(),
      ...chart.autoscaler(),
      ...chart.disruptionBudget(),
    ].map((it) => template.manifest(it)),
    notes,
  };
}

class F5NicChart {
  readonly #template: Template;
  readonly #release: Release;
  readonly #fullName: string;
  readonly #name: string;

  constructor(template: Template, release: Release) {
    this.#template = template;
    this.#release = release;
    this.#fullName = fullName(template, "nginx-ingress", release.name);
    this.#name = truncated(`${this.#fullName}-${template.readText("controller.name") ?? "controller"}`);
  }

  get #configName(): string {
    const template = this.#template;
    return (
      template.readText("controller.customConfigMap") ??
      template.readText("controller.config.name") ??
      this.#fullName
    );
  }

  configMap(): object[] {
    const template = this.#template;
    if (template.isTrue("controller.customConfigMap")) return [];
    const object = this.#object("v1", "ConfigMap", this.#configName, {});
    template.copy(object.metadata as Record<string, unknown>, "annotations", "controller.config.annotations");
    const entries = "controller.config.entries";
    // The chart prints the entries as they are: a number or boolean stays one, and the API server refuses it.
    if (template.isUnknown(entries)) template.output.markUnknown(object, "data", template.linkOf(entries));
    else
      template.put(object, "data", template.read(entries) ?? template.make({}, "controller.config"), entries);
    return [object];
  }

  workload(): object {
    const template = this.#template;
    const kind = kinds[template.readText("controller.kind") ?? ""] ?? "Deployment";
    const selector = this.#selectorLabels();
    const spec: Record<string, unknown> = template.make({
      selector: template.make({ matchLabels: selector }),
    });
    if (this.#isAutoscalingUnknown) template.output.markUnknown(spec, "replicas");
    else if (kind !== "DaemonSet" && !template.isTrue("controller.autoscaling.enabled"))
      template.copyAlways(spec, "replicas", "controller.replicaCount");
    template.copy(spec, kind === "Deployment" ? "strategy" : "updateStrategy", "controller.strategy");
    template.copy(spec, "minReadySeconds", "controller.minReadySeconds");
    const labels: Record<string, unknown> = template.make({ ...selector });
    template.copyTexts(labels, "controller.pod.extraLabels");
    const metadata: Record<string, unknown> = template.make({ labels });
    template.copy(metadata, "annotations", "controller.pod.annotations");
    template.put(spec, "template", template.make({ metadata, spec: this.#podSpec() }));
    const object = this.#object("apps/v1", kind, this.#name, { spec });
    template.copy(object.metadata as Record<string, unknown>, "annotations", "controller.annotations");
    return object;
  }

  service(): object[] {
    const template = this.#template;
    if (!template.isTrue("controller.service.create")) return [];
    const spec: Record<string, unknown> = template.make(
      { selector: this.#selectorLabels() },
      "controller.service",
    );
    for (const key of ["type", "externalTrafficPolicy", "clusterIP", "loadBalancerIP"])
      template.copy(spec, key, `controller.service.${key}`);
    const ports: unknown[] = template.make([], "controller.service");
    for (const name of ["http", "https"]) {
      const path = `controller.service.${name}Port`;
      if (!template.isTrue(`${path}.enable`)) continue;
      const port: Record<string, unknown> = template.make({ name, protocol: "TCP" }, path);
      template.copy(port, "port", `${path}.port`);
      template.copy(port, "targetPort", `${path}.targetPort`);
      template.push(ports, port, path);
    }
    template.copyItems(ports, "controller.service.customPorts");
    template.put(spec, "ports", ports, "controller.service");
    const object = this.#object("v1", "Service", template.readText("serviceNameOverride") ?? this.#name, {
      spec,
    });
    template.copy(
      object.metadata as Record<string, unknown>,
      "annotations",
      "controller.service.annotations",
    );
    return [object];
  }

  ingressClass(): object[] {
    const template = this.#template;
    const name = template.readText("controller.ingressClass.name");
    // Before chart 0.18 `controller.ingressClass` was the name itself, and the class was made all the same.
    if (name === undefined || !template.isTrue("controller.ingressClass.create")) return [];
    const object = this.#object("networking.k8s.io/v1", "IngressClass", name, {
      spec: template.make({ controller: "nginx.org/ingress-controller" }),
    });
    const metadata = object.metadata as Record<string, unknown>;
    Reflect.deleteProperty(metadata, "namespace");
    template.put(metadata, "name", name, "controller.ingressClass.name");
    if (template.isTrue("controller.ingressClass.setAsDefaultIngress")) {
      const annotations: Record<string, unknown> = template.make({}, "controller.ingressClass");
      template.put(
        annotations,
        "ingressclass.kubernetes.io/is-default-class",
        "true",
        "controller.ingressClass.setAsDefaultIngress",
      );
      template.put(metadata, "annotations", annotations, "controller.ingressClass");
    }
    return [object];
  }

  get #isAutoscalingUnknown(): boolean {
    const template = this.#template;
    return (
      template.isUnknown("controller.autoscaling") || template.isUnknown("controller.autoscaling.enabled")
    );
  }

  autoscaler(): object[] {
    const template = this.#template;
    const from = "controller.autoscaling";
    if (this.#isAutoscalingUnknown || !template.isTrue(`${from}.enabled`)) return [];
    if (template.readText("controller.kind") !== "deployment" || !template.isTrue(`${from}.create`))
      return [];
    const spec: Record<string, unknown> = template.make({}, from);
    const target = template.make({ apiVersion: "apps/v1", kind: "Deployment", name: this.#name }, from);
    template.put(spec, "scaleTargetRef", target, from);
    template.copyAlways(spec, "minReplicas", `${from}.minReplicas`);
    template.copyAlways(spec, "maxReplicas", `${from}.maxReplicas`);
    template.copy(spec, "behavior", `${from}.behavior`);
    const metrics: unknown[] = template.make([], from);
    for (const [name, key] of [
      ["memory", "targetMemoryUtilizationPercentage"],
      ["cpu", "targetCPUUtilizationPercentage"],
    ] as const) {
      if (!template.isTrue(`${from}.${key}`)) continue;
      const aim: Record<string, unknown> = template.make({ type: "Utilization" }, `${from}.${key}`);
      template.copy(aim, "averageUtilization", `${from}.${key}`);
      const container = template.readText("nameOverride") ?? "nginx-ingress";
      const metric: Record<string, unknown> = template.make({ type: "ContainerResource" }, `${from}.${key}`);
      const resource = template.make({ name, container, target: aim }, `${from}.${key}`);
      template.put(metric, "containerResource", resource, `${from}.${key}`);
      template.push(metrics, metric, `${from}.${key}`);
    }
    template.put(spec, "metrics", metrics, from);
    return [this.#object("autoscaling/v2", "HorizontalPodAutoscaler", this.#name, { spec })];
  }

  disruptionBudget(): object[] {
    const template = this.#template;
    const from = "controller.podDisruptionBudget";
    const isUnknown = template.isUnknown(from) || template.isUnknown(`${from}.enabled`);
    if (!isUnknown && !template.isTrue(`${from}.enabled`)) return [];
    const selector = template.make({ matchLabels: this.#selectorLabels() });
    const spec: Record<string, unknown> = template.make({ selector }, from);
    for (const key of ["minAvailable", "maxUnavailable"]) {
      if (isUnknown) template.output.markUnknown(spec, key);
      else template.copy(spec, key, `${from}.${key}`);
    }
    return [this.#object("policy/v1", "PodDisruptionBudget", this.#name, { spec })];
  }

  #podSpec(): object {
    const template = this.#template;
    const spec: Record<string, unknown> = template.make({});
    for (const key of [
      "dnsPolicy",
      "hostNetwork",
      "priorityClassName",
      "nodeSelector",
      "tolerations",
      "affinity",
      "topologySpreadConstraints",
    ]) {
      template.copy(spec, key, `controller.${key}`);
    }
    template.copy(spec, "securityContext", "controller.podSecurityContext");
    template.copyAlways(spec, "terminationGracePeriodSeconds", "controller.terminationGracePeriodSeconds");
    const containers: unknown[] = template.make([this.#container()]);
    template.copyItems(containers, "controller.extraContainers");
    template.put(spec, "containers", containers);
    template.copy(spec, "initContainers", "controller.initContainers");
    const volumes: unknown[] = template.make([], "controller.volumes");
    if (this.#isReadOnly) {
      for (const name of ["nginx-etc", "nginx-lib", "nginx-state", "nginx-log", "nginx-cache"]) {
        template.push(
          volumes,
          template.make({ name, emptyDir: template.make({}) }),
          "controller.readOnlyRootFilesystem",
        );
      }
    }
    template.copyItems(volumes, "controller.volumes");
    if (volumes.length > 0) template.put(spec, "volumes", volumes, "controller.volumes");
    return spec;
  }

  get #isReadOnly(): boolean {
    return (
      this.#template.isTrue("controller.readOnlyRootFilesystem") ||
      this.#template.isTrue("controller.securityContext.readOnlyRootFilesystem")
    );
  }

  #container(): object {
    const template = this.#template;
    const container: Record<string, unknown> = template.make({
      name: template.readText("nameOverride") ?? "nginx-ingress",
    });
    this.#image(container);
    template.copy(container, "imagePullPolicy", "controller.image.pullPolicy");
    template.copy(container, "lifecycle", "controller.lifecycle");
    template.copy(container, "resources", "controller.resources");
    template.put(container, "args", this.#args());
    if (template.isUnknown("prometheus.create"))
      template.output.markUnknown(container, "args", template.linkOf("prometheus.create"));
    if (template.isTrue("controller.securityContext"))
      template.copy(container, "securityContext", "controller.securityContext");
    else template.output.markUnknown(container, "securityContext");
    if (template.isTrue("controller.readyStatus.enable")) {
      const probe: Record<string, unknown> = template.make({ periodSeconds: 1 }, "controller.readyStatus");
      template.put(probe, "httpGet", template.make({ path: "/nginx-ready", port: "readiness-port" }));
      template.copy(probe, "initialDelaySeconds", "controller.readyStatus.initialDelaySeconds");
      template.put(container, "readinessProbe", probe, "controller.readyStatus");
    }
    const ports: unknown[] = template.make([], "controller.containerPort");
    for (const name of Object.keys(
      (template.read("controller.containerPort") as Mapping | undefined) ?? {},
    )) {
      const port: Record<string, unknown> = template.make({ name, protocol: "TCP" });
      template.copy(port, "containerPort", `controller.containerPort.${name}`);
      template.push(ports, port, `controller.containerPort.${name}`);
    }
    if (template.isTrue("prometheus.create")) {
      const port: Record<string, unknown> = template.make({ name: "prometheus" }, "prometheus");
      template.copy(port, "containerPort", "prometheus.port");
      template.push(ports, port, "prometheus");
    }
    if (ports.length > 0) template.put(container, "ports", ports, "controller.containerPort");
    const mounts: unknown[] = template.make([], "controller.volumeMounts");
    template.copyItems(mounts, "controller.volumeMounts");
    if (mounts.length > 0) template.put(container, "volumeMounts", mounts, "controller.volumeMounts");
    return container;
  }

  #image(container: Record<string, unknown>): void {
    const template = this.#template;
    const parts = ["repository", "tag", "digest"].map((it) => `controller.image.${it}`);
    const unknownPart = parts.find((path) => template.isUnknown(path));
    const repository = template.readText("controller.image.repository");
    const digest = template.readText("controller.image.digest");
    const { version } = this.#release;
    const shipped = version === undefined ? undefined : controllerVersionOfChart("nginx-ingress", version);
    const tag = templateText(template.read("controller.image.tag")) ?? shipped;
    if (unknownPart !== undefined || repository === undefined || (digest ?? tag) === undefined) {
      template.output.markUnknown(
        container,
        "image",
        unknownPart === undefined ? undefined : template.linkOf(unknownPart),
      );
      return;
    }
    const path = [...parts.slice(1), parts[0]!].find((it) => template.read(it) !== undefined);
    template.put(
      container,
      "image",
      digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`,
      path,
    );
  }

  #args(): unknown[] {
    const template = this.#template;
    const args: unknown[] = template.make([]);
    const flag = (text: string, path?: string): void => {
      if (this.#hasFlag(text)) template.push(args, `-${text}`, path);
    };
    flag(`nginx-plus=${template.isTrue("controller.nginxplus")}`, "controller.nginxplus");
    flag(`nginx-configmaps=$(POD_NAMESPACE)/${this.#configName}`);
    const secret = template.readText("controller.defaultTLS.secret");
    if (secret !== undefined) flag(`default-server-tls-secret=${secret}`, "controller.defaultTLS.secret");
    const ingressClass =
      template.readText("controller.ingressClass.name") ?? template.readText("controller.ingressClass");
    if (ingressClass !== undefined) flag(`ingress-class=${ingressClass}`, "controller.ingressClass");
    const namespace = template.readText("controller.watchNamespace");
    if (namespace !== undefined) flag(`watch-namespace=${namespace}`, "controller.watchNamespace");
    if (template.isTrue("controller.reportIngressStatus.enable"))
      flag("report-ingress-status", "controller.reportIngressStatus");
    // On where no value says otherwise since chart 0.4.0, of 2019 (values.yaml).
    flag(`enable-prometheus-metrics=${template.isTrue("prometheus.create")}`, "prometheus.create");
    const metricsPort = templateText(template.read("prometheus.port"));
    if (metricsPort !== undefined && metricsPort !== "")
      flag(`prometheus-metrics-listen-port=${metricsPort}`, "prometheus.port");
    flag(
      `enable-custom-resources=${template.isTrue("controller.enableCustomResources")}`,
      "controller.enableCustomResources",
    );
    if (template.has("controller.enableSnippets"))
      flag(`enable-snippets=${template.isTrue("controller.enableSnippets")}`, "controller.enableSnippets");
    if (template.isTrue("controller.directiveAutoAdjust"))
      flag("enable-directive-autoadjust=true", "controller.directiveAutoAdjust");
    return args;
  }

  /** Whether the chart is of a time when its controller had a flag; templates do not print flags of later releases. */
  #hasFlag(text: string): boolean {
    const { version } = this.#release;
    const tag = templateText(this.#template.read("controller.image.tag")) ?? "";
    const release =
      (version === undefined ? undefined : controllerVersionOfChart("nginx-ingress", version)) ??
      /^v?(\d+\.\d+\.\d+)/.exec(tag)?.[1];
    return release === undefined || flagFact("f5-nic", text.split("=")[0]!, release) !== undefined;
  }

  #selectorLabels(): Record<string, unknown> {
    const template = this.#template;
    const own: Record<string, unknown> = template.make({}, "controller.selectorLabels");
    template.copyTexts(own, "controller.selectorLabels");
    if (Object.keys(own).length > 0) return own;
    return template.make({
      "app.kubernetes.io/name": template.readText("nameOverride") ?? "nginx-ingress",
      "app.kubernetes.io/instance": this.#release.name,
    });
  }

  #object(apiVersion: string, kind: string, name: string, rest: object): Record<string, unknown> {
    const template = this.#template;
    const { namespace, version } = this.#release;
    const labels = template.make({
      ...(version === undefined ? {} : { "helm.sh/chart": `nginx-ingress-${version.replace("+", "_")}` }),
      ...this.#selectorLabels(),
      "app.kubernetes.io/managed-by": "Helm",
    });
    const metadata = template.make({ name, ...(namespace === undefined ? {} : { namespace }), labels });
    return template.make({ apiVersion, kind, metadata, ...rest });
  }
}
