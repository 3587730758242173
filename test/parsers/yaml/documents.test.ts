import { describe, expect, test } from "@jest/globals";
import type { YamlDocument } from "../../../src/parsers/yaml/document.ts";
import { parseYaml } from "../../../src/parsers/yaml/parse.ts";
import { SourceFile } from "../../../src/text/source-file.ts";

const parse = (text: string, path = "manifests/all.yaml") => parseYaml(new SourceFile(path, text));
const valuesOf = (text: string) => parse(text).map((it) => it.value);

describe("a stream is split into documents", () => {
  test.each<[string, string, unknown[]]>([
    ["at ---", "a: 1\n---\nb: 2\n", [{ a: 1 }, { b: 2 }]],
    ["at --- with CRLF", "---\r\na: 1\r\n---\r\nb: 2\r\n", [{ a: 1 }, { b: 2 }]],
    ["at --- with CR only", "a: 1\r---\rb: 2\r", [{ a: 1 }, { b: 2 }]],
    ["at --- with a comment", "--- # ingress\na: 1\n---\t# service\nb: 2\n---", [{ a: 1 }, { b: 2 }]],
    ["at ...", "a: 1\n...\n---\nb: 2\n...\n", [{ a: 1 }, { b: 2 }]],
    ["after a byte order mark", "\ufeff---\na: 1\n---\nb: 2\n", [{ a: 1 }, { b: 2 }]],
    ["not at an indented ---", "a: |\n  x\n  ---\n  y\n", [{ a: "x\n---\ny\n" }]],
    ["not at more than three dashes", "a: 1\n----\n", []],
    ["not at --- inside a line", "a: x---\n", [{ a: "x---" }]],
    ["with content behind ---", "--- {a: 1}\n--- |\n text\n", [{ a: 1 }, "text\n"]],
    [
      "with directives",
      "# c\n%YAML 1.1\n---\na: 1\n...\n%TAG ! tag:example.com,2024:\n---\nb: 2\n",
      [{ a: 1 }, { b: 2 }],
    ],
  ])("%s", (_, text, values) => {
    expect(valuesOf(text).filter((it) => it !== undefined)).toEqual(values);
  });

  test("documents with nothing, only comments or null are left out", () => {
    expect(valuesOf("")).toEqual([]);
    expect(valuesOf("\ufeff")).toEqual([]);
    expect(valuesOf("# nothing\n---\n---\n\n# here\n---\nnull\n---\n~\n")).toEqual([]);
  });

  test("the span of a document leaves out its --- line", () => {
    const text = "---\na: 1\n--- # second\nb: 2\n";
    expect(parse(text).map(({ span }) => text.slice(span.start, span.end))).toEqual(["a: 1\n", "b: 2\n"]);
  });
});

describe("a broken document", () => {
  test("does not hide its neighbours", () => {
    const text = "a: 1\n---\nb: [1, 2\n---\nc: 3\n---\nd:\n\te: 4\n---\nf: 6\n";
    const documents = parse(text);
    expect(documents.map((it) => it.value)).toEqual([{ a: 1 }, undefined, { c: 3 }, undefined, { f: 6 }]);
    expect(documents.map((it) => it.error?.offset)).toEqual([
      undefined,
      text.indexOf("[1"),
      undefined,
      text.indexOf("\te"),
      undefined,
    ]);
    expect(documents[1]?.locate({})).toBeUndefined();
    expect(documents[1]?.duplicateKeys).toEqual([]);
  });

  test.each<[string, RegExp, string]>([
    ["metadata:\n  name: a\n namespace: shop\n", /indentation of this entry does not match/, "namespace"],
    ["list:\n  - a\n - b\n", /indentation of this entry does not match/, "- b"],
    ["name: checkout\nnamespace\n", /':' is missing after this key/, "namespace"],
    ["spec:\n\tport: 80\n", /tab is used for indentation/, "\tport"],
    [
      'title: "checkout\nnamespace: shop\n',
      /double-quoted text that starts here is never closed/,
      '"checkout',
    ],
    ["title: 'checkout\n", /single-quoted text that starts here is never closed/, "'checkout"],
    ["hosts: [a, b\nport: 80\n", /',' is missing between two entries/, "port"],
    ["use: *defaults\n", /alias '\*defaults' has no anchor '&defaults'/, "*defaults"],
    ["name: \u0001checkout\n", /control character/, "\u0001"],
    ["port: {{ .Values.port }}\n", /mapping stands in place of a key/, "{ .V"],
  ])("%j says what is wrong, and where", (text, message, at) => {
    const [document] = parse(text);
    expect(document?.value).toBeUndefined();
    expect(document?.error?.message).toMatch(message);
    expect(text.slice(document?.error?.offset).startsWith(at)).toBe(true);
  });

  test("offsets count from the start of the file, byte order mark included", () => {
    const text = "\ufeffa: 1\r\n---\r\nb: {\r\n";
    const file = new SourceFile("a.yaml", text);
    const offset = parseYaml(file)[1]?.error?.offset ?? -1;
    expect(file.positionAt(offset)).toEqual({ line: 3, column: 4 });
  });
});

