import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { errnoWords, hasErrno } from "../../src/inputs/errno.ts";

test("the words of the system, without code, call and path", () => {
  try {
    readFileSync("/none, or other/x");
  } catch (error) {
    expect(errnoWords(error)).toBe("no such file or directory");
    expect(hasErrno(error, "EACCES", "ENOENT")).toBe(true);
    expect(hasErrno(error, "EACCES")).toBe(false);
  }
  expect.assertions(3);
});

test("any other error has its own", () => {
  expect(errnoWords(new Error("the other end is gone"))).toBe("the other end is gone");
  expect(errnoWords("gone")).toBe("gone");
  expect(hasErrno("gone", "ENOENT")).toBe(false);
});
