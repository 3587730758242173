import { describe, expect, test } from "@jest/globals";
import type { Manifest } from "../../../src/model/manifest.ts";
import { planManifests } from "../../../src/model/plan/plan-manifests.ts";
import { parseTerraformPlan } from "../../../src/parsers/terraform-plan/plan.ts";
import type { Place } from "../../../src/text/origin.ts";
import { SourceFile } from "../../../src/text/source-file.ts";
import { type PlanResource, plan } from "../../plan-builder.ts";

type Tree = Record<string, unknown>;

const worlds = (...resources: PlanResource[]) => planManifests(plan({ resources }));
const read = (value: object) =>
  planManifests(parseTerraformPlan(new SourceFile("plan.json", JSON.stringify(value))));
const dataOf = (manifest: Manifest) => (manifest.object as unknown as { data: Tree }).data;
const textAt = ({ file, span }: Place) => file.text.slice(span.start, span.end);
const configMap = (size: string, name = "nginx") => ({
  metadata: [{ name, namespace: "edge" }],
  data: { size },
});
const address = "kubernetes_config_map.nginx";

describe("resources that are no Kubernetes objects", () => {
  const listener = {
    address: "aws_lb.edge",
    before: { idle_timeout: 60, tags: null },
    after: { idle_timeout: 300, tags: null, subnet_mapping: [{ private_ipv4_address: "10.0.0.7" }] },
    afterUnknown: { dns_name: true },
    afterSensitive: { subnet_mapping: [{ private_ipv4_address: true }] },
    expressions: { idle_timeout: {}, dns_name: { references: ["var.x"] } },
  };
  const gone = { address: "aws_elb.old", before: { idle_timeout: 60 }, after: null, actions: ["delete"] };

  test("stand in their worlds with values, marks and places", () => {
    const { cloudAfter, cloudBefore, after } = worlds(listener, gone, {
      address: "kubernetes_config_map.nginx",
      after: configMap("8k"),
    });
    expect(after).toHaveLength(1);
    expect(cloudBefore.map((it) => [it.type, it.address, it.values.idle_timeout])).toEqual([
      ["aws_lb", "aws_lb.edge", 60],
      ["aws_elb", "aws_elb.old", 60],
    ]);
    const [lb, ...more] = cloudAfter;
    expect(more).toEqual([]);
    expect(lb!.values.idle_timeout).toBe(300);
    expect([lb!.isUnknown("dns_name"), lb!.isUnknown("idle_timeout")]).toEqual([true, false]);
    expect(lb!.isSensitive("subnet_mapping", 0, "private_ipv4_address")).toBe(true);
    expect(lb!.isSensitive("idle_timeout")).toBe(false);
    expect(lb!.locate("idle_timeout").place()).toMatchObject({
      resource: "aws_lb.edge",
      attribute: "idle_timeout",
    });
    expect(textAt(lb!.locate("idle_timeout").place())).toBe('"idle_timeout":300');
    expect(textAt(lb!.locate("subnet_mapping", 0, "private_ipv4_address").place())).toBe(
      '"private_ipv4_address"',
    );
    expect(textAt(lb!.locate().place())).toBe('"aws_lb.edge"');
  });
});

