import { describe, expect, test } from "@jest/globals";
import type { Manifest } from "../../../src/model/manifest.ts";
import { planManifests } from "../../../src/model/plan/plan-manifests.ts";
import { type PlanResource, plan } from "../../plan-builder.ts";

type Tree = Record<string, unknown>;

const converted = (address: string, values: object, more: Partial<PlanResource> = {}): Manifest => {
  const { after: manifests } = planManifests(plan({ resources: [{ address, after: values, ...more }] }));
  expect(manifests).toHaveLength(1);
  return manifests[0]!;
};

/** The object under a dotted path, for short expectations. */
const at = (manifest: Manifest, path: string): Tree =>
  path.split(".").reduce<unknown>((it, step) => (it as Tree)[step], manifest.object) as Tree;

const metadata = [
  {
    name: "checkout",
    namespace: "shop",
    labels: { app: "checkout" },
    annotations: null,
    generate_name: null,
  },
];
const deployment = (pod: object, spec: object = {}) => ({
  metadata,
  spec: [{ ...spec, template: [{ metadata: [{ labels: { app: "checkout" } }], spec: [pod] }] }],
});
const pod = (manifest: Manifest) => at(manifest, "spec.template.spec");
const container = (manifest: Manifest) => (pod(manifest).containers as Tree[])[0]!;

