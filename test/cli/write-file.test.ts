import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { checkTarget, writeTarget } from "../../src/cli/write-file.ts";
import { makeTree } from "../inputs/tree.ts";

const tree = makeTree({ "work/old.sarif": "old", "work/inner/real.sarif": "old", "outside.txt": "keep" });
const cwd = join(tree.root, "work");
const write = (path: string, text: string) => writeTarget(checkTarget(path, cwd), text);

beforeAll(() => {
  symlinkSync("inner/real.sarif", join(cwd, "link.sarif"));
  symlinkSync("../outside.txt", join(cwd, "evil.sarif"));
  symlinkSync("../created.txt", join(cwd, "dangling.sarif"));
});
afterAll(tree.remove);

describe("a report's file", () => {
  test("is created, or replaced as a whole with its permissions kept", () => {
    write("new.sarif", "new");
    expect(readFileSync(join(cwd, "new.sarif"), "utf8")).toBe("new");
    chmodSync(join(cwd, "old.sarif"), 0o640);
    const before = statSync(join(cwd, "old.sarif")).ino;
    write("old.sarif", "replaced");
    const after = statSync(join(cwd, "old.sarif"));
    expect(readFileSync(join(cwd, "old.sarif"), "utf8")).toBe("replaced");
    expect(after.mode & 0o777).toBe(0o640);
    expect(after.ino).not.toBe(before);
    expect(readdirSync(cwd).filter((it) => it.startsWith("."))).toEqual([]);
  });

  test("may be a link inside the directory, never one out of it", () => {
    write("link.sarif", "through");
    expect(readFileSync(join(cwd, "inner/real.sarif"), "utf8")).toBe("through");
    expect(() => write("evil.sarif", "x")).toThrow(
      "cannot write 'evil.sarif': it is a symbolic link out of this directory",
    );
    expect(readFileSync(join(tree.root, "outside.txt"), "utf8")).toBe("keep");
    expect(() => write("dangling.sarif", "x")).toThrow("it is a symbolic link to nothing");
  });

  test("needs a directory and must not be one", () => {
    expect(() => write("none/out.sarif", "x")).toThrow(
      /cannot write 'none\/out\.sarif': the directory '.*none' does not exist/,
    );
    expect(() => write("inner", "x")).toThrow("cannot write 'inner': it is a directory");
  });

  test("/dev/null is written to, not replaced", () => {
    write("/dev/null", "x");
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });
});