describe("which objects are in which world", () => {
  const [old, now] = [configMap("8k"), configMap("16k")];
  test.each<[string, PlanResource, number, number]>([
    ["no-op", { address, actions: ["no-op"], before: old, after: old }, 1, 1],
    ["create", { address, after: now }, 0, 1],
    ["update", { address, before: old, after: now }, 1, 1],
    ["replace", { address, actions: ["delete", "create"], before: old, after: now }, 1, 1],
    ["create before destroy", { address, actions: ["create", "delete"], before: old, after: now }, 1, 1],
    ["delete", { address, actions: ["delete"], before: old, after: null }, 1, 0],
    ["forget", { address, actions: ["forget"], before: old, after: null }, 1, 0],
    ["create and forget", { address, actions: ["create", "forget"], before: old, after: now }, 1, 1],
    [
      "moved",
      {
        address,
        actions: ["no-op"],
        before: old,
        after: old,
        entry: { previous_address: "kubernetes_config_map.old" },
      },
      1,
      1,
    ],
    ["a word of a later version", { address, actions: ["adopt"], before: old, after: now }, 1, 1],
  ])("%s", (_, resource, before, after) => {
    const it = worlds(resource);
    expect([it.before.length, it.after.length]).toEqual([before, after]);
    expect(it.changes).toMatchObject([{ address, actions: resource.actions ?? expect.anything() }]);
    expect([it.changes[0]!.before.length, it.changes[0]!.after.length]).toEqual([before, after]);
  });

  test("data sources and deposed objects are in none", () => {
    const it = worlds(
      { address: "data.kubernetes_config_map.nginx", after: now, actions: ["read"], entry: { mode: "data" } },
      { address, before: old, after: null, entry: { deposed: "deadbeef" } },
    );
    expect([it.before.length, it.after.length, it.changes.length]).toEqual([0, 0, 0]);
  });

  test("instances of count and for_each, in modules of any depth, are objects of their own", () => {
    const it = worlds(
      {
        address: 'module.edge[0].module.inner["a.b"].kubernetes_config_map.nginx[1]',
        after: now,
        entry: { index: 1 },
      },
      {
        address: 'kubernetes_config_map.nginx["a b"]',
        after: configMap("16k", "other"),
        entry: { index: "a b" },
      },
    );
    expect(it.after.map((one) => one.resource)).toEqual([
      'module.edge[0].module.inner["a.b"].kubernetes_config_map.nginx[1]',
      'kubernetes_config_map.nginx["a b"]',
    ]);
    expect(it.changes.map((one) => one.resource.index)).toEqual([1, "a b"]);
  });

  test("other resources are changes without objects", () => {
    const { after, changes } = worlds({ address: "aws_lb.edge", after: { idle_timeout: 60 } });
    expect(after).toEqual([]);
    expect(changes).toMatchObject([{ type: "aws_lb", before: [], after: [] }]);
    expect(textAt(changes[0]!.attributeOrigin(["idle_timeout"]).place())).toBe('"idle_timeout":60');
  });

  test("a plan without resource_changes is read from its values, and says so", () => {
    const resource = {
      address,
      mode: "managed",
      type: "kubernetes_config_map",
      name: "nginx",
      values: configMap("16k"),
    };
    const it = read({ format_version: "1.2", planned_values: { root_module: { resources: [resource] } } });
    expect(textAt(it.after[0]!.locate(dataOf(it.after[0]!), "size").place())).toBe('"size":"16k"');
    expect(it.notes).toEqual([expect.stringContaining("planned_values")]);
  });

  test.each([
    [{ errored: true }, /half-way/],
    [{ complete: false }, /covers a part/],
    [{ format_version: "2.0" }, /newer than this reader/],
  ])("%j is noted", (top, note) => {
    expect(planManifests(plan({ resources: [], top })).notes).toEqual([expect.stringMatching(note)]);
  });

  test("nothing to do is nothing to say", () => {
    const it = read({
      format_version: "1.2",
      resource_changes: [],
      planned_values: { root_module: {} },
      complete: true,
    });
    expect(it).toEqual({
      before: [],
      after: [],
      cloudBefore: [],
      cloudAfter: [],
      changes: [],
      notes: [],
      unknownValues: 0,
      problems: [],
      duplicateKeys: [],
    });
  });
});

