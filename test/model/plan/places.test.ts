import { describe, expect, test } from "@jest/globals";
import type { Manifest } from "../../../src/model/manifest.ts";
import { planManifests } from "../../../src/model/plan/plan-manifests.ts";
import { parseTerraformPlan } from "../../../src/parsers/terraform-plan/plan.ts";
import type { Place } from "../../../src/text/origin.ts";
import { SourceFile } from "../../../src/text/source-file.ts";
import { type PlanResource, plan } from "../../plan-builder.ts";

type Tree = Record<string, unknown>;

const worlds = (...resources: PlanResource[]) => planManifests(plan({ resources }));
const textAt = ({ file, span }: Place) => file.text.slice(span.start, span.end);
const dataOf = (manifest: Manifest) => (manifest.object as unknown as { data: Tree }).data;
const conf = 'events {}\nhttp { server { location / { return 200 "a\\"; } } }\n';

describe("places", () => {
  const { after, before, changes } = worlds({
    address: 'module.edge["eu"].kubernetes_config_map.nginx[1]',
    before: { metadata: [{ name: "nginx" }], data: { size: "8k" } },
    after: { metadata: [{ name: "nginx" }], data: { size: "16k", "nginx.conf": conf } },
  });

  test("a value is found in the JSON, with its attribute and the address", () => {
    const place = after[0]!.locate(dataOf(after[0]!), "size", "value").place();
    expect(textAt(place)).toBe('"16k"');
    expect(place).toMatchObject({
      resource: 'module.edge["eu"].kubernetes_config_map.nginx[1]',
      attribute: 'data["size"]',
    });
    expect(textAt(after[0]!.locate(dataOf(after[0]!), "size", "key").place())).toBe('"size"');
    expect(textAt(after[0]!.locate(dataOf(after[0]!), "size").place())).toBe('"size":"16k"');
  });

  test("the world before has its own values", () => {
    expect(textAt(before[0]!.locate(dataOf(before[0]!), "size", "value").place())).toBe('"8k"');
  });

  test("what stands nowhere is at the nearest value, the object as a whole at its address", () => {
    const manifest = after[0]!;
    expect(textAt(manifest.locate(dataOf(manifest), "missing").place())).toContain('"size":"16k"');
    for (const key of [undefined, "kind", "spec"] as const) {
      const place = manifest.locate(manifest.object, key).place();
      expect(textAt(place)).toBe(JSON.stringify('module.edge["eu"].kubernetes_config_map.nginx[1]'));
      expect(place.attribute).toBeUndefined();
    }
    expect(textAt(manifest.nameOrigin.place())).toBe('"name":"nginx"');
    expect(textAt(manifest.locate({}).place())).toContain("module.edge");
  });

  test("a text inside a value is placed character by character, through its escapes", () => {
    const manifest = after[0]!;
    const text = manifest.text(dataOf(manifest), "nginx.conf");
    expect(text.text).toBe(conf);
    const start = conf.indexOf('"a\\"');
    const place = text.origin(start, start + 4).place();
    expect(textAt(place)).toBe('\\"a\\\\\\"');
    expect(place.attribute).toBe('data["nginx.conf"]');
    expect(textAt(text.origin(0, 6).place())).toBe("events");
  });

  test("a value that is no text in the plan is placed as a whole", () => {
    const [it] = worlds({ address: "kubernetes_config_map.a", after: { data: { workers: 4 } } }).after;
    const text = it!.text(dataOf(it!), "workers");
    expect(text.text).toBe("4");
    expect(textAt(text.origin(0, 1).place())).toBe("4");
  });

  test("attributes of any resource are found by their path", () => {
    const [change] = changes;
    expect(textAt(change!.attributeOrigin(["data", "size"]).place())).toBe('"size":"16k"');
    expect(change!.attributeOrigin(["data", "nginx.conf"]).place().attribute).toBe('data["nginx.conf"]');
    expect(textAt(change!.attributeOrigin(["data", "size"], { side: "before", part: "value" }).place())).toBe(
      '"8k"',
    );
    expect(textAt(change!.attributeOrigin([]).place())).toContain("module.edge");
  });

  test("a plan cannot be edited", () => {
    expect(after[0]!.source.editable).toBe(false);
  });
});

