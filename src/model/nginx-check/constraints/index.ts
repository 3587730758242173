import { contextsOfDirective } from "../../../knowledge/nginx-directive-names.ts";
import type { NginxConfig } from "../../nginx-config.ts";
import type { Scope } from "../../nginx-scope.ts";
import { RenderedDirective } from "../../rendered-directive.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { addressTheme } from "./addresses.ts";
import { dataBlockTheme } from "./data-blocks.ts";
import { hashTheme } from "./hashes.ts";
import { listenTheme } from "./listen.ts";
import { locationTheme } from "./locations.ts";
import { logTheme } from "./logs.ts";
import { mainTheme } from "./main.ts";
import { poolTheme } from "./pools.ts";
import { proxyTheme } from "./proxies.ts";
import { resolverTheme } from "./resolvers.ts";
import { rewriteTheme } from "./rewrites.ts";
import { socketTheme } from "./sockets.ts";
import { streamTheme } from "./stream.ts";
import { tlsTheme } from "./tls.ts";
import { upstreamTheme } from "./upstreams.ts";
import { valueTheme } from "./values.ts";
import { variableTheme } from "./variables.ts";
import { type DirectiveCheck, isCertain, type LevelCheck, type Theme, View } from "./view.ts";
import { zoneTheme } from "./zones.ts";

const themes: readonly Theme[] = [
  mainTheme,
  listenTheme,
  socketTheme,
  locationTheme,
  valueTheme,
  poolTheme,
  hashTheme,
  dataBlockTheme,
  addressTheme,
  rewriteTheme,
  logTheme,
  resolverTheme,
  proxyTheme,
  tlsTheme,
  upstreamTheme,
  zoneTheme,
  variableTheme,
  streamTheme,
];

const levelChecks = themes.flatMap((it) => it.levels ?? []);
const configChecks = themes.flatMap((it) => it.config ?? []);

type Group = "main" | "http" | "upstream" | "stream";

/** Which group's checks hold for the directives of a level. */
const groupOf: Readonly<Record<string, Group>> = {
  main: "main",
  http: "http",
  server: "http",
  location: "http",
  "if-in-server": "http",
  "if-in-location": "http",
  limit_except: "http",
  upstream: "upstream",
  "stream-upstream": "upstream",
  stream: "stream",
  "stream-server": "stream",
};

function checksOf(group: Group): ReadonlyMap<string, readonly DirectiveCheck[]> {
  const checks = new Map<string, DirectiveCheck[]>();
  for (const theme of themes) {
    for (const [name, check] of Object.entries(theme[group] ?? {})) {
      const known = checks.get(name);
      if (known === undefined) checks.set(name, [check]);
      else known.push(check);
    }
  }
  return checks;
}

let checksByGroup: Readonly<Record<Group, ReturnType<typeof checksOf>>> | undefined;

export interface ConstraintOptions {
  /** Whether NGINX Plus runs the configuration: what only it knows is accepted then. */
  readonly nginxPlus?: boolean;
}

/**
 * What nginx refuses, or warns of, in directives that are well-formed each: values beyond their type, what directives of a level do to each
 * other, what is named and not defined. Facts are those of nginx's source from 1.18 on; where releases differ and `config.nginxVersion` does not
 * say which one runs, nothing is said. Of a generated configuration only directives of snippets are judged, each by itself. Of a part of a configuration only what can be told from the part.
 */
export function* checkConstraints(
  config: NginxConfig,
  options: ConstraintOptions = {},
): Generator<DirectiveFlaw> {
  checksByGroup ??= {
    main: checksOf("main"),
    http: checksOf("http"),
    upstream: checksOf("upstream"),
    stream: checksOf("stream"),
  };
  const view = new View(config, options.nginxPlus ?? false);
  const concerned = levelChecks.filter((it) => it.about.some((name) => view.has(name)));
  for (const scope of view.scopes) {
    for (const flaw of flawsOfDirectives(scope, view, checksByGroup)) yield flaw;
    if (config.kind === "rendered") continue;
    for (const flaw of flawsOfLevel(scope, view, concerned)) yield flaw;
  }
  if (config.kind === "rendered") return;
  for (const check of configChecks) yield* check(view);
}

// The next two give lists: a generator for each of thousands of levels, which have nothing to say, would cost more.

function flawsOfDirectives(
  scope: Scope,
  view: View,
  checks: Readonly<Record<Group, ReturnType<typeof checksOf>>>,
): readonly DirectiveFlaw[] {
  const group = groupOf[scope.context];
  const flaws: DirectiveFlaw[] = [];
  if (group === undefined && scope.context !== "unknown") return flaws;
  const ofGroup = checks[group ?? "http"];
  for (const directive of scope.directives) {
    const found = ofGroup.get(directive.name);
    if (found === undefined || (group === undefined && !isOfHttp(directive.name))) continue;
    // What a controller prints is its own business.
    if (directive instanceof RenderedDirective || !isCertain(directive)) continue;
    for (const check of found) for (const flaw of check(directive, scope, view)) flaws.push(flaw);
  }
  return flaws;
}

function flawsOfLevel(scope: Scope, view: View, checks: readonly LevelCheck[]): readonly DirectiveFlaw[] {
  const flaws: DirectiveFlaw[] = [];
  for (const { contexts, check } of checks) {
    if (contexts !== undefined && !contexts.includes(scope.context)) continue;
    for (const flaw of check(scope, view)) flaws.push(flaw);
  }
  return flaws;
}

const httpLevels: ReadonlySet<string> = new Set([
  "http",
  "server",
  "location",
  "if-in-server",
  "if-in-location",
  "limit_except",
]);

/** Whether a directive whose level is not known can only be one of http. */
function isOfHttp(name: string): boolean {
  const contexts = [...contextsOfDirective(name)];
  return contexts.length > 0 && contexts.every((it) => httpLevels.has(it));
}