describe("duplicate keys", () => {
  test("the last value stands, both places are reported", () => {
    const text = "# c\n---\ndata:\n  worker-processes: '1'\n  keep-alive: '75'\n  worker-processes: '4'\n";
    const file = new SourceFile("configmap.yaml", text);
    const [document] = parseYaml(file);
    expect(document?.value).toEqual({ data: { "worker-processes": "4", "keep-alive": "75" } });
    expect(
      document?.duplicateKeys.map((it) => [
        it.key,
        file.positionAt(it.first.start),
        file.positionAt(it.second.start),
      ]),
    ).toEqual([["worker-processes", { line: 4, column: 3 }, { line: 6, column: 3 }]]);
    const { data } = (document as YamlDocument).value as { data: object };
    expect(document?.locate(data, "worker-processes", "value")?.start).toBe(text.indexOf("'4'"));
  });

  test("of three, the two lost ones are reported with the last", () => {
    const text = "a: 1\n'a': 2\nb: {x: 1, x: {y: 1, y: 2}}\na: 3\n";
    const [document] = parse(text);
    const spans = document?.duplicateKeys.map((it) => [
      text.slice(it.first.start, it.first.end),
      it.first.start,
      it.second.start,
    ]);
    expect(spans).toEqual([
      ["a", 0, text.lastIndexOf("a: 3")],
      ["'a'", 5, text.lastIndexOf("a: 3")],
      ["x", text.indexOf("x: 1"), text.indexOf("x: {")],
      ["y", text.indexOf("y: 1"), text.indexOf("y: 2")],
    ]);
  });

  test("overriding a merged key is none", () => {
    const [document] = parse("base: &base {a: 1}\nuse:\n  <<: *base\n  a: 2\n");
    expect(document?.duplicateKeys).toEqual([]);
    expect(document?.value).toEqual({ base: { a: 1 }, use: { a: 2 } });
  });
});

describe("JSON", () => {
  test("is read as one document with places", () => {
    const text =
      '\ufeff {\r\n\t"kind": "Service",\n\t"spec": {"ports": [{"port": 8e1}], "a\\u002fb": "x\\ty"}}\n';
    const file = new SourceFile("service.json", text);
    const [document, ...rest] = parseYaml(file);
    expect(rest).toEqual([]);
    const value = document?.value as { spec: { ports: { port: number }[] } };
    expect(value).toEqual({ kind: "Service", spec: { ports: [{ port: 80 }], "a/b": "x\ty" } });
    const cut = (span: { start: number; end: number } | undefined) =>
      span && text.slice(span.start, span.end);
    expect(cut(document?.span)).toBe(text.slice(2, -1));
    expect(cut(document?.locate(value))).toBe(text.slice(2, -1));
    expect(cut(document?.locate(value, "kind"))).toBe('"kind": "Service"');
    expect(cut(document?.locate(value.spec.ports, 0))).toBe('{"port": 8e1}');
    expect(cut(document?.locate(value.spec.ports[0]!, "port", "value"))).toBe("8e1");
    expect(document?.pathOf(value.spec.ports[0]!, "port")).toBe("spec.ports[0].port");
    expect(cut(document?.locate(value.spec, "a/b", "key"))).toBe('"a\\u002fb"');
    expect(document?.pathOf(value.spec, "a/b")).toBe('spec["a/b"]');
    const tab = document?.text(value.spec, "a/b")?.origin(1, 2).place();
    expect(cut(tab?.span)).toBe("\\t");
    expect(file.positionAt(document?.locate(value, "kind")?.start ?? 0)).toEqual({ line: 2, column: 2 });
  });

  test("duplicate keys are found, also behind texts with colons, quotes and escapes", () => {
    const text = '{"a": "x\\\\", "b:": "\\":", "c": [{"d": 1, "d": 2}], "\\u0061": 3}';
    const [document] = parse(text, "a.json");
    expect(document?.value).toEqual({ a: 3, "b:": '":', c: [{ d: 2 }] });
    expect(document?.duplicateKeys.map((it) => [it.key, it.first.start, it.second.start])).toEqual([
      ["a", 1, text.indexOf('"\\u0061"')],
      ["d", text.indexOf('"d": 1'), text.indexOf('"d": 2')],
    ]);
    expect(parse('{"a": "b:c", "b": ["a:"]}')[0]?.duplicateKeys).toEqual([]);
  });

  test("several values one after the other are several documents", () => {
    const text = '{"a": 1}\n{"b": 2} [3]\n';
    const documents = parse(text, "list.json");
    expect(documents.map((it) => it.value)).toEqual([{ a: 1 }, { b: 2 }, [3]]);
    expect(documents.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      '{"a": 1}',
      '{"b": 2}',
      "[3]",
    ]);
    const second = documents[1]!;
    expect(second.locate(second.value as object, "b")).toEqual({ start: 10, end: 16 });
  });

  test("what is YAML in flow style is read as such", () => {
    expect(valuesOf("{a: 1, b: [x,],}\n")).toEqual([{ a: 1, b: ["x"] }]);
    expect(valuesOf('{"a": 1}\n---\n{"b": 2}\n')).toEqual([{ a: 1 }, { b: 2 }]);
  });

  test.each<[string, string, number]>([
    ['{"a": 1,}', "a key in double quotes is expected here", 8],
    ['{"a": tru}', "a JSON value is expected here", 6],
    ['{"a" 1}', "a ':' is expected behind the key", 5],
    ['{"a": 1 "b": 2}', "a ',' or '}' is expected here", 8],
    ['{"a": {"b": [1', "the '[' that opens here is never closed", 12],
    ['["a\nb"]', "a line end or control character is in the text; JSON takes it only as an escape", 3],
    ['["a\\x41"]', "JSON has no such escape", 3],
    ['["a', "the text in double quotes that starts here is never closed", 1],
    ['{"a": 01}', "a ',' or '}' is expected here", 7],
  ])("%j in a .json file is refused with its place", (text, message, offset) => {
    const documents = parse(text, "plan.json");
    expect(documents.map((it) => it.error)).toEqual([{ message, offset }]);
  });
});
