import { describe, expect, test } from "@jest/globals";
import { type HclBody, parseHcl } from "../../../src/parsers/hcl/body.ts";
import { hclExpression } from "../../../src/parsers/hcl/expression.ts";
import { hclLines } from "../../../src/parsers/hcl/literal.ts";
import { HclError } from "../../../src/parsers/hcl/tokens.ts";

/** A body as data: attributes with the text of their values. */
function shape(text: string, body: HclBody = parseHcl(text).body): unknown {
  const { tokens } = parseHcl(text);
  return {
    ...Object.fromEntries(
      body.attributes.map(({ name, value }) => [
        name,
        text.slice(tokens[value.start]!.start, tokens[value.end - 1]!.end),
      ]),
    ),
    ...(body.blocks.length === 0
      ? {}
      : { blocks: body.blocks.map((it) => [it.type, ...it.labels, shape(text, it.body)]) }),
  };
}

/** The expression of `x = …`. */
function expression(value: string) {
  const file = parseHcl(`x = ${value}\n`);
  return { file, it: hclExpression(file, file.body.attributes[0]!.value) };
}

const literal = (value: string) => {
  const { it } = expression(value);
  return it.kind === "literal" ? it.literal.value : undefined;
};

describe("structure", () => {
  test("attributes, blocks with labels of both kinds, nesting, blocks on one line", () => {
    const text = `a = 1
resource "aws_lb" edge {
  name = "x"
  dynamic "rule" {
    for_each = var.rules
    content { port = rule.value }
  }
  empty {}
}
`;
    expect(shape(text)).toEqual({
      a: "1",
      blocks: [
        [
          "resource",
          "aws_lb",
          "edge",
          {
            name: '"x"',
            blocks: [
              ["dynamic", "rule", { for_each: "var.rules", blocks: [["content", { port: "rule.value" }]] }],
              ["empty", {}],
            ],
          },
        ],
      ],
    });
  });

  test("brackets carry an expression over lines; an operator at the end of a line does not", () => {
    expect(shape("a = [\n  1,\n  2\n]\nb = (1 +\n2)\nc = f(\n  1\n)\n")).toEqual({
      a: "[\n  1,\n  2\n]",
      b: "(1 +\n2)",
      c: "f(\n  1\n)",
    });
  });

  test.each([
    ["#", "a = 1 # } {\nb = 2\n"],
    ["//", 'a = 1 // " {\nb = 2\n'],
    ["/* */", "a = 1 /* } \n { */\nb = 2\n"],
    ["a byte order mark and CRLF", "\uFEFFa = 1\r\nb = 2\r\n"],
    ["no line feed at the end", "a = 1\nb = 2"],
  ])("comments and line ends: %s", (_, text) => {
    expect(shape(text)).toEqual({ a: "1", b: "2" });
  });

  test("what looks like structure in a string, a template or a heredoc is none", () => {
    const text = `a = "}\${x == "}" ? "{" : "\${y["]"]}"}{"
b = <<EOT
} # {
\${join("\\n", [
  "EOT",
])}
 EOTX
EOT
c = <<-EOT
    x
    EOT
d = "$\${not} %%{it}"
`;
    expect(Object.keys(shape(text) as object)).toEqual(["a", "b", "c", "d"]);
  });

  test.each([
    ["a block without an end", 'resource "a" "b" {\n  x = 1\n', 0],
    ["a string without an end", 'a = "x\n', 4],
    ["a comment without an end", "a = 1 /* x", 6],
    ["a heredoc without an end", "a = <<EOT\nx\n", 9],
    ["an interpolation without an end", 'a = "${x"\n', 8],
    ["a bracket that is closed by another", "a = [1)\n", 6],
    ["a brace too many", "}\n", 0],
    ["an attribute without a value", "a =\n", 3],
    ["two attributes on one line", "a { b = 1 }  c = 2\n", 13],
    ["a character that HCL does not know", "a = 'x'\n", 4],
    ["templates without end in each other", `a = ${'"${'.repeat(5_000)}`, undefined],
  ])("refuses %s", (_, text, offset) => {
    let error: unknown;
    try {
      parseHcl(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(HclError);
    if (offset !== undefined) expect((error as HclError).offset).toBe(offset);
  });

  test("time grows with the text, not with its square", () => {
    const text = (blocks: number) => 'r "a" "b" {\n  x = [{ a = "${b}" }]\n}\n'.repeat(blocks);
    const time = (blocks: number) => {
      const start = performance.now();
      parseHcl(text(blocks));
      return performance.now() - start;
    };
    time(1_000);
    const small = Math.min(time(2_000), time(2_000), time(2_000));
    expect(Math.min(time(16_000), time(16_000))).toBeLessThan(small * 40);
  });
});

describe("expressions", () => {
  test("objects: names, strings, numbers and parentheses as keys; both signs, both separators", () => {
    const { it, file } = expression(
      '{\n  a = 1, "b" : 2\n  3 = 4\n  ("c") = { d = 1 }\n  (e) = 5\n  for = 6\n}',
    );
    expect(it.kind === "object" && it.entries.map((entry) => entry.key)).toEqual([
      "a",
      "b",
      "3",
      "c",
      undefined,
      "for",
    ]);
    const span = it.kind === "object" ? it.entries[1]!.keySpan : undefined;
    expect(file.text.slice(span!.start, span!.end)).toBe('"b"');
  });

  test.each([
    ["[1, [2, 3], f(4, 5)]", "tuple", 3],
    ["[]", "tuple", 0],
    ["[\n  1,\n  2,\n]", "tuple", 2],
    ["merge({ a = 1 }, var.b)", "call", 2],
    ["( jsonencode( { a = 1 } ) )", "call", 1],
  ] as const)("%s is a %s", (text, kind, count) => {
    const { it } = expression(text);
    expect(it.kind).toBe(kind);
    expect(it.kind === "tuple" ? it.elements.length : it.kind === "call" && it.arguments.length).toBe(count);
  });

  test.each([
    "[for x in y : x]",
    "{ for k, v in y : k => v }",
    '{ a = 1 }["a"]',
    "[1][0]",
    "a ? {} : {}",
    "f(1).x",
    "a + b",
    "!a",
    "a[0]",
    '"${x}"',
    "a.b.",
  ])("%s is worked out", (text) => {
    expect(expression(text).it.kind).toBe("other");
  });

  test("names", () => {
    expect(expression("var.size").it).toEqual({ kind: "name", parts: ["var", "size"] });
  });
});

describe("literals", () => {
  test.each([
    ['"a\\n\\t\\"\\\\\\u00e4\\U0001F600"', 'a\n\t"\\ä😀'],
    ['"$${a} %%{b} $5 100%"', "${a} %{b} $5 100%"],
    ['""', ""],
    ["<<EOT\n  a\n b\n\nEOT", "  a\n b\n\n"],
    ["<<-EOT\n    a\n      b\n\n    c\n  EOT", "a\n  b\n\nc\n"],
    ["<<EOT\n$${a}\\n\nEOT", "${a}\\n\n"],
  ])("%j is %j", (text, value) => {
    expect(literal(text)).toBe(value);
  });

  test.each(['"\\q"', '"\\u00zz"', '"\\UFFFFFFFF"', '"%{ if a }b%{ endif }"', "<<EOT\n${a}\nEOT"])(
    "%j is none",
    (text) => {
      expect(literal(text)).toBeUndefined();
    },
  );

  test("the way back leads through escapes and taken indentation", () => {
    const quoted = expression('"a\\nbc"');
    const heredoc = expression("<<-EOT\n    one\n      two\n    EOT");
    const at = ({ file, it }: ReturnType<typeof expression>, word: string) => {
      if (it.kind !== "literal") throw new Error("no literal");
      const start = it.literal.value.indexOf(word);
      const span = it.literal.spanOf(start, start + word.length);
      return [span.start, file.text.slice(span.start, span.end)];
    };
    expect(at(quoted, "bc")).toEqual([8, "bc"]);
    expect(at(heredoc, "one")).toEqual([15, "one"]);
    expect(at(heredoc, "two")).toEqual([25, "two"]);
  });

  test("lines of a heredoc with interpolations are found by the value that it became", () => {
    const text = "x = <<-EOT\n  a: ${b}\n  c: 1\n  EOT\n";
    const token = parseHcl(text).tokens.find((it) => it.kind === "heredoc")!;
    const lines = hclLines(text, token, "a: secret\nc: 1\n")!;
    const shown = (start: number, end: number) => {
      const span = lines.spanOf(start, end);
      return text.slice(span.start, span.end);
    };
    expect(shown(10, 11)).toBe("c");
    expect(shown(13, 14)).toBe("1");
    expect(shown(0, 1)).toBe("a: ${b}");
    expect(hclLines(text, token, "a: two\nlines\nc: 1\n")).toBeUndefined();
    expect(hclLines(text, token, "a: x\nc: 2\n")).toBeUndefined();
  });
});
