import { Project } from "../../src/model/project.ts";
import { readManifests } from "../../src/model/read-manifests.ts";
import { parseYaml } from "../../src/parsers/yaml/parse.ts";
import { SourceFile } from "../../src/text/source-file.ts";

/** Manifests of one YAML file as a project of their own, on machines with pages of 4k. */
export function projectOf(text: string): Project {
  const manifests = parseYaml(new SourceFile("manifests.yaml", text)).flatMap((it) => [...readManifests(it)]);
  return new Project({
    manifests,
    nginxFiles: [],
    sysctls: [],
    changes: [],
    duplicateKeys: [],
    cloudResources: [],
    assume: { pageSize: 4096 },
    backends: [],
    knownAnnotations: [],
  });
}

/** A controller's Deployment of a release; its ConfigMap is `ingress-nginx/ingress-nginx-controller`. */
export function deploymentOf(version: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
spec:
  template:
    spec:
      containers:
        - name: controller
          image: registry.k8s.io/ingress-nginx/controller:v${version}
          args:
            - /nginx-ingress-controller
            - --configmap=$(POD_NAMESPACE)/ingress-nginx-controller
            - --ingress-class=nginx
`;
}

/** The controller's ConfigMap; values may be texts of several lines. */
export function configMapOf(data: Readonly<Record<string, string>>): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ingress-nginx-controller
  namespace: ingress-nginx
data: ${JSON.stringify(data)}
`;
}

/** An Ingress of class nginx for api.example.com with annotations, given without their prefix. */
export function ingressOf(annotations: Readonly<Record<string, string>>, name = "checkout"): string {
  const prefixed = Object.entries(annotations).map(([key, value]) => [
    `nginx.ingress.kubernetes.io/${key}`,
    value,
  ]);
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${name}
  namespace: shop
  annotations: ${JSON.stringify(Object.fromEntries(prefixed))}
spec:
  ingressClassName: nginx
  rules:
    - host: api.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${name}
                port:
                  number: 80
`;
}
