import { join, sep } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { displayBelow, displayPath } from "../../src/inputs/paths.ts";

describe("the paths below a directory are shown as each alone", () => {
  const cwd = join(sep, "home", "shop");
  const below = ["a.yaml", join("in", "b.yaml"), `${join("in", "deep")}${sep}`];

  test.each([
    ["the working directory", ".", cwd],
    ["a directory in it", "manifests", join(cwd, "manifests")],
    ["a directory with a slash behind it", "manifests/", join(cwd, "manifests") + sep],
    ["an absolute one in it", join(cwd, "manifests"), join(cwd, "manifests")],
    ["one beside it", "../other", join(sep, "home", "other")],
    ["an absolute one elsewhere", join(sep, "srv", "other"), join(sep, "srv", "other")],
    [
      "an absolute one elsewhere with a slash",
      join(sep, "srv", "other") + sep,
      join(sep, "srv", "other") + sep,
    ],
    ["one that its name begins with", "../shop-2", join(sep, "home", "shop-2")],
    ["the one above it", "..", join(sep, "home")],
    ["the root", sep, sep],
  ])("%s", (_, given, directory) => {
    const shown = displayBelow(directory, cwd, given);
    const alone = (path: string) => displayPath(path.replace(/[/\\]$/, ""), cwd, given);
    for (const it of below) {
      const path = join(directory, it);
      expect(shown(path)).toBe(alone(path) + (it.endsWith(sep) ? "/" : ""));
    }
    const itself = directory.endsWith(sep) ? directory : directory + sep;
    expect(shown(itself)).toBe(itself === sep ? "/" : `${alone(itself)}/`);
  });

  test("what is in the working directory, seen from the one above it", () => {
    const shown = displayBelow(join(sep, "home"), cwd, "..");
    expect(shown(join(cwd, "a.yaml"))).toBe("a.yaml");
    expect(shown(join(sep, "home", "b.yaml"))).toBe("../b.yaml");
  });
});
