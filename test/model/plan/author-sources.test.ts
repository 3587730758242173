import { describe, expect, test } from "@jest/globals";
import type { Manifest } from "../../../src/model/manifest.ts";
import { AuthorSources } from "../../../src/model/plan/author-sources.ts";
import { planManifests } from "../../../src/model/plan/plan-manifests.ts";
import type { Origin } from "../../../src/text/origin.ts";
import { SourceFile } from "../../../src/text/source-file.ts";
import { type PlanResource, plan } from "../../plan-builder.ts";

type Tree = Record<string, unknown>;
type Files = Readonly<Record<string, string>>;

/** The sources of a plan, by path from the root module. */
function sourcesOf(...roots: readonly Files[]): AuthorSources {
  return new AuthorSources(
    roots.map((files) => ({
      filesIn: (directory) =>
        Object.entries(files)
          .filter(([path]) => path.slice(0, Math.max(0, path.lastIndexOf("/"))) === directory)
          .map(([path, text]) => new SourceFile(path, text)),
    })),
  );
}

function read(files: Files | readonly Files[], ...resources: PlanResource[]) {
  const sources = sourcesOf(...(Array.isArray(files) ? files : [files]));
  return { ...planManifests(plan({ resources }), sources), sources };
}

/** File, line and text of a place. */
function shown(origin: Origin): string {
  const { file, span } = origin.place();
  const text = file.path === "plan.json" ? "" : ` ${file.text.slice(span.start, span.end)}`;
  return `${file.path}:${file.path === "plan.json" ? "" : file.positionAt(span.start).line}${text}`;
}

const dataOf = (manifest: Manifest) => (manifest.object as unknown as { data: Tree }).data;

const metadata = [{ name: "edge", namespace: "ingress" }];
const map = (data: Tree, entry: Partial<PlanResource> = {}): PlanResource => ({
  address: "kubernetes_config_map.edge",
  before: null,
  after: { metadata, data },
  ...entry,
});
const block = (data: string) => `resource "kubernetes_config_map" "edge" {
  metadata {
    name = "edge"
  }
  data = ${data}
}
`;

/** The place of `data["size"]`. */
function sizeIn(files: Files, value: unknown = "8k", entry: Partial<PlanResource> = {}): string {
  const { after } = read(files, map({ size: value }, entry));
  return shown(after[0]!.locate(dataOf(after[0]!), "size"));
}

