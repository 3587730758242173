import { describe, expect, test } from "@jest/globals";
import { lint } from "../../src/index.ts";
import type { InputFile } from "../../src/inputs/input-file.ts";
import { SourceFile } from "../../src/text/source-file.ts";
import { type PlanResource, planJson } from "../plan-builder.ts";

function planFile(resources: readonly PlanResource[]): InputFile {
  return { file: new SourceFile("plan.json", planJson({ resources })), kind: "terraform", root: "." };
}

function settings(data: Readonly<Record<string, string>>): object {
  return { metadata: [{ name: "ingress-nginx-controller", namespace: "ingress-nginx" }], data };
}

const address = "kubernetes_config_map_v1.controller";

async function statesOf(inputs: readonly InputFile[], earlier?: readonly InputFile[]) {
  const { results } = await lint(inputs, { only: ["configmap-value"] }, earlier && { files: earlier });
  return results.map((it) => [it.at.attribute, it.baselineState]);
}

describe("a plan", () => {
  test("findings are new, unchanged or fixed", async () => {
    const before = settings({ "proxy-read-timeout": "60s", "proxy-send-timeout": "60s" });
    const after = settings({ "proxy-read-timeout": "90s", "proxy-connect-timeout": "5s" });
    expect(await statesOf([planFile([{ address, before, after }])])).toEqual(
      expect.arrayContaining([
        ['data["proxy-read-timeout"]', "unchanged"],
        ['data["proxy-send-timeout"]', "absent"],
        ['data["proxy-connect-timeout"]', "new"],
      ]),
    );
  });

  test.each<[string, Partial<PlanResource>, string]>([
    ["create", { after: settings({ "proxy-read-timeout": "60s" }) }, "new"],
    [
      "no-op",
      {
        actions: ["no-op"],
        before: settings({ "proxy-read-timeout": "60s" }),
        after: settings({ "proxy-read-timeout": "60s" }),
      },
      "unchanged",
    ],
    [
      "replace",
      {
        actions: ["delete", "create"],
        before: settings({ "proxy-read-timeout": "60s" }),
        after: settings({ "proxy-read-timeout": "60s" }),
      },
      "unchanged",
    ],
    [
      "replace, created first",
      {
        actions: ["create", "delete"],
        before: settings({ "proxy-read-timeout": "60s" }),
        after: settings({ "proxy-read-timeout": "60s" }),
      },
      "unchanged",
    ],
    [
      "move",
      {
        actions: ["no-op"],
        before: settings({ "proxy-read-timeout": "60s" }),
        after: settings({ "proxy-read-timeout": "60s" }),
        entry: { previous_address: "kubernetes_config_map_v1.old" },
      },
      "unchanged",
    ],
    ["delete", { actions: ["delete"], before: settings({ "proxy-read-timeout": "60s" }) }, "absent"],
    ["forget", { actions: ["forget"], before: settings({ "proxy-read-timeout": "60s" }) }, "absent"],
  ])("%s", async (_action, resource, state) => {
    expect(await statesOf([planFile([{ address, ...resource }])])).toEqual([
      ['data["proxy-read-timeout"]', state],
    ]);
  });

  test("what becomes more severe is new", async () => {
    const pods = {
      metadata: [{ name: "web", namespace: "shop" }],
      spec: [
        {
          replicas: "3",
          selector: [{ match_labels: { app: "web" } }],
          template: [
            {
              metadata: [{ labels: { app: "web" } }],
              spec: [
                { container: [{ name: "web", image: "example.com/web:1", port: [{ container_port: 80 }] }] },
              ],
            },
          ],
        },
      ],
    };
    const service = (type: string) => ({
      metadata: [{ name: "web", namespace: "shop" }],
      spec: [{ type, selector: { app: "web" }, port: [{ port: 80, target_port: "80" }] }],
    });
    const resources: PlanResource[] = [
      { address: "kubernetes_deployment_v1.web", actions: ["no-op"], before: pods, after: pods },
      {
        address: "kubernetes_service_v1.web",
        before: service("ClusterIP"),
        after: service("LoadBalancer"),
      },
    ];
    const { results } = await lint([planFile(resources)], { only: ["prestop-sleep"] });
    expect(results.map((it) => [it.severity, it.baselineState])).toEqual([["error", "new"]]);
  });

  test("onlyNew leaves out what was there before, and keeps what is fixed", async () => {
    const before = settings({ "proxy-read-timeout": "60s", "proxy-send-timeout": "60s" });
    const after = settings({ "proxy-read-timeout": "60s" });
    const { results } = await lint([planFile([{ address, before, after }])], { onlyNew: true });
    expect(results.map((it) => it.baselineState)).toEqual(["absent"]);
  });

  test("effective changes name the directives that move", async () => {
    const before = settings({ "proxy-buffer-size": "8k" });
    const after = settings({ "proxy-buffer-size": "16k" });
    const { effectiveChanges, compared } = await lint([planFile([{ address, before, after }])]);
    expect(compared).toBe(true);
    const lines = effectiveChanges().flatMap((it) => it.groups.flatMap((group) => group.lines));
    expect(lines.map((it) => it.replace(/ +/g, " "))).toEqual(
      expect.arrayContaining(["~ proxy_buffer_size 8k → 16k", "~ proxy_buffers 4 8k → 4 16k"]),
    );
  });
});

describe("plain files", () => {
  const file = (text: string): InputFile => ({
    file: new SourceFile("controller.yaml", text),
    kind: "yaml",
    root: ".",
  });
  const map = (...entries: readonly string[]) =>
    file(
      [
        "apiVersion: v1",
        "kind: ConfigMap",
        "metadata: { name: ingress-nginx-controller, namespace: ingress-nginx }",
        "data:",
        ...entries.map((it) => `  ${it}`),
        "",
      ].join("\n"),
    );

  test("without an earlier state findings have none", async () => {
    expect(await statesOf([map('proxy-read-timeout: "60s"')])).toEqual([
      ['data["proxy-read-timeout"]', undefined],
    ]);
  });

  test("with one they are told apart, wherever they stand in the file", async () => {
    const earlier = [map('proxy-read-timeout: "60s"', 'proxy-send-timeout: "1m"')];
    const now = [map("# moved down", 'proxy-connect-timeout: "5s"', 'proxy-read-timeout: "60s"')];
    expect(await statesOf(now, earlier)).toEqual(
      expect.arrayContaining([
        ['data["proxy-connect-timeout"]', "new"],
        ['data["proxy-read-timeout"]', "unchanged"],
        ['data["proxy-send-timeout"]', "absent"],
      ]),
    );
  });

  test("an earlier state that is broken is said, and counts as empty", async () => {
    const broken = file("apiVersion: v1\nkind: ConfigMap\n  name: x\n");
    const { results, problems, coverage } = await lint(
      [map('proxy-read-timeout: "60s"')],
      { only: ["configmap-value"] },
      { files: [broken] },
    );
    expect(results.map((it) => it.baselineState)).toEqual(["new"]);
    expect(problems).toEqual([]);
    expect(coverage.notes.join("\n")).toMatch(/controller\.yaml in the state before: could not be parsed/);
  });
});
