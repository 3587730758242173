import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const documentsPerFile = 4;

/** Every tenth application has the flaws of the incident reports, as a repository that is being mended would. */
function application(index, flawed) {
  const name = `service-${index}`;
  const namespace = `team-${index % 50}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: shop
spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
    spec:
      terminationGracePeriodSeconds: 60
      containers:
        - name: ${name}
          image: registry.example.com/shop/${name}:1.${index % 30}.0
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: info
            - name: DATABASE_HOST
              value: "postgres.${namespace}.svc.cluster.local"
${
  flawed
    ? ""
    : `          lifecycle:
            preStop:
              exec:
                command: ["sleep", "15"]
`
}          readinessProbe:
            httpGet:
              path: /healthz
              port: http
            periodSeconds: 5
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
          volumeMounts:
            - name: logs
              mountPath: /var/log/app
      volumes:
        - name: logs
          emptyDir: ${flawed ? "{}" : "{ sizeLimit: 1Gi }"}
---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  selector:
    app.kubernetes.io/name: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  namespace: ${namespace}
  annotations:
    nginx.ingress.kubernetes.io/proxy-read-timeout: "60"
    nginx.ingress.kubernetes.io/proxy-body-size: 8m
spec:
  ingressClassName: nginx
  tls:
    - hosts:
        - ${name}.example.com
      secretName: ${name}-tls
  rules:
    - host: ${name}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port:
                  name: http
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}-settings
  namespace: ${namespace}
data:
  application.properties: |
    server.port=8080
    feature.flags.checkout=true
    cache.ttl.seconds=300
  banner.txt: "welcome to ${name}"
`;
}

/** Writes `documents` Kubernetes documents below `directory`, four a file, in one folder for each of 50 teams. */
export function writeManifests(directory, documents) {
  const files = Math.ceil(documents / documentsPerFile);
  for (let index = 0; index < files; index += 1) {
    const folder = join(directory, `team-${index % 50}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `service-${index}.yaml`), application(index, index % 10 === 0));
  }
  return files;
}

/** Writes one nginx.conf of at least `bytes` bytes. */
export function writeNginxConf(file, bytes) {
  const parts = ["worker_processes 4;\nevents { worker_connections 1024; }\nhttp {\n"];
  let length = parts[0].length;
  for (let index = 0; length < bytes; index += 1) {
    const server = `  upstream backend_${index} {
    server 10.0.${index % 256}.10:8080 max_fails=3 fail_timeout=10s;
    server 10.0.${index % 256}.11:8080;
    keepalive 32;
  }
  server {
    listen 80;
    server_name host-${index}.example.com;
    access_log /var/log/nginx/host-${index}.log combined;
    location / {
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_buffer_size 8k;
      proxy_buffers 8 8k;
      proxy_pass http://backend_${index}; # to the pods of host ${index}
    }
    location ~ ^/assets/.+\\.(css|js)$ {
      expires 7d;
      add_header Cache-Control "public, max-age=604800";
      root /srv/www/host-${index};
    }
  }
`;
    parts.push(server);
    length += server.length;
  }
  parts.push("}\n");
  writeFileSync(file, parts.join(""));
}

/**
 * Writes a Terraform plan as `terraform show -json` prints it: on one line, with every value in `resource_changes`, `planned_values` and `prior_state`. Of ten resources
 * four are workloads, two ConfigMaps, two texts of YAML, and one each an Ingress and a Service; one in a thousand is a Helm release of a controller, one in a hundred changes. Gives the texts of YAML in it.
 */
export function writePlan(path, resources) {
  const changes = [];
  const planned = [];
  const prior = [];
  const configuration = [];
  const texts = [];
  for (let index = 0; index < resources; index += 1) {
    const { type, values, text } = planResource(index);
    const name = `r${index}`;
    const address = `${type}.${name}`;
    const identity = {
      address,
      mode: "managed",
      type,
      name,
      provider_name: `registry.terraform.io/hashicorp/${type.split("_")[0]}`,
    };
    const isChanged = index % 100 === 0;
    const before = isChanged ? planResource(index, "16k").values : values;
    if (text !== undefined) texts.push(text, ...(isChanged ? [planResource(index, "16k").text] : [text]));
    changes.push({
      ...identity,
      change: {
        actions: [isChanged ? "update" : "no-op"],
        before,
        after: values,
        after_unknown: {},
        before_sensitive: {},
        after_sensitive: {},
      },
    });
    planned.push({ ...identity, schema_version: 1, values, sensitive_values: {} });
    prior.push({ ...identity, schema_version: 1, values: before, sensitive_values: {} });
    configuration.push({
      ...identity,
      provider_config_key: "kubernetes",
      expressions: Object.fromEntries(Object.keys(values).map((it) => [it, { references: ["each.value"] }])),
      schema_version: 1,
    });
  }
  const plan = {
    format_version: "1.2",
    terraform_version: "1.9.8",
    planned_values: { root_module: { resources: planned } },
    resource_changes: changes,
    prior_state: {
      format_version: "1.0",
      terraform_version: "1.9.8",
      values: { root_module: { resources: prior } },
    },
    configuration: { root_module: { resources: configuration } },
  };
  writeFileSync(path, JSON.stringify(plan));
  return texts;
}

function planResource(index, size = "8k") {
  const app = `app-${index}`;
  const metadata = [
    {
      annotations: {},
      generate_name: "",
      generation: 2,
      labels: { "app.kubernetes.io/name": app, "app.kubernetes.io/part-of": "shop" },
      name: app,
      namespace: `team-${Math.floor(index / 10) % 40}`,
      resource_version: String(184_000 + index),
      uid: `4f2c6f0e-9d35-4a53-8a04-${String(index).padStart(12, "0")}`,
    },
  ];
  switch (index % 10) {
    case 0:
    case 1:
      return {
        type: "kubernetes_config_map_v1",
        values: {
          binary_data: {},
          data: {
            "proxy-buffer-size": size,
            "application.properties": `server.port=8080\nteam=${Math.floor(index / 10) % 40}\n`.repeat(12),
          },
          id: `team/${app}`,
          immutable: false,
          metadata,
        },
      };
    case 2:
      return {
        type: "kubernetes_ingress_v1",
        values: {
          id: `team/${app}`,
          metadata: [
            { ...metadata[0], annotations: { "nginx.ingress.kubernetes.io/proxy-body-size": size } },
          ],
          spec: [
            {
              default_backend: [],
              ingress_class_name: `class-${(index % 5) * 1_000 + 4}`,
              rule: [
                {
                  host: `${app}.example.com`,
                  http: [
                    {
                      path: [
                        {
                          backend: [
                            {
                              resource: [],
                              service: [{ name: `app-${index + 1}`, port: [{ name: "", number: 80 }] }],
                            },
                          ],
                          path: "/",
                          path_type: "Prefix",
                        },
                      ],
                    },
                  ],
                },
              ],
              tls: [],
            },
          ],
          status: [],
          wait_for_load_balancer: false,
        },
      };
    case 3:
      return {
        type: "kubernetes_service_v1",
        values: {
          id: `team/${app}`,
          metadata,
          spec: [
            {
              port: [{ name: "http", port: 80, protocol: "TCP", target_port: "8080" }],
              selector: { app: `app-${index + 3}` },
              type: "ClusterIP",
            },
          ],
          wait_for_load_balancer: true,
        },
      };
    case 4: {
      if (index % 1_000 !== 4) return planResource(index + 1, size);
      const text = `controller:\n  replicaCount: 3\n  ingressClass: class-${index}\n  ingressClassResource: { name: class-${index}, controllerValue: example.com/class-${index} }\n  config:\n    proxy-buffer-size: ${size}\n    proxy-read-timeout: "${index}"\n  resources:\n    requests: { cpu: 100m, memory: 90Mi }\n`;
      return {
        type: "helm_release",
        text,
        values: {
          name: app,
          namespace: `team-${Math.floor(index / 10) % 40}`,
          chart: "ingress-nginx",
          repository: "https://kubernetes.github.io/ingress-nginx",
          version: "4.12.1",
          values: [text],
          set: [],
          set_list: [],
          set_sensitive: [],
          manifest: null,
        },
      };
    }
    case 5: {
      const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${app}\n  namespace: team-${Math.floor(index / 10) % 40}\ndata:\n  size: ${size}\n  levels: |\n${"    line of a text that is kept as it is\n".repeat(12)}`;
      return { type: "kubectl_manifest", text, values: { yaml_body: text, yaml_body_parsed: text } };
    }
    default:
      return {
        type: "kubernetes_deployment_v1",
        values: { id: `team/${app}`, metadata, spec: [deploymentSpec(app, size)] },
      };
  }
}

