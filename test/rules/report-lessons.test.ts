import { describe, expect, test } from "@jest/globals";
import { lintTree } from "../support/lint-tree.ts";

/** What the named rules find: severity and rule. */
async function found(only: readonly string[], files: Readonly<Record<string, string>>): Promise<string[]> {
  const { results, problems } = await lintTree(files, { only });
  expect(problems).toEqual([]);
  return results.map((it) => `${it.severity} ${it.ruleId}`);
}

const indent = (text: string, width: number) => text.replace(/^(?=.)/gm, " ".repeat(width));

/** A ConfigMap that holds an nginx.conf, and the Deployment that runs it. */
const nginxPod = (conf: string, resources: string) => `apiVersion: v1
kind: ConfigMap
metadata: { name: edge, namespace: shop }
data:
  nginx.conf: |
${indent(conf, 4)}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: edge, namespace: shop }
spec:
  selector: { matchLabels: { app: edge } }
  template:
    metadata: { labels: { app: edge } }
    spec:
      containers:
        - name: nginx
          image: nginx:1.28.0
          resources: ${resources}
          volumeMounts: [{ name: conf, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf }]
      volumes: [{ name: conf, configMap: { name: edge } }]
`;

describe("the experiment with worker_processes", () => {
  const conf = (workers: string) => `worker_processes ${workers};
events {
  worker_connections 1024;
}
http {
  server {
    listen 80;
    server_name localhost;
    location / {
      root html;
      index index.html index.htm;
    }
  }
}
`;

  test("auto, in a container that is limited to one CPU: found; one worker, or no limit: silent", async () => {
    const only = ["worker-processes-cpu-limit"];
    const limited = "{ limits: { cpu: 1 } }";
    expect(await found(only, { "edge.yaml": nginxPod(conf("auto"), limited) })).toEqual([
      "error worker-processes-cpu-limit",
    ]);
    expect(await found(only, { "edge.yaml": nginxPod(conf("1"), limited) })).toEqual([]);
    expect(await found(only, { "edge.yaml": nginxPod(conf("auto"), "{}") })).toEqual([]);
  });

  test("the configuration that a controller of that time wrote promises no more than its files allow", async () => {
    const written = (files: number) =>
      `daemon off;\nworker_processes 4;\nworker_rlimit_nofile ${files};\nworker_shutdown_timeout 10s;\nevents { multi_accept on; worker_connections 16384; use epoll; }\nhttp { real_ip_header X-Forwarded-For; server { listen 80; } }\n`;
    const only = ["worker-connections-vs-nofile"];
    expect(await found(only, { "nginx.conf": written(1_047_552) })).toEqual([]);
    expect(await found(only, { "nginx.conf": written(16_384) })).toEqual([
      "warning worker-connections-vs-nofile",
    ]);
  });
});

describe("502s behind a pool of connections", () => {
  const edge = (seconds: number) => `events {}
http {
  keepalive_timeout 30s;
  upstream backend {
    server backend-service:8080;
    keepalive 64;
    keepalive_timeout ${seconds}s;
    keepalive_requests 1000;
  }
  server {
    listen 80;
    location / {
      proxy_pass http://backend;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`;
  const backend = (idle: number) => `---
apiVersion: v1
kind: Service
metadata: { name: backend-service, namespace: shop }
spec: { selector: { app: backend }, ports: [{ port: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: backend, namespace: shop }
spec:
  selector: { matchLabels: { app: backend } }
  template:
    metadata: { labels: { app: backend } }
    spec:
      containers:
        - name: backend
          image: registry.example.com/backend:1.4.2
          command: [gunicorn, "--worker-class=gthread", "--keep-alive=${idle}", "--bind=:8080", "app:app"]
          ports: [{ containerPort: 8080 }]
`;

  test("a backend that closes after 5 s under an nginx that keeps for 60: found; 75 s: silent", async () => {
    const only = ["backend-keepalive-race"];
    const files = (idle: number) => ({ "edge.yaml": nginxPod(edge(60), "{}") + backend(idle) });
    expect(await found(only, files(5))).toEqual(["error backend-keepalive-race"]);
    expect(await found(only, files(75))).toEqual([]);
  });

  test("each hop keeps longer than the one before it", async () => {
    const only = ["upstream-keepalive-order"];
    expect(await found(only, { "nginx.conf": edge(20) })).toEqual(["warning upstream-keepalive-order"]);
    expect(await found(only, { "nginx.conf": edge(60) })).toEqual([]);
  });
});

describe("a full table of tracked connections", () => {
  const name = "net.netfilter.nf_conntrack_";

  test("a small table and long waits: found; what the report sets: silent", async () => {
    const only = ["conntrack-limits"];
    const before = `${name}max = 65536\n${name}tcp_timeout_time_wait = 120\n`;
    const after = `${name}max = 1048576\n${name}tcp_timeout_time_wait = 30\n`;
    expect(await found(only, { "sysctl.d/99-conntrack.conf": before })).toEqual([
      "warning conntrack-limits",
      "warning conntrack-limits",
    ]);
    expect(await found(only, { "sysctl.d/99-conntrack.conf": after })).toEqual([]);
  });
});
