import { describe, expect, test } from "@jest/globals";
import type { Manifest } from "../../../src/model/manifest.ts";
import { planManifests } from "../../../src/model/plan/plan-manifests.ts";
import type { Place } from "../../../src/text/origin.ts";
import { type PlanResource, plan } from "../../plan-builder.ts";

type Tree = Record<string, unknown>;

const address = "helm_release.edge";
const values = "controller:\n  config:\n    proxy-buffer-size: 16k\n    use-gzip: true\n  replicaCount: 2\n";
const base = {
  name: "ingress-nginx",
  namespace: "edge",
  repository: "https://kubernetes.github.io/ingress-nginx",
  chart: "ingress-nginx",
  version: "4.8.3",
  values: [values],
  set: [],
  manifest: null,
};

const read = (after: object, more: Partial<PlanResource> = {}) =>
  planManifests(plan({ resources: [{ address, after: { ...base, ...after }, ...more }] }));
const textAt = ({ file, span }: Place) => file.text.slice(span.start, span.end);
const dataOf = (manifest: Manifest | undefined) => (manifest!.object as unknown as { data: Tree }).data;
const config = (after: object, more: Partial<PlanResource> = {}) => dataOf(read(after, more).after[0]);
const containerOf = (manifest: Manifest) =>
  (manifest.object as unknown as { spec: { template: { spec: { containers: Tree[] } } } }).spec.template.spec
    .containers[0]!;

describe("values", () => {
  test("are placed in the string that holds them", () => {
    const [map, workload] = read({}).after;
    expect(dataOf(map)).toEqual({ "proxy-buffer-size": "16k", "use-gzip": "true" });
    const place = map!.locate(dataOf(map), "proxy-buffer-size").place();
    expect([textAt(place), place.attribute, place.resource]).toEqual([
      "proxy-buffer-size: 16k",
      'values[0].controller.config["proxy-buffer-size"]',
      address,
    ]);
    expect(containerOf(workload!).image).toBe("registry.k8s.io/ingress-nginx/controller:v1.9.4");
    expect(textAt(workload!.locate(containerOf(workload!), "lifecycle").place())).toBe(`"${address}"`);
  });

  test("of later documents win", () => {
    expect(config({ values: [values, "controller:\n  config:\n    use-gzip: false\n"] })).toEqual({
      "proxy-buffer-size": "16k",
      "use-gzip": "false",
    });
  });

  test("are overridden by set, set_list and set_sensitive", () => {
    const { after } = read({
      set: [
        { name: "controller.config.proxy-buffer-size", value: "32k", type: "" },
        { name: "controller.config.workers", value: "4", type: "auto" },
        { name: "controller.service.annotations.example\\.com/name", value: "true", type: "string" },
      ],
      set_list: [{ name: "controller.extraContainers[0].command", value: ["sh", "-c"] }],
      set_sensitive: [{ name: "controller.config.token", value: "hunter2", type: "" }],
    });
    const [map, workload, service] = after;
    expect(dataOf(map)).toEqual({
      "proxy-buffer-size": "32k",
      "use-gzip": "true",
      workers: "4",
      token: "hunter2",
    });
    const place = map!.locate(dataOf(map), "proxy-buffer-size").place();
    expect([textAt(place), place.attribute]).toEqual(['"value":"32k"', "set[0].value"]);
    expect(map!.text(dataOf(map), "proxy-buffer-size").origin(0, 2).place().span.start).toBe(
      place.span.start + '"value":"'.length,
    );
    expect(service!.annotations).toEqual({ "example.com/name": "true" });
    const spec = (workload!.object as unknown as { spec: { template: { spec: { containers: Tree[] } } } })
      .spec.template.spec;
    expect(spec.containers[1]).toEqual({ command: ["sh", "-c"] });
    expect(["token", "use-gzip"].map((key) => map!.isSensitive(dataOf(map), key))).toEqual([true, false]);
  });

  test("of the helm provider 3 have null for none", () => {
    expect(
      config({ set: null, set_list: null, set_sensitive: null, postrender: null, values: null }),
    ).toEqual({});
  });

  test("that are marked as sensitive stay so", () => {
    const [map] = read({}, { afterSensitive: { values: [true] } }).after;
    expect(map!.isSensitive(dataOf(map), "proxy-buffer-size")).toBe(true);
  });

  test("that are broken are a problem that shows nothing of them", () => {
    const { problems, notes } = read({ values: ["controller: [hunter2\n"] });
    expect(problems).toEqual([
      {
        path: "plan.json",
        message: expect.stringMatching(/^helm_release\.edge: line \d of values\[0\] is not valid YAML\.$/),
      },
    ]);
    expect(JSON.stringify([problems, notes])).not.toContain("hunter2");
  });

  test("that Helm would refuse are noted", () => {
    expect(read({ set: [{ name: "a..b", value: "x" }] }).notes).toEqual([
      `${address}: the expression of set[0] is not one that Helm takes`,
    ]);
  });
});