function deploymentSpec(app, size) {
  return {
    min_ready_seconds: 0,
    paused: false,
    progress_deadline_seconds: 600,
    replicas: "3",
    revision_history_limit: 10,
    selector: [{ match_expressions: [], match_labels: { app } }],
    strategy: [{ rolling_update: [{ max_surge: "25%", max_unavailable: "25%" }], type: "RollingUpdate" }],
    template: [
      {
        metadata: [{ annotations: { size }, labels: { app }, name: "", namespace: "" }],
        spec: [
          {
            automount_service_account_token: true,
            container: [
              {
                args: [],
                command: ["/bin/server"],
                env: [{ name: "PORT", value: "8080", value_from: [] }],
                image: `registry.example.com/${app}:1.${size.length}.0`,
                image_pull_policy: "IfNotPresent",
                lifecycle: [
                  {
                    post_start: [],
                    pre_stop: [{ exec: [{ command: ["sleep", "10"] }], http_get: [], tcp_socket: [] }],
                  },
                ],
                liveness_probe: [],
                name: "server",
                port: [{ container_port: 8080, host_ip: "", host_port: 0, name: "http", protocol: "TCP" }],
                readiness_probe: [
                  {
                    exec: [],
                    failure_threshold: 3,
                    grpc: [],
                    http_get: [{ host: "", http_header: [], path: "/ready", port: "8080", scheme: "HTTP" }],
                    initial_delay_seconds: 0,
                    period_seconds: 10,
                    success_threshold: 1,
                    tcp_socket: [],
                    timeout_seconds: 1,
                  },
                ],
                resources: [{ limits: { memory: "512Mi" }, requests: { cpu: "100m", memory: "256Mi" } }],
                security_context: [],
                volume_mount: [{ mount_path: "/tmp", name: "tmp", read_only: false, sub_path: "" }],
              },
            ],
            dns_policy: "ClusterFirst",
            init_container: [],
            termination_grace_period_seconds: 30,
            volume: [{ name: "tmp", empty_dir: [{ medium: "", size_limit: "64Mi" }] }],
          },
        ],
      },
    ],
  };
}
