import { expect, test } from "@jest/globals";
import { wantsColor } from "../../src/cli/color.ts";

test.each([
  [undefined, {}, true, true],
  [undefined, {}, false, false],
  [undefined, { TERM: "dumb" }, true, false],
  [undefined, { NO_COLOR: "1" }, true, false],
  [undefined, { NO_COLOR: "" }, true, true],
  [undefined, { FORCE_COLOR: "1" }, false, true],
  [undefined, { FORCE_COLOR: "0" }, true, false],
  [undefined, { NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
  [true, { NO_COLOR: "1" }, false, true],
  [false, { FORCE_COLOR: "1" }, true, false],
])("option %p, environment %j, terminal %p: %p", (option, env, isTTY, expected) => {
  expect(wantsColor(option, { env, isTTY })).toBe(expected);
});