describe("blocks and names", () => {
  test("a config map keeps its data as it is, empty texts too", () => {
    const it = converted("kubernetes_config_map.nginx", {
      id: "shop/nginx",
      metadata,
      data: { "proxy-buffer-size": "16k", "server-snippet": "" },
      binary_data: null,
      immutable: false,
      timeouts: null,
    });
    expect(it.object).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "checkout", namespace: "shop", labels: { app: "checkout" } },
      data: { "proxy-buffer-size": "16k", "server-snippet": "" },
      immutable: false,
    });
    expect(it.label).toBe("kubernetes_config_map.nginx");
  });

  test("lists of blocks take their plural, single blocks become objects", () => {
    const it = converted(
      "kubernetes_deployment_v1.checkout",
      deployment({
        container: [
          {
            name: "checkout",
            port: [{ container_port: 8080, host_port: 0 }],
            volume_mount: [{ name: "logs", mount_path: "/var/log" }],
          },
        ],
        init_container: [{ name: "migrate" }],
        topology_spread_constraint: [
          { max_skew: 1, label_selector: [{ match_labels: { app: "checkout" } }] },
        ],
        toleration: [{ key: "edge", toleration_seconds: "30" }],
        host_aliases: [{ ip: "10.0.0.1", hostnames: ["db"] }],
        host_ipc: true,
        volume: [{ name: "logs", empty_dir: [{ medium: "", size_limit: null }], config_map: [] }],
      }),
    );
    expect(pod(it)).toEqual({
      containers: [
        {
          name: "checkout",
          ports: [{ containerPort: 8080 }],
          volumeMounts: [{ name: "logs", mountPath: "/var/log" }],
        },
      ],
      initContainers: [{ name: "migrate" }],
      topologySpreadConstraints: [{ maxSkew: 1, labelSelector: { matchLabels: { app: "checkout" } } }],
      tolerations: [{ key: "edge", tolerationSeconds: 30 }],
      hostAliases: [{ ip: "10.0.0.1", hostnames: ["db"] }],
      hostIPC: true,
      volumes: [{ name: "logs", emptyDir: {} }],
    });
  });

  test("a block that is null is there all the same", () => {
    const it = converted(
      "kubernetes_deployment_v1.checkout",
      deployment({ volume: [{ name: "logs", empty_dir: [null] }] }),
    );
    expect(pod(it).volumes).toEqual([{ name: "logs", emptyDir: {} }]);
  });

  test("the spellings of nothing vanish, false and real zeros stay", () => {
    const it = converted(
      "kubernetes_deployment_v1.checkout",
      deployment(
        {
          active_deadline_seconds: 0,
          node_selector: {},
          hostname: "",
          image_pull_secrets: [],
          host_network: false,
          termination_grace_period_seconds: 0,
          container: [
            {
              name: "checkout",
              command: [],
              working_dir: "",
              liveness_probe: [{ initial_delay_seconds: 0, failure_threshold: 3 }],
            },
          ],
        },
        { min_ready_seconds: 0, replicas: "0" },
      ),
    );
    expect(pod(it)).toEqual({
      hostNetwork: false,
      terminationGracePeriodSeconds: 0,
      containers: [{ name: "checkout", livenessProbe: { failureThreshold: 3 } }],
    });
    expect(at(it, "spec")).not.toHaveProperty("minReadySeconds");
    expect(at(it, "spec").replicas).toBe(0);
  });

  test("texts become the numbers that Kubernetes wants", () => {
    const it = converted(
      "kubernetes_deployment_v1.checkout",
      deployment(
        {
          security_context: [
            { run_as_user: "1000", fs_group: "", sysctl: [{ name: "net.core.somaxconn", value: "1024" }] },
          ],
          container: [
            {
              readiness_probe: [
                { http_get: [{ port: "8080", http_header: [{ name: "Host", value: "x" }] }] },
              ],
              lifecycle: [
                {
                  pre_stop: [
                    { exec: [{ command: ["sleep", "15"] }], http_get: [], tcp_socket: [{ port: "http" }] },
                  ],
                },
              ],
            },
          ],
          volume: [
            {
              name: "conf",
              config_map: [
                { name: "nginx", default_mode: "0644", items: [{ key: "a", path: "a", mode: "0400" }] },
              ],
            },
          ],
        },
        {
          replicas: "",
          strategy: [{ type: "RollingUpdate", rolling_update: [{ max_surge: "25%", max_unavailable: "1" }] }],
        },
      ),
    );
    expect(pod(it).securityContext).toEqual({
      runAsUser: 1000,
      sysctls: [{ name: "net.core.somaxconn", value: "1024" }],
    });
    expect(container(it).readinessProbe).toEqual({
      httpGet: { port: 8080, httpHeaders: [{ name: "Host", value: "x" }] },
    });
    expect(container(it).lifecycle).toEqual({
      preStop: { exec: { command: ["sleep", "15"] }, tcpSocket: { port: "http" } },
    });
    expect(pod(it).volumes).toEqual([
      {
        name: "conf",
        configMap: { name: "nginx", defaultMode: 420, items: [{ key: "a", path: "a", mode: 256 }] },
      },
    ]);
    expect(at(it, "spec").strategy).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: "25%", maxUnavailable: 1 },
    });
    expect(at(it, "spec")).not.toHaveProperty("replicas");
  });

  test("resources are read in the shape of every provider version", () => {
    const limits = { cpu: "500m", memory: "512Mi" };
    const now = converted(
      "kubernetes_deployment.a",
      deployment({ container: [{ resources: [{ limits, requests: {} }] }] }),
    );
    const then = converted(
      "kubernetes_deployment.a",
      deployment({ container: [{ resources: [{ limits: [limits], requests: [] }] }] }),
    );
    expect(container(now).resources).toEqual({ limits });
    expect(container(then).resources).toEqual({ limits });
    const place = then.locate((container(then).resources as Tree).limits as object, "cpu").place();
    expect(place.attribute).toBe('spec[0].template[0].spec[0].container[0].resources[0].limits[0]["cpu"]');
  });

  test("the selector defaults to the labels of the template, the namespace to default", () => {
    const it = converted("kubernetes_deployment.a", {
      metadata: [{ name: "web", namespace: "" }],
      spec: [{ selector: [], template: [{ metadata: [{ labels: { app: "web" } }], spec: [{}] }] }],
    });
    expect(at(it, "spec").selector).toEqual({ matchLabels: { app: "web" } });
    expect(it.namespace).toBe("default");
  });

  test("an attribute of a newer provider is taken over when it is plain, and unknown when it is not", () => {
    const preStop = { pre_stop: [{ exec: [], sleep: [{ seconds: 5 }], grace_hint: 7, empty_hint: [] }] };
    const it = converted(
      "kubernetes_deployment.a",
      deployment({ container: [{ name: "web", lifecycle: [preStop] }] }),
    );
    const hook = at(it, "spec.template.spec").containers as Tree[];
    const handler = (hook[0]!.lifecycle as Tree).preStop as Tree;
    expect(handler).toEqual({ graceHint: 7 });
    expect(it.isUnknown(handler, "sleep")).toBe(true);
    expect(it.isUnknown(handler, "graceHint")).toBe(false);
    expect(it.isUnknown(handler, "httpGet")).toBe(false);
    expect(it.locate(handler, "sleep").place().attribute).toMatch(/pre_stop\[0\]\.sleep$/);
  });
});

