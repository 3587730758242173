import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { describe, expect, test } from "@jest/globals";

/** What each part may import besides itself, from the design: an import points at a row above. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "src/text": [],
  "src/parsers": ["src/text", "src/knowledge"],
  "src/knowledge": ["src/text"],
  "src/model": ["src/text", "src/parsers", "src/knowledge"],
  "src/render": ["src/text", "src/parsers", "src/knowledge", "src/model"],
  "src/engine": ["src/text", "src/parsers", "src/knowledge", "src/model", "src/render"],
  rules: ["src/text", "src/knowledge", "src/model", "src/engine"],
  "src/policies": ["src/text", "src/parsers", "src/model", "src/render", "src/engine"],
  "src/inputs": ["src/text", "src/parsers", "src/knowledge", "src/model", "src/engine"],
  "src/reporters": ["src/text", "src/engine"],
};

/** Parts that may touch files, processes and the terminal. */
const outside = ["src/inputs", "src/cli"];

const partOf = (path: string) =>
  path.startsWith("rules/") ? "rules" : path.split("/").slice(0, 2).join("/");

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((it) => {
    const path = join(folder, it.name);
    if (it.isDirectory()) return /^(bad|good)/.test(it.name) ? [] : sources(path);
    return it.name.endsWith(".ts") ? [path] : [];
  });
}

const files = [...sources("src"), ...sources("rules")];
const importsOf = (file: string) =>
  [...readFileSync(file, "utf8").matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((it) => it[1]!);

describe("imports go one way", () => {
  test.each(Object.entries(mayImport))("%s", (part, allowed) => {
    const wrong = files
      .filter((file) => partOf(file) === part && file !== "rules/index.ts")
      .flatMap((file) =>
        importsOf(file)
          .filter((it) => it.startsWith("."))
          .map((it) => posix.join(dirname(file), it))
          .filter((target) => partOf(target) !== part && !allowed.includes(partOf(target)))
          .map((target) => `${file} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  test("only inputs and the command line touch files and processes", () => {
    const builtIns = /^node:(fs|child_process|net|http|https|worker_threads|process|os|readline)/;
    // Policies are judged in a thread of their own, which touches nothing else.
    const thread = ["src/policies/evaluator.ts", "src/policies/worker.ts"];
    const wrong = files
      .filter((file) => !outside.includes(partOf(file)) && !thread.includes(file))
      .flatMap((file) =>
        importsOf(file)
          .filter((it) => builtIns.test(it))
          .map((it) => `${file} imports ${it}`),
      );
    expect(wrong).toEqual([]);
  });

  test("only the command line prints and sets the exit status", () => {
    const wrong = files.filter(
      (file) =>
        partOf(file) !== "src/cli" &&
        /console\.|process\.(exit|stdout|stderr)/.test(readFileSync(file, "utf8")),
    );
    expect(wrong).toEqual([]);
  });

  test("client-node is there for its types alone", () => {
    const wrong = files.filter((file) =>
      /import (?!type).*@kubernetes\/client-node/.test(readFileSync(file, "utf8")),
    );
    expect(wrong).toEqual([]);
  });
});
