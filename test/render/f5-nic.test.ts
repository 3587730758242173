import { describe, expect, test } from "@jest/globals";
import { renderedConfigs } from "../../src/render/render.ts";
import { writeNginx } from "../../src/render/write.ts";
import { symmetryOf } from "../rules/check-nginx.ts";
import { projectOf } from "./project-of.ts";

function documents(
  version: string,
  data: Readonly<Record<string, string>>,
  flag = "-enable-snippets",
): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: nginx-ingress, namespace: nginx-ingress }
spec:
  template:
    spec:
      containers:
        - name: nginx-ingress
          image: nginx/nginx-ingress:${version}
          args: [-nginx-configmaps=nginx-ingress/nginx-config, ${flag}]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: nginx-config, namespace: nginx-ingress }
data: ${JSON.stringify(data)}
`;
}

function ingress(annotations: Readonly<Record<string, string>>): string {
  return `---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: reports
  namespace: shop
  annotations: ${JSON.stringify(annotations)}
spec:
  ingressClassName: nginx
  rules: [{ host: reports.example.com }]
`;
}

function written(text: string): string {
  return writeNginx(renderedConfigs(projectOf(text)).at(-1)!.directives);
}

describe("F5 NGINX Ingress Controller", () => {
  test("prints buffer directives only where they are set, the annotation before the ConfigMap", () => {
    expect(written(documents("5.4.1", {}))).not.toMatch(/proxy_b/);
    const text = written(
      documents("5.4.1", { "proxy-buffers": "8 16k" }) + ingress({ "nginx.org/proxy-buffers": "4 32k" }),
    );
    expect(text).toContain("proxy_buffers 4 32k;");
    expect(text).not.toContain("8 16k");
  });

  test("ignores a value that does not have the form", () => {
    expect(
      written(documents("5.4.1", { "proxy-buffers": "8  16k", "proxy-buffer-size": "16kb" })),
    ).not.toMatch(/proxy_b/);
  });

  test("the busy size is known since 5.2.0", () => {
    const data = { "proxy-busy-buffers-size": "16k" };
    expect(written(documents("5.1.1", data))).not.toContain("busy");
    expect(written(documents("5.2.0", data))).toContain("proxy_busy_buffers_size 16k;");
  });

  test("with auto-adjust nothing is judged", () => {
    const data = { "proxy-buffer-size": "32k", "proxy-buffers": "4 8k" };
    for (const [flag, count] of [
      ["-enable-snippets", 1],
      ["-enable-directive-autoadjust", 0],
    ] as const) {
      const project = projectOf(documents("5.4.1", data, flag));
      expect(renderedConfigs(project).flatMap((it) => symmetryOf(it, project))).toHaveLength(count);
    }
  });

  test("keeps connections to upstream servers only where it is told to", () => {
    expect(written(documents("5.4.1", {}))).not.toContain("keepalive 16");
    const text = written(documents("5.4.1", { keepalive: "16" }));
    expect(text).toContain("keepalive 16;");
    expect(text).toContain('proxy_set_header Connection "";');
  });

  test("snippets of an Ingress need the flag", () => {
    const snippet = ingress({ "nginx.org/location-snippets": "proxy_temp_file_write_size 64k;" });
    expect(written(documents("5.4.1", {}) + snippet)).toContain("proxy_temp_file_write_size");
    expect(written(documents("5.4.1", {}, "-nginx-status") + snippet)).not.toContain(
      "proxy_temp_file_write_size",
    );
  });
});
