import { describe, expect, test } from "@jest/globals";
import { parseYaml } from "../../../src/parsers/yaml/parse.ts";
import { SourceFile } from "../../../src/text/source-file.ts";

/** What `kubectl annotate --local -f FILE -o json` (v1.32) makes of plain scalars. */
const kubectl: readonly (readonly [written: string, value: unknown])[] = [
  ["true", true],
  ["True", true],
  ["tRue", "tRue"],
  ["on", true],
  ["On", true],
  ["oN", "oN"],
  ["yes", true],
  ["YES", true],
  ["y", true],
  ["Y", true],
  ["false", false],
  ["off", false],
  ["OFF", false],
  ["no", false],
  ["n", false],
  ["N", false],
  ["null", null],
  ["~", null],
  ["nUll", "nUll"],
  ["0", 0],
  ["-0", 0],
  ["8", 8],
  ["+8", 8],
  ["014", 12],
  ["0o14", 12],
  ["-014", -12],
  ["08", 8],
  ["09.5", 9.5],
  ["0x1F", 31],
  ["0X1f", 31],
  ["-0x1f", -31],
  ["0b11", 3],
  ["-0b11", -3],
  ["0b2", "0b2"],
  ["0x", "0x"],
  ["0o8", "0o8"],
  ["1_000", 1000],
  ["1__0", 10],
  ["1_", 1],
  ["_1", "_1"],
  ["1_0.5", 10.5],
  ["0_8", 8],
  ["1e3", 1000],
  ["1.e3", 1000],
  ["1e+3", 1000],
  ["1e400", "1e400"],
  [".5", 0.5],
  ["+.5", 0.5],
  ["5.", 5],
  [".", "."],
  ["...x", "...x"],
  ["1.2.3", "1.2.3"],
  ["0x1p-2", "0x1p-2"],
  ["9223372036854775808", 2 ** 63],
  ["18446744073709551616", 2 ** 64],
  ["0xFFFFFFFFFFFFFFFF", 2 ** 64],
  ["0x10000000000000000", "0x10000000000000000"],
  ["+0xFFFFFFFFFFFFFFFF", "+0xFFFFFFFFFFFFFFFF"],
  ["-0x8000000000000000", -(2 ** 63)],
  ["12:30:45", "12:30:45"],
  ["1:30", "1:30"],
  ["2020-01-01", "2020-01-01"],
  ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"],
  ["8m", "8m"],
  ["500m", "500m"],
  ["16k", "16k"],
  ["1e", "1e"],
  ["NaN", "NaN"],
  ["inf", "inf"],
  ["=", "="],
  ["'014'", "014"],
  ['"on"', "on"],
  ["!!str 5", "5"],
  ["! 5", "5"],
  ['!!int "3"', 3],
  ["!!float 3", 3],
  ['!!bool "yes"', true],
  ["!!null ''", null],
  ["!!binary aGk=", "hi"],
  ["!!str", ""],
  ["!!timestamp 2020-01-01", "2020-01-01"],
  ["!!set {a, b}", { a: null, b: null }],
  ["!vault 12", "12"],
  ["!Sub [1]", [1]],
  ["!Ref {a: 1}", { a: 1 }],
];

function load(text: string): unknown {
  const [document] = parseYaml(new SourceFile("values.yaml", text));
  expect(document?.error).toBeUndefined();
  return document?.value;
}

describe("scalars are typed as kubectl types them", () => {
  test.each(kubectl)("%s", (written, value) => {
    expect(load(`x: ${written}\n`)).toEqual({ x: value });
  });

  test("keys too, and then become text", () => {
    expect(load("{y: v, 1_000: w, 014: q, 2020-01-01: d, off: k}\n")).toEqual({
      true: "v",
      "1000": "w",
      "12": "q",
      "2020-01-01": "d",
      false: "k",
    });
  });

  test.each([".inf", "-.inf", "+.Inf", ".nan", ".NaN"])("%s has no value in JSON", (written) => {
    const [document] = parseYaml(new SourceFile("values.yaml", `port: 80\nlimit: ${written}\n`));
    expect(document?.value).toBeUndefined();
    expect(document?.error).toEqual({
      message: `'${written}' is not a finite number; JSON has no value for it`,
      offset: 16,
    });
  });

  test.each(["!!int abc", "!!int 1.5", "!!bool 5"])("%s is refused", (written) => {
    const [document] = parseYaml(new SourceFile("values.yaml", `x: ${written}\n`));
    expect(document?.error?.message).toMatch(/does not fit its tag '!!(int|bool)'/);
  });
});
