import { describe, expect, test } from "@jest/globals";
import type { YamlDocument } from "../../../src/parsers/yaml/document.ts";
import { parseYaml } from "../../../src/parsers/yaml/parse.ts";
import { SourceFile } from "../../../src/text/source-file.ts";

function parse(text: string): YamlDocument {
  const [document] = parseYaml(new SourceFile("manifest.yaml", text));
  expect(document?.error).toBeUndefined();
  return document!;
}

/** Path and text of every entry, as seen by walking the plain value. */
function placesOf(text: string, part: "key" | "value" | "entry"): [path: string, text: string][] {
  const document = parse(text);
  const places: [string, string][] = [];
  const visit = (object: unknown): void => {
    if (typeof object !== "object" || object === null) return;
    const keys = Array.isArray(object) ? object.keys() : Object.keys(object);
    for (const key of keys) {
      const span = document.locate(object, key, part);
      places.push([
        document.pathOf(object, key)!,
        span === undefined ? "(none)" : text.slice(span.start, span.end),
      ]);
      visit((object as Record<string | number, unknown>)[key]);
    }
  };
  visit(document.value);
  return places;
}

describe("places", () => {
  test("of block style", () => {
    const text = `# Ingress of the shop
kind: Ingress   # kind
metadata:
  annotations:
    "nginx.ingress.kubernetes.io/proxy-buffer-size": 16k
    # why
    nginx.ingress.kubernetes.io/server-snippet: |-
      client_max_body_size 8m;

      # end

spec:
  rules:
  - host: api.example.com

  # second
  -
    host: shop.example.com  # trailing

  tls:
`;
    expect(placesOf(text, "entry").filter(([path]) => !path.endsWith("s"))).toEqual(
      [
        ["kind", "kind: Ingress"],
        ["metadata", text.slice(text.indexOf("metadata"), text.indexOf("# end") + 5)],
        [
          'metadata.annotations["nginx.ingress.kubernetes.io/proxy-buffer-size"]',
          '"nginx.ingress.kubernetes.io/proxy-buffer-size": 16k',
        ],
        [
          'metadata.annotations["nginx.ingress.kubernetes.io/server-snippet"]',
          "nginx.ingress.kubernetes.io/server-snippet: |-\n      client_max_body_size 8m;\n\n      # end",
        ],
        ["spec", text.slice(text.indexOf("spec"), -1)],
        ["spec.rules[0]", "host: api.example.com"],
        ["spec.rules[0].host", "host: api.example.com"],
        ["spec.rules[1]", "host: shop.example.com"],
        ["spec.rules[1].host", "host: shop.example.com"],
      ].filter(([path]) => !path!.endsWith("s")),
    );
    expect(placesOf(text, "value")).toContainEqual(["spec.tls", ""]);
    expect(placesOf(text, "key")).toContainEqual(["spec.rules", "rules"]);
    expect(placesOf(text, "value")).toContainEqual(["spec.rules[1].host", "shop.example.com"]);
  });

  test("of flow style, with pairs, missing values and JSON-like keys", () => {
    expect(placesOf('{p: q, r, "s":t, ? u : v, w: , l: [a: b, 1, ~, {c: d}, "e" ] }', "entry")).toEqual([
      ["p", "p: q"],
      ["r", "r"],
      ["s", '"s":t'],
      ["u", "u : v"],
      ["w", "w:"],
      ["l", 'l: [a: b, 1, ~, {c: d}, "e" ]'],
      ["l[0]", "a: b"],
      ["l[0].a", "a: b"],
      ["l[1]", "1"],
      ["l[2]", "~"],
      ["l[3]", "{c: d}"],
      ["l[3].c", "c: d"],
      ["l[4]", '"e"'],
    ]);
  });

  test("of list items without a value", () => {
    const text = "a:\n-\n- # none\n- x\n-\n- - v\n  -\n  - z\n-\nb: 1\n";
    expect(parse(text).value).toEqual({ a: [null, null, "x", null, ["v", null, "z"], null], b: 1 });
    expect(placesOf(text, "value")).toEqual([
      ["a", "-\n- # none\n- x\n-\n- - v\n  -\n  - z\n-"],
      ["a[0]", ""],
      ["a[1]", ""],
      ["a[2]", "x"],
      ["a[3]", ""],
      ["a[4]", "- v\n  -\n  - z"],
      ["a[4][0]", "v"],
      ["a[4][1]", ""],
      ["a[4][2]", "z"],
      ["a[5]", ""],
      ["b", "1"],
    ]);
    const document = parse(text);
    const { a } = document.value as { a: object };
    expect(document.locate(a, 0, "value")).toEqual({ start: 4, end: 4 });
    expect(document.locate(a, 5, "value")).toEqual({
      start: text.indexOf("-\nb") + 1,
      end: text.indexOf("-\nb") + 1,
    });
  });

  test("of explicit keys, tags, anchors and keys of other types", () => {
    expect(
      placesOf(
        "? a\n? b\n: c\n? |\n  d\n: e\n&k on : !t &v x\n*k : y\n!!str 014: z\n{f: g}: h\n!x : i\n?\n",
        "entry",
      ),
    ).toEqual([
      ["a", "a"],
      ["b", "b\n: c"],
      ['["d\\n"]', "|\n  d\n: e"],
      ["true", "*k : y"],
      ['["014"]', "!!str 014: z".slice(6)],
      ['["[object Object]"]', "{f: g}: h"],
      ['[""]', " : i"],
      ["null", ""],
    ]);
  });

  test("of what is shared is at the anchor; the alias is at its own place", () => {
    const text = "base: &base\n  limits: {cpu: 1}\nuse: *base\nlist: [*base, &n 5, *n]\n";
    const document = parse(text);
    const value = document.value as { base: { limits: object }; use: object; list: unknown[] };
    expect(value.use).toBe(value.base);
    expect(placesOf(text, "value")).toContainEqual(["use", "*base"]);
    expect(placesOf(text, "entry")).toContainEqual(["use", "use: *base"]);
    expect(placesOf(text, "entry")).toContainEqual(["list[0]", "*base"]);
    expect(placesOf(text, "entry")).toContainEqual(["list[2]", "*n"]);
    const span = document.locate(value.use)!;
    expect(text.slice(span.start, span.end)).toBe("limits: {cpu: 1}");
    expect(document.pathOf(value.use, "limits")).toBe("base.limits");
  });

  test("of merged keys are in the anchor's mapping, the first source wins", () => {
    const text = `one: &one {cpu: 1, deep: {x: 1}}
two: &two {cpu: 2, memory: 3}
three:
  <<: [*one, *two, {inline: {v: 2}}]
  memory: 4
four:
  <<: {only: {z: 1}}
`;
    const document = parse(text);
    const value = document.value as Record<string, Record<string, object>>;
    expect(value.three).toEqual({ cpu: 1, deep: { x: 1 }, inline: { v: 2 }, memory: 4 });
    const entry = (object: object, key: string) => {
      const span = document.locate(object, key);
      return span && text.slice(span.start, span.end);
    };
    expect(entry(value.three!, "cpu")).toBe("cpu: 1");
    expect(entry(value.three!, "memory")).toBe("memory: 4");
    expect(entry(value.three!, "inline")).toBe("inline: {v: 2}");
    expect(entry(value.three!.inline!, "v")).toBe("v: 2");
    expect(document.pathOf(value.three!.inline!, "v")).toBe("three.inline.v");
    expect(document.pathOf(value.three!.deep!, "x")).toBe("one.deep.x");
    expect(entry(value.four!.only!, "z")).toBe("z: 1");
    expect(entry(value.three!, "<<")).toBeUndefined();
  });

  test("of an alias whose anchor a duplicate key took away", () => {
    const text = "a: &gone {x: 1}\na: 2\nb: *gone\n";
    const document = parse(text);
    const { b } = document.value as { b: object };
    expect(document.locate(b, "x")).toEqual({ start: text.indexOf("x: 1"), end: text.indexOf("x: 1") + 4 });
    expect(document.pathOf(b, "x")).toBe("b.x");
  });

  test("of the root, and of objects and keys that are not there", () => {
    const text = "\ufeff# c\r\n---\r\nkind: List\r\nitems: []\r\n---\r\nother: 1\r\n";
    const [first, second] = parseYaml(new SourceFile("list.yaml", text));
    const root = first?.value as { items: object };
    const span = first?.locate(root);
    expect(text.slice(span?.start, span?.end)).toBe("kind: List\r\nitems: []");
    expect(first?.pathOf(root)).toBe("");
    expect(first?.locate(root, "missing")).toBeUndefined();
    expect(first?.locate({})).toBeUndefined();
    expect(first?.pathOf({}, "a")).toBeUndefined();
    expect(second?.locate(root)).toBeUndefined();
    expect(second?.locate(second.value as object, "other")?.start).toBe(text.indexOf("other"));
  });

  test("keys that JavaScript knows do no harm", () => {
    const text = "__proto__: {polluted: yes}\nconstructor: {a: 1}\ntoString: x\n";
    const value = parse(text).value as Record<string, object>;
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(value)).toEqual(["__proto__", "constructor", "toString"]);
    expect(placesOf(text, "entry")).toContainEqual(["__proto__.polluted", "polluted: yes"]);
  });
});
