import {
  chartPinsDigest,
  controllerVersionOfChart,
  defaultImageOfChart,
  isTagOfPinningCharts,
} from "../../knowledge/controller-charts.ts";
import { flagFact } from "../../knowledge/settings.ts";
import type { Mapping } from "../shape.ts";
import type { ChartResult, Release } from "./chart.ts";
import { recordPinnedImage } from "./pinned-image.ts";
import { fullName, Template, templateText, truncated } from "./template.ts";
import type { ChartValues } from "./values.ts";

/**
 * The part of the chart's values.yaml that is read here (chart 4.15.1; the same since 2.x where it existed).
 */
const defaults: Mapping = {
  controller: {
    name: "controller",
    containerName: "controller",
    kind: "Deployment",
    replicaCount: 1,
    minAvailable: 1,
    minReadySeconds: 0,
    autoscaling: {
      enabled: false,
      minReplicas: 1,
      maxReplicas: 11,
      targetCPUUtilizationPercentage: 50,
      targetMemoryUtilizationPercentage: 50,
    },
    keda: { enabled: false, minReplicas: 1, maxReplicas: 11 },
    terminationGracePeriodSeconds: 300,
    dnsPolicy: "ClusterFirst",
    hostNetwork: false,
    ingressClass: "nginx",
    ingressClassResource: { name: "nginx", enabled: true, controllerValue: "k8s.io/ingress-nginx" },
    image: { image: "ingress-nginx/controller", pullPolicy: "IfNotPresent" },
    containerPort: { http: 80, https: 443 },
    lifecycle: { preStop: { exec: { command: ["/wait-shutdown"] } } },
    resources: { requests: { cpu: "100m", memory: "90Mi" } },
    livenessProbe: {
      httpGet: { path: "/healthz", port: 10254, scheme: "HTTP" },
      initialDelaySeconds: 10,
      periodSeconds: 10,
      timeoutSeconds: 1,
      successThreshold: 1,
      failureThreshold: 5,
    },
    readinessProbe: {
      httpGet: { path: "/healthz", port: 10254, scheme: "HTTP" },
      initialDelaySeconds: 10,
      periodSeconds: 10,
      timeoutSeconds: 1,
      successThreshold: 1,
      failureThreshold: 3,
    },
    publishService: { enabled: true },
    metrics: { enabled: false, port: 10254, portName: "metrics" },
    admissionWebhooks: {
      enabled: true,
      port: 8443,
      certificate: "/usr/local/certificates/cert",
      key: "/usr/local/certificates/key",
    },
    service: {
      enabled: true,
      external: { enabled: true },
      type: "LoadBalancer",
      enableHttp: true,
      enableHttps: true,
      ports: { http: 80, https: 443 },
      targetPorts: { http: "http", https: "https" },
    },
  },
};

const modelled = [
  "fullnameOverride",
  "nameOverride",
  "namespaceOverride",
  "commonLabels",
  "dhParam",
  "global",
  ...[
    "name",
    "containerName",
    "kind",
    "config",
    "configAnnotations",
    "addHeaders",
    "proxySetHeaders",
    "image",
    "extraArgs",
    "resources",
    "lifecycle",
    "terminationGracePeriodSeconds",
    "replicaCount",
    "autoscaling",
    "autoscalingTemplate",
    "minAvailable",
    "maxUnavailable",
    "minReadySeconds",
    "updateStrategy",
    "hostNetwork",
    "dnsPolicy",
    "sysctls",
    "podSecurityContext",
    "containerSecurityContext",
    "extraVolumes",
    "extraVolumeMounts",
    "extraContainers",
    "extraInitContainers",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "service",
    "ingressClass",
    "ingressClassResource",
    "ingressClassByName",
    "watchIngressWithoutClass",
    "scope",
    "publishService",
    "allowSnippetAnnotations",
    "enableAnnotationValidations",
    "admissionWebhooks",
    "labels",
    "annotations",
    "podLabels",
    "podAnnotations",
    "nodeSelector",
    "tolerations",
    "affinity",
    "topologySpreadConstraints",
    "priorityClassName",
    "electionID",
    "configMapNamespace",
    "containerPort",
    "metrics",
    "enableTopologyAwareRouting",
    "keda",
  ].map((key) => `controller.${key}`),
];

