import type { DirectiveFact } from "../../src/knowledge/nginx-directives.ts";
import { isAtLeast } from "../../src/knowledge/versions.ts";
import type { Directive } from "../../src/parsers/nginx/directive.ts";
import { parseNginx } from "../../src/parsers/nginx/parser.ts";
import { textOfFile } from "../../src/text/origin.ts";
import { SourceFile } from "../../src/text/source-file.ts";
import { pick } from "./random-buffers.ts";

/** A build of nginx: its release and how it was configured. */
export interface Build {
  readonly version: string;
  readonly configure: string;
}

/** `nginx -V` read. */
export function readBuild(output: string): Build {
  return { version: /nginx version: nginx\/(\d+\.\d+\.\d+)/.exec(output)?.[1] ?? "0.0.0", configure: output };
}

/** Whether a build has a directive compiled in: its release is old enough, its module is not left out and not a dynamic one. */
export function hasDirective({ version, configure }: Build, fact: DirectiveFact): boolean {
  if (fact.origin !== "nginx-oss") return false;
  if (fact.since !== undefined && !isAtLeast(version, fact.since)) return false;
  if (fact.removed !== undefined && isAtLeast(version, fact.removed)) return false;
  const options = configure.split(/\s+/);
  if (fact.build !== undefined) return options.includes(fact.build);
  return !options.includes(`--without-${fact.module.replace(/^ngx_|_filter(?=_module)/g, "")}`);
}

/** A configuration with one thing changed, and what was done to it. */
export interface Mutation {
  readonly kind: string;
  readonly text: string;
}

interface Item {
  readonly directive: Directive;
  /** The whole of it, its block included. */
  readonly start: number;
  readonly end: number;
  /** Inside its braces; undefined without a block. */
  readonly inside: number | undefined;
}

function itemsOf(text: string): readonly Item[] {
  const items: Item[] = [];
  const visit = (directives: readonly Directive[]): void => {
    for (const directive of directives) {
      const { span } = directive.origin.place();
      const block = directive.blockOrigin?.place().span;
      items.push({
        directive,
        start: span.start,
        end: block?.end ?? span.end,
        inside: block === undefined ? undefined : block.start + 1,
      });
      if (directive.block !== undefined && directive.name !== "map" && directive.name !== "types")
        visit(directive.block);
    }
  };
  visit(parseNginx(textOfFile(new SourceFile("nginx.conf", text))).directives);
  return items;
}

const badValues: Readonly<Record<string, readonly string[]>> = {
  flag: ["on", "OFF", "yes", "true", "1", "enabled", "onn"],
  size: ["4k", "1m", "8192", "1g", "4kb", "4 k", "-1", "4K", "1.5m", '""'],
  offset: ["4k", "1g", "20M", "1t", "10mb", "-1", "1.5m"],
  "size-expression": ["4k", "1g", "fast", "$limit_rate"],
  "time-msec": ["5s", "1m30s", "500ms", "1h", "30s1m", "5 s", "1y", "1M", "5sec", "1.5s", "-1", "30"],
  "time-sec": ["5s", "1h", "1y", "500ms", "1M", "soon"],
  number: ["4", "0", "4k", "many", "-1", "1.5"],
  "number+size": ["8 8k", "0 8k", "8k 8", "many 8k", "8 8g"],
};

/** Values for a directive, good and bad ones; its own words for those that have words. */
export function valuesFor(fact: DirectiveFact): readonly string[] {
  if (fact.values !== undefined)
    return [...fact.values.slice(0, 3), fact.values[0]!.toUpperCase(), "sometimes"];
  return badValues[fact.valueType] ?? [];
}

/** Directives that open files, resolve names or bind the process: what they need is not in a test's directory. */
const needsHost =
  /certificate|_file$|_key$|crl|dhparam|engine|^pcre_jit$|^daemon$|^master_process$|cache_path|_path$|rlimit|^aio|^thread|hash_|pool_size|^variables_|ocsp|stapl|^worker_|^gzip_(?:window|hash)|no_buffer/;

