import { directiveFact } from "../../../knowledge/nginx-directives.ts";
import { isBuiltInVariable, isUnchangeableVariable } from "../../../knowledge/nginx-variables.ts";
import { dataBlocks } from "../../../parsers/nginx/data-blocks.ts";
import type { Argument, Directive } from "../../../parsers/nginx/directive.ts";
import { isStockInclude } from "../../../parsers/nginx/stock-includes.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import {
  type DirectiveCheck,
  firstValue,
  flawAt,
  hasVariables,
  isCertain,
  type Theme,
  type View,
} from "./view.ts";

/** The argument that names the variable a directive defines. */
const definers: Readonly<Record<string, (directive: Directive) => Argument | undefined>> = {
  set: (it) => it.args[0],
  map: (it) => it.args[1],
  geo: (it) => it.args.at(-1),
  split_clients: (it) => it.args[1],
  auth_request_set: (it) => it.args[0],
  perl_set: (it) => it.args[0],
  js_set: (it) => it.args[0],
  js_var: (it) => it.args[0],
};

function* checkDefinition(directive: Directive): Generator<DirectiveFlaw> {
  const argument = definers[directive.name]?.(directive);
  if (argument === undefined) return;
  const text = argument.value;
  if (!text.startsWith("$")) return;
  const name = text.slice(1).toLowerCase();
  if (!isUnchangeableVariable(name)) return;
  yield flawAt(
    argument,
    "variable-duplicate",
    `the duplicate "${name}" variable`,
    "Choose another name: nginx sets this variable itself.",
  );
}

/** The arguments in which nginx looks for variables, of directives where everybody writes them. */
const expressions: Readonly<Record<string, (args: readonly Argument[]) => readonly Argument[]>> = {
  return: (args) => (args.length === 1 ? args : args.slice(1)),
  set: (args) => args.slice(1),
  root: (args) => args,
  alias: (args) => args,
  proxy_pass: (args) => args,
  fastcgi_pass: (args) => args,
  uwsgi_pass: (args) => args,
  grpc_pass: (args) => args,
  proxy_set_header: (args) => args.slice(1),
  grpc_set_header: (args) => args.slice(1),
  add_header: (args) => args.slice(1, 2),
  fastcgi_param: (args) => args.slice(1, 2),
  uwsgi_param: (args) => args.slice(1, 2),
  scgi_param: (args) => args.slice(1, 2),
  rewrite: (args) => args.slice(1, 2),
  try_files: (args) => args,
  proxy_cache_key: (args) => args,
  fastcgi_cache_key: (args) => args,
  proxy_no_cache: (args) => args,
  proxy_cache_bypass: (args) => args,
  limit_req_zone: (args) => args.slice(0, 1),
  limit_conn_zone: (args) => args.slice(0, 1),
  map: (args) => args.slice(0, 1),
  split_clients: (args) => args.slice(0, 1),
  log_format: (args) => args.slice(1).filter((it) => !it.value.startsWith("escape=")),
  access_log: (args) => args.filter((it, at) => at === 0 || it.value.startsWith("if=")),
  if: (args) => args.filter((_, at) => at === 0 || (at > 1 && !/~/.test(args[at - 1]!.value))),
};

const reference = /\$(?:\{(\w+)\}|(\w+))/g;
const capture = /\(\?(?:P?<|')([A-Za-z_]\w*)[>']/g;

/**
 * Variables that are used and that nothing defines: nginx refuses them when all is read. A module that was compiled in may define
 * them without a trace in the configuration, so that this warns only.
 */
function* checkUses(view: View): Generator<DirectiveFlaw> {
  if (!view.whole || bringsVariables(view)) return;
  const defined = definitions(view);
  const reported = new Set<string>();
  for (const directive of view.all) {
    const used = expressionsOf(directive).filter((it) => hasVariables(it.value));
    if (used.length === 0 || isInStream(directive) || !isCertain(directive)) continue;
    for (const argument of used) {
      for (const match of argument.value.matchAll(reference)) {
        const name = (match[1] ?? match[2]!).toLowerCase();
        // Captures are counted, not named.
        if (/^\d/.test(name) || defined.has(name) || isBuiltInVariable(name) || reported.has(name)) continue;
        reported.add(name);
        yield flawAt(
          argument,
          "variable-unknown",
          `unknown "${name}" variable`,
          "Define the variable with 'set' or 'map', or correct its name.",
          {
            severity: "warning",
            explanation: "No module of nginx itself has it, and nothing in this configuration defines it",
          },
        );
      }
    }
  }
}

function expressionsOf(directive: Directive): readonly Argument[] {
  if (directive.parent !== undefined && dataBlocks.has(directive.parent.name)) {
    const isMapValue = directive.parent.name === "map" && directive.name !== "include";
    return isMapValue ? directive.args.slice(0, 1) : [];
  }
  return Object.hasOwn(expressions, directive.name) ? expressions[directive.name]!(directive.args) : [];
}

function isInStream(directive: Directive): boolean {
  for (let outer = directive.parent; outer !== undefined; outer = outer.parent) {
    if (outer.name === "stream" || outer.name === "mail") return true;
  }
  return false;
}

/** Names that the configuration defines, regular expressions' captures with them. */
function definitions(view: View): ReadonlySet<string> {
  const names = new Set<string>();
  for (const directive of view.all) {
    const defined = definers[directive.name]?.(directive);
    if (defined !== undefined) names.add(defined.value.slice(1).toLowerCase());
    addCaptures(directive.name, names);
    for (const { value } of directive.args) addCaptures(value, names);
  }
  return names;
}

function addCaptures(text: string, names: Set<string>): void {
  if (!text.includes("(?")) return;
  for (const match of text.matchAll(capture)) names.add(match[1]!.toLowerCase());
}

/** Modules of nginx itself that can be loaded. */
const ownModules =
  /ngx_(?:http|stream|mail)_(?:js|perl|geoip|image_filter|xslt_filter)_module|ngx_(?:stream|mail)_module/;

/** Whether a module that is not nginx's own may define variables too. */
function bringsVariables(view: View): boolean {
  const own = new Set<string>();
  for (const directive of view.all) {
    const { name, parent } = directive;
    if (name === "load_module" && !ownModules.test(firstValue(directive))) return true;
    if (
      name === "include" &&
      isStockInclude(firstValue(directive)) &&
      /modules/.test(firstValue(directive))
    ) {
      if (directive.included === undefined) return true;
    }
    if (parent !== undefined && dataBlocks.has(parent.name)) continue;
    if (own.has(name)) continue;
    if (!directiveFact(name).some((it) => it.origin === "nginx-oss")) return true;
    own.add(name);
  }
  return false;
}

const checks: Readonly<Record<string, DirectiveCheck>> = Object.fromEntries(
  Object.keys(definers).map((it) => [it, checkDefinition]),
);

/** Variables: what may not be defined, what is not defined. */
export const variableTheme: Theme = { http: checks, config: checkUses };
