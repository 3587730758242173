import { describe, expect, test } from "@jest/globals";
import { ingressSettings } from "../../src/model/ingress-settings.ts";
import { projectOf } from "../support/project-of.ts";

function ingress(annotations: Readonly<Record<string, string>>, className = "nginx"): string {
  return JSON.stringify({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "web", namespace: "shop", annotations },
    spec: { ingressClassName: className, rules: [{ host: "web.example.com" }] },
  });
}

function controller(version: string, ...args: readonly string[]): string {
  return JSON.stringify({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "ingress-nginx-controller", namespace: "ingress-nginx" },
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: "controller",
              image: `registry.k8s.io/ingress-nginx/controller:v${version}`,
              args: ["/nginx-ingress-controller", ...args],
            },
          ],
        },
      },
    },
  });
}

async function settingsOf(files: Readonly<Record<string, string>>, controllerVersion?: string) {
  const project = await projectOf(files, { assume: { pageSize: 4096, controllerVersion } });
  return ingressSettings(project.ingresses[0]!, project);
}

const own = "nginx.ingress.kubernetes.io/";

describe("which annotations count", () => {
  test("none where the Ingress has none of the product's", async () => {
    expect(await settingsOf({ "a.yaml": ingress({ "cert-manager.io/issuer": "main" }) })).toBeUndefined();
  });

  test("none where another controller serves the class", async () => {
    expect(
      await settingsOf({ "a.yaml": ingress({ [`${own}auth-url`]: "http://auth/" }, "traefik") }),
    ).toBeUndefined();
  });

  test("those with the prefix that the controller looks for", async () => {
    const settings = await settingsOf({
      "a.yaml": ingress({ "edge.example.com/auth-url": "http://auth/", [`${own}auth-type`]: "basic" }),
      "b.yaml": controller("1.12.1", "--annotations-prefix=edge.example.com"),
    });
    expect([...settings!.names]).toEqual(["auth-url"]);
    expect(settings!.text("auth-url")).toBe("http://auth/");
    expect(settings!.text("auth-type")).toBe("");
  });

  test("placeholders have no value", async () => {
    const settings = await settingsOf({
      "a.yaml": ingress({
        [`${own}auth-url`]: "http://$" + "{AUTH}/",
        [`${own}auth-signin`]: "http://$host/",
      }),
    });
    expect(settings!.text("auth-url")).toBeUndefined();
    expect(settings!.text("auth-signin")).toBe("http://$host/");
  });
});

describe("whether annotations are validated", () => {
  const files = { "a.yaml": ingress({ [`${own}auth-url`]: "http://auth/" }) };

  test.each([
    ["1.8.1", [], "no"],
    ["1.11.8", [], "no"],
    ["1.11.8", ["--enable-annotation-validation"], "yes"],
    ["1.12.0", [], "yes"],
    ["1.15.1", ["--enable-annotation-validation=false"], "no"],
    ["1.15.1", ["--enable-annotation-validation=perhaps"], "yes"],
  ] as const)("%s %j: %s", async (version, args, expected) => {
    const settings = await settingsOf({ ...files, "b.yaml": controller(version, ...args) });
    expect(settings!.validates).toBe(expected);
  });

  test("not known without a release, by its default with one that is assumed", async () => {
    expect((await settingsOf(files))!.validates).toBe("unknown");
    expect((await settingsOf(files, "1.13.0"))!.validates).toBe("yes");
    expect((await settingsOf(files, "1.11.0"))!.validates).toBe("unknown");
  });
});
