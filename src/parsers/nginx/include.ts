import { posix } from "node:path";
import { append } from "../../text/append.ts";
import type { LocatedText } from "../../text/origin.ts";
import type { Directive, NginxTree } from "./directive.ts";
import { compareGlobResults, globMatcher, isGlob } from "./glob.ts";
import { ParsedDirective } from "./parsed-tree.ts";
import { parseNginx } from "./parser.ts";
import { isStockInclude } from "./stock-includes.ts";

/** More inclusions than any real setup has; without a bound, twenty files that include each other twice are a bomb. */
const MAX_INCLUSIONS = 10_000;
const MAX_CHARACTERS = 64 * 2 ** 20;
/** nginx holds every file open on the way down; its usual limit is 1024 descriptors. */
const MAX_DEPTH = 100;

/** The files that includes may reach. Paths are POSIX-like and normalised: `conf.d/api.conf`, `/etc/nginx/mime.types`. */
export interface IncludeHost {
  /** Whether a path lies where all files are known, so that one that is not found does not exist. */
  inside(path: string): boolean;
  /** Paths of the files that match a glob(3) pattern, in any order. */
  glob(pattern: string): readonly string[];
  /** A file's content; undefined when it does not exist or lies outside. */
  read(path: string): LocatedText | undefined;
}

/** Where files that nginx knows below `from` are to be found. */
export interface IncludePrefix {
  readonly from: string;
  readonly to: string;
}

export interface IncludeOptions {
  readonly prefixes?: readonly IncludePrefix[];
}

/**
 * Why an include brought nothing in: the file does not exist where it would have to be; it lies outside of what we
 * were given; it is being read already; or the includes multiply beyond reason.
 */
export type UnresolvedReason = "missing-inside" | "outside-roots" | "cycle" | "too-many";

export interface UnresolvedInclude {
  readonly directive: Directive;
  /** As written. */
  readonly pattern: string;
  /** As looked up. */
  readonly path: string;
  readonly why: UnresolvedReason;
  /** For a missing file nginx's own reason, without file and line. */
  readonly message: string;
  /** A file that nginx's packages install (`mime.types`): it is there, only not in the linted tree. */
  readonly stock: boolean;
}

export interface ResolvedIncludes {
  /** The main tree, whose `include` directives now hold what they bring in. */
  readonly tree: NginxTree;
  /** The main tree and one tree per included file, in the order nginx opens them. */
  readonly trees: readonly NginxTree[];
  /** Paths of the included files, in the same order, without the main file. */
  readonly used: readonly string[];
  readonly unresolved: readonly UnresolvedInclude[];
  /** True when everything is in sight but files that nginx's packages install. */
  readonly complete: boolean;
}

/** One inclusion under way: which tree, and the files that led to it. */
interface Visit {
  readonly path: string;
  readonly tree: NginxTree;
  readonly outer: Visit | undefined;
  readonly depth: number;
}

/**
 * Follows the `include` directives of a main file, as `ngx_conf_include` does: relative to the directory of the main
 * file, globs in the order of glob(3), a glob without match brings in nothing. Every inclusion is a tree of its own, so
 * that `parent` leads from an included directive to the block around the `include`. Fills `included`; never throws.
 */
export function resolveIncludes(
  main: { readonly path: string; readonly tree: NginxTree },
  host: IncludeHost,
  options: IncludeOptions = {},
): ResolvedIncludes {
  const mainPath = posix.normalize(main.path);
  const prefixes = [...(options.prefixes ?? [])].sort((a, b) => b.from.length - a.from.length);
  const firstTrees = new Map<string, NginxTree>([[mainPath, main.tree]]);
  const unresolved: UnresolvedInclude[] = [];
  let inclusions = 0;
  let characters = 0;

  const visits: Visit[] = [{ path: mainPath, tree: main.tree, outer: undefined, depth: 0 }];
  for (let visit = visits.pop(); visit !== undefined; visit = visits.pop()) {
    const from = visit;
    const found: Visit[] = [];
    for (const directive of includesOf(from.tree)) {
      const pattern = directive.args[0]!.value;
      const path = lookUpPath(pattern, posix.dirname(mainPath), prefixes);
      const refuse = (why: UnresolvedReason, message: string): void => {
        unresolved.push({ directive, pattern, path, why, message, stock: isStockInclude(pattern) });
      };
      const targets = targetsOf(path, host);
      if (targets === undefined) {
        if (!host.inside(isGlob(path) ? fixedPart(path) : path)) {
          refuse("outside-roots", `'${path}' lies outside of the given files`);
        } else {
          refuse("missing-inside", `open() "${path}" failed (2: No such file or directory)`);
        }
        continue;
      }
      const included: NginxTree[] = [];
      for (const target of targets) {
        const cycle = cycleTo(target.path, from);
        if (cycle !== undefined) {
          refuse("cycle", `the file includes itself: ${cycle}`);
          continue;
        }
        inclusions += 1;
        characters += target.text.text.length;
        if (inclusions > MAX_INCLUSIONS || characters > MAX_CHARACTERS || from.depth >= MAX_DEPTH) {
          refuse("too-many", "includes multiply beyond what can be read");
          break;
        }
        const tree = parseNginx(target.text, directive.parent);
        included.push(tree);
        if (!firstTrees.has(target.path)) firstTrees.set(target.path, tree);
        found.push({ path: target.path, tree, outer: from, depth: from.depth + 1 });
      }
      if (included.length > 0 || targets.length === 0) directive.included = included;
    }
    append(visits, found.reverse());
  }

  return {
    tree: main.tree,
    trees: [...firstTrees.values()],
    used: [...firstTrees.keys()].slice(1),
    unresolved,
    complete: unresolved.every((it) => it.stock && it.why !== "cycle"),
  };
}

