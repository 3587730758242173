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