/**
 * What the ingress-nginx chart makes of its values (templates of kubernetes/ingress-nginx,
 * charts/ingress-nginx).
 */
export function renderIngressNginx(values: ChartValues, release: Release): ChartResult {
  const template = new Template(values, defaults);
  const chart = new IngressNginxChart(template, release);
  const objects = [
    ...chart.configMaps(),
    chart.workload(),
    ...chart.service(),
    ...chart.ingressClass(),
    ...chart.autoscaler(),
    ...chart.disruptionBudget(),
  ];
  const notes = [...chart.notes];
  const rest = template.notModelled(modelled);
  if (rest.length > 0) notes.push(`values of the chart that no rule sees: ${rest.join(", ")}`);
  if (!template.isComplete)
    notes.push("some values of the chart are not known, so its defaults are not assumed");
  return { manifests: objects.map((it) => template.manifest(it)), notes };
}

class IngressNginxChart {
  readonly notes: string[] = [];
  readonly #template: Template;
  readonly #release: Release;
  readonly #fullName: string;
  readonly #name: string;
  readonly #namespace: string | undefined;

  constructor(template: Template, release: Release) {
    this.#template = template;
    this.#release = release;
    this.#fullName = fullName(template, "ingress-nginx", release.name);
    this.#name = truncated(`${this.#fullName}-${template.readText("controller.name") ?? "controller"}`);
    this.#namespace = template.readText("namespaceOverride") ?? release.namespace;
  }

