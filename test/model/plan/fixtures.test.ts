import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Manifest } from "../../../src/model/manifest.ts";
import { planManifests } from "../../../src/model/plan/plan-manifests.ts";
import { parseTerraformPlan } from "../../../src/parsers/terraform-plan/plan.ts";
import type { Place } from "../../../src/text/origin.ts";
import { SourceFile } from "../../../src/text/source-file.ts";

type Tree = Record<string, unknown>;

const fixture = (name: string) => {
  const text = readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8");
  return planManifests(parseTerraformPlan(new SourceFile(`${name}.json`, text)));
};
const textAt = ({ file, span }: Place) => file.text.slice(span.start, span.end);
const dataOf = (manifest: Manifest) => (manifest.object as unknown as { data: Tree }).data;
const podOf = (manifest: Manifest) =>
  (manifest.object as unknown as { spec: { template: { spec: Tree & { containers: Tree[] } } } }).spec
    .template.spec;

describe("the incident's plan", () => {
  const { before, after, changes, notes, unknownValues } = fixture("incident-8829");
  const address = "module.ingress_controller.kubernetes_config_map.nginx_config";

  test("raises one buffer size and leaves the rest", () => {
    expect([dataOf(before[0]!), dataOf(after[0]!)]).toEqual(
      ["8k", "128k"].map((size) => ({
        "proxy-body-size": "20m",
        "proxy-buffer-size": size,
        "proxy-buffers-number": "4",
        "upstream-keepalive-timeout": "60s",
      })),
    );
    expect(changes.map((it) => [it.address, it.actions])).toEqual([
      [address, ["update"]],
      ["module.ingress_controller.kubernetes_deployment.controller", ["no-op"]],
    ]);
    expect([notes, unknownValues]).toEqual([[], 0]);
  });

  test("shows the changed attribute at its place", () => {
    const place = after[0]!.locate(dataOf(after[0]!), "proxy-buffer-size", "value").place();
    expect([textAt(place), place.resource, place.attribute]).toEqual([
      '"128k"',
      address,
      'data["proxy-buffer-size"]',
    ]);
    // One line of JSON: the place in the module tree, which says the same, is not taken.
    expect(place.file.text.slice(0, place.span.start)).toContain('"before":{');
  });

  test("has the controller beside it, with its version, arguments and limits", () => {
    const container = podOf(after[1]!).containers[0]!;
    expect(after[1]!.qualifiedName).toBe("ingress-nginx/ingress-nginx-controller");
    expect(container).toMatchObject({
      image: "registry.k8s.io/ingress-nginx/controller:v1.9.4",
      lifecycle: { preStop: { exec: { command: ["/wait-shutdown"] } } },
      resources: { requests: { cpu: "100m", memory: "90Mi" } },
      readinessProbe: { httpGet: { path: "/healthz", port: 10254, scheme: "HTTP" } },
    });
    expect(container.args).toContain("--configmap=$(POD_NAMESPACE)/ingress-nginx-controller");
    expect(podOf(after[1]!).terminationGracePeriodSeconds).toBe(300);
    expect((after[1]!.object as unknown as { spec: Tree }).spec.replicas).toBe(3);
    const place = after[1]!.locate(container, "image", "value").place();
    expect(place.attribute).toBe("spec[0].template[0].spec[0].container[0].image");
  });
});

describe("a first apply", () => {
  const { before, after, unknownValues, notes } = fixture("first-apply");
  const checkout = after.find((it) => it.name === "checkout")!;

  test("has no world before", () => {
    expect(before).toEqual([]);
    expect(after.map((it) => `${it.kind} ${it.qualifiedName}`)).toEqual([
      "ConfigMap ingress-nginx/edge-ingress-nginx-controller",
      "Deployment ingress-nginx/edge-ingress-nginx-controller",
      "Service ingress-nginx/edge-ingress-nginx-controller",
      "IngressClass nginx",
      "PodDisruptionBudget ingress-nginx/edge-ingress-nginx-controller",
      "Deployment shop/checkout",
    ]);
  });

  test("counts no value as unknown that its author left out", () => {
    expect(unknownValues).toBe(0);
    const container = podOf(checkout).containers[0]!;
    expect(
      ["resources", "imagePullPolicy", "lifecycle"].map((key) => checkout.isUnknown(container, key)),
    ).toEqual([false, false, false]);
    expect(podOf(checkout).volumes).toEqual([{ name: "logs", emptyDir: {} }]);
  });

  test("shows what the chart makes of the release", () => {
    expect(dataOf(after[0]!)).toEqual({
      "proxy-buffer-size": "16k",
      "use-gzip": "true",
      "client-body-buffer-size": "1.048576e+06",
    });
    expect(podOf(after[1]!).containers[0]).toMatchObject({
      image: "registry.k8s.io/ingress-nginx/controller:v1.9.4",
      resources: { limits: { cpu: "2" }, requests: { cpu: "100m", memory: "90Mi" } },
    });
    expect(after[2]!.annotations).toEqual({ "service.beta.kubernetes.io/aws-load-balancer-type": "nlb" });
    expect(notes).toEqual([
      "helm_release.ingress_nginx: values of the chart that no rule sees: controller.maxmindLicenseKey",
    ]);
    expect(JSON.stringify(after.map((it) => it.object))).not.toContain("correct-horse-battery");
  });
});
