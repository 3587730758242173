import { describe, expect, test } from "@jest/globals";
import { parseSetExpression } from "../../../src/model/charts/set-expression.ts";

const set = (name: string, value: string, type: "auto" | "string" | "literal" = "auto") =>
  parseSetExpression(name, value, type)?.map((it) => [it.path, it.value]);

describe("paths", () => {
  test.each<[string, unknown[]]>([
    ["controller.config.use-gzip", ["controller", "config", "use-gzip"]],
    [
      "controller.podAnnotations.prometheus\\.io/port",
      ["controller", "podAnnotations", "prometheus.io/port"],
    ],
    ["controller.extraVolumes[1].name", ["controller", "extraVolumes", 1, "name"]],
    ["matrix[0][2]", ["matrix", 0, 2]],
  ])("%s", (name, path) => {
    expect(set(name, "x")).toEqual([[path, "x"]]);
  });

  test.each(["", ".a", "a..b", "a[", "a[x]", "a[-1]", "a[99999999]"])("%j is refused", (name) => {
    expect(set(name, "x")).toBeUndefined();
  });
});

describe("values", () => {
  test.each<[string, unknown]>([
    ["true", true],
    ["FALSE", false],
    ["null", null],
    ["0", 0],
    ["12", 12],
    ["-3", -3],
    ["007", "007"],
    ["1.5", "1.5"],
    ["16k", "16k"],
    ["", ""],
    ["1048576", "1048576"],
    ["a\\,b", "a,b"],
    ["{a,2,true}", ["a", 2, true]],
    ["{}", []],
    ["{a}", ["a"]],
    ["{,a}", ["", "a"]],
  ])("%s", (written, value) => {
    expect(set("k", written)).toEqual([[["k"], value]]);
  });

  test("a comma starts the next entry", () => {
    expect(set("a", "1,b.c=x")).toEqual([
      [["a"], 1],
      [["b", "c"], "x"],
    ]);
    expect(set("a", "1,b")).toBeUndefined();
  });

  test("of type string stay text, literal ones keep every character", () => {
    expect(set("a", "true", "string")).toEqual([[["a"], "true"]]);
    expect(set("a", "x,y={z}\\", "literal")).toEqual([[["a"], "x,y={z}\\"]]);
  });

  test("a list without end is refused", () => {
    expect(set("a", "{x,y")).toBeUndefined();
  });
});
