import { describe, expect, test } from "@jest/globals";
import { readPolicies } from "../../src/policies/read-policies.ts";
import { SourceFile } from "../../src/text/source-file.ts";

const whole = {
  id: "my-policy",
  summary: "Something.",
  given: "objects",
  assert: "1 == 1",
  message: "m",
  help: "h",
};
const textOf = (changes: Record<string, unknown>) =>
  Object.entries({ ...whole, ...changes })
    .filter(([, it]) => it !== undefined)
    .map(([key, it]) => `${key}: ${typeof it === "string" ? it : JSON.stringify(it)}\n`)
    .join("");

function faultsOf(text: string): string[] {
  const file = new SourceFile("p.yaml", text);
  return readPolicies(file).faults.map(({ offset, message }) => {
    const { line, column } = file.positionAt(offset);
    return `${line}:${column} ${message}`;
  });
}

test("a whole policy, several in a file, and nothing", () => {
  const { policies, faults } = readPolicies(
    new SourceFile(
      "p.yaml",
      `---\n${textOf({ given: "objects.Service", severity: "error", why: "w", references: ["https://a.example"], match: "has(value.spec)" })}---\n# nothing\n---\n${textOf({ id: "other" })}`,
    ),
  );
  expect(faults).toEqual([]);
  expect(policies).toMatchObject([
    {
      id: "my-policy",
      severity: "error",
      given: "objects",
      kind: "Service",
      why: "w",
      references: ["https://a.example"],
    },
    { id: "other", severity: "warning", given: "objects", kind: undefined, why: "Something." },
  ]);
});

describe("a fault has its place", () => {
  test.each<[Record<string, unknown>, string | RegExp]>([
    [
      { id: "My Policy" },
      "1:5 'id' is 'My Policy'; expected lower case words with dashes, such as 'public-host'",
    ],
    [{ id: undefined }, "1:1 the policy has no 'id'"],
    [{ asserts: "x" }, "7:1 unknown key 'asserts'; did you mean 'assert'?"],
    [
      { severity: "warn" },
      /^7:11 'severity' is 'warn'; expected info, warning, error; did you mean 'warning'\?$/,
    ],
    [{ given: "ingress" }, /^3:8 'given' is 'ingress'; expected objects, /],
    [{ given: "objects.service" }, /^3:8 'given' is 'objects.service'/],
    [{ assert: ["x"] }, "4:9 'assert' is no text"],
    [{ assert: '""' }, "4:9 'assert' is empty"],
    [{ message: '"a {b"' }, "5:13 'message': '{' is not closed; a brace itself is written '{{'"],
    [{ help: '"a }"' }, "6:10 'help': '}' closes nothing; a brace itself is written '}}'"],
    [{ references: "x" }, "7:13 'references' is no list of texts"],
    [{ cases: ["x"] }, "7:8 'cases' is no mapping with 'bad' and 'good'"],
    [{ cases: { ugly: [] } }, "7:1 unknown key 'ugly' in 'cases'; expected 'bad' or 'good'"],
    [
      { cases: { bad: [3] } },
      /^7:\d+ 'cases.bad\[0\]' is neither a text nor a mapping of file names to texts$/,
    ],
    [{ cases: { bad: [{ "../x.yaml": "a" }] } }, /is neither a text nor a mapping/],
    [{ assert: `"${"a".repeat(10_001)}"` }, "4:9 'assert' is longer than 10000 characters"],
  ])("%j", (changes, expected) => {
    const [fault, ...others] = faultsOf(textOf(changes));
    if (typeof expected === "string") expect(fault).toBe(expected);
    else expect(fault).toMatch(expected);
    expect(others).toEqual([]);
  });

  test("what is no policy at all", () => {
    expect(faultsOf("- a\n")).toEqual(["1:1 a policy is a mapping with 'id', 'given', 'assert' …"]);
    expect(faultsOf("a: [\n")[0]).toMatch(/could not be parsed/);
    expect(faultsOf(`${textOf({})}id: again\n`)).toContain("7:1 key 'id' is written twice");
  });
});

test("places in expressions are found through quotes, folding and indentation", () => {
  const text = `${textOf({ assert: undefined })}assert: >-\n  value.a &&\n  value.b\n`;
  const { policies } = readPolicies(new SourceFile("p.yaml", text));
  const { text: expression, offsetOf } = policies[0]!.assert;
  const at = expression.indexOf("value.b");
  expect(text.slice(offsetOf(at), offsetOf(at) + 7)).toBe("value.b");
});
