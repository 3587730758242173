import { describe, expect, test } from "@jest/globals";
import { parseImage } from "../../src/model/image.ts";
import { parseQuantity } from "../../src/model/quantity.ts";
import { projectOf } from "../support/project-of.ts";

const workload = (
  name: string,
  more: { namespace?: string; app?: string; kind?: string; spec?: string } = {},
) => `apiVersion: apps/v1
kind: ${more.kind ?? "Deployment"}
metadata:
  name: ${name}
${more.namespace === undefined ? "" : `  namespace: ${more.namespace}\n`}spec:
  template:
    metadata:
      labels: { app: ${more.app ?? name}, tier: web }
    spec:
${more.spec ?? "      containers: [{ name: app, image: registry.example.com/app:1 }]\n"}---
`;

const service = (
  name: string,
  more: { namespace?: string; selector?: string; spec?: string } = {},
) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
${more.namespace === undefined ? "" : `  namespace: ${more.namespace}\n`}spec:
  selector: ${more.selector ?? `{ app: ${name} }`}
  ports: [{ port: 80 }]
${more.spec ?? ""}---
`;

const ingress = (name: string, target: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: ${name}, namespace: shop }
spec:
  rules:
    - host: ${name}.example.com
      http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: ${target}, port: { number: 80 } } } }] }
---
`;

const inShop = { namespace: "shop" };

describe("Services and workloads", () => {
  test("are linked by all labels of the selector, in one namespace", async () => {
    const project = await projectOf({
      "shop.yaml":
        workload("cart", inShop) +
        service("cart", inShop) +
        service("web", { ...inShop, selector: "{ tier: web }" }) +
        service("other", { ...inShop, selector: "{ app: cart, tier: batch }" }) +
        service("far", { namespace: "team", selector: "{ app: cart }" }),
    });
    const [cart] = project.workloads;
    expect(cart!.services.map((it) => it.manifest.name).sort()).toEqual(["cart", "web"]);
    expect(project.workloadsOf(project.services[0]!)).toEqual([cart]);
  });

  test.each([
    ["no selector", service("cart", { ...inShop, selector: "{}" })],
    [
      "an external name",
      service("cart", { ...inShop, spec: "  type: ExternalName\n  externalName: cart.example.org\n" }),
    ],
  ])("with %s select nothing", async (_, text) => {
    const project = await projectOf({ "shop.yaml": workload("cart", inShop) + text });
    expect(project.workloads[0]!.services).toEqual([]);
  });

  test("of overlays are linked with the copy that is nearest", async () => {
    const project = await projectOf({
      "base/cart.yaml": workload("cart") + service("cart"),
      "overlays/prod/cart.yaml": workload("cart") + service("cart"),
    });
    for (const it of project.workloads) {
      expect(it.services.map((found) => found.manifest.source.file.path)).toEqual([
        it.manifest.source.file.path,
      ]);
    }
  });

  test("without a namespace are linked with named ones of their folder alone", async () => {
    const project = await projectOf({
      "shop/cart.yaml": workload("cart"),
      "shop/service.yaml": service("cart", inShop),
      "else/service.yaml": service("cart", { namespace: "else", selector: "{ app: cart }" }),
    });
    expect(project.workloads[0]!.services.map((it) => it.manifest.namespace)).toEqual(["shop"]);
  });
});

describe("exposure", () => {
  test.each([
    ["by an Ingress", service("cart", inShop) + ingress("cart", "cart"), "edge"],
    ["by a load balancer", service("cart", { ...inShop, spec: "  type: LoadBalancer\n" }), "edge"],
    [
      "by a Gateway route",
      `${service("cart", inShop)}apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec: { rules: [{ backendRefs: [{ name: cart, port: 80 }] }] }
`,
      "edge",
    ],
    ["by a Service alone", service("cart", inShop), "service"],
    ["by an Ingress to another Service", service("cart", inShop) + ingress("cart", "search"), "service"],
    ["by nothing", "", "none"],
  ])("%s", async (_, text, level) => {
    const project = await projectOf({ "shop.yaml": workload("cart", inShop) + text });
    expect(project.workloads[0]!.exposure.level).toBe(level);
  });
});

