import { describe, expect, test } from "@jest/globals";
import type { Controller } from "../../src/model/controller.ts";
import { projectOf } from "../support/project-of.ts";

const configMap = (name: string, data: Record<string, string>, rest = "") => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: edge
${rest}data:
${Object.entries(data)
  .map(([key, value]) => `  ${key}: "${value}"\n`)
  .join("")}---
`;

const deployment = (image: string, args: readonly string[] = [], labels = "") => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: controller
  namespace: edge
${labels}spec:
  template:
    metadata:
      labels: { app: controller }
    spec:
      containers:
        - name: controller
          image: ${image}
          args: [${args.map((it) => JSON.stringify(it)).join(", ")}]
---
`;

async function controllersOf(text: string): Promise<readonly Controller[]> {
  return (await projectOf({ "edge.yaml": text })).controllers;
}

describe("a controller's workload is known", () => {
  test.each([
    ["registry.k8s.io/ingress-nginx/controller:v1.9.4", [], "ingress-nginx", "1.9.4"],
    [
      "mirror.example.com/k8s/ingress-nginx/controller-chroot:v1.12.1@sha256:abc",
      [],
      "ingress-nginx",
      "1.12.1",
    ],
    ["rancher/nginx-ingress-controller:nginx-1.9.4-rancher1", [], "ingress-nginx", "1.9.4"],
    ["quay.io/kubernetes-ingress-controller/nginx-ingress-controller:0.33.0", [], "ingress-nginx", "0.33.0"],
    ["registry.example.com/edge:2024.1", ["/nginx-ingress-controller"], "ingress-nginx", "2024.1.0"],
    ["nginx/nginx-ingress:3.4.2-alpine", [], "f5-nic", "3.4.2"],
    ["registry.example.com/edge", ["-nginx-configmaps=edge/nginx-config"], "f5-nic", undefined],
  ] as const)("%s %j", async (image, args, product, version) => {
    const [controller, ...others] = await controllersOf(deployment(image, args));
    expect(others).toEqual([]);
    expect([controller?.product, controller?.version]).toEqual([product, version]);
  });

  test.each(["nginx:1.29", "registry.example.com/shop/ingress-dashboard:1.0.0", "traefik:3"])(
    "%s is none",
    async (image) => {
      expect(await controllersOf(deployment(image))).toEqual([]);
    },
  );
});

describe("the version", () => {
  const labels = '  labels: { app.kubernetes.io/version: "1.9.4" }\n';

  test("is that of the image before that of the label", async () => {
    const [controller] = await controllersOf(deployment("x/ingress-nginx/controller:v1.12.1", [], labels));
    expect(controller?.version).toBe("1.12.1");
  });

  test("is that of the label where the image has no tag, or where the ConfigMap stands alone", async () => {
    const [controller] = await controllersOf(deployment("x/ingress-nginx/controller@sha256:abc", [], labels));
    expect(controller?.version).toBe("1.9.4");
    const [alone] = await controllersOf(
      configMap("ingress-nginx-controller", { "keep-alive": "75" }, labels),
    );
    expect(alone?.version).toBe("1.9.4");
  });
});

describe("a ConfigMap without a workload", () => {
  test.each([
    ["the conventional name", "ingress-nginx-controller", { "keep-alive": "75" }, "ingress-nginx"],
    ["a release's name", "edge-ingress-nginx-controller", {}, "ingress-nginx"],
    [
      "two keys of one controller alone",
      "settings",
      { "keep-alive": "75", "proxy-body-size": "8m" },
      "ingress-nginx",
    ],
    [
      "two keys of the other",
      "settings",
      { "keepalive-timeout": "75s", "client-max-body-size": "8m" },
      "f5-nic",
    ],
  ] as const)("is a controller's by %s", async (_, name, data, product) => {
    expect((await controllersOf(configMap(name, data))).map((it) => it.product)).toEqual([product]);
  });

  test.each([
    ["one such word", "settings", { "proxy-body-size": "8m" }],
    ["words that both know", "settings", { "proxy-read-timeout": "60", "server-tokens": "false" }],
    [
      "an unknown word among them",
      "settings",
      { "keep-alive": "75", "proxy-body-size": "8m", theme: "dark" },
    ],
    ["another purpose by its name", "ingress-nginx-tcp", { "keep-alive": "75", "proxy-body-size": "8m" }],
  ] as const)("is nobody's with %s", async (_, name, data) => {
    expect(await controllersOf(configMap(name, data))).toEqual([]);
  });

  test("that a workload's flag names belongs to that workload", async () => {
    const text =
      configMap("settings", { "keep-alive": "75" }) +
      deployment("registry.k8s.io/ingress-nginx/controller:v1.9.4", [
        "--configmap=$(POD_NAMESPACE)/settings",
      ]);
    const controllers = await controllersOf(text);
    expect(controllers).toHaveLength(1);
    expect(controllers[0]?.setting("keep-alive")).toMatchObject({ state: "explicit", value: "75" });
  });
});