describe("the line of an attribute", () => {
  test.each([
    ["a map", '{\n    size = "8k"\n  }', 'main.tf:6 size = "8k"'],
    ["a quoted key", '{ "size" : "8k" }', 'main.tf:5 "size" : "8k"'],
    ["a value that is worked out", "{\n    size = var.size\n  }", "main.tf:6 size = var.size"],
    ["an interpolation", '{\n    size = "${var.n}k"\n  }', 'main.tf:6 size = "${var.n}k"'],
    ["a number", "{ size = 8 }", "main.tf:5 size = 8"],
    [
      "merge: the last map that has the key",
      'merge({ size = "4k" }, { size = "8k" })',
      'main.tf:5 size = "8k"',
    ],
    ["merge: the plan's value proves it", 'merge({ size = "8k" }, var.more)', 'main.tf:5 size = "8k"'],
    ["merge: nothing proves it", "merge({ size = local.size }, var.more)", "main.tf:5 data"],
    ["a function that changes nothing", 'tomap({ size = "8k" })', 'main.tf:5 size = "8k"'],
    ["for", "{ for k, v in var.data : k => v }", "main.tf:5 data"],
    ["a condition", 'var.big ? { size = "8k" } : {}', "main.tf:5 data"],
    ["a reference to another object", "each.value.data", "main.tf:5 data"],
    ["a file", 'yamldecode(file("${path.module}/x.yaml"))', "main.tf:5 data"],
    ["the same key twice", '{\n size = "8k"\n "size" = "8k"\n }', "main.tf:5 data"],
  ])("%s", (_, data, place) => {
    expect(sizeIn({ "main.tf": block(data) })).toBe(place);
  });

  test("a value that is no longer the plan's is the entry all the same", () => {
    expect(sizeIn({ "main.tf": block('{\n    size = "4k"\n  }') })).toBe("main.tf:6 size");
  });

  test("local values and variables that hold the map", () => {
    const locals = { "main.tf": block("local.data"), "locals.tf": 'locals {\n  data = { size = "8k" }\n}\n' };
    expect(sizeIn(locals)).toBe('locals.tf:2 size = "8k"');
    const circle = {
      "main.tf": block("local.a"),
      "locals.tf": "locals {\n  a = local.b\n  b = local.a\n}\n",
    };
    expect(sizeIn(circle)).toBe("main.tf:5 data");
    expect(sizeIn({ "main.tf": block("var.data") })).toBe("main.tf:5 data");
  });

  test("an override file lies over the rest", () => {
    const over = 'resource "kubernetes_config_map" "edge" {\n  data = { size = "8k" }\n}\n';
    const files = { "main.tf": block('{ size = "4k" }'), "main_override.tf": over };
    expect(sizeIn(files)).toBe('main_override.tf:2 size = "8k"');
    const { after } = read(files, map({ size: "8k" }));
    expect(shown(after[0]!.nameOrigin)).toBe('main.tf:3 name = "edge"');
  });

  test("count and for_each: the block of all instances", () => {
    const files = { "main.tf": block('{ size = "8k" }').replace("{\n", "{\n  count = 2\n") };
    const address = "kubernetes_config_map.edge[1]";
    expect(sizeIn(files, "8k", { address, entry: { index: 1 } })).toBe('main.tf:6 size = "8k"');
  });

  test("key, value and the whole entry; the resource is its block", () => {
    const { after } = read({ "main.tf": block('{ size = "8k" }') }, map({ size: "8k" }));
    const manifest = after[0]!;
    expect(shown(manifest.locate(dataOf(manifest), "size", "key"))).toBe("main.tf:5 size");
    expect(shown(manifest.locate(dataOf(manifest), "size", "value"))).toBe('main.tf:5 "8k"');
    const place = manifest.locate(manifest.object).place();
    expect(shown({ place: () => place })).toBe('main.tf:1 resource "kubernetes_config_map" "edge"');
    expect(place.resource).toBe("kubernetes_config_map.edge");
    expect(manifest.locate(dataOf(manifest), "size").place().attribute).toBe('data["size"]');
  });

  test("a text is placed inside its string", () => {
    const conf = "events {}\nhttp { bad; }\n";
    const files = {
      "main.tf": block(`{\n    "nginx.conf" = <<-EOT\n      events {}\n      http { bad; }\n    EOT\n  }`),
    };
    const { after } = read(files, map({ "nginx.conf": conf }));
    const text = after[0]!.text(dataOf(after[0]!), "nginx.conf");
    const start = conf.indexOf("bad");
    expect(shown(text.origin(start, start + 3))).toBe("main.tf:8 bad");
  });

  test("blocks in lists: by name, by position; a dynamic block stands for those it makes", () => {
    const source = `resource "kubernetes_deployment" "web" {
  spec {
    template {
      spec {
        container {
          name  = "side"
          image = "side:1"
        }
        container {
          name  = "web"
          image = "web:1"
        }
        dynamic "volume" {
          for_each = var.volumes
          content { name = volume.value }
        }
      }
    }
  }
}
`;
    const containers = [
      { name: "web", image: "web:1" },
      { name: "side", image: "side:1" },
    ];
    const spec = { container: containers, volume: [{ name: "logs", empty_dir: [{}] }] };
    const { after } = read(
      { "main.tf": source },
      {
        address: "kubernetes_deployment.web",
        before: null,
        after: { metadata: [{ name: "web" }], spec: [{ template: [{ spec: [spec] }] }] },
      },
    );
    const pod = (after[0]!.object as unknown as { spec: { template: { spec: Tree } } }).spec.template.spec;
    const [web] = pod.containers as Tree[];
    expect(shown(after[0]!.locate(web!, "image"))).toBe('main.tf:11 image = "web:1"');
    expect(shown(after[0]!.locate(pod, "containers"))).toBe("main.tf:5 container");
    const [volume] = pod.volumes as Tree[];
    expect(shown(after[0]!.locate(volume!, "emptyDir"))).toBe('main.tf:13 dynamic "volume"');
  });
});