describe("files in containers", () => {
  const map = `apiVersion: v1
kind: ConfigMap
metadata: { name: conf, namespace: shop }
data:
  nginx.conf: "events {}\\nhttp { include /etc/nginx/conf.d/*.conf; }\\n"
  shop.conf: "server { listen 80; }\\n"
---
`;
  const mounted = (volume: string, mount: string) =>
    workload("edge", {
      ...inShop,
      spec: `      containers: [{ name: nginx, image: "nginx:1.29", volumeMounts: [${mount}] }]\n      volumes: [${volume}]\n`,
    });
  const filesOf = async (text: string) => {
    const project = await projectOf({ "shop.yaml": text });
    return project.workloads[0]!.containers[0]!.files.map((it) => `${it.path} ${it.key}`).sort();
  };

  test.each([
    [
      "a whole volume",
      "{ name: c, configMap: { name: conf } }",
      "{ name: c, mountPath: /etc/nginx/ }",
      ["/etc/nginx/nginx.conf nginx.conf", "/etc/nginx/shop.conf shop.conf"],
    ],
    [
      "one file by subPath",
      "{ name: c, configMap: { name: conf } }",
      "{ name: c, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf }",
      ["/etc/nginx/nginx.conf nginx.conf"],
    ],
    [
      "items under other names",
      "{ name: c, configMap: { name: conf, items: [{ key: shop.conf, path: conf.d/shop.conf }] } }",
      "{ name: c, mountPath: /etc/nginx }",
      ["/etc/nginx/conf.d/shop.conf shop.conf"],
    ],
    [
      "a folder of items by subPath",
      "{ name: c, configMap: { name: conf, items: [{ key: shop.conf, path: d/shop.conf }] } }",
      "{ name: c, mountPath: /etc/nginx/conf.d, subPath: d }",
      ["/etc/nginx/conf.d/shop.conf shop.conf"],
    ],
    [
      "a projected volume",
      "{ name: c, projected: { sources: [{ configMap: { name: conf } }] } }",
      "{ name: c, mountPath: /x }",
      ["/x/nginx.conf nginx.conf", "/x/shop.conf shop.conf"],
    ],
    ["a ConfigMap out of sight", "{ name: c, configMap: { name: other } }", "{ name: c, mountPath: /x }", []],
  ])("come by %s", async (_, volume, mount, expected) => {
    expect(await filesOf(map + mounted(volume, mount))).toEqual(expected);
  });

  test("make one configuration with what they include, known to run in the container", async () => {
    const volumes =
      "{ name: a, configMap: { name: conf, items: [{ key: nginx.conf, path: nginx.conf }] } }, { name: b, configMap: { name: conf, items: [{ key: shop.conf, path: shop.conf }] } }";
    const mounts =
      "{ name: a, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf }, { name: b, mountPath: /etc/nginx/conf.d }";
    const project = await projectOf({ "shop.yaml": map + mounted(volumes, mounts) });
    expect(
      project.nginxConfigs.map((it) => [it.context, it.trees.length, it.containers.length, it.nginxVersion]),
    ).toEqual([["main", 2, 1, "1.29.0"]]);
    expect(project.workloads[0]!.containers[0]!.nginxConfigs).toEqual(project.nginxConfigs);
  });
});

describe("quantities", () => {
  test.each([
    ["500m", 0.5],
    ["2", 2],
    [2, 2],
    ["1e3m", 1],
    ["1e3", 1000],
    ["0.5", 0.5],
    ["1Gi", 2 ** 30],
    ["1G", 1e9],
    ["128974848", 128974848],
    ["100n", 1e-7],
    [".5", 0.5],
    ["1gi", undefined],
    ["", undefined],
    ["one", undefined],
    [null, undefined],
    [Number.NaN, undefined],
  ])("%j", (text, amount) => {
    const parsed = parseQuantity(text);
    if (amount === undefined) expect(parsed).toBeUndefined();
    else expect(parsed).toBeCloseTo(amount, 9);
  });
});

describe("images", () => {
  test.each([
    ["nginx", "nginx", undefined, undefined],
    ["nginx:1.29", "nginx", "1.29", "1.29.0"],
    ["registry.example.com:5000/shop/nginx", "registry.example.com:5000/shop/nginx", undefined, undefined],
    [
      "registry.example.com:5000/shop/nginx:v1.2.3-rc1@sha256:abc",
      "registry.example.com:5000/shop/nginx",
      "v1.2.3-rc1",
      "1.2.3",
    ],
    ["nginx:stable-alpine", "nginx", "stable-alpine", undefined],
    ["nginx:1.27.2-alpine3.20", "nginx", "1.27.2-alpine3.20", "1.27.2"],
    ["controller:nginx-0.33.0", "controller", "nginx-0.33.0", "0.33.0"],
    ["app:latest", "app", "latest", undefined],
  ])("%s", (text, repository, tag, version) => {
    expect(parseImage(text)).toMatchObject({ repository, tag, version });
  });
});
