import { expect, test } from "@jest/globals";
import { append } from "../../src/text/append.ts";

test("more items than a call takes arguments are put behind those of a list, in their order", () => {
  const list = [-1];
  const items = Array.from({ length: 300_000 }, (_, at) => at);
  expect(() => [].push(...(items as never[]))).toThrow(RangeError);
  append(list, items);
  expect(list).toHaveLength(300_001);
  expect([list[0], list[1], list.at(-1)]).toEqual([-1, 0, 299_999]);
});