describe("modules", () => {
  const call = (source: string) => `module "edge" {
  source = ${source}
  nginx = {
    size = "8k"
  }
}
`;
  const address = 'module.edge["eu"].kubernetes_config_map.edge';

  test("local sources are followed, however deep", () => {
    const files = {
      "main.tf": 'module "outer" {\n  source = "./outer"\n}\n',
      "outer/main.tf": 'module "inner" {\n  source = "../inner/"\n}\n',
      "inner/main.tf": block('{ size = "8k" }'),
    };
    const deep = "module.outer.module.inner[0].kubernetes_config_map.edge";
    expect(sizeIn(files, "8k", { address: deep })).toBe('inner/main.tf:5 size = "8k"');
  });

  test("a map that the caller gives stands where it is given", () => {
    const files = { "main.tf": call('"./edge"'), "edge/main.tf": block("var.nginx") };
    expect(sizeIn(files, "8k", { address })).toBe('main.tf:4 size = "8k"');
  });

  test("a single value that the caller gives stands in the module", () => {
    const files = { "main.tf": call('"./edge"'), "edge/main.tf": block("{ size = var.size }") };
    expect(sizeIn(files, "8k", { address })).toBe("edge/main.tf:5 size = var.size");
  });

  test.each([
    '"terraform-aws-modules/eks/aws"',
    '"git::https://example.com/edge.git"',
    '"./missing"',
    "var.source",
  ])("a module from %s is where it is called", (source) => {
    expect(sizeIn({ "main.tf": call(source) }, "8k", { address })).toBe('main.tf:1 module "edge"');
  });
});

describe("YAML in a string", () => {
  const values = "controller:\n  config:\n    proxy-body-size: 8x\n";
  const release = (list: string, text = values) => {
    const source = `resource "helm_release" "nginx" {\n  chart = "ingress-nginx"\n  values = ${list}\n}\n`;
    const { after } = read(
      { "main.tf": source },
      {
        address: "helm_release.nginx",
        before: null,
        after: {
          name: "nginx",
          namespace: "ingress",
          chart: "ingress-nginx",
          repository: "https://kubernetes.github.io/ingress-nginx",
          version: "4.8.3",
          values: [text],
          set: [{ name: "controller.config.proxy-read-timeout", value: "61", type: "" }],
        },
      },
    );
    const configMap = after.find((it) => it.kind === "ConfigMap" && "proxy-body-size" in (dataOf(it) ?? {}))!;
    return (key: string) => shown(configMap.locate(dataOf(configMap), key));
  };

  test.each([
    [
      "a heredoc",
      "[<<-EOT\n    controller:\n      config:\n        proxy-body-size: 8x\n  EOT\n  ]",
      "main.tf:6 proxy-body-size: 8x",
    ],
    [
      "a heredoc with interpolations",
      "[<<-EOT\n    controller:\n      config:\n        proxy-body-size: ${var.size}\n  EOT\n  ]",
      "main.tf:6 proxy-body-size: ${var.size}",
    ],
    [
      "yamlencode",
      '[yamlencode({\n    controller = {\n      config = {\n        "proxy-body-size" = "8x"\n      }\n    }\n  })]',
      'main.tf:6 "proxy-body-size" = "8x"',
    ],
    ["templatefile", '[\n  templatefile("values.yaml", { size = 1 })\n  ]', "main.tf:3 values"],
    ["file", '[\n  file("values.yaml")\n  ]', "main.tf:3 values"],
  ])("%s", (_, list, place) => {
    expect(release(list)("proxy-body-size")).toBe(place);
  });

  test("set blocks are found by their names", () => {
    const set =
      '["controller: {}"]\n  set {\n    name = "a"\n    value = "b"\n  }\n  set {\n    name  = "controller.config.proxy-read-timeout"\n    value = "61"\n  }';
    expect(release(set)("proxy-read-timeout")).toBe('main.tf:10 value = "61"');
  });
});