describe("values known after apply", () => {
  const isUnknown = (it: ReturnType<typeof read>, key: string) =>
    it.after[0]!.isUnknown(dataOf(it.after[0]), key);

  test("all of them: nothing is assumed", () => {
    const it = read({ values: undefined }, { afterUnknown: { values: true } });
    expect([it.after[0]!.isUnknown(it.after[0]!.object, "data"), it.unknownValues]).toEqual([true, 1]);
    expect(it.after[1]!.isUnknown(containerOf(it.after[1]!), "image")).toBe(true);
  });

  test("one document: what lies over it is known", () => {
    const it = read(
      { values: [values, null, "controller:\n  config:\n    workers: 4\n"] },
      { afterUnknown: { values: [false, true, false] } },
    );
    expect(dataOf(it.after[0])).toEqual({ workers: "4" });
    expect(["workers", "use-gzip"].map((key) => isUnknown(it, key))).toEqual([false, true]);
  });

  test("one set value: the rest is known", () => {
    const it = read(
      { set: [{ name: "controller.config.proxy-buffer-size", type: "" }] },
      { afterUnknown: { set: [{ value: true }] } },
    );
    expect(dataOf(it.after[0])).toEqual({ "use-gzip": "true" });
    expect(["proxy-buffer-size", "use-gzip", "other"].map((key) => isUnknown(it, key))).toEqual([
      true,
      false,
      false,
    ]);
    expect(it.unknownValues).toBe(1);
  });

  test("the name of a set value: it may override anything", () => {
    const it = read({ set: [{ value: "x" }] }, { afterUnknown: { set: [{ name: true }] } });
    expect(it.after[0]!.isUnknown(it.after[0]!.object, "data")).toBe(true);
  });

  test("write-only values are never in a plan", () => {
    const it = read({ set_wo: null, set_wo_revision: 1 });
    expect(it.notes).toEqual([expect.stringContaining("not known")]);
  });
});

describe("which releases", () => {
  test("charts that are no controller's give nothing", () => {
    expect(read({ chart: "cert-manager", repository: "https://charts.jetstack.io" })).toMatchObject({
      after: [],
      notes: [],
    });
    expect(read({ chart: undefined }, { afterUnknown: { chart: true } }).after).toEqual([]);
  });

  test.each([null, "~> 4.8", "4.8", undefined])(
    "version %s is no exact one, so the image is not known",
    (version) => {
      const workload = read({ version }).after[1]!;
      expect(workload.isUnknown(containerOf(workload), "image")).toBe(true);
    },
  );

  test("a chart in a folder has templates of its own", () => {
    const workload = read({ chart: "./charts/ingress-nginx", repository: null }).after[1]!;
    expect(workload.isUnknown(containerOf(workload), "image")).toBe(true);
  });

  test("F5's chart is read with its own rules", () => {
    const { after } = read({
      name: "nic",
      chart: "nginx-ingress",
      repository: "oci://ghcr.io/nginx/charts",
      version: "2.4.1",
      values: ["controller: {config: {entries: {keepalive: '32'}}}"],
    });
    expect(after.map((it) => it.qualifiedName).slice(0, 2)).toEqual([
      "edge/nic-nginx-ingress",
      "edge/nic-nginx-ingress-controller",
    ]);
    expect(dataOf(after[0])).toEqual({ keepalive: "32" });
  });

  test("values before and after make two worlds", () => {
    const { before, after } = read({}, { before: { ...base, values: [values.replace("16k", "8k")] } });
    expect([dataOf(before[0])["proxy-buffer-size"], dataOf(after[0])["proxy-buffer-size"]]).toEqual([
      "8k",
      "16k",
    ]);
    expect(textAt(before[0]!.locate(dataOf(before[0]), "proxy-buffer-size").place())).toBe(
      "proxy-buffer-size: 8k",
    );
  });
});

describe("a release that was rendered while planning", () => {
  const rendered = {
    "edge/configmap/v1/ingress-nginx-controller": {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "ingress-nginx-controller" },
      data: { "proxy-buffer-size": "64k" },
    },
    "notes.txt": "no object",
  };

  test("is those objects, whatever the values say", () => {
    const { after } = read({ manifest: JSON.stringify(rendered) });
    expect(after).toHaveLength(1);
    expect(dataOf(after[0])).toEqual({ "proxy-buffer-size": "64k" });
    const place = after[0]!.locate(dataOf(after[0]), "proxy-buffer-size").place();
    expect([place.resource, place.attribute]).toEqual([address, "manifest"]);
    expect(textAt(place)).toContain("64k");
  });

  test("is of any chart", () => {
    expect(read({ chart: "shop", repository: null, manifest: JSON.stringify(rendered) }).after).toHaveLength(
      1,
    );
  });

  test("falls back to the values when it is broken", () => {
    expect(config({ manifest: "{" })["proxy-buffer-size"]).toBe("16k");
  });
});
