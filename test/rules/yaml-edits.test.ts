import { describe, expect, test } from "@jest/globals";
import { setEntry } from "../../rules/_shared/yaml-edits.ts";
import { type EditValue, renderScalar } from "../../rules/_shared/yaml-text.ts";
import type { KubernetesObject, Manifest } from "../../src/model/manifest.ts";
import { readManifests } from "../../src/model/read-manifests.ts";
import { parseYaml } from "../../src/parsers/yaml/parse.ts";
import { SourceFile } from "../../src/text/source-file.ts";

type Pick = (object: KubernetesObject & { spec: Record<string, never>; data: object }) => object;

/** The text after `setEntry`, or undefined where it refuses. */
function edited(text: string, pick: Pick, key: string, value: EditValue): string | undefined {
  const manifest = manifestOf(text);
  const edits = setEntry(manifest, pick(manifest.object as never), key, value);
  if (edits === undefined) return undefined;
  let result = text;
  for (const it of [...edits].sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, it.span.start) + it.text + result.slice(it.span.end);
  }
  // Whatever is written has to read back as what was meant.
  expect((pick(manifestOf(result).object as never) as Record<string, unknown>)[key]).toEqual(value);
  return result;
}

function manifestOf(text: string): Manifest {
  const [document] = [...parseYaml(new SourceFile("checkout.yaml", text))];
  expect(document?.error).toBeUndefined();
  return readManifests(document!)[0]!;
}

const head = "apiVersion: v1\nkind: ConfigMap\n";
const data: Pick = (it) => it.data;

describe("adding an entry", () => {
  test.each([
    ["after the last entry", "data:\n  a: x\n  b: y\n", "data:\n  a: x\n  b: y\n  added: z\n"],
    ["without a final line end", "data:\n  a: x", "data:\n  a: x\n  added: z"],
    ["behind a comment on the last line", "data:\n  a: x # keep\n", "data:\n  a: x # keep\n  added: z\n"],
    [
      "after a block scalar",
      "data:\n  a: |\n    one\n    two\nmetadata: {}\n",
      "data:\n  a: |\n    one\n    two\n  added: z\nmetadata: {}\n",
    ],
    ["in flow style", "data: { a: x }\n", 'data: { a: x, added: "z" }\n'],
    ["in flow style over lines", "data: {\n  a: x\n}\n", 'data: {\n  a: x,\n  added: "z"\n}\n'],
    ["in empty braces", "data: {}\n", 'data: { added: "z" }\n'],
  ])("%s", (_, before, after) => {
    expect(edited(head + before, data, "added", "z")).toBe(head + after);
    const crlf = (it: string) => (head + it).replaceAll("\n", "\r\n");
    expect(edited(crlf(before), data, "added", "z")).toBe(crlf(after));
  });

  test("in JSON, with the file's own indentation", () => {
    const text = '{\n  "apiVersion": "v1", "kind": "ConfigMap",\n  "data": {\n    "a": "x"\n  }\n}\n';
    expect(edited(text, data, "added", "z")).toBe(text.replace('"x"', '"x",\n    "added": "z"'));
  });

  test("a nested block in an item of a list, after a byte order mark", () => {
    const pod =
      "\uFEFFapiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: web # first\n    image: web:1\n  - name: api\n";
    const lifecycle = { preStop: { exec: { command: ["sleep", "15"] } } };
    expect(edited(pod, (it) => it.spec.containers![0]!, "lifecycle", lifecycle)).toBe(
      pod.replace(
        "    image: web:1\n",
        '    image: web:1\n    lifecycle:\n      preStop:\n        exec:\n          command: ["sleep", "15"]\n',
      ),
    );
  });
});

describe("replacing", () => {
  test.each([
    ["a bare scalar", "data:\n  a: x # why\n", "data:\n  a: z # why\n"],
    ["single quotes stay", "data:\n  a: 'x'\n", "data:\n  a: 'z'\n"],
    ["double quotes stay", 'data: { a: "x" }\n', 'data: { a: "z" }\n'],
  ])("%s", (_, before, after) => expect(edited(head + before, data, "a", "z")).toBe(head + after));

  test.each([
    ["braces", "data:\n  a: {}\n", "data:\n  a:\n    size: 1Gi\n"],
    [
      "braces before a comment",
      "data:\n  a: {  } # why\n  b: x\n",
      "data:\n  a: # why\n    size: 1Gi\n  b: x\n",
    ],
    ["nothing", "data:\n  a:\n  b: x\n", "data:\n  a:\n    size: 1Gi\n  b: x\n"],
    ["braces in braces", "data: { a: {} }\n", 'data: { a: { size: "1Gi" } }\n'],
  ])("an empty mapping: %s", (_, before, after) =>
    expect(edited(head + before, data, "a", { size: "1Gi" })).toBe(head + after),
  );

  test("text that YAML would read as a number or boolean gets quotes", () => {
    expect(edited(`${head}data:\n  a: auto\n`, data, "a", "4")).toBe(`${head}data:\n  a: "4"\n`);
    expect(
      ["on", "y", "0x1F", "1.5", "12:30", "~", "", "a: b", "#a", "1Gi", "worker one"].map(renderScalar),
    ).toEqual([
      '"on"',
      '"y"',
      '"0x1F"',
      '"1.5"',
      '"12:30"',
      '"~"',
      '""',
      '"a: b"',
      '"#a"',
      "1Gi",
      "worker one",
    ]);
  });
});

describe("nothing is edited", () => {
  test.each([
    ["behind an alias", "metadata: &shared\n  a: x\ndata: *shared\n"],
    ["through a merge key", "metadata: &shared { b: y }\ndata:\n  <<: *shared\n  a: x\n"],
    ["over a block scalar", "data:\n  a: |\n    x\n"],
    ["over a mapping that holds something", "data:\n  a: { b: c }\n"],
  ])("%s", (_, text) => expect(edited(head + text, data, "a", "z")).toBeUndefined());

  test("in a source that carries no edits", () => {
    const manifest = manifestOf(`${head}data:\n  a: x\n`);
    Object.assign(manifest.source, { editable: false });
    expect(setEntry(manifest, data(manifest.object as never), "a", "z")).toBeUndefined();
  });
});