describe("values known after apply", () => {
  const metadata = [{ name: "nginx", namespace: "edge" }];

  test("a key that is unknown is told from one that is not there", () => {
    const { after, unknownValues } = worlds({
      address,
      after: { metadata, data: { size: "16k" } },
      afterUnknown: { id: true, metadata: [{ uid: true }], data: { number: true } },
      expressions: { metadata: [{}], data: { references: ["local.n"] } },
    });
    const data = dataOf(after[0]!);
    expect(["size", "number", "other"].map((key) => after[0]!.isUnknown(data, key))).toEqual([
      false,
      true,
      false,
    ]);
    expect(data).toEqual({ size: "16k" });
    expect(unknownValues).toBe(1);
  });

  test("a map of which every key is unknown is there, empty", () => {
    const { after } = worlds({
      address,
      after: { metadata, data: {} },
      afterUnknown: { data: { size: true } },
    });
    expect(dataOf(after[0]!)).toEqual({});
    expect(after[0]!.isUnknown(dataOf(after[0]!), "size")).toBe(true);
  });

  test("a map that is unknown as a whole is not there", () => {
    const { after, unknownValues } = worlds({
      address,
      after: { metadata },
      afterUnknown: { data: true },
      expressions: { data: { references: ["data.http.x"] } },
    });
    expect(after[0]!.object).not.toHaveProperty("data");
    expect([after[0]!.isUnknown(after[0]!.object, "data"), unknownValues]).toEqual([true, 1]);
  });

  const app = { metadata, spec: [{ template: [{ spec: [{ container: [{ name: "web" }] }] }] }] };
  const unknownIn = (marks: object) => ({ spec: [{ template: [{ spec: [{ container: [marks] }] }] }] });
  const written = (block: object) => ({
    metadata: [{}],
    spec: [{ template: [{ spec: [{ container: [block] }] }] }],
  });
  const container = ({ after: [it] }: ReturnType<typeof worlds>) => {
    const spec = (it!.object as unknown as { spec: { template: { spec: { containers: object[] } } } }).spec
      .template.spec;
    return { it: it!, first: spec.containers[0]! };
  };
  const deployment = (marks: object, expressions?: object) =>
    worlds({
      address: "kubernetes_deployment.web",
      after: app,
      afterUnknown: unknownIn(marks),
      ...(expressions === undefined ? {} : { expressions }),
    });

  test("what the author left out is not unknown", () => {
    const marks = { resources: true, image_pull_policy: true };
    const read = deployment(marks, written({ name: { constant_value: "web" } }));
    const { it, first } = container(read);
    expect([it.isUnknown(first, "resources"), it.isUnknown(first, "imagePullPolicy")]).toEqual([
      false,
      false,
    ]);
    expect(read.unknownValues).toBe(0);
  });

  test("what the author set to something unknown is", () => {
    const marks = { resources: true, image: true };
    const read = deployment(
      marks,
      written({
        image: { references: ["var.image"] },
        resources: [{ limits: { references: ["var.limits"] } }],
      }),
    );
    const { it, first } = container(read);
    expect([it.isUnknown(first, "resources"), it.isUnknown(first, "image")]).toEqual([true, true]);
    expect(read.unknownValues).toBe(2);
  });

  test("a block that nobody else fills in can only come from a dynamic block", () => {
    const { it, first } = container(
      deployment({ lifecycle: true }, written({ name: { constant_value: "web" } })),
    );
    expect(it.isUnknown(first, "lifecycle")).toBe(true);
  });

  test("containers of a dynamic block prove nothing", () => {
    const { it, first } = container(
      deployment({ resources: true }, { metadata: [{}], spec: [{ template: [{ spec: [{}] }] }] }),
    );
    expect(it.isUnknown(first, "resources")).toBe(true);
  });

  test("without configuration nothing can be told", () => {
    const { it, first } = container(deployment({ resources: true }));
    expect(it.isUnknown(first, "resources")).toBe(true);
  });

  test("an unknown element of a list keeps its place", () => {
    const { after } = worlds({
      address: "kubernetes_ingress_v1.shop",
      after: { metadata, spec: [{ tls: [{ hosts: ["a.example.com", null] }] }] },
      afterUnknown: { spec: [{ tls: [{ hosts: [false, true] }] }] },
    });
    const hosts = (after[0]!.object as unknown as { spec: { tls: { hosts: string[] }[] } }).spec.tls[0]!
      .hosts;
    expect([hosts.length, after[0]!.isUnknown(hosts, 0), after[0]!.isUnknown(hosts, 1)]).toEqual([
      2,
      false,
      true,
    ]);
  });

  test("nothing is unknown in the world before", () => {
    const { before } = worlds({
      address,
      before: { metadata },
      after: { metadata },
      afterUnknown: { data: true },
    });
    expect(before[0]!.isUnknown(before[0]!.object, "data")).toBe(false);
  });

  test("in a values tree a missing attribute is unknown, a null one is not set", () => {
    const resource = {
      address,
      mode: "managed",
      type: "kubernetes_config_map",
      name: "nginx",
      values: { metadata, immutable: null },
    };
    const { after } = read({ planned_values: { root_module: { resources: [resource] } } });
    expect([
      after[0]!.isUnknown(after[0]!.object, "data"),
      after[0]!.isUnknown(after[0]!.object, "immutable"),
    ]).toEqual([true, false]);
  });
});

describe("sensitive values", () => {
  const metadata = [{ name: "nginx" }];

  test("are marked by key, or all at once", () => {
    const one = worlds({
      address,
      after: { metadata, data: { a: "1", b: "2" } },
      afterSensitive: { data: { a: true } },
    }).after[0]!;
    const all = worlds({ address, after: { metadata, data: { a: "1" } }, afterSensitive: { data: true } })
      .after[0]!;
    expect([one.isSensitive(dataOf(one), "a"), one.isSensitive(dataOf(one), "b")]).toEqual([true, false]);
    expect([all.isSensitive(all.object, "data"), all.isSensitive(dataOf(all), "a")]).toEqual([true, true]);
  });

  test("of the world before have marks of their own", () => {
    const values = { metadata, data: { a: "1" } };
    const { before, after } = worlds({
      address,
      before: values,
      after: values,
      beforeSensitive: { data: { a: true } },
      afterSensitive: {},
    });
    expect([
      before[0]!.isSensitive(dataOf(before[0]!), "a"),
      after[0]!.isSensitive(dataOf(after[0]!), "a"),
    ]).toEqual([true, false]);
  });

  test("of a Secret need no mark", () => {
    const plain = worlds({
      address: "kubernetes_secret.tls",
      after: { metadata, data: { "tls.key": "PEM" } },
    }).after[0]!;
    const data = (plain.object as unknown as { stringData: object }).stringData;
    expect([plain.isSensitive(data, "tls.key"), plain.isSensitive(plain.object.metadata!, "name")]).toEqual([
      true,
      false,
    ]);
    const manifest = { apiVersion: "v1", kind: "Secret", metadata: { name: "tls" }, data: { key: "eA==" } };
    const raw = worlds({ address: "kubernetes_manifest.tls", after: { manifest } }).after[0]!;
    expect([raw.isSensitive(dataOf(raw), "key"), raw.isSensitive(raw.object.metadata!, "name")]).toEqual([
      true,
      false,
    ]);
  });
});