describe("kubernetes_manifest", () => {
  const manifest = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "nginx", namespace: "edge" },
    data: { "use-gzip": true, workers: 4, list: null, plain_key: "x" },
  };
  const [it] = worlds({
    address: "kubernetes_manifest.nginx",
    after: { manifest, object: { apiVersion: "v1", kind: "ConfigMap", data: null } },
    afterUnknown: { object: true, manifest: { data: { size: true } } },
    expressions: { manifest: { references: ["var.size"] } },
  }).after;

  test("is the object as it stands, with its own types", () => {
    expect(it!.object).toEqual(manifest);
    expect([it!.resource, it!.name]).toEqual(["kubernetes_manifest.nginx", "nginx"]);
  });

  test("has places and unknown values in the manifest attribute", () => {
    const data = dataOf(it!);
    const place = it!.locate(data, "use-gzip", "value").place();
    expect([textAt(place), place.attribute]).toEqual(["true", 'manifest.data["use-gzip"]']);
    expect(it!.locate(data, "plain_key").place().attribute).toBe("manifest.data.plain_key");
    expect(it!.isUnknown(data, "size")).toBe(true);
    expect(it!.isUnknown(data, "workers")).toBe(false);
  });

  test("is nothing while it is unknown as a whole", () => {
    const read = worlds({
      address: "kubernetes_manifest.nginx",
      after: {},
      afterUnknown: { manifest: true },
      expressions: { manifest: {} },
    });
    expect([read.after.length, read.unknownValues]).toEqual([0, 1]);
  });

  test("a deep tree is walked without recursion", () => {
    const depth = 5_000;
    const spec = `${'{"deeper":'.repeat(depth)}{"leaf":"x"}${"}".repeat(depth)}`;
    const text = `{"resource_changes":[{"address":"kubernetes_manifest.a","type":"kubernetes_manifest","name":"a","change":{"after":{"manifest":{"kind":"Deep","spec":${spec}}}}}]}`;
    const [deep] = planManifests(parseTerraformPlan(new SourceFile("plan.json", text))).after;
    let leaf = (deep!.object as Tree).spec as Tree;
    while (leaf.deeper !== undefined) leaf = leaf.deeper as Tree;
    const place = deep!.locate(leaf, "leaf").place();
    expect(textAt(place)).toBe('"leaf":"x"');
    expect(place.attribute).toMatch(/^manifest\.spec(\.deeper)+\.leaf$/);
  });
});

describe("kubectl_manifest", () => {
  const yaml =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: nginx\n  namespace: edge\ndata:\n  proxy-buffer-size: "16k"\n  nginx.conf: |\n    events {}\n';
  const sensitive = { yaml_body: true };

  test("is the object of its YAML; the place of a sensitive text is its name", () => {
    const [it] = worlds({
      address: "kubectl_manifest.nginx",
      after: { yaml_body: yaml },
      afterSensitive: sensitive,
      afterUnknown: { yaml_body_parsed: true },
    }).after;
    expect(it!.object).toMatchObject({ kind: "ConfigMap", data: { "proxy-buffer-size": "16k" } });
    const place = it!.locate(dataOf(it!), "proxy-buffer-size").place();
    expect([textAt(place), place.attribute]).toEqual(['"yaml_body"', 'yaml_body.data["proxy-buffer-size"]']);
    expect(textAt(it!.text(dataOf(it!), "nginx.conf").origin(0, 6).place())).toBe('"yaml_body"');
    expect(it!.isSensitive(dataOf(it!), "proxy-buffer-size")).toBe(true);
  });

  test("the copy that may be shown is read when it is known", () => {
    const parsed = yaml.replace('"16k"', "32k").replace("|\n    events {}", "(sensitive value)");
    const [it] = worlds({
      address: "kubectl_manifest.nginx",
      after: { yaml_body: yaml, yaml_body_parsed: parsed },
      afterSensitive: sensitive,
    }).after;
    const data = dataOf(it!);
    expect(data["proxy-buffer-size"]).toBe("32k");
    expect(it!.isSensitive(data, "proxy-buffer-size")).toBe(false);
    expect(it!.locate(data, "proxy-buffer-size").place().attribute).toBe(
      'yaml_body.data["proxy-buffer-size"]',
    );
    expect([it!.isSensitive(data, "nginx.conf"), it!.isUnknown(data, "nginx.conf")]).toEqual([true, true]);
  });

  test("override_namespace wins over the YAML", () => {
    const [it] = worlds({
      address: "kubectl_manifest.nginx",
      after: { yaml_body: yaml, override_namespace: "blue" },
    }).after;
    expect(it!.namespace).toBe("blue");
  });

  test("broken YAML is a problem that does not quote it", () => {
    const broken = "apiVersion: v1\nkind: Secret\ndata:\n  password: *hunter2\n";
    const { after, problems } = worlds({
      address: "kubectl_manifest.a",
      after: { yaml_body: broken },
      afterSensitive: sensitive,
    });
    expect(after).toEqual([]);
    expect(problems).toEqual([
      { path: "plan.json", message: "kubectl_manifest.a: line 4 of yaml_body is not valid YAML." },
    ]);
  });

  test("keys written twice are reported at their places", () => {
    const { duplicateKeys } = worlds({
      address: "kubectl_manifest.a",
      after: { yaml_body: `${yaml}  proxy-buffer-size: 8k\n` },
    });
    expect(duplicateKeys.map((it) => [it.key, textAt(it.second.place())])).toEqual([
      ["proxy-buffer-size", expect.stringContaining("proxy-buffer-size")],
    ]);
  });

  test("a kustomization resource holds JSON", () => {
    const json = JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "nginx" },
      data: { size: "16k" },
    });
    const [it] = worlds({ address: "kustomization_resource.nginx", after: { manifest: json } }).after;
    const place = it!.locate(dataOf(it!), "size", "value").place();
    expect([textAt(place), place.attribute]).toEqual(['\\"16k\\"', "manifest.data.size"]);
  });
});
