import { expect, test } from "@jest/globals";
import { helmOutput } from "../../src/inputs/helm-output.ts";
import { SourceFile } from "../../src/text/source-file.ts";

const read = (text: string) =>
  helmOutput(new SourceFile("stdin", text))?.map((it) => [it.path, it.text] as const);

test("each template becomes the file that 'helm template --output-dir' would write", () => {
  const text = `---
# Source: shop/templates/service.yaml
kind: Service
---
# Source: shop/charts/nginx/templates/config.yaml
kind: ConfigMap
data:
  text: |
    # Source: other/templates/no.yaml
---
# Source: shop/templates/service.yaml
kind: Endpoints
`;
  expect(read(text)).toEqual([
    [
      "shop/templates/service.yaml",
      "---\n# Source: shop/templates/service.yaml\nkind: Service\n---\n# Source: shop/templates/service.yaml\nkind: Endpoints\n",
    ],
    [
      "shop/charts/nginx/templates/config.yaml",
      "---\n# Source: shop/charts/nginx/templates/config.yaml\nkind: ConfigMap\ndata:\n  text: |\n    # Source: other/templates/no.yaml\n",
    ],
  ]);
});

test("what has no such comment stays in the stream", () => {
  expect(read("kind: Pod\n---\n# Source: shop/templates/a.yaml\nkind: Service\n")).toEqual([
    ["stdin", "kind: Pod\n"],
    ["shop/templates/a.yaml", "---\n# Source: shop/templates/a.yaml\nkind: Service\n"],
  ]);
});

test.each([
  ["no comment", "kind: Pod\n"],
  ["a comment in a text", "kind: ConfigMap\ndata:\n  a: |\n    x\n    # Source: shop/templates/a.yaml\n"],
  ["a path that leads elsewhere", "# Source: ../../etc/passwd\nkind: Pod\n"],
  ["an absolute path", "# Source: /etc/passwd\nkind: Pod\n"],
  ["a path of one step", "# Source: values.yaml\nkind: Pod\n"],
])("%s is no output of Helm", (_, text) => {
  expect(read(text)).toBeUndefined();
});

test("Windows line ends", () => {
  expect(read("---\r\n# Source: shop/templates/a.yaml\r\nkind: Pod\r\n")?.[0]?.[0]).toBe(
    "shop/templates/a.yaml",
  );
});
