import { contextsOfDirective, opensBlock } from "../../knowledge/nginx-directive-names.ts";
import { append } from "../../text/append.ts";
import type { LocatedText } from "../../text/origin.ts";
import type { Directive } from "./directive.ts";
import { splitDump } from "./dump.ts";
import { parseNginx } from "./parser.ts";

/** Enough of a file to know it by; a large one is not read whole for that. */
const LOOKED_AT = 64 * 1024;

/** Blocks whose lines are data: their names say nothing. */
const dataBlocks: ReadonlySet<string> = new Set([
  "types",
  "map",
  "num_map",
  "geo",
  "geoip2",
  "split_clients",
  "charset_map",
  "match",
  "otel_exporter",
]);

/** Files that may hold pieces of nginx configuration but are something else. */
const otherExtension =
  /\.(ya?ml|json|jsonl|md|rst|html?|css|scss|js|mjs|cjs|ts|tsx|jsx|lua|sh|bash|py|rb|go|php|pl|java|c|h|rs|sql|tf|tfvars|hcl|toml|ini|xml|svg|csv|pem|crt|key|service|dockerfile)$/i;

/** First lines of YAML, JSON, scripts and XML. */
const otherBeginning = /^(#!|---\s|<\?|<!|<[A-Za-z]|\{\s*"|["']?[\w./-]+["']?:(\s|$))/;

const nginxPath = /nginx|openresty|tengine|angie|sites-(available|enabled)/i;

/**
 * Whether a text is nginx configuration, whole or a fragment, broken or not, rather than another program's `.conf`.
 * Judged by its content: by how many of its statements are nginx directives in nginx's form; `path` only helps where
 * the content says little (a lone `include`), or tells that it is a script or a manifest.
 */
export function looksLikeNginx(source: LocatedText, path: string): boolean {
  if (otherExtension.test(path)) return false;
  if (/(?:^|\/)nginx\.conf$/.test(path)) return true; // whatever it holds, nginx will be given it
  const start = beginningOf(source.text);
  if (otherBeginning.test(firstLine(start))) return false;
  if (splitDump({ text: start, origin: source.origin }) !== undefined) return true;

  const tree = parseNginx({ text: start, origin: source.origin });
  if (hasSkeleton(tree.directives)) return true;
  let strong = 0;
  let weak = 0;
  let includes = 0;
  let foreign = 0;
  const open: Directive[] = [...tree.directives];
  for (let directive = open.pop(); directive !== undefined; directive = open.pop()) {
    if (directive.block !== undefined && !dataBlocks.has(directive.name)) append(open, directive.block);
    if (directive.name === "include") includes += 1;
    else if (!isNginxForm(directive)) foreign += 1;
    else if (isDistinctive(directive)) strong += 1;
    else weak += 1;
  }
  if (nginxPath.test(path)) return strong + weak + includes > 0 && strong + weak + includes >= foreign;
  if (strong > 0) return strong + weak >= foreign;
  return weak > 0 && foreign === 0 && tree.errors.length === 0;
}

/** Whole lines, as many as are looked at. */
function beginningOf(text: string): string {
  if (text.length <= LOOKED_AT) return text;
  return text.slice(0, text.lastIndexOf("\n", LOOKED_AT) + 1 || LOOKED_AT);
}

/** `events` beside `http`, or a `server` that listens: enough, however many directives of unknown modules are around. */
function hasSkeleton(directives: readonly Directive[]): boolean {
  const http = directives.find((it) => it.name === "http" && hasForm(it));
  if (http !== undefined && directives.some((it) => it.name === "events" && hasForm(it))) return true;
  const servers = [...directives, ...(http?.block ?? [])].filter((it) => it.name === "server" && hasForm(it));
  return servers.some((server) => server.block?.some((it) => it.name === "listen" && hasForm(it)));
}

/** First line that is neither blank nor a comment, and a `#!`. */
function firstLine(text: string): string {
  const found = /^(?:\ufeff|[ \t]*(?:#(?!!).*)?\r?\n)*([^\n]*)/.exec(text);
  return found?.[1]?.trimStart() ?? "";
}

/** A directive in nginx's form; a block also has to hold one, if it holds anything. */
function isNginxForm(directive: Directive): boolean {
  if (!hasForm(directive)) return false;
  const { block, name } = directive;
  if (block === undefined || block.length === 0 || dataBlocks.has(name)) return true;
  return block.some((it) => it.name === "include" || hasForm(it));
}

/** A known name, ended as nginx wants it, with a plausible number of arguments. */
function hasForm(directive: Directive): boolean {
  const { name, args } = directive;
  if (contextsOfDirective(name).size === 0 || (args[0]?.value === "=" && name !== "location")) return false;
  const isBlock = directive.block !== undefined || directive.raw !== undefined;
  if (name === "server") return isBlock === (args.length === 0);
  if (!isBlock) return !opensBlock(name);
  switch (name) {
    case "http":
    case "events":
    case "stream":
    case "mail":
    case "types":
      return args.length === 0;
    case "upstream":
      return args.length === 1;
    case "location":
      return args.length === 1 || args.length === 2;
    case "map":
    case "split_clients":
      return args.length === 2;
    case "if":
      return args[0]?.value.startsWith("(") === true;
    default:
      return opensBlock(name);
  }
}

/** Names that other programs are unlikely to use in this form. */
function isDistinctive(directive: Directive): boolean {
  return (
    directive.name.includes("_") ||
    directive.name === "location" ||
    directive.name === "upstream" ||
    (directive.block !== undefined && (directive.name === "server" || directive.name === "http"))
  );
}
