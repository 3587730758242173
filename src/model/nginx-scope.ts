import type { NginxContext } from "../parsers/nginx/context.ts";
import type { Directive } from "../parsers/nginx/directive.ts";
import { flatten, type NginxConfig } from "./nginx-config.ts";

/**
 * One level of configuration as nginx merges it: main, http, server, location, if, limit_except, upstream. Directives are
 * those of the level itself; `find` looks outwards as nginx's merging does.
 */
export interface Scope {
  readonly context: NginxContext;
  /** The block that opens the level; undefined for the level a fragment stands in. */
  readonly block: Directive | undefined;
  readonly parent: Scope | undefined;
  readonly children: readonly Scope[];
  readonly config: NginxConfig;
  /** Directives of this level itself, includes in place. */
  readonly directives: readonly Directive[];
  /** All of one name on this level, in order. */
  own(name: string): readonly Directive[];
  /** The last of one name on this level or the nearest outer one that has any; undefined when nobody set it. */
  find(name: string): Directive | undefined;
  /** Whether the levels outside are all in sight, so that a value nobody set is nginx's default. */
  readonly complete: boolean;
}

const noDirectives: readonly Directive[] = [];

/** Contexts whose values are merged into the levels within. */
const opens: Readonly<Record<string, Readonly<Record<string, NginxContext>>>> = {
  main: { http: "http", events: "events", stream: "stream", mail: "mail" },
  http: { server: "server", upstream: "upstream" },
  server: { location: "location", if: "if-in-server" },
  location: { location: "location", if: "if-in-location", limit_except: "limit_except" },
  stream: { server: "stream-server", upstream: "stream-upstream" },
};

class Level implements Scope {
  readonly context: NginxContext;
  readonly block: Directive | undefined;
  readonly parent: Scope | undefined;
  readonly children: Level[] = [];
  readonly config: NginxConfig;
  readonly directives: readonly Directive[];
  readonly complete: boolean;
  /** Of all levels together: what is not among them need not be looked for on any. */
  readonly #names: Set<string>;
  #byName: Map<string, Directive[]> | undefined;

  constructor(
    context: NginxContext,
    block: Directive | undefined,
    parent: Level | undefined,
    config: NginxConfig,
    names: Set<string>,
  ) {
    this.context = context;
    this.block = block;
    this.parent = parent;
    this.config = config;
    this.directives = flatten(block === undefined ? config.directives : block.block);
    this.complete = config.complete;
    this.#names = names;
    for (const it of this.directives) names.add(it.name);
  }

  own(name: string): readonly Directive[] {
    if (!this.#names.has(name)) return noDirectives;
    if (this.directives.length <= FEW) return named(this.directives, name);
    if (this.#byName === undefined) {
      this.#byName = new Map();
      for (const directive of this.directives) {
        const same = this.#byName.get(directive.name);
        if (same === undefined) this.#byName.set(directive.name, [directive]);
        else same.push(directive);
      }
    }
    return this.#byName.get(name) ?? noDirectives;
  }

  find(name: string): Directive | undefined {
    return this.own(name).at(-1) ?? this.parent?.find(name);
  }
}

/** Up to so many directives are faster looked through than sorted into a table; most locations have fewer. */
const FEW = 16;

function named(directives: readonly Directive[], name: string): readonly Directive[] {
  let found: Directive[] | undefined;
  for (const it of directives) {
    if (it.name !== name) continue;
    if (found === undefined) found = [it];
    else found.push(it);
  }
  return found ?? noDirectives;
}

const scopesOf = new WeakMap<NginxConfig, Scope>();

/** The outermost level of a configuration with all levels within; worked out once per configuration. */
export function rootScope(config: NginxConfig): Scope {
  const done = scopesOf.get(config);
  if (done !== undefined) return done;
  const names = new Set<string>();
  const root = new Level(config.context, undefined, undefined, config, names);
  const open: Level[] = [root];
  for (let level = open.pop(); level !== undefined; level = open.pop()) {
    const inner = opens[level.context] ?? {};
    for (const directive of level.directives) {
      const context = Object.hasOwn(inner, directive.name) ? inner[directive.name] : undefined;
      if (context === undefined || directive.block === undefined) continue;
      const child = new Level(context, directive, level, config, names);
      level.children.push(child);
      open.push(child);
    }
  }
  scopesOf.set(config, root);
  return root;
}

/** A level and all within it, outermost first. */
export function* scopes(scope: Scope): Generator<Scope> {
  const open: Scope[] = [scope];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    for (let at = next.children.length - 1; at >= 0; at -= 1) open.push(next.children[at]!);
  }
}

const listOf = new WeakMap<NginxConfig, readonly Scope[]>();

/** Every level of a configuration, outermost first; worked out once per configuration. */
export function allScopes(config: NginxConfig): readonly Scope[] {
  let list = listOf.get(config);
  if (list === undefined) {
    list = [...scopes(rootScope(config))];
    listOf.set(config, list);
  }
  return list;
}

/** All of one name on a level, else on the nearest outer one that has any: lists are merged as a whole. */
export function inForce(scope: Scope, name: string): readonly Directive[] {
  for (let level: Scope | undefined = scope; level !== undefined; level = level.parent) {
    const own = level.own(name);
    if (own.length > 0) return own;
  }
  return noDirectives;
}
