import { describe, expect, test } from "@jest/globals";
import { findJsonError } from "../../../src/parsers/terraform-plan/json-error.ts";
import { JsonPlaces, type JsonStep } from "../../../src/parsers/terraform-plan/json-places.ts";
import { JsonString } from "../../../src/parsers/terraform-plan/json-string.ts";

const text = ' { "a" : [ {"k": "x, ]}\\""} , 12, null ],\n "b\\"c": {} , "d":-1.5e3 }';

describe("JsonPlaces", () => {
  const places = new JsonPlaces(text, { start: 1, end: text.length });
  const shown = (path: JsonStep[], part?: "key" | "value" | "entry") => {
    const { span, found } = places.find(path, part);
    return [text.slice(span.start, span.end), found];
  };

  test("finds values through brackets and escapes inside strings", () => {
    expect(shown(["a", 0, "k"])).toEqual(['"x, ]}\\""', 3]);
    expect(shown(["a", 1])).toEqual(["12", 2]);
    expect(shown(["a", 2])).toEqual(["null", 2]);
    expect(shown(['b"c'])).toEqual(["{}", 1]);
    expect(shown(["d"])).toEqual(["-1.5e3", 1]);
  });

  test("finds keys and entries", () => {
    expect(shown(['b"c'], "key")).toEqual(['"b\\"c"', 1]);
    expect(shown(["d"], "entry")).toEqual(['"d":-1.5e3', 1]);
    expect(shown(["a", 1], "entry")).toEqual(["12", 2]);
  });

  test("gives the nearest value above a path that leads nowhere", () => {
    expect(shown(["a", 0, "missing", "deeper"])).toEqual(['{"k": "x, ]}\\""}', 2]);
    expect(shown(["d", "inside"])).toEqual(["-1.5e3", 1]);
    expect(shown(["nothing"])).toEqual([text.trim(), 0]);
  });

  test("takes the later one of two equal keys, as every reader does", () => {
    const twice = '{"a":1,"a":2}';
    expect(new JsonPlaces(twice, { start: 0, end: twice.length }).find(["a"]).span).toEqual({
      start: 11,
      end: 12,
    });
  });

  test("looks through a large container once", () => {
    const many = JSON.stringify(
      Array.from({ length: 20_000 }, (_, at) => ({ address: `web[${at}]`, size: "16k" })),
    );
    const large = new JsonPlaces(many, { start: 0, end: many.length });
    const started = performance.now();
    for (let at = 0; at < 20_000; at += 10) {
      const { span } = large.find([at, "size"]);
      expect(many.slice(span.start, span.end)).toBe('"16k"');
    }
    expect(performance.now() - started).toBeLessThan(1500);
  });
});

test("JsonString maps characters of the value back through escapes", () => {
  const value = 'proxy_pass "a"\\\n\u00e9\ud83d\ude00 end';
  const raw = `["\\u0070roxy_pass \\"a\\"\\\\\\n\\u00e9\\ud83d\\ude00 end"]`;
  expect(JSON.parse(raw)).toEqual([value]);
  const string = new JsonString(raw, { start: 1, end: raw.length - 1 });
  for (const [part, written] of [
    ["proxy_pass", "\\u0070roxy_pass"],
    ['"a"', '\\"a\\"'],
    ["\u00e9", "\\u00e9"],
    ["end", "end"],
    ["\ud83d\ude00", "\\ud83d\\ude00"],
  ] as const) {
    const start = value.indexOf(part);
    const span = string.spanOf(start, start + part.length);
    expect(raw.slice(span.start, span.end)).toBe(written);
  }
  expect(string.spanOf(value.length, value.length)).toEqual({ start: raw.length - 2, end: raw.length - 2 });
});

describe("findJsonError", () => {
  test.each(['{"a":[1,-0.5e+7,true,false,null,"\\u00e9\\n"]}', "[]", ' {"a":{}} \n', "0", '"x"'])(
    "%s is well-formed",
    (it) => {
      expect(findJsonError(it)).toBeUndefined();
      expect(() => JSON.parse(it)).not.toThrow();
    },
  );

  test.each([
    "{",
    "[1",
    '{"a"',
    '{"a":',
    '{"a":1',
    '"x',
    "",
    "{]",
    "[}",
    "[1 2]",
    "01",
    "{'a':1}",
    "[nul]",
    "{}x",
    "[,]",
    '{"a":1,}',
    '"\\u12g4"',
    "\u00a0{}",
  ])("%j is not", (it) => {
    expect(findJsonError(it)).toBeDefined();
    expect(() => JSON.parse(it)).toThrow();
  });

  test("agrees with the parser on every cut and every changed character of a text", () => {
    const sound = '{"a":[1,{"b":"c\\n"},null],"d":-2.5}';
    for (let at = 0; at < sound.length; at += 1) {
      for (const changed of [
        sound.slice(0, at),
        sound.slice(0, at) + sound.slice(at + 1),
        `${sound.slice(0, at)},${sound.slice(at + 1)}`,
      ]) {
        let valid = true;
        try {
          JSON.parse(changed);
        } catch {
          valid = false;
        }
        expect([changed, findJsonError(changed) === undefined]).toEqual([changed, valid]);
      }
    }
  });
});
