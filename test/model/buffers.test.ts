import { describe, expect, test } from "@jest/globals";
import {
  type BufferValue,
  type BufferValues,
  bufferArithmetic,
  bufferSlots,
  formatSize,
  judgeBuffers,
  mendBuffers,
} from "../../src/model/buffers.ts";

const PAGE = 4096;
const k = 1024;

const unset: BufferValues = {
  bufferSize: "unset",
  number: "unset",
  size: "unset",
  busy: "unset",
  tempWrite: "unset",
  maxTemp: "unset",
};

/** Every choice of the values, each slot out of its own list. */
function* combinations(
  lists: Readonly<Record<keyof BufferValues, readonly BufferValue[]>>,
): Generator<BufferValues> {
  const slots = [...bufferSlots];
  const go = function* (at: number, values: BufferValues): Generator<BufferValues> {
    const slot = slots[at];
    if (slot === undefined) yield values;
    else for (const it of lists[slot]) yield* go(at + 1, { ...values, [slot]: it });
  };
  yield* go(0, unset);
}

const sizes = [k, 4 * k, 16 * k, 64 * k];
const domain = {
  bufferSize: ["unset", ...sizes],
  number: ["unset", 1, 2, 3, 8],
  size: ["unset", ...sizes],
  busy: ["unset", 4 * k, 16 * k, 48 * k, 128 * k],
  tempWrite: ["unset", 4 * k],
  maxTemp: ["unset", 0, 8 * k],
} as const;

describe("judgeBuffers", () => {
  test("nginx's defaults pass, whatever the page size", () => {
    for (const page of [4 * k, 16 * k, 64 * k]) expect(judgeBuffers(unset, page)).toBeUndefined();
  });

  test.each([
    [14 * k, undefined],
    [14 * k + 1, "busy-high"],
  ])("with all else unset, a first buffer of %d on 4k pages: %s", (bufferSize, expected) => {
    expect(judgeBuffers({ ...unset, bufferSize }, PAGE)).toBe(expected);
  });

  test("an unknown value proves a flaw only where every value would be one", () => {
    const lists = Object.fromEntries(
      Object.entries(domain).map(([slot, values]) => [slot, [...values.slice(0, 3), "unknown"]]),
    ) as unknown as Record<keyof BufferValues, readonly BufferValue[]>;
    // What an unknown can be: enough values that a way to pass, where there is one, is among them.
    const candidates: Record<keyof BufferValues, readonly BufferValue[]> = {
      bufferSize: ["unset", 1, ...sizes],
      number: ["unset", 2, 1000],
      size: ["unset", 1, k, 2 * k, ...sizes],
      busy: ["unset", 1, k, 2 * k, ...sizes, 256 * k],
      tempWrite: ["unset"],
      maxTemp: ["unset"],
    };
    let proven = 0;
    for (const values of combinations(lists)) {
      if (!Object.values(values).includes("unknown")) continue;
      const fills = Object.fromEntries(
        bufferSlots.map((it) => [it, values[it] === "unknown" ? candidates[it] : [values[it]]]),
      ) as Record<keyof BufferValues, readonly BufferValue[]>;
      if (judgeBuffers(values, PAGE) === undefined) continue;
      proven += 1;
      let passes = false;
      for (const fill of combinations(fills)) {
        if (judgeBuffers(fill, PAGE) !== undefined) continue;
        passes = true;
        break;
      }
      expect([values, passes]).toEqual([values, false]);
    }
    expect(proven).toBeGreaterThan(500);
  });
});

describe("mendBuffers", () => {
  test.each([true, false])(
    "what it changes makes the sum work out and leaves the first buffer alone (own size: %s)",
    (size) => {
      for (const values of combinations(domain)) {
        // Without a size of its own, the buffers are as large as the first one.
        const given = size ? values : { ...values, size: values.bufferSize };
        const changes = mendBuffers(given, PAGE, { size });
        if (judgeBuffers(given, PAGE) === undefined) {
          expect([given, changes]).toEqual([given, undefined]);
          continue;
        }
        expect(changes).not.toHaveProperty("bufferSize");
        if (!size && changes?.size !== undefined)
          expect(changes.size).toBe(given.size === "unset" ? PAGE : given.size);
        expect([given, judgeBuffers({ ...given, ...changes }, PAGE)]).toEqual([given, undefined]);
      }
    },
  );

  test("knows no way where a value is unknown", () => {
    expect(
      mendBuffers({ ...unset, bufferSize: 64 * k, busy: "unknown" }, PAGE, { size: true }),
    ).toBeUndefined();
  });
});

test("the arithmetic names the larger of two sizes only where they differ", () => {
  expect(bufferArithmetic("busy-high", { ...unset, bufferSize: 16 * k }, PAGE)).toBe(
    "2 × max(16k, 4k) = 32k > (8 - 1) × 4k = 28k",
  );
  expect(
    bufferArithmetic("busy-low", { ...unset, bufferSize: 16 * k, size: 16 * k, busy: 8 * k }, PAGE),
  ).toBe("8k < 16k");
  expect(bufferArithmetic("busy-high", { ...unset, number: 2, size: "unknown" }, PAGE)).toBe(
    "2 × one buffer > one buffer",
  );
});

test("sizes are written as nginx reads them", () => {
  expect([0, 5000, 4096, 1536 * k, 2 * k * k].map(formatSize)).toEqual(["0", "5000", "4k", "1536k", "2m"]);
});
