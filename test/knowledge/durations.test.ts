import { describe, expect, test } from "@jest/globals";
import { type DurationFormat, formatDuration, parseDuration } from "../../src/knowledge/durations.ts";

describe("durations", () => {
  test.each<[DurationFormat, string, number | undefined]>([
    ["seconds", "75", 75],
    ["seconds", "75s", undefined],
    ["milliseconds", "75000", 75],
    ["spring", "75000", 75],
    ["spring", "75s", 75],
    ["spring", "PT1M15S", 75],
    ["spring", "-1", -0.001],
    ["quarkus", "75", 75],
    ["quarkus", "30M", 1800],
    ["micronaut", "75", undefined],
    ["micronaut", "5m", 300],
    ["timespan", "00:01:15", 75],
    ["timespan", "00:02", 120],
    ["timespan", "75", 6_480_000],
    ["timespan", "-00:00:00.001", -0.001],
    ["haproxy", "75000", 75],
    ["haproxy", "75s", 75],
    ["httpd", "5", 5],
    ["httpd", "500ms", 0.5],
    ["protobuf", "60s", 60],
    ["protobuf", "60", undefined],
    ["plain", "1m15s", 75],
    ["plain", "75", 75],
    ["plain", "soon", undefined],
  ])("%s %s", (format, text, seconds) => {
    expect(parseDuration(text, format)).toBe(seconds);
  });

  test.each<[DurationFormat, string]>([
    ["seconds", "75"],
    ["milliseconds", "75000"],
    ["timespan", "00:01:15"],
    ["spring", "75s"],
  ])("%s is written so that it reads back", (format, text) => {
    expect(formatDuration(75, format)).toBe(text);
    expect(parseDuration(text, format)).toBe(75);
  });
});
