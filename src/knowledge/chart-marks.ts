/**
 * Keys under `controller` of the two charts' values by which a values file is told apart from those of other charts that have a `controller`, too (HAProxy's two, Jenkins,
 * Argo CD, Kafka, MetalLB, External Secrets …). Sources: values.yaml of kubernetes/ingress-nginx charts/ingress-nginx 2.0 to 4.15, of nginx/kubernetes-ingress
 * charts/nginx-ingress 0.3 to 2.6 (read 2026-08), and those of the charts in haproxytech/helm-charts, haproxy-ingress/charts, bitnami/charts, argoproj/argo-helm,
 * jenkinsci/helm-charts and helm/charts, which have none of `own`.
 */
export interface ChartMarks {
  /** Keys that no other chart has. */
  readonly own: ReadonlySet<string>;
  /** Keys that few others have. */
  readonly shared: ReadonlySet<string>;
}

export const ingressNginxMarks: ChartMarks = {
  own: new Set([
    "addHeaders",
    "admissionWebhooks",
    "allowSnippetAnnotations",
    "configMapNamespace",
    "customTemplate",
    "electionID",
    "enableAnnotationValidations",
    "enableMimalloc",
    "enableTopologyAwareRouting",
    "extraModules",
    "ingressClassByName",
    "maxmindLicenseKey",
    "proxySetHeaders",
    "reportNodeInternalIp",
    "watchIngressWithoutClass",
  ]),
  shared: new Set(["ingressClass", "ingressClassResource", "publishService"]),
};

export const f5NicMarks: ChartMarks = {
  own: new Set([
    "allowEmptyIngressHost",
    "appprotect",
    "appprotectdos",
    "customConfigMap",
    "defaultTLS",
    "directiveAutoAdjust",
    "enableCertManager",
    "enableCustomResources",
    "enableExternalDNS",
    "enableLatencyMetrics",
    "enableOIDC",
    "enableSSLDynamicReload",
    "enableSnippets",
    "enableTLSPassthrough",
    "enableWeightChangesDynamicReload",
    "globalConfiguration",
    "healthStatus",
    "nginxDebug",
    "nginxReloadTimeout",
    "nginxStatus",
    "nginxplus",
    "readyStatus",
    "reportIngressStatus",
    "wildcardTLS",
  ]),
  shared: new Set([]),
};

/** What the values of nearly every release set under `controller`; it says something only where a name says the rest. */
export const everydayKeys: ReadonlySet<string> = new Set([
  "affinity",
  "annotations",
  "autoscaling",
  "config",
  "containerPort",
  "extraArgs",
  "extraEnvs",
  "extraInitContainers",
  "extraVolumeMounts",
  "extraVolumes",
  "hostNetwork",
  "hostPort",
  "image",
  "kind",
  "lifecycle",
  "metrics",
  "minAvailable",
  "nodeSelector",
  "podAnnotations",
  "podLabels",
  "priorityClassName",
  "replicaCount",
  "resources",
  "service",
  "sysctls",
  "tolerations",
  "topologySpreadConstraints",
  "updateStrategy",
]);
