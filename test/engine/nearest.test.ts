import { expect, test } from "@jest/globals";
import { didYouMean, findNearest } from "../../src/engine/nearest.ts";
import { parseSize, renderSize } from "../../src/engine/size.ts";

const ids = ["listen-backlog", "prestop-sleep", "proxy-buffer-symmetry"];

test.each([
  ["listen-backlgo", "listen-backlog"],
  ["LISTEN-BACKLOG", "listen-backlog"],
  ["prestop-slep", "prestop-sleep"],
  ["proxy-buffer-symetri", "proxy-buffer-symmetry"],
  ["proxy-buffer", "proxy-buffer-symmetry"],
  ["worker-processes", undefined],
  ["", undefined],
])("nearest to %j is %j", (word, nearest) => {
  expect(findNearest(word, ids)).toBe(nearest);
});

test("a short word tolerates one edit, among equals the first wins", () => {
  expect(findNearest("of", ["on", "off"])).toBe("on");
  expect(didYouMean("jsn", ["json"])).toBe("; did you mean 'json'?");
  expect(didYouMean("xml", ["json"])).toBe("");
});

test("an endless word costs nothing", () => {
  expect(findNearest("x".repeat(1e6), ["x".repeat(1e6)])).toBeUndefined();
});

test.each([
  ["10MB", 10 * 2 ** 20],
  ["10 MiB", 10 * 2 ** 20],
  ["512k", 512 * 2 ** 10],
  ["1.5m", 1.5 * 2 ** 20],
  ["2G", 2 * 2 ** 30],
  ["100", 100],
  ["0", undefined],
  ["-1", undefined],
  ["ten", undefined],
  ["1e3", undefined],
  ["99999999999G", undefined],
])("size %j is %p bytes", (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test("a size in words", () => {
  expect([1, 812, 1536, 10 * 2 ** 20, 3 * 2 ** 30].map(renderSize)).toEqual([
    "1 byte",
    "812 bytes",
    "1.5 kB",
    "10 MB",
    "3 GB",
  ]);
});