test("kubectl_manifest: what the provider shows of the text is found in the text", () => {
  const yaml = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: edge }\ndata:\n  size: 8k\n";
  const source = `resource "kubectl_manifest" "edge" {\n  yaml_body = <<-YAML\n${yaml.replace(/^/gm, "    ").trimEnd()}\n  YAML\n}\n`;
  const { after } = read(
    { "main.tf": source },
    {
      address: "kubectl_manifest.edge",
      before: null,
      after: {
        yaml_body: yaml,
        yaml_body_parsed: "apiVersion: v1\ndata:\n  size: 8k\nkind: ConfigMap\nmetadata:\n  name: edge\n",
      },
      afterSensitive: { yaml_body: true },
    },
  );
  expect(shown(after[0]!.locate(dataOf(after[0]!), "size"))).toBe("main.tf:7 size: 8k");
});

describe("what stays in the plan", () => {
  test.each([
    ["no sources", {}],
    ["a resource that they do not have", { "main.tf": 'resource "kubernetes_config_map" "other" {}\n' }],
    ["sources that are no HCL", { "main.tf": 'resource "kubernetes_config_map" "edge" {\n' }],
  ])("%s", (_, files) => {
    expect(sizeIn(files)).toBe("plan.json:");
  });

  test("sources that are no HCL are told of, with the place", () => {
    const { sources, after } = read({ "main.tf": "a = {\n" }, map({ size: "8k" }));
    after[0]!.locate(dataOf(after[0]!), "size").place();
    expect(sources.problems).toEqual([expect.stringMatching(/^main\.tf:2:1: not HCL \('}' is missing\)/)]);
  });

  test("the world before", () => {
    const { before } = read(
      { "main.tf": block('{ size = "8k" }') },
      map({ size: "8k" }, { before: { metadata, data: { size: "4k" } } }),
    );
    expect(shown(before[0]!.locate(dataOf(before[0]!), "size"))).toBe("plan.json:");
  });

  test("the second directory is asked where the first does not have the resource", () => {
    const { after } = read(
      [{ "other.tf": "locals {}\n" }, { "main.tf": block('{ size = "8k" }') }] as never,
      map({ size: "8k" }),
    );
    expect(shown(after[0]!.locate(dataOf(after[0]!), "size"))).toBe('main.tf:5 size = "8k"');
  });
});

test("the place of a sensitive value is its name", () => {
  const files = { "main.tf": block('{\n    size = "hunter2"\n    list = ["hunter2"]\n  }') };
  const sensitive = map({ size: "hunter2" }, { afterSensitive: { data: { size: true } } });
  const { after } = read(files, sensitive);
  const manifest = after[0]!;
  for (const part of ["entry", "value", "key"] as const)
    expect(shown(manifest.locate(dataOf(manifest), "size", part))).toBe("main.tf:6 size");
  expect(shown(manifest.text(dataOf(manifest), "size").origin(0, 3))).toBe("main.tf:6 size");
  const { after: bare } = read({}, sensitive);
  const { file, span } = bare[0]!.locate(dataOf(bare[0]!), "size").place();
  expect(file.text.slice(span.start, span.end)).toBe('"size"');
});
