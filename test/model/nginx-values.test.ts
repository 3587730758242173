import { describe, expect, test } from "@jest/globals";
import { parseNginxOffset, parseNginxSize, parseNginxTime } from "../../src/model/nginx-values.ts";

describe("times", () => {
  test.each([
    ["75", 75],
    ["75s", 75],
    ["1m 15s", 75],
    ["1m15s", 75],
    ["1h", 3600],
    ["2h 30", 7230],
    ["500ms", 0.5],
    ["1d 1h 1m 1s 1ms", 90_061.001],
    ["1w", 604_800],
    ["0", 0],
    ["10 5", 15],
    ["60 ", 60],
    [" 5", 5],
    ["2hs", 7200],
  ])("%s", (text, seconds) => {
    expect(parseNginxTime(text)).toBe(seconds);
  });

  test.each([
    "",
    " ",
    "s",
    "75x",
    "1.5s",
    "-1",
    "15s 1m",
    "1m 1m",
    "75 s",
    "1y",
    "1M",
    "60 5 5",
    "5 10s",
    "1S",
  ])("%p is refused", (text) => {
    expect(parseNginxTime(text)).toBeUndefined();
  });

  test("directives in seconds take years and months, but no milliseconds", () => {
    expect(parseNginxTime("1y 1M", "sec")).toBe(395 * 86_400);
    expect(parseNginxTime("500ms", "sec")).toBeUndefined();
  });
});

describe("sizes", () => {
  test.each([
    ["16k", 16_384],
    ["1M", 1_048_576],
    ["4096", 4096],
  ])("%s", (text, bytes) => {
    expect(parseNginxSize(text)).toBe(bytes);
  });

  test("only offsets know gigabytes", () => {
    expect(parseNginxSize("1g")).toBeUndefined();
    expect(parseNginxOffset("1g")).toBe(1_073_741_824);
  });

  test.each(["", "k", "8kb", "1.5m", "-1", "8 k"])("%p is refused", (text) => {
    expect(parseNginxSize(text)).toBeUndefined();
    expect(parseNginxOffset(text)).toBeUndefined();
  });
});
