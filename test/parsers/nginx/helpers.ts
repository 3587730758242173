import type { Directive, NginxSyntaxError, NginxTree } from "../../../src/parsers/nginx/directive.ts";
import { parseNginx } from "../../../src/parsers/nginx/parser.ts";
import { type Origin, textOfFile } from "../../../src/text/origin.ts";
import { SourceFile } from "../../../src/text/source-file.ts";

/** Parses a text as the file `nginx.conf`. */
export function parse(text: string): NginxTree {
  return parseNginx(textOfFile(new SourceFile("nginx.conf", text)));
}

/** `line:column` of an origin's start. */
export function at(origin: Origin): string {
  const { file, span } = origin.place();
  const { line, column } = file.positionAt(span.start);
  return `${line}:${column}`;
}

/** The text an origin covers. */
export function covered(origin: Origin): string {
  const { file, span } = origin.place();
  return file.text.slice(span.start, span.end);
}

/** `line: reason` of each error. */
export function errorLines(errors: readonly NginxSyntaxError[]): string[] {
  return errors.map(
    (it) => `${it.origin.place().file.positionAt(it.origin.place().span.start).line}: ${it.reason}`,
  );
}

/** A tree in one line: `http { server { listen 80; } }`, every word as nginx sees it. */
export function outline(directives: readonly Directive[]): string {
  return directives
    .map((it) => {
      const words = [it.name, ...it.args.map((arg) => arg.value)].join(" ");
      if (it.raw !== undefined) return `${words} {${it.raw}}`;
      return it.block === undefined
        ? `${words};`
        : `${words} { ${outline(it.block)} }`.replace("{  }", "{ }");
    })
    .join(" ");
}

/** Same numbers in every run: a linear congruential generator (Numerical Recipes). */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