describe("kinds", () => {
  test.each([
    ["kubernetes_config_map", "v1", "ConfigMap"],
    ["kubernetes_secret_v1", "v1", "Secret"],
    ["kubernetes_deployment", "apps/v1", "Deployment"],
    ["kubernetes_daemonset", "apps/v1", "DaemonSet"],
    ["kubernetes_daemon_set_v1", "apps/v1", "DaemonSet"],
    ["kubernetes_stateful_set", "apps/v1", "StatefulSet"],
    ["kubernetes_pod", "v1", "Pod"],
    ["kubernetes_service_v1", "v1", "Service"],
    ["kubernetes_ingress_v1", "networking.k8s.io/v1", "Ingress"],
    ["kubernetes_ingress", "extensions/v1beta1", "Ingress"],
    ["kubernetes_ingress_class", "networking.k8s.io/v1", "IngressClass"],
    ["kubernetes_cron_job", "batch/v1beta1", "CronJob"],
    ["kubernetes_pod_disruption_budget", "policy/v1beta1", "PodDisruptionBudget"],
    ["kubernetes_horizontal_pod_autoscaler", "autoscaling/v1", "HorizontalPodAutoscaler"],
    ["kubernetes_network_policy", "networking.k8s.io/v1", "NetworkPolicy"],
    [
      "kubernetes_validating_webhook_configuration",
      "admissionregistration.k8s.io/v1beta1",
      "ValidatingWebhookConfiguration",
    ],
  ])("%s is %s %s", (type, apiVersion, kind) => {
    const it = converted(`${type}.x`, { metadata });
    expect([it.apiVersion, it.kind, it.name]).toEqual([apiVersion, kind, "checkout"]);
  });

  test("an autoscaler with metrics is of version 2", () => {
    const spec = [{ max_replicas: 4, metric: [{ type: "Resource" }] }];
    expect(converted("kubernetes_horizontal_pod_autoscaler.web", { metadata, spec }).apiVersion).toBe(
      "autoscaling/v2",
    );
  });

  test("a daemon set's strategy is its updateStrategy, a stateful set keeps its claims", () => {
    const daemons = converted("kubernetes_daemonset.a", {
      metadata,
      spec: [{ strategy: [{ type: "OnDelete" }] }],
    });
    expect(at(daemons, "spec")).toEqual({ updateStrategy: { type: "OnDelete" } });
    const claims = converted("kubernetes_stateful_set.a", {
      metadata,
      spec: [
        {
          replicas: "3",
          volume_claim_template: [
            { metadata: [{ name: "data" }], spec: [{ access_modes: ["ReadWriteOnce"] }] },
          ],
        },
      ],
    });
    expect(at(claims, "spec")).toMatchObject({
      replicas: 3,
      volumeClaimTemplates: [{ spec: { accessModes: ["ReadWriteOnce"] } }],
    });
  });

  test("an ingress has its rules, paths and ports", () => {
    const backend = (number: number | null, name: string) => [
      { resource: [], service: [{ name: "web", port: [{ number, name }] }] },
    ];
    const it = converted("kubernetes_ingress_v1.shop", {
      metadata,
      status: [{ load_balancer: [] }],
      spec: [
        {
          ingress_class_name: "nginx",
          default_backend: [],
          rule: [
            {
              host: "shop.example.com",
              http: [
                {
                  path: [
                    { path: "/", path_type: "Prefix", backend: backend(80, "") },
                    { path: "/api", path_type: "Exact", backend: backend(0, "http") },
                  ],
                },
              ],
            },
            { host: "static.example.com", http: [] },
          ],
          tls: [{ hosts: ["shop.example.com"], secret_name: "shop-tls" }],
        },
      ],
    });
    expect(at(it, "spec")).toEqual({
      ingressClassName: "nginx",
      rules: [
        {
          host: "shop.example.com",
          http: {
            paths: [
              { path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } },
              {
                path: "/api",
                pathType: "Exact",
                backend: { service: { name: "web", port: { name: "http" } } },
              },
            ],
          },
        },
        { host: "static.example.com" },
      ],
      tls: [{ hosts: ["shop.example.com"], secretName: "shop-tls" }],
    });
  });

  test("a service has numbers and acronyms in their Kubernetes spelling", () => {
    const it = converted("kubernetes_service.web", {
      metadata,
      spec: [
        {
          cluster_ip: "10.0.0.7",
          selector: { app: "web" },
          port: [
            { port: 80, target_port: "http", node_port: 0 },
            { port: 81, target_port: "8081" },
          ],
          session_affinity_config: [{ client_ip: [{ timeout_seconds: 30 }] }],
        },
      ],
    });
    expect(at(it, "spec")).toEqual({
      clusterIP: "10.0.0.7",
      selector: { app: "web" },
      ports: [
        { port: 80, targetPort: "http" },
        { port: 81, targetPort: 8081 },
      ],
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 30 } },
    });
  });

  test("a secret has plain text in stringData", () => {
    const it = converted("kubernetes_secret.tls", {
      metadata,
      type: "kubernetes.io/tls",
      data: { "tls.crt": "PEM" },
      binary_data: { raw: "eA==" },
    });
    expect(it.object).toMatchObject({
      type: "kubernetes.io/tls",
      stringData: { "tls.crt": "PEM" },
      data: { raw: "eA==" },
    });
  });

  test("a name that is generated is empty", () => {
    const it = converted(
      "kubernetes_config_map.a",
      { metadata: [{ generate_name: "nginx-", namespace: "shop" }] },
      { afterUnknown: { metadata: [{ name: true }] } },
    );
    expect([it.name, it.object.metadata?.generateName]).toEqual(["", "nginx-"]);
  });

  test("an odd shape gives an object with less in it, never an error", () => {
    for (const values of [
      {},
      { metadata: "x", spec: 5, data: [] },
      { metadata: [null], spec: [null] },
      { metadata: [[]], spec: [{ template: [{ spec: [{ container: "x" }] }] }] },
    ]) {
      for (const type of [
        "kubernetes_deployment",
        "kubernetes_config_map",
        "kubernetes_ingress_v1",
        "kubernetes_manifest",
        "kubectl_manifest",
        "helm_release",
        "kubernetes_annotations",
      ]) {
        expect(() =>
          planManifests(plan({ resources: [{ address: `${type}.x`, after: values }] })),
        ).not.toThrow();
      }
    }
  });

  test("names that mean something to JavaScript mean nothing here", () => {
    const values = JSON.parse(
      '{"metadata":[{"name":"a","__proto__":{"polluted":1}}],"data":{"__proto__":"x","constructor":"y"}}',
    ) as object;
    const it = converted("kubernetes_config_map.a", values);
    const data = (it.object as unknown as { data: object }).data;
    expect(Object.keys(data)).toEqual(["__proto__", "constructor"]);
    expect(({} as Tree).polluted).toBeUndefined();
    expect(it.locate(data, "constructor").place().attribute).toBe('data["constructor"]');
  });
});
