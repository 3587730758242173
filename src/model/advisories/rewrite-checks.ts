import type { Directive } from "../../parsers/nginx/directive.ts";
import type { DirectiveIndex } from "./directive-index.ts";

const unnamedCapture = /\$[1-9]/;

/** A flag ends the pass over the directives of the rewrite module: what follows does not run with what the rewrite left behind. */
const flags = new Set(["last", "break", "redirect", "permanent"]);

/**
 * CVE-2026-42945: a `rewrite` without flag whose replacement holds a `?` (one at its end only drops the arguments), and after it in the same block a
 * `rewrite`, `if` or `set` with `$1` to `$9`. The first one.
 */
export function questionMarkRewrite(index: DirectiveIndex): Directive | undefined {
  for (const { directives } of index.levels) {
    const first = directives.findIndex(
      (it) => it.name === "rewrite" && it.args.length === 2 && /\?./.test(it.args[1]!.value),
    );
    if (first === -1) continue;
    const follows = directives
      .slice(first + 1)
      .some(
        (it) =>
          (it.name === "rewrite" && unnamedCapture.test(it.args[1]?.value ?? "")) ||
          ((it.name === "if" || it.name === "set") &&
            it.args.some((word) => unnamedCapture.test(word.value))),
      );
    if (follows) return directives[first];
  }
  return undefined;
}

/** CVE-2026-42533: a text with `$1` to `$9` and behind it the variable of a `map` that has regular expressions. The directive with the text. */
export function captureBeforeRegexMap(index: DirectiveIndex): Directive | undefined {
  const names = index
    .find("map", undefined, undefined)
    .filter((it) => it.block?.some((entry) => entry.name.startsWith("~")) === true)
    .map((it) => /^\$(\w+)$/.exec(it.args[1]?.value ?? "")?.[1])
    .filter((it) => it !== undefined);
  if (names.length === 0) return undefined;
  return index.withArgument(
    new RegExp(`\\$[1-9].*\\$(?:(?:${names.join("|")})(?!\\w)|\\{(?:${names.join("|")})\\})`),
  );
}

/** CVE-2026-15176: `alias`, a `rewrite` that stays in the location, and `$request_filename`, all in one location. The rewrite. */
export function aliasAndRewrite(index: DirectiveIndex): Directive | undefined {
  for (const { block, directives } of index.levels) {
    if (block?.name !== "location" || !directives.some((it) => it.name === "alias")) continue;
    const rewrite = directives.find((it) => it.name === "rewrite" && !flags.has(it.args[2]?.value ?? ""));
    const isUsed = directives.some((it) =>
      it.args.some((word) => /\$\{?request_filename\b/.test(word.value)),
    );
    if (rewrite !== undefined && isUsed) return rewrite;
  }
  return undefined;
}
