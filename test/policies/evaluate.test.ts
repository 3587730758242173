import { describe, expect, test } from "@jest/globals";
import { judge } from "../../src/policies/evaluate.ts";
import { UNKNOWN } from "../../src/policies/plain.ts";

const verdict = (assert: string, value: unknown, match?: string) =>
  judge({ match, assert, message: ["value"], help: [] }, [{ value }])[0]!;

describe("an expression holds", () => {
  test.each<[string, unknown]>([
    ["value == 'a'", "a"],
    ["value + 1 == 3", 2],
    ["value > 1.5", 2],
    ["value == 1.5", 1.5],
    ["value == null", null],
    ["has(value.a.b) && value.a.b == 'c'", { a: { b: "c" } }],
    ["!has(value.a)", {}],
    ["'x' in value && value['x'] == 1", { x: 1 }],
    ["value.all(it, it.startsWith('a'))", ["a", "ab"]],
    ["value.exists(it, it.name == 'web' && it.ports.exists(p, p == 80))", [{ name: "web", ports: [80] }]],
    ["value.filter(it, it > 1).size() == 2 && value.map(it, it * 2) == [2, 4, 6]", [1, 2, 3]],
    ["value.split('.').size() == 3 && value.indexOf('b') == 2", "a.b.c"],
    ["value.matches('^[a-z]+$')", "abc"],
    ["int(value) <= 120", "90"],
    ["quantity(value) > quantity('1Gi')", "1500Mi"],
    ["quantity(value) == 0.5", "500m"],
    ["quantity(value) == 2.0", 2],
    ["nginxBytes(value) == 16384 && nginxBytes('1g') == 1073741824", "16k"],
    ["nginxSeconds(value) == 90.0", "1m 30s"],
    ["object == null && effective == null", 1],
  ])("%s", (assert, value) => {
    expect(verdict(assert, value)).toEqual({ outcome: "holds" });
  });
});

describe("an expression fails, with the values of the message", () => {
  test.each<[string, unknown, string]>([
    ["false", "a", "a"],
    ["false", 3, "3"],
    ["false", 1.25, "1.25"],
    ["false", true, "true"],
    ["false", null, "null"],
    ["false", ["a", 1], '["a",1]'],
    ["false", { a: { b: [1] } }, '{"a":{"b":[1]}}'],
  ])("%s of %j", (assert, value, message) => {
    expect(verdict(assert, value)).toEqual({ outcome: "fails", message: [message], help: [] });
  });
});

test("what `match` leaves out is not looked at", () => {
  expect(verdict("false", 1, "value == 2")).toEqual({ outcome: "holds" });
  expect(verdict("false", 2, "value == 2").outcome).toBe("fails");
});

describe("what is not known", () => {
  test.each([
    ["value.a == 1", "unknown"],
    ["value.b == 1", "holds"],
    ["value.b == 2", "fails"],
    ["value.a == 1 || value.b == 1", "unknown"],
    ["has(value.a)", "unknown"],
    ["value.a.c.d == 1", "unknown"],
  ])("%s", (assert, outcome) => {
    expect(
      judge({ match: undefined, assert, message: [], help: [] }, [{ value: { a: UNKNOWN, b: 1 } }])[0]!
        .outcome,
    ).toBe(outcome);
  });

  test("in the message, too", () => {
    expect(
      judge({ match: undefined, assert: "false", message: ["value.a"], help: [] }, [
        { value: { a: UNKNOWN } },
      ]),
    ).toEqual([{ outcome: "unknown" }]);
  });
});

describe("what is wrong has its place", () => {
  test.each<[string, number, RegExp]>([
    ["value.", 5, /./],
    ["1 +", 2, /found/],
    ["value.nothing == 1", 5, /there is no 'nothing'; has/],
    ["true && value.x.y", 15, /./],
    ["true && foo(1)", 8, /foo/],
    ["true && quantity('many') > 1.0", 8, /'many' is no quantity of Kubernetes/],
    ["nginxBytes('16kb') > 1", 0, /'16kb' is no size of nginx/],
    ["nginxSeconds('1.5s') > 1.0", 0, /'1.5s' is no time of nginx/],
    ["'a' > 1", 3, /no matching overload/],
    ["value", 0, /neither true nor false/],
    [`${"(".repeat(5000)}true${")".repeat(5000)}`, 0, /./],
  ])("%s", (assert, least, message) => {
    const it = verdict(assert, { x: 1 });
    expect(it.outcome).toBe("error");
    if (it.outcome !== "error") return;
    expect(it.error.message).toMatch(message);
    expect(it.error.part).toBe("assert");
    expect(it.error.offset).toBe(least);
  });
});

test("nothing but the data can be reached", () => {
  const value = JSON.parse('{ "__proto__": { "polluted": true } }') as object;
  expect(verdict("value['__proto__'].polluted", value)).toEqual({ outcome: "holds" });
  for (const name of ["constructor", "toString", "get", "size", "hasOwnProperty"])
    expect(verdict(`has(value.${name})`, {}).outcome).toBe("fails");
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test("a regular expression takes time in proportion to the text", () => {
  const start = performance.now();
  expect(verdict("value.matches('^(a+)+$')", `${"a".repeat(20_000)}!`).outcome).toBe("fails");
  expect(performance.now() - start).toBeLessThan(2000);
});