  configMaps(): object[] {
    const template = this.#template;
    const data: Record<string, unknown> = template.make({}, "controller.config");
    const allow = template.read("controller.allowSnippetAnnotations");
    if (typeof allow === "boolean")
      template.put(data, "allow-snippet-annotations", String(allow), "controller.allowSnippetAnnotations");
    const extra: object[] = [];
    for (const [value, key, name] of [
      ["controller.addHeaders", "add-headers", "custom-add-headers"],
      ["controller.proxySetHeaders", "proxy-set-headers", "custom-proxy-headers"],
    ] as const) {
      if (!template.isTrue(value)) continue;
      template.put(data, key, `${this.#namespace ?? "default"}/${this.#fullName}-${name}`, value);
      const headers: Record<string, unknown> = template.make({}, value);
      template.copyTexts(headers, value);
      extra.push(this.#object("v1", "ConfigMap", `${this.#fullName}-${name}`, { data: headers }));
    }
    if (template.isTrue("dhParam"))
      template.put(data, "ssl-dh-param", `${this.#namespace ?? "default"}/${this.#name}`, "dhParam");
    const main: Record<string, unknown> = this.#object("v1", "ConfigMap", this.#name, {});
    template.copy(main.metadata as Record<string, unknown>, "annotations", "controller.configAnnotations");
    if (template.isUnknown("controller.config"))
      template.output.markUnknown(main, "data", template.linkOf("controller.config"));
    else {
      template.copyTexts(data, "controller.config");
      template.put(main, "data", data, "controller.config");
    }
    return [main, ...extra];
  }

  workload(): object {
    const template = this.#template;
    const isDaemonSet = template.read("controller.kind") === "DaemonSet";
    const spec: Record<string, unknown> = template.make({});
    const selector = this.#selectorLabels();
    template.put(spec, "selector", template.make({ matchLabels: selector }));
    const scaler = this.#scaler;
    if (scaler === "unknown") template.output.markUnknown(spec, "replicas");
    else if (!isDaemonSet && scaler === undefined)
      template.copyAlways(spec, "replicas", "controller.replicaCount");
    template.copy(spec, isDaemonSet ? "updateStrategy" : "strategy", "controller.updateStrategy");
    template.copyAlways(spec, "minReadySeconds", "controller.minReadySeconds");

    const labels: Record<string, unknown> = template.make({ ...this.#labels() });
    template.copyTexts(labels, "controller.labels");
    template.copyTexts(labels, "controller.podLabels");
    const metadata: Record<string, unknown> = template.make({ labels });
    if (template.isTrue("controller.podAnnotations")) {
      const annotations: Record<string, unknown> = template.make({}, "controller.podAnnotations");
      template.copyTexts(annotations, "controller.podAnnotations");
      template.put(metadata, "annotations", annotations, "controller.podAnnotations");
    }
    template.put(spec, "template", template.make({ metadata, spec: this.#podSpec() }));
    const object = this.#object("apps/v1", isDaemonSet ? "DaemonSet" : "Deployment", this.#name, {});
    template.copy(object.metadata as Record<string, unknown>, "annotations", "controller.annotations");
    if (template.isUnknown("controller.kind"))
      template.output.markUnknown(object, "kind", template.linkOf("controller.kind"));
    template.put(object, "spec", spec);
    return object;
  }

  service(): object[] {
    const template = this.#template;
    if (
      !template.isTrue("controller.service.enabled") ||
      !template.isTrue("controller.service.external.enabled")
    )
      return [];
    const spec: Record<string, unknown> = template.make({}, "controller.service");
    template.copy(spec, "type", "controller.service.type");
    for (const key of [
      "clusterIP",
      "externalTrafficPolicy",
      "sessionAffinity",
      "loadBalancerIP",
      "loadBalancerClass",
    ]) {
      template.copy(spec, key, `controller.service.${key}`);
    }
    const ports: unknown[] = template.make([], "controller.service.ports");
    for (const [name, flag] of [
      ["http", "enableHttp"],
      ["https", "enableHttps"],
    ] as const) {
      if (!template.isTrue(`controller.service.${flag}`)) continue;
      const port: Record<string, unknown> = template.make(
        { name, protocol: "TCP" },
        `controller.service.ports.${name}`,
      );
      template.copy(port, "port", `controller.service.ports.${name}`);
      template.copy(port, "targetPort", `controller.service.targetPorts.${name}`);
      template.push(ports, port, `controller.service.ports.${name}`);
    }
    template.put(spec, "ports", ports, "controller.service.ports");
    template.put(spec, "selector", this.#selectorLabels());
    const object = this.#object("v1", "Service", this.#name, { spec });
    const annotations: Record<string, unknown> = template.make({}, "controller.service.annotations");
    template.copyTexts(annotations, "controller.service.annotations");
    if (Object.keys(annotations).length > 0) {
      template.put(
        object.metadata as Record<string, unknown>,
        "annotations",
        annotations,
        "controller.service.annotations",
      );
    }
    return [object];
  }

  ingressClass(): object[] {
    const template = this.#template;
    const name = template.readText("controller.ingressClassResource.name");
    // Charts before 4.0.0 made no IngressClass of their own.
    if (!template.isTrue("controller.ingressClassResource.enabled") || name === undefined || this.#isBefore4)
      return [];
    const spec: Record<string, unknown> = template.make({}, "controller.ingressClassResource");
    template.copy(spec, "controller", "controller.ingressClassResource.controllerValue");
    const object = this.#object("networking.k8s.io/v1", "IngressClass", name, { spec });
    const metadata = object.metadata as Record<string, unknown>;
    Reflect.deleteProperty(metadata, "namespace");
    template.put(metadata, "name", name, "controller.ingressClassResource.name");
    const annotations: Record<string, unknown> = template.make({}, "controller.ingressClassResource");
    if (template.isTrue("controller.ingressClassResource.default")) {
      template.put(
        annotations,
        "ingressclass.kubernetes.io/is-default-class",
        "true",
        "controller.ingressClassResource.default",
      );
    }
    template.copyTexts(annotations, "controller.ingressClassResource.annotations");
    if (Object.keys(annotations).length > 0)
      template.put(metadata, "annotations", annotations, "controller.ingressClassResource");
    return [object];
  }

  /** What scales the controller: a value of the chart, `unknown` where that is not known, undefined for nothing. */
  get #scaler(): "autoscaling" | "keda" | "unknown" | undefined {
    const template = this.#template;
    for (const name of ["keda", "autoscaling"] as const) {
      if (template.isUnknown(`controller.${name}`) || template.isUnknown(`controller.${name}.enabled`))
        return "unknown";
      if (template.isTrue(`controller.${name}.enabled`)) return name;
    }
    return undefined;
  }

  autoscaler(): object[] {
    const template = this.#template;
    const scaler = this.#scaler;
    if (scaler === undefined || scaler === "unknown" || template.read("controller.kind") === "DaemonSet")
      return [];
    const from = `controller.${scaler}`;
    const spec: Record<string, unknown> = template.make({}, from);
    const target = template.make({ apiVersion: "apps/v1", kind: "Deployment", name: this.#name }, from);
    template.put(spec, "scaleTargetRef", target, from);
    if (scaler === "keda") {
      template.copyAlways(spec, "minReplicaCount", `${from}.minReplicas`);
      template.copyAlways(spec, "maxReplicaCount", `${from}.maxReplicas`);
      template.copy(spec, "triggers", `${from}.triggers`);
      const config: Record<string, unknown> = template.make({}, `${from}.behavior`);
      template.copy(config, "behavior", `${from}.behavior`);
      template.put(spec, "advanced", template.make({ horizontalPodAutoscalerConfig: config }, from), from);
      return [this.#object("keda.sh/v1alpha1", "ScaledObject", this.#name, { spec })];
    }
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
      const resource: Record<string, unknown> = template.make({ name, target: aim }, `${from}.${key}`);
      const metric: Record<string, unknown> = template.make({ type: "Resource" }, `${from}.${key}`);
      template.put(metric, "resource", resource, `${from}.${key}`);
      template.push(metrics, metric, `${from}.${key}`);
    }
    template.copyItems(metrics, "controller.autoscalingTemplate");
    if (metrics.length > 0) template.put(spec, "metrics", metrics, from);
    else template.output.markUnknown(spec, "metrics");
    return [this.#object("autoscaling/v2", "HorizontalPodAutoscaler", this.#name, { spec })];
  }

  /** The chart makes one where more than one pod runs at least, and not for a DaemonSet. */
  disruptionBudget(): object[] {
    const template = this.#template;
    const scaler = this.#scaler;
    const count =
      scaler === undefined || scaler === "unknown"
        ? "controller.replicaCount"
        : `controller.${scaler}.minReplicas`;
    if (template.read("controller.kind") === "DaemonSet") return [];
    if (scaler !== "unknown" && !template.isUnknown(count) && !(Number(template.read(count)) > 1)) return [];
    const selector = template.make({ matchLabels: this.#selectorLabels() });
    const spec: Record<string, unknown> = template.make({ selector });
    const isGiven =
      template.has("controller.maxUnavailable") || template.isUnknown("controller.maxUnavailable");
    if (isGiven) template.copy(spec, "maxUnavailable", "controller.maxUnavailable");
    else template.copy(spec, "minAvailable", "controller.minAvailable");
    return [this.#object("policy/v1", "PodDisruptionBudget", this.#name, { spec })];
  }

  get #isBefore4(): boolean {
    return /^v?[0-3]\./.test(this.#release.version ?? "");
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
    template.copyAlways(spec, "terminationGracePeriodSeconds", "controller.terminationGracePeriodSeconds");
    this.#securityContext(spec);

    const containers: unknown[] = template.make([this.#container()]);
    template.copyItems(containers, "controller.extraContainers");
    template.put(spec, "containers", containers);
    template.copy(spec, "initContainers", "controller.extraInitContainers");

    const volumes: unknown[] = template.make([], "controller.extraVolumes");
    if (template.isTrue("controller.admissionWebhooks.enabled")) {
      const secret = template.make({ secretName: truncated(`${this.#fullName}-admission`) });
      template.push(volumes, template.make({ name: "webhook-cert", secret }));
    }
    template.copyItems(volumes, "controller.extraVolumes");
    this.#putList(spec, "volumes", volumes, "controller.extraVolumes");
    return spec;
  }

  #securityContext(spec: Record<string, unknown>): void {
    const template = this.#template;
    const sysctls = template.read("controller.sysctls");
    const context: Record<string, unknown> = template.make({}, "controller.podSecurityContext");
    const given = template.read("controller.podSecurityContext");
    for (const key of Object.keys((given as Mapping | undefined) ?? {}))
      template.copyAlways(context, key, `controller.podSecurityContext.${key}`);
    if (typeof sysctls === "object" && sysctls !== null && Object.keys(sysctls).length > 0) {
      const texts: Record<string, unknown> = {};
      template.copyTexts(texts, "controller.sysctls");
      const list: unknown[] = template.make([], "controller.sysctls");
      for (const name of Object.keys(texts)) {
        const item: Record<string, unknown> = template.make({ name });
        template.put(item, "value", texts[name]);
        const link = { source: template.output, object: texts, key: name };
        template.output.link(item, "value", link);
        template.output.link(list, list.length, link);
        list.push(item);
      }
      template.put(context, "sysctls", list, "controller.sysctls");
    }
    if (template.isUnknown("controller.sysctls"))
      template.output.markUnknown(context, "sysctls", template.linkOf("controller.sysctls"));
    if (Object.keys(context).length > 0)
      template.put(spec, "securityContext", context, "controller.podSecurityContext");
    else if (
      template.isUnknown("controller.podSecurityContext") ||
      template.isUnknown("controller.sysctls")
    ) {
      template.output.markUnknown(spec, "securityContext", template.linkOf("controller.podSecurityContext"));
    }
  }

  #container(): object {
    const template = this.#template;
    const container: Record<string, unknown> = template.make({
      name: template.readText("controller.containerName") ?? "controller",
    });
    this.#image(container);
    template.copy(container, "imagePullPolicy", "controller.image.pullPolicy");
    for (const key of ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe", "resources"])
      template.copy(container, key, `controller.${key}`);
    template.put(container, "args", this.#args(), "controller.extraArgs");
    for (const path of ["controller.extraArgs", "controller.metrics.enabled"])
      if (template.isUnknown(path)) template.output.markUnknown(container, "args", template.linkOf(path));
    // What the chart puts here differs between its versions and is not read from the values.
    if (template.isTrue("controller.containerSecurityContext"))
      template.copy(container, "securityContext", "controller.containerSecurityContext");
    else template.output.markUnknown(container, "securityContext");

    const ports: unknown[] = template.make([], "controller.containerPort");
    for (const name of Object.keys(
      (template.read("controller.containerPort") as Mapping | undefined) ?? {},
    )) {
      const port: Record<string, unknown> = template.make({ name, protocol: "TCP" });
      template.copy(port, "containerPort", `controller.containerPort.${name}`);
      template.push(ports, port, `controller.containerPort.${name}`);
    }
    if (template.isTrue("controller.metrics.enabled")) {
      const name = template.readText("controller.metrics.portName") ?? "metrics";
      const port: Record<string, unknown> = template.make({ name, protocol: "TCP" }, "controller.metrics");
      template.copy(port, "containerPort", "controller.metrics.port");
      template.push(ports, port, "controller.metrics");
    }
    this.#putList(container, "ports", ports, "controller.containerPort");

    const mounts: unknown[] = template.make([], "controller.extraVolumeMounts");
    if (template.isTrue("controller.admissionWebhooks.enabled")) {
      template.push(
        mounts,
        template.make({ name: "webhook-cert", mountPath: "/usr/local/certificates/", readOnly: true }),
      );
    }
    template.copyItems(mounts, "controller.extraVolumeMounts");
    this.#putList(container, "volumeMounts", mounts, "controller.extraVolumeMounts");
    return container;
  }

  #putList(target: Record<string, unknown>, key: string, list: unknown[], path: string): void {
    if (list.length > 0) this.#template.put(target, key, list, path);
    if (this.#template.isUnknown(path))
      this.#template.output.markUnknown(target, key, this.#template.linkOf(path));
  }

  #image(container: Record<string, unknown>): void {
    const template = this.#template;
    const digestKey = template.isTrue("controller.image.chroot") ? "digestChroot" : "digest";
    const parts = ["repository", "registry", "image", "tag", digestKey, "chroot"].map(
      (it) => `controller.image.${it}`,
    );
    const unknownPart = parts.find((path) => template.isUnknown(path));
    if (unknownPart !== undefined) {
      template.output.markUnknown(container, "image", template.linkOf(unknownPart));
      return;
    }
    const { version } = this.#release;
    const shipped = version === undefined ? undefined : controllerVersionOfChart("ingress-nginx", version);
    // The images on quay.io, before 0.34, had tags without a v.
    const shippedTag =
      shipped === undefined
        ? undefined
        : defaultImageOfChart(version).startsWith("quay.io")
          ? shipped
          : `v${shipped}`;
    const written = templateText(template.read("controller.image.tag"));
    const digest = template.readText(`controller.image.${digestKey}`);
    let reference: string | undefined;
    if (digest !== undefined) reference = `${written === undefined ? "" : `:${written}`}@${digest}`;
    else if (written === undefined || written === shippedTag)
      reference = shippedTag === undefined ? undefined : `:${shippedTag}`;
    else if (!template.has(`controller.image.${digestKey}`) && pinsDigest(version, written)) {
      // A digest decides what runs, whatever the tag says; the chart's own stays in force unless it is cleared.
      this.notes.push(
        `the chart pins its image by digest, so the tag ${written} alone changes nothing: set controller.image.${digestKey}, too`,
      );
      recordPinnedImage(container, {
        tag: written,
        shippedTag,
        digestPath: `controller.image.${digestKey}`,
        chartVersion: version,
      });
      reference = shippedTag === undefined ? undefined : `:${shippedTag}`;
    } else if (version !== undefined || template.has(`controller.image.${digestKey}`))
      reference = `:${written}`;
    // An old tag and nobody knows which chart: its digest may decide, if it has one.

    const path = [...parts.slice(3, 5), ...parts.slice(0, 3), "controller.image"].find(
      (it) => template.read(it) !== undefined,
    );
    if (reference === undefined)
      template.output.markUnknown(container, "image", path === undefined ? undefined : template.linkOf(path));
    else template.put(container, "image", `${this.#repository()}${reference}`, path);
  }

  #repository(): string {
    const template = this.#template;
    const repository = template.readText("controller.image.repository");
    if (repository !== undefined) return repository;
    const chroot = template.isTrue("controller.image.chroot") ? "-chroot" : "";
    const shipped = defaultImageOfChart(this.#release.version);
    const image = template.readText("controller.image.image");
    if (!shipped.endsWith("/ingress-nginx/controller")) return shipped;
    const registry =
      template.readText("controller.image.registry") ??
      template.readText("global.image.registry") ??
      shipped.split("/")[0]!;
    return `${registry}/${image ?? "ingress-nginx/controller"}${chroot}`;
  }

  #args(): unknown[] {
    const template = this.#template;
    const args: unknown[] = template.make(["/nginx-ingress-controller"]);
    const flag = (text: string, path?: string): void => {
      if (this.#hasFlag(text)) template.push(args, `--${text}`, path);
    };
    const validations = template.read("controller.enableAnnotationValidations");
    if (typeof validations === "boolean")
      flag(`enable-annotation-validation=${validations}`, "controller.enableAnnotationValidations");
    if (
      template.isTrue("controller.publishService.enabled") &&
      template.isTrue("controller.service.enabled")
    ) {
      flag(
        `publish-service=${template.readText("controller.publishService.pathOverride") ?? `$(POD_NAMESPACE)/${this.#name}`}`,
        "controller.publishService",
      );
    }
    const election = this.#isBefore4 ? "ingress-controller-leader" : `${this.#fullName}-leader`;
    flag(`election-id=${template.readText("controller.electionID") ?? election}`, "controller.electionID");
    const controllerValue = template.readText("controller.ingressClassResource.controllerValue");
    if (!this.#isBefore4 && controllerValue !== undefined) {
      flag(`controller-class=${controllerValue}`, "controller.ingressClassResource.controllerValue");
    }
    const ingressClass = template.readText("controller.ingressClass");
    if (ingressClass !== undefined) flag(`ingress-class=${ingressClass}`, "controller.ingressClass");
    flag(
      `configmap=${template.readText("controller.configMapNamespace") ?? "$(POD_NAMESPACE)"}/${this.#name}`,
    );
    if (template.isTrue("controller.scope.enabled")) {
      flag(
        `watch-namespace=${template.readText("controller.scope.namespace") ?? "$(POD_NAMESPACE)"}`,
        "controller.scope",
      );
    } else {
      const selector = template.readText("controller.scope.namespaceSelector");
      if (selector !== undefined)
        flag(`watch-namespace-selector=${selector}`, "controller.scope.namespaceSelector");
    }
    if (template.isTrue("controller.admissionWebhooks.enabled")) {
      const webhook = "controller.admissionWebhooks";
      flag(`validating-webhook=:${templateText(template.read(`${webhook}.port`))}`, webhook);
      flag(`validating-webhook-certificate=${template.readText(`${webhook}.certificate`)}`, webhook);
      flag(`validating-webhook-key=${template.readText(`${webhook}.key`)}`, webhook);
    }
    if (template.isTrue("controller.ingressClassByName"))
      flag("ingress-class-by-name=true", "controller.ingressClassByName");
    if (template.isTrue("controller.watchIngressWithoutClass"))
      flag("watch-ingress-without-class=true", "controller.watchIngressWithoutClass");
    if (template.isTrue("controller.metrics.enabled"))
      flag("enable-metrics=true", "controller.metrics.enabled");
    if (template.isTrue("controller.enableTopologyAwareRouting")) {
      flag("enable-topology-aware-routing=true", "controller.enableTopologyAwareRouting");
    }
    const extra: Record<string, unknown> = {};
    template.copyTexts(extra, "controller.extraArgs");
    for (const [name, value] of Object.entries(extra)) {
      template.output.link(args, args.length, { source: template.output, object: extra, key: name });
      args.push(value === "" ? `--${name}` : `--${name}=${value}`);
    }
    return args;
  }

  /** Whether the chart is of a time when its controller had a flag; templates do not print flags of later releases, whatever the values say. */
  #hasFlag(text: string): boolean {
    const { version } = this.#release;
    const tag = templateText(this.#template.read("controller.image.tag")) ?? "";
    const release =
      (version === undefined ? undefined : controllerVersionOfChart("ingress-nginx", version)) ??
      /^v?(\d+\.\d+\.\d+)/.exec(tag)?.[1];
    return release === undefined || flagFact("ingress-nginx", text.split("=")[0]!, release) !== undefined;
  }

  #selectorLabels(): Record<string, string> {
    return this.#template.make({
      "app.kubernetes.io/name": this.#template.readText("nameOverride") ?? "ingress-nginx",
      "app.kubernetes.io/instance": this.#release.name,
      "app.kubernetes.io/component": "controller",
    });
  }

  #labels(): Record<string, string> {
    const name = this.#template.readText("nameOverride") ?? "ingress-nginx";
    const { version } = this.#release;
    return {
      ...(version === undefined ? {} : { "helm.sh/chart": `ingress-nginx-${version.replace("+", "_")}` }),
      ...this.#selectorLabels(),
      "app.kubernetes.io/part-of": name,
      "app.kubernetes.io/managed-by": "Helm",
    };
  }

  #object(apiVersion: string, kind: string, name: string, rest: object): Record<string, unknown> {
    const template = this.#template;
    const metadata: Record<string, unknown> = template.make({ name });
    if (this.#namespace !== undefined) template.put(metadata, "namespace", this.#namespace);
    const labels: Record<string, unknown> = template.make(this.#labels());
    template.copyTexts(labels, "commonLabels");
    template.put(metadata, "labels", labels);
    return template.make({ apiVersion, kind, metadata, ...rest });
  }
}

/** Whether the chart's own digest overrules a tag; where the version of the chart is not known, by the age of the tag. */
function pinsDigest(version: string | undefined, tag: string): boolean {
  return version === undefined ? isTagOfPinningCharts(tag) : chartPinsDigest(version);
}
