import { expect, test } from "@jest/globals";
import { parseTemplate } from "../../src/policies/template.ts";

test.each([
  ["Host.", ["Host."], []],
  ["Host '{value}'.", ["Host '", "'."], ["value"]],
  ["{a}{b}", ["", "", ""], ["a", "b"]],
  ["{{not}} {value}", ["{not} ", ""], ["value"]],
  ["{ {'a': 1}['a'] }", ["", ""], [" {'a': 1}['a'] "]],
  ["{'}' + \"{\"}", ["", ""], ["'}' + \"{\""]],
  ["{'a\\'}'}", ["", ""], ["'a\\'}'"]],
])("%s", (message, texts, expressions) => {
  const template = parseTemplate(message);
  expect(template.texts).toEqual(texts);
  expect(template.expressions.map((it) => it.text)).toEqual(expressions);
  for (const { text, offset } of template.expressions)
    expect(message.slice(offset, offset + text.length)).toBe(text);
});

test.each([
  ["a {value", 2, /'\{' is not closed/],
  ["a value}", 7, /'\}' closes nothing/],
  ["a {} b", 2, /no expression/],
  ["{'a}", 0, /not closed/],
])("%s is refused at its place", (message, offset, words) => {
  expect(() => parseTemplate(message)).toThrow(
    expect.objectContaining({ offset, message: expect.stringMatching(words) }),
  );
});
