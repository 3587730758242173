import { expect, test } from "@jest/globals";
import { redactor } from "../../src/text/redact.ts";

test.each([
  ["a word", ["hunter2"], "user hunter2, key hunter2x", "user (sensitive), key hunter2x"],
  ["the longest first", ["hunter", "hunter2-and-more"], "hunter2-and-more hunter", "(sensitive) (sensitive)"],
  ["signs", ["a.b*c(d"], "x a.b*c(d y aXbbc(d", "x (sensitive) y aXbbc(d"],
  ["signs at its ends", ["/path/"], "go/path/to", "go(sensitive)to"],
  ["nothing", [], "hunter2", "hunter2"],
])("%s", (_, secrets, text, shown) => {
  expect(redactor(new Set(secrets))(text)).toBe(shown);
});