describe("patches", () => {
  const data = (more: Tree, namespace = "edge") => ({
    metadata: [{ name: "nginx", namespace }],
    data: more,
    force: true,
  });
  const patchAddress = "kubernetes_config_map_v1_data.tuning";

  test("lay their keys over the object of that name", () => {
    const { after, changes } = worlds(
      { address, after: configMap("8k") },
      { address: patchAddress, after: data({ size: "16k", number: "4" }) },
    );
    expect(after).toHaveLength(1);
    const [it] = after;
    expect(dataOf(it!)).toEqual({ size: "16k", number: "4" });
    expect(it!.resource).toBe(address);
    expect(it!.name).toBe("nginx");
    const place = it!.locate(dataOf(it!), "size").place();
    expect([textAt(place), place.resource, place.attribute]).toEqual([
      '"size":"16k"',
      patchAddress,
      'data["size"]',
    ]);
    expect(it!.nameOrigin.place().resource).toBe(address);
    expect(changes.map((one) => one.after[0])).toEqual([it, it]);
  });

  test("several of them lie over each other", () => {
    const { after } = worlds(
      { address, after: configMap("8k") },
      { address: patchAddress, after: data({ number: "4" }) },
      { address: "kubernetes_config_map_v1_data.more", after: data({ size: "32k" }) },
    );
    const it = after[0]!;
    expect(dataOf(it)).toEqual({ size: "32k", number: "4" });
    expect(it.locate(dataOf(it), "number").place().resource).toBe(patchAddress);
    expect(it.locate(it.object.metadata!, "name").place()).toMatchObject({
      resource: address,
      attribute: "metadata[0].name",
    });
  });

  test("of an object that is not in the plan give the part they show; the rest is unknown", () => {
    const { after } = worlds(
      { address, after: configMap("8k") },
      { address: patchAddress, after: data({ size: "16k" }, "other") },
    );
    expect(after).toHaveLength(2);
    const it = after[1]!;
    expect([it.kind, it.namespace, it.name, it.resource]).toEqual([
      "ConfigMap",
      "other",
      "nginx",
      patchAddress,
    ]);
    expect([it.isUnknown(dataOf(it), "size"), it.isUnknown(dataOf(it), "number")]).toEqual([false, true]);
    expect(textAt(it.locate(dataOf(it), "size", "value").place())).toBe('"16k"');
    expect(it.text(dataOf(it), "size").text).toBe("16k");
  });

  test("of annotations reach objects that a chart made", () => {
    const { after } = worlds({
      address: "kubernetes_annotations.shop",
      after: {
        api_version: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: [{ name: "shop", namespace: "shop" }],
        annotations: { "nginx.ingress.kubernetes.io/proxy-buffer-size": "16k" },
      },
    });
    const it = after[0]!;
    expect([it.apiVersion, it.kind, it.qualifiedName]).toEqual([
      "networking.k8s.io/v1",
      "Ingress",
      "shop/shop",
    ]);
    expect(it.annotations).toEqual({ "nginx.ingress.kubernetes.io/proxy-buffer-size": "16k" });
    expect(it.isUnknown(it.object, "spec")).toBe(true);
    expect(
      it.locate(it.object.metadata!.annotations!, "nginx.ingress.kubernetes.io/proxy-buffer-size").place()
        .attribute,
    ).toBe('annotations["nginx.ingress.kubernetes.io/proxy-buffer-size"]');
  });

  test("keep what is unknown and sensitive on both sides", () => {
    const { after } = worlds(
      {
        address,
        after: configMap("8k"),
        afterUnknown: { data: { late: true } },
        afterSensitive: { data: { size: true } },
      },
      {
        address: patchAddress,
        after: data({ token: "x" }),
        afterUnknown: { data: { later: true } },
        afterSensitive: { data: { token: true } },
      },
    );
    const it = after[0]!;
    expect(["size", "token"].map((key) => it.isSensitive(dataOf(it), key))).toEqual([true, true]);
    expect(["late", "later", "size"].map((key) => it.isUnknown(dataOf(it), key))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
