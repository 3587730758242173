import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** One folder of a rule's that is linted: `bad*` must give findings, `good*` none. */
export interface RuleCase {
  readonly name: string;
  readonly kind: "bad" | "good";
  readonly folder: string;
  /** Where the report of a bad case is kept. */
  readonly expectedFile: string;
  /** The same files after their fixes; undefined where the case has none. */
  readonly fixedFolder: string | undefined;
}

/** The cases in a rule's folder, by name. */
export function casesOf(ruleFolder: string): readonly RuleCase[] {
  return readdirSync(ruleFolder, { withFileTypes: true })
    .filter((it) => it.isDirectory() && /^(bad|good)(-|$)/.test(it.name))
    .map((it) => it.name)
    .sort()
    .map((name) => {
      const folder = join(ruleFolder, name);
      const fixed = join(folder, "fixed");
      return {
        name,
        kind: name.startsWith("bad") ? "bad" : "good",
        folder,
        expectedFile: join(folder, "expected.txt"),
        fixedFolder: existsSync(fixed) ? fixed : undefined,
      };
    });
}

/** Files below a folder as path and content, sorted; `expected.txt` and `fixed/` are no input. */
export function inputsOf(folder: string, below = ""): readonly { path: string; text: string }[] {
  return readdirSync(join(folder, below))
    .sort()
    .flatMap((name) => {
      const path = below === "" ? name : `${below}/${name}`;
      if (path === "expected.txt" || path === "fixed" || path === "options.json") return [];
      if (statSync(join(folder, path)).isDirectory()) return inputsOf(folder, path);
      return [{ path, text: readFileSync(join(folder, path), "utf8") }];
    });
}