/** Whether a directive may be put anywhere with a value of its type. */
export function canBeInserted(fact: DirectiveFact): boolean {
  return !needsHost.test(fact.name) && valuesFor(fact).length > 0 && !fact.undocumented;
}

const misspell = (random: () => number, word: string): string => {
  const at = 1 + Math.floor(random() * (word.length - 1));
  return pick(random, [
    word.slice(0, at) + word.slice(at + 1),
    `${word.slice(0, at)}x${word.slice(at)}`,
    word.toUpperCase(),
    `${word}s`,
  ]);
};

/** One random change of a configuration. `facts` are the directives that the nginx asked has; `pool` those that may be put in. */
export function mutate(
  random: () => number,
  text: string,
  factsOf: (name: string) => readonly DirectiveFact[],
  pool: readonly DirectiveFact[],
): Mutation {
  const items = itemsOf(text);
  const replace = (start: number, end: number, by: string): string =>
    text.slice(0, start) + by + text.slice(end);
  const source = (item: Item): string => text.slice(item.start, item.end);
  const insert = (item: Item, what: string): string => replace(item.inside!, item.inside!, ` ${what} `);
  const blocks = items.filter((it) => it.inside !== undefined && !/^(?:map|types)$/.test(it.directive.name));
  const item = pick(random, items);
  const { directive } = item;
  const kind = pick(random, [
    "drop",
    "repeat",
    "rename",
    "move",
    "more",
    "fewer",
    "value",
    "value",
    "insert",
    "insert",
    "insert",
    "shape",
  ]);
  const name = directive.nameOrigin.place().span;
  switch (kind) {
    case "drop":
      // Without `events` a file is taken for a part of another.
      return directive.name === "events"
        ? mutate(random, text, factsOf, pool)
        : { kind, text: replace(item.start, item.end, "") };
    case "repeat":
      return { kind, text: replace(item.end, item.end, ` ${source(item)}`) };
    case "rename":
      return { kind, text: replace(name.start, name.end, misspell(random, directive.name)) };
    case "move": {
      const target = pick(random, blocks);
      if (target.start >= item.start && target.end <= item.end) return mutate(random, text, factsOf, pool);
      const moved = target.inside! > item.start;
      const what = source(item);
      const without = replace(item.start, item.end, "");
      const at = moved ? target.inside! - what.length : target.inside!;
      return { kind, text: `${without.slice(0, at)} ${what} ${without.slice(at)}` };
    }
    case "more": {
      const end = directive.args.at(-1)?.origin.place().span.end ?? name.end;
      return { kind, text: replace(end, end, " surplus") };
    }
    case "fewer": {
      const last = directive.args.at(-1)?.origin.place().span;
      return last === undefined
        ? mutate(random, text, factsOf, pool)
        : { kind, text: replace(last.start, last.end, "") };
    }
    case "shape": {
      if (item.inside === undefined) return { kind, text: replace(item.end - 1, item.end, " { }") };
      return { kind, text: replace(item.inside - 1, item.end, ";") };
    }
    case "value": {
      const typed = items.filter(
        (it) =>
          it.directive.args.length > 0 &&
          factsOf(it.directive.name).some((fact) => valuesFor(fact).length > 0),
      );
      const chosen = pick(random, typed);
      const fact = factsOf(chosen.directive.name).find((it) => valuesFor(it).length > 0)!;
      const { start } = chosen.directive.args[0]!.origin.place().span;
      const { end } = chosen.directive.args.at(-1)!.origin.place().span;
      return { kind, text: replace(start, end, pick(random, valuesFor(fact))) };
    }
    default: {
      const fact = pick(random, pool);
      return { kind, text: insert(pick(random, blocks), `${fact.name} ${pick(random, valuesFor(fact))};`) };
    }
  }
}
