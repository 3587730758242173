import { posix } from "node:path";
import { guessContext } from "../parsers/nginx/context.ts";
import type { NginxTree } from "../parsers/nginx/directive.ts";
import { splitDump } from "../parsers/nginx/dump.ts";
import {
  type IncludeHost,
  type IncludePrefix,
  lookUpPath,
  memoryHost,
  resolveIncludes,
} from "../parsers/nginx/include.ts";
import { parseNginx } from "../parsers/nginx/parser.ts";
import { type Observe, observed } from "../text/observe.ts";
import { type LocatedText, type Origin, textOfFile } from "../text/origin.ts";
import type { SourceFile } from "../text/source-file.ts";
import type { NginxConfig } from "./nginx-config.ts";

/** An include that brought nothing in though it should have. */
export interface MissingInclude {
  readonly origin: Origin;
  /** nginx's own reason, or the cycle. */
  readonly message: string;
  /** A cycle makes nginx fail; a missing file may be made where nginx runs. */
  readonly fatal: boolean;
}

export interface ReadNginxOptions {
  readonly host: IncludeHost | undefined;
  readonly prefixes: readonly IncludePrefix[];
  readonly nginxVersion: string | undefined;
  readonly observe?: Observe | undefined;
}

export interface ReadNginx {
  readonly configs: readonly NginxConfig[];
  readonly missing: readonly MissingInclude[];
}

/**
 * nginx configurations of files: whole ones with what they include, dumps of `nginx -T`, then fragments that no whole one in
 * sight includes. A file that is included is judged where it is included and nowhere else.
 */
export function readNginxFiles(files: readonly SourceFile[], options: ReadNginxOptions): ReadNginx {
  const configs: NginxConfig[] = [];
  const missing: MissingInclude[] = [];
  const fragments: { file: SourceFile; tree: NginxTree }[] = [];
  const included = new Set<string>();
  for (const file of files) {
    const text = textOfFile(file);
    const dumped = splitDump(text);
    const path = dumped?.[0]?.path ?? file.path;
    const tree = observed(options.observe, "file", file.path, () => parseNginx(dumped?.[0]?.source ?? text));
    if (dumped === undefined && guessContext(tree) !== "main") {
      fragments.push({ file, tree });
      continue;
    }
    // A dump holds every file that nginx read: what is not in it does not exist.
    const host =
      dumped === undefined
        ? (options.host ?? memoryHost(new Map()))
        : memoryHost(new Map(dumped.map((it) => [it.path, it.source] as const)), ["/"]);
    const prefixes = dumped === undefined ? byLength(options.prefixes) : [];
    const resolved = resolveIncludes({ path, tree }, host, { prefixes });
    for (const it of resolved.used) included.add(it);
    for (const it of resolved.unresolved) {
      const fatal = it.why === "cycle" || it.why === "too-many";
      if (it.stock && !fatal) continue;
      if (it.why !== "outside-roots")
        missing.push({ origin: it.directive.origin, message: it.message, fatal });
    }
    const readFile = (name: string) => host.read(lookUpPath(name, posix.dirname(path), prefixes));
    configs.push({
      ...fileConfig(file, text, "main", resolved.complete, tree, resolved.trees, options),
      readFile,
    });
  }
  for (const { file, tree } of fragments) {
    if (included.has(file.path)) continue;
    // A part is included from somewhere: only absolute paths say where its files are.
    const readFile = (name: string) =>
      posix.isAbsolute(name)
        ? options.host?.read(lookUpPath(name, "", byLength(options.prefixes)))
        : undefined;
    configs.push({
      ...fileConfig(file, textOfFile(file), guessContext(tree), false, tree, [tree], options),
      readFile,
    });
  }
  return { configs, missing };
}

function fileConfig(
  file: SourceFile,
  text: LocatedText,
  context: NginxConfig["context"],
  complete: boolean,
  tree: NginxTree,
  trees: readonly NginxTree[],
  options: ReadNginxOptions,
): NginxConfig {
  return {
    kind: "file",
    label: file.path,
    context,
    complete,
    origin: tree.directives[0]?.nameOrigin ?? text.origin(0, 0),
    directives: tree.directives,
    trees,
    containers: [],
    controller: undefined,
    ingress: undefined,
    nginxVersion: options.nginxVersion,
  };
}

function byLength(prefixes: readonly IncludePrefix[]): readonly IncludePrefix[] {
  return [...prefixes].sort((a, b) => b.from.length - a.from.length);
}
