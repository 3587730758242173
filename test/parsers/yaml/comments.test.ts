import { expect, test } from "@jest/globals";
import { yamlComments } from "../../../src/parsers/yaml/comments.ts";

const word = "ingress-lint-";
const texts = (text: string) => yamlComments(text, word).map((it) => text.slice(it.start, it.end));

test.each([
  ["a line of its own", "# ingress-lint-x\na: 1\n", ["# ingress-lint-x"]],
  ["behind a value", "a: 1 # ingress-lint-x\r\nb: 2\n", ["# ingress-lint-x"]],
  ["behind a quoted value", 'a: "1" # ingress-lint-x\n', ["# ingress-lint-x"]],
  ["behind a flow collection", "a: [1, 2] # ingress-lint-x\n", ["# ingress-lint-x"]],
  ["behind a byte order mark", "\uFEFF# ingress-lint-x\na: 1\n", ["# ingress-lint-x"]],
  ["between documents", "a: 1\n---\n# ingress-lint-x\nb: 1\n", ["# ingress-lint-x"]],
  ["a comment in a comment", "# see # ingress-lint-x\na: 1\n", ["# see # ingress-lint-x"]],
  ["behind a block scalar", "a: |\n  text\n# ingress-lint-x\nb: 1\n", ["# ingress-lint-x"]],
  ["two of them", "# ingress-lint-x\n# ingress-lint-y\na: 1\n", ["# ingress-lint-x", "# ingress-lint-y"]],
])("%s", (_, text, expected) => expect(texts(text)).toEqual(expected));

test.each([
  ["a double-quoted string", 'a: "b # ingress-lint-x"\n'],
  ["a single-quoted string", "a: 'b # ingress-lint-x'\n"],
  ["a quoted string over lines", 'a: "b\n  # ingress-lint-x\n  c"\n'],
  ["a literal block", "a: |\n  # ingress-lint-x\n  b\n"],
  ["a folded block", "a: >-\n  b\n  # ingress-lint-x\n"],
  ["a block in a list", "a:\n  - |\n    # ingress-lint-x\n"],
  ["a quoted key", '"# ingress-lint-x": 1\n'],
  ["a word that goes on", "a: b#ingress-lint-x\n"],
  ["JSON", '{ "a": "# ingress-lint-x" }\n'],
  ["a document that cannot be read", "a: [1 # ingress-lint-x\n"],
  ["another word", "# ingress lint\n"],
])("not in %s", (_, text) => expect(texts(text)).toEqual([]));
