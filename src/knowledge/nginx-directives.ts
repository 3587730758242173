import { nginxDirectives } from "./data/nginx-directives.ts";

/** Where a directive comes from. */
export type DirectiveOrigin = "nginx-oss" | "nginx-acme" | "nginx-plus" | "third-party";

/**
 * What nginx does with a second one at the same place: `error` refuses the file, `accumulate` adds up, the others keep one of them or
 * do nothing. Undefined: not known.
 */
export type DuplicateClass =
  | "error"
  | "accumulate"
  | "last-wins"
  | "first-wins"
  | "warn-last-wins"
  | "no-op"
  | "ignored";

/** How many arguments, the name not counted; `max` undefined: any number; `exactly`: only these numbers. */
export interface ArgumentCount {
  readonly min: number;
  readonly max?: number;
  readonly exactly?: readonly number[];
}

/** One entry of a module's command table. */
export interface DirectiveFact {
  readonly name: string;
  /** `ngx_http_core_module`; third parties: the name of the module (`lua`, `headers-more`). */
  readonly module: string;
  readonly origin: DirectiveOrigin;
  /** The `configure` option that brings the module, where it is not built by default. */
  readonly build?: string;
  /** `any`, `main`, `http`, `if-in-location` …; none: only within its own module's block (`otel_exporter`). */
  readonly contexts: readonly string[];
  /** Undefined: not known. */
  readonly args?: ArgumentCount;
  /**
   * What the setter takes: `flag` (on, off), `size` (k, m), `offset` (k, m, g), `number`, `time-msec` (no y and M), `time-sec` (no ms),
   * `number+size`, `enum` and `enum-set` (see `values`, any letter case), `string`, `expression` and `expression-list` (with variables),
   * `size-expression`, `address-expression`, `keyval`, `keyval-expression`, `mime-type-list`, `path+levels`, `access-mode`, `block`,
   * `lua-block`, `obsolete` (ignored with a warning), `custom` (a parser of its own: see `syntax`).
   */
  readonly valueType: string;
  /** Takes exactly `on` or `off`, by the command table. */
  readonly flag: boolean;
  /** The words of an `enum` or `enum-set`. */
  readonly values?: readonly string[];
  readonly bounds?: { readonly min: number; readonly max: number };
  readonly duplicate?: DuplicateClass;
  /** `true`: variables are expanded; `false`: a `$` makes the value invalid; undefined: no evidence. */
  readonly variables?: boolean;
  readonly default?: string;
  readonly syntax?: string;
  /** First nginx release (for nginx-plus and third parties: unknown, or their own version). */
  readonly since?: string;
  /** Stable releases that got it later. */
  readonly backported: readonly string[];
  /** First nginx release without it. */
  readonly removed?: string;
  readonly deprecatedBy?: string;
  /** Takes a block. */
  readonly block: boolean;
  readonly note?: string;
  readonly undocumented: boolean;
  /** Other contexts and argument counts from a release on, oldest first; those of the fact itself are the newest. */
  readonly changes: readonly {
    readonly version: string;
    readonly contexts: readonly string[];
    readonly args: ArgumentCount;
  }[];
}

interface RawModule {
  readonly module: string;
  readonly origin: string;
  readonly build?: string;
  readonly directives: readonly (readonly [
    name: string,
    contexts: string,
    args: string,
    valueType: string,
    duplicate: string,
    rest: RawRest,
  ])[];
}

interface RawRest {
  readonly since?: string;
  readonly default?: string;
  readonly syntax?: string;
  readonly values?: readonly string[];
  readonly variables?: true | "no";
  readonly flag?: true;
  readonly block?: true;
  readonly removed?: string;
  readonly deprecatedBy?: string;
  readonly bounds?: readonly [min: number, max: number];
  readonly changes?: DirectiveFact["changes"];
  readonly note?: string;
  readonly undocumented?: true;
  readonly backported?: readonly string[];
}

type Entry = readonly [module: RawModule, row: RawModule["directives"][number]];

let entries: ReadonlyMap<string, readonly Entry[]> | undefined;
const facts = new Map<string, readonly DirectiveFact[]>();
const none: readonly DirectiveFact[] = [];

/** All entries of a name, one per module; empty for a name that no module has. The table is parsed at the first call. */
export function directiveFact(name: string): readonly DirectiveFact[] {
  let known = facts.get(name);
  if (known === undefined) {
    known = allEntries()
      .get(name)
      ?.map(([module, row]) => toFact(module, row));
    if (known === undefined) return none;
    facts.set(name, known);
  }
  return known;
}

/** Every name of the table, those that later releases removed too. */
export function directiveNames(): readonly string[] {
  return [...allEntries().keys()];
}

function allEntries(): ReadonlyMap<string, readonly Entry[]> {
  if (entries !== undefined) return entries;
  const made = new Map<string, Entry[]>();
  for (const module of JSON.parse(nginxDirectives) as readonly RawModule[]) {
    for (const row of module.directives) {
      const same = made.get(row[0]);
      if (same === undefined) made.set(row[0], [[module, row]]);
      else same.push([module, row]);
    }
  }
  entries = made;
  return made;
}

function toFact(module: RawModule, row: RawModule["directives"][number]): DirectiveFact {
  const [name, contexts, args, valueType, duplicate, raw] = row;
  const { variables, bounds, flag, block, undocumented, backported, changes, ...rest } = raw;
  const count = toCount(args);
  return {
    name,
    module: module.module,
    origin: module.origin.startsWith("third-party") ? "third-party" : (module.origin as DirectiveOrigin),
    ...(module.build === undefined ? {} : { build: module.build }),
    contexts: contexts === "" ? [] : contexts.split(" "),
    ...(count === undefined ? {} : { args: count }),
    valueType,
    flag: flag === true || valueType === "flag",
    ...(bounds === undefined ? {} : { bounds: { min: bounds[0], max: bounds[1] } }),
    ...(duplicate === "" ? {} : { duplicate: duplicate as DuplicateClass }),
    ...(variables === undefined ? {} : { variables: variables === true }),
    block: block === true,
    undocumented: undocumented === true,
    backported: backported ?? [],
    changes: changes ?? [],
    ...rest,
  };
}

function toCount(text: string): ArgumentCount | undefined {
  if (text === "") return undefined;
  if (text.includes(",")) {
    const exactly = text.split(",").map(Number);
    return { min: exactly[0]!, max: exactly.at(-1)!, exactly };
  }
  const [min, max] = text.split("-");
  if (max === undefined) return { min: Number(min), max: Number(min) };
  return max === "" ? { min: Number(min) } : { min: Number(min), max: Number(max) };
}