/** A host made of texts held in memory: a dump's files, a ConfigMap's values. `roots` are the directories known whole. */
export function memoryHost(
  files: ReadonlyMap<string, LocatedText>,
  roots: readonly string[] = [],
): IncludeHost {
  const byPath = new Map([...files].map(([path, text]) => [posix.normalize(path), text]));
  return {
    inside: (path) => byPath.has(path) || roots.some((it) => isBelow(path, it)),
    glob(pattern) {
      const matches = globMatcher(pattern);
      return [...byPath.keys()].filter(matches);
    },
    read: (path) => byPath.get(path),
  };
}

function isBelow(path: string, directory: string): boolean {
  const way = posix.relative(directory, path);
  return posix.isAbsolute(path) === posix.isAbsolute(directory) && way !== ".." && !way.startsWith("../");
}

interface Target {
  readonly path: string;
  readonly text: LocatedText;
}

/** The files an include names, in nginx's order; undefined when it names none that we have. */
function targetsOf(path: string, host: IncludeHost): readonly Target[] | undefined {
  if (!isGlob(path)) {
    const text = host.read(path);
    return text === undefined ? undefined : [{ path, text }];
  }
  const targets: Target[] = [];
  for (const match of [...host.glob(path)].sort(compareGlobResults)) {
    const text = host.read(match);
    if (text !== undefined) targets.push({ path: match, text });
  }
  return targets.length > 0 || host.inside(fixedPart(path)) ? targets : undefined;
}

/** The directory before the first wildcard. */
function fixedPart(pattern: string): string {
  return posix.dirname(pattern.slice(0, pattern.search(/[*?[]/) + 1));
}

/**
 * Where a file that a configuration names stands: relative paths start from the directory of the main file (`ngx_conf_full_name` with the
 * configuration's prefix), absolute ones are mapped by the prefixes, the longest first.
 */
export function lookUpPath(pattern: string, directory: string, prefixes: readonly IncludePrefix[]): string {
  if (!pattern.startsWith("/")) return posix.join(directory, pattern);
  const path = posix.normalize(pattern);
  for (const { from, to } of prefixes) {
    const base = posix.join(from, "/");
    if (path.startsWith(base)) return posix.join(to, path.slice(base.length));
  }
  return path;
}

/** The way round, as `a.conf → b.conf → a.conf`, when a file is already being read. */
function cycleTo(path: string, from: Visit): string | undefined {
  const way = [path];
  for (let visit: Visit | undefined = from; visit !== undefined; visit = visit.outer) {
    way.unshift(visit.path);
    if (visit.path === path) return way.join(" → ");
  }
  return undefined;
}

/** The `include` directives of one text, at every depth, in order. */
function* includesOf(tree: NginxTree): Generator<ParsedDirective> {
  const open: { readonly directives: readonly Directive[]; next: number }[] = [
    { directives: tree.directives, next: 0 },
  ];
  for (let level = open[open.length - 1]; level !== undefined; level = open[open.length - 1]) {
    const directive = level.directives[level.next++];
    if (directive === undefined) open.pop();
    else if (directive.block !== undefined) open.push({ directives: directive.block, next: 0 });
    else if (
      directive instanceof ParsedDirective &&
      directive.name === "include" &&
      directive.args.length === 1
    ) {
      yield directive;
    }
  }
}
