import { describe, expect, test } from "@jest/globals";
import { type ControllerProduct, productNames } from "../../../src/knowledge/controllers.ts";
import { everyRelease, everySetting, isKnownTo } from "../../../src/knowledge/settings.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { uselessKey } from "../../../src/model/settings/configmap-keys.ts";
import { badSettings } from "../../../src/model/settings/configmap-settings.ts";
import { projectOf } from "../../support/project-of.ts";

const images: Readonly<Record<ControllerProduct, string>> = {
  "ingress-nginx": "registry.k8s.io/ingress-nginx/controller:v",
  "f5-nic": "nginx/nginx-ingress:",
};
const flags: Readonly<Record<ControllerProduct, string>> = {
  "ingress-nginx": "--configmap=ingress/settings",
  "f5-nic": "-nginx-configmaps=ingress/settings",
};

async function controllerOf(
  product: ControllerProduct,
  version: string,
  data: Readonly<Record<string, string>>,
): Promise<Controller> {
  const documents = [
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace: "ingress" }, data },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "controller", namespace: "ingress" },
      spec: {
        template: {
          spec: {
            containers: [
              { name: "controller", image: `${images[product]}${version}`, args: [flags[product]] },
            ],
          },
        },
      },
    },
  ];
  const project = await projectOf({
    "ingress.yaml": documents.map((it) => JSON.stringify(it)).join("\n---\n"),
  });
  return project.controllers[0]!;
}

describe.each(["ingress-nginx", "f5-nic"] as const)("keys of %s", (product) => {
  const facts = everySetting(product, "configmap");
  const newest = everyRelease(product).at(-1)!;
  const all = Object.fromEntries(facts.map((it) => [it.name, ""]));

  test("the newest release reads all that are neither removed nor without effect", async () => {
    const controller = await controllerOf(product, newest, all);
    expect(controller.label).toBe(`${productNames[product]} v${newest}`);
    for (const fact of facts) {
      const useless = uselessKey(controller, fact.name)?.why;
      if (fact.removed !== undefined) expect([fact.name, useless]).toEqual([fact.name, "removed"]);
      else if (fact.since !== "unreleased")
        expect([fact.name, useless]).toEqual([
          fact.name,
          fact.invalid === "no-effect" ? "no effect" : undefined,
        ]);
    }
  });

  test("an old release is told what came after it", async () => {
    const old = product === "f5-nic" ? "1.5.0" : "0.20.0";
    const controller = await controllerOf(product, old, all);
    const expected = facts.filter((it) => !isKnownTo(it, old) && it.since !== "unreleased");
    expect(expected.length).toBeGreaterThan(10);
    for (const fact of expected)
      expect(["too new", "removed"]).toContain(uselessKey(controller, fact.name)?.why);
  });

  test("no value of a key that the release does not read is judged", async () => {
    const old = product === "f5-nic" ? "1.5.0" : "0.20.0";
    const bad = Object.fromEntries(facts.map((it) => [it.name, "(nonsense)"]));
    const judged = [...badSettings(await controllerOf(product, old, bad))].map((it) => it.fact);
    expect(judged.length).toBeGreaterThan(5);
    expect(judged.filter((it) => !isKnownTo(it, old))).toEqual([]);
  });
});

test("what a name means elsewhere", async () => {
  const controller = await controllerOf("ingress-nginx", "1.9.4", {});
  expect(uselessKey(controller, "client-max-body-size")).toMatchObject({
    why: "other product",
    instead: "proxy-body-size",
  });
  expect(uselessKey(controller, "enable-cors")).toMatchObject({ why: "annotation" });
  expect(uselessKey(controller, "enable-metrics")).toEqual({ why: "flag" });
  expect(uselessKey(controller, "KEEP_ALIVE")).toEqual({ why: "unknown", instead: "keep-alive" });
  expect(uselessKey(controller, "Keep-Alive")).toBeUndefined();
  expect(uselessKey(controller, "nginx.tmpl")).toBeUndefined();
  expect(uselessKey(controller, "9000")).toBeUndefined();
});
