import { flatten, type NginxConfig } from "../model/nginx-config.ts";
import type { Directive } from "../parsers/nginx/directive.ts";
import { sourceOf } from "./source.ts";
import { isUnknown, quoteWord, unknownReason } from "./write.ts";

/** One directive that is printed differently, or a block that comes or goes as a whole. */
export interface ConfigChange {
  /** The blocks around it, outermost first: `http`, `server shop.example.com`, `location /`. Empty on the level of main. */
  readonly scope: readonly string[];
  /** Name of the directive; of a block with its words. */
  readonly directive: string;
  readonly isBlock: boolean;
  /** The arguments before the change; undefined where there was no such directive. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** What decides it afterwards; where it goes, what decided it before. */
  readonly source: string;
}

/** What changes from one configuration to another, in the order of the new one; directives of one name are compared as a list. */
export function diffConfigs(
  before: NginxConfig | undefined,
  after: NginxConfig | undefined,
): readonly ConfigChange[] {
  const sides = { before, after };
  return [...diffBlocks([], before?.directives ?? [], after?.directives ?? [], sides)];
}

interface Sides {
  readonly before: NginxConfig | undefined;
  readonly after: NginxConfig | undefined;
}

function* diffBlocks(
  scope: readonly string[],
  before: readonly Directive[],
  after: readonly Directive[],
  sides: Sides,
): Iterable<ConfigChange> {
  const old = groupsOf(before);
  const now = groupsOf(after);
  for (const key of new Set([...now.keys(), ...old.keys()])) {
    const [was, is] = [old.get(key) ?? [], now.get(key) ?? []];
    const first = (is[0] ?? was[0])!;
    if (first.block === undefined) yield* diffLines(scope, was, is, sides);
    else if (was.length === 0 || is.length === 0) {
      const [there, config] = is.length === 0 ? [was[0]!, sides.before!] : [is[0]!, sides.after!];
      yield {
        scope,
        directive: key,
        isBlock: true,
        before: is.length === 0 ? "" : undefined,
        after: is.length === 0 ? undefined : "",
        source: sourceOf(there, config),
      };
    } else
      yield* diffBlocks(
        [...scope, key],
        was.flatMap((it) => it.block ?? []),
        is.flatMap((it) => it.block ?? []),
        sides,
      );
  }
}

/** Directives by what they are compared with: blocks by name and words (a server by its names), others by name. */
function groupsOf(directives: readonly Directive[]): Map<string, Directive[]> {
  const groups = new Map<string, Directive[]>();
  for (const directive of flatten(directives)) {
    const key = directive.block === undefined ? directive.name : blockKey(directive);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [directive]);
    else group.push(directive);
  }
  return groups;
}

function blockKey(block: Directive): string {
  if (block.name !== "server") return [block.name, textOf(block)].filter((it) => it !== "").join(" ");
  const inside = [...flatten(block.block)];
  const names = inside.find((it) => it.name === "server_name") ?? inside.find((it) => it.name === "listen");
  return `server ${names?.args[0]?.value ?? ""}`;
}

function* diffLines(
  scope: readonly string[],
  was: readonly Directive[],
  is: readonly Directive[],
  sides: Sides,
): Iterable<ConfigChange> {
  const gone = was.filter((it) => !is.some((other) => textOf(other) === textOf(it)));
  const come = is.filter((it) => !was.some((other) => textOf(other) === textOf(it)));
  const base = (directive: Directive) => ({ scope, directive: directive.name, isBlock: false });
  for (const now of come) {
    // A single line replaces a single line; of several, the one with the same first word (`proxy_set_header Connection`).
    const at = gone.findIndex(
      (it) => (was.length === 1 && is.length === 1) || it.args[0]?.value === now.args[0]?.value,
    );
    const [old] = at === -1 ? [] : gone.splice(at, 1);
    yield {
      ...base(now),
      before: old === undefined ? undefined : textOf(old),
      after: textOf(now),
      source: sourceOf(now, sides.after!),
    };
  }
  for (const old of gone)
    yield { ...base(old), before: textOf(old), after: undefined, source: sourceOf(old, sides.before!) };
}

/** The arguments as they would be written; for values that are not known why. */
function textOf(directive: Directive): string {
  if (isUnknown(directive)) return unknownReason(directive);
  return directive.args.map((it) => quoteWord(it.value)).join(" ");
}
