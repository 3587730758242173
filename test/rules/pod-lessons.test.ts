import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { lintFolder } from "../support/lint-folder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ingress-lint-pods-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A Deployment behind an Ingress, with lines put into its pod and its container. */
function checkout({ pod = "", container = "" }): string {
  const lines = (text: string, width: number) => text.replace(/^(?=.)/gm, " ".repeat(width));
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: checkout, namespace: shop }
spec:
  replicas: 3
  selector: { matchLabels: { app: checkout } }
  template:
    metadata: { labels: { app: checkout } }
    spec:
${lines(pod, 6)}
      containers:
        - name: checkout
          image: registry.example.com/checkout:2.8.1
          ports: [{ containerPort: 8080 }]
${lines(container, 10)}
---
apiVersion: v1
kind: Service
metadata: { name: checkout, namespace: shop }
spec:
  selector: { app: checkout }
  ports: [{ port: 80, targetPort: 8080 }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: checkout, namespace: shop }
spec:
  ingressClassName: nginx
  defaultBackend: { service: { name: checkout, port: { number: 80 } } }
`;
}

async function found(rule: string, parts: { pod?: string; container?: string }): Promise<string[]> {
  writeFileSync(join(folder, "checkout.yaml"), checkout(parts));
  const { results, problems } = await lintFolder(folder, { only: [rule] });
  expect(problems).toEqual([]);
  return results.map((it) => `${it.severity} ${it.ruleId}`);
}

describe("the mends of the network failures' document", () => {
  test("pod is killed while it still gets traffic: a preStop hook that sleeps 10 s", async () => {
    const hook = (command: string) => `lifecycle:\n  preStop:\n    exec:\n      command: ${command}\n`;
    expect(await found("prestop-sleep", {})).toEqual(["error prestop-sleep"]);
    expect(await found("prestop-sleep", { container: hook('["sh", "-c", "sleep 10"]') })).toEqual([]);
    expect(await found("termination-grace-period", { container: hook('["sh", "-c", "sleep 10"]') })).toEqual(
      [],
    );
    expect(await found("termination-grace-period", { container: hook('["sh", "-c", "sleep 30"]') })).toEqual([
      "error termination-grace-period",
    ]);
  });

  test("five queries for an external name: ndots 1 in the pod's dnsConfig", async () => {
    const container = "env:\n  - name: PAYMENT_API_URL\n    value: https://api.example.com\n";
    const pod = 'dnsConfig:\n  options:\n    - name: ndots\n      value: "1"\n';
    expect(await found("dns-ndots", { container })).toEqual(["warning dns-ndots"]);
    expect(await found("dns-ndots", { container, pod })).toEqual([]);
  });

  test("killed for its memory behind a Service: a limit, and a readiness probe", async () => {
    const limit = "resources:\n  limits:\n    memory: 512Mi\n";
    const probe =
      "readinessProbe:\n  httpGet: { path: /health, port: 8080 }\n  initialDelaySeconds: 5\n  periodSeconds: 5\n";
    expect(await found("readiness-probe", { container: limit })).toEqual(["error readiness-probe"]);
    expect(await found("memory-limit", { container: probe })).toEqual(["warning memory-limit"]);
    for (const rule of ["readiness-probe", "memory-limit"])
      expect(await found(rule, { container: limit + probe })).toEqual([]);
  });
});
