import { expect, test } from "@jest/globals";
import { checksAliases } from "../../src/model/annotation-gates.ts";

test.each([
  ["1.12.1", false],
  ["1.13.7", false],
  ["1.13.8", true],
  ["1.14.3", false],
  ["1.14.4", true],
  ["1.15.0", true],
  [undefined, false],
] as const)("ingress-nginx %s holds older spellings to the risk level: %s", (version, expected) => {
  expect(checksAliases(version)).toBe(expected);
});
