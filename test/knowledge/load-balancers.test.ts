import { describe, expect, test } from "@jest/globals";
import { balancerExample, balancerSeconds, loadBalancers } from "../../src/knowledge/load-balancers.ts";

const signs = (annotations: Record<string, string>, className?: string) => ({
  annotation: (name: string) => annotations[name],
  has: (prefix: string) => Object.keys(annotations).some((it) => it.startsWith(prefix)),
  className,
});

const nameOf = (kind: "Service" | "Ingress", annotations: Record<string, string>, className?: string) =>
  loadBalancers.find((it) => it.kind === kind && it.matches(signs(annotations, className)))?.name;

const service = (name: string) => `service.beta.kubernetes.io/${name}`;

describe("the table of load balancers", () => {
  test.each(loadBalancers)("$name is whole", (it) => {
    expect(it.source).toMatch(/^https:\/\//);
    // What is known of no time at all does not belong here.
    expect(it.idle ?? it.defaultSeconds ?? it.reuses).toBeDefined();
    expect(it.idle?.example ?? "SECONDS").toMatch(/SECONDS|MINUTES/);
    if (it.reuses === "idle") expect(it.idle).toBeDefined();
  });

  test.each([
    ["Service", { [service("aws-load-balancer-type")]: "external" }, undefined, "AWS Network Load Balancer"],
    ["Service", {}, "service.k8s.aws/nlb", "AWS Network Load Balancer"],
    [
      "Service",
      { [service("aws-load-balancer-connection-idle-timeout")]: "60" },
      undefined,
      "AWS Classic Load Balancer",
    ],
    ["Service", { [service("azure-load-balancer-internal")]: "true" }, undefined, "Azure Load Balancer"],
    ["Service", { [service("oci-load-balancer-shape")]: "flexible" }, undefined, "OCI Load Balancer"],
    ["Service", { [service("do-loadbalancer-protocol")]: "http" }, undefined, "DigitalOcean Load Balancer"],
    ["Ingress", {}, "alb", "AWS Application Load Balancer"],
    ["Ingress", {}, "gce", "Google Cloud Application Load Balancer"],
    // Which of two kinds it becomes hangs on what runs in the cluster; passthrough keeps nothing.
    ["Service", { [service("aws-load-balancer-scheme")]: "internal" }, undefined, undefined],
    ["Service", { [service("do-loadbalancer-protocol")]: "tcp" }, undefined, undefined],
    ["Service", { "load-balancer.hetzner.cloud/location": "nbg1" }, undefined, undefined],
    ["Ingress", {}, "nginx", undefined],
  ] as const)("%s with %j of class %s is %s", (kind, annotations, className, expected) => {
    expect(nameOf(kind, annotations, className)).toBe(expected);
  });
});

test("units", () => {
  expect(balancerSeconds("4", "minutes")).toBe(240);
  expect(balancerSeconds(" 50000 ", "milliseconds")).toBe(50);
  expect(balancerSeconds("60s", "seconds")).toBeUndefined();
  expect(balancerExample("a=SECONDS", 90)).toBe("a=90");
  expect(balancerExample('"MINUTES"', 250)).toBe('"5"');
  expect(balancerExample('"MILLISECONDS"', 90)).toBe('"90000"');
});
