import type { NginxContext } from "../../parsers/nginx/context.ts";

/** The level that a block opens, by the level it stands in; blocks that are not here hold something else than directives. */
const opened: Readonly<Record<string, Readonly<Partial<Record<NginxContext, NginxContext>>>>> = {
  events: { main: "events" },
  http: { main: "http" },
  stream: { main: "stream" },
  mail: { main: "mail" },
  imap: { main: "mail" },
  mgmt: { main: "mgmt" },
  server: { http: "server", stream: "stream-server", mail: "mail-server" },
  upstream: { http: "upstream", stream: "stream-upstream" },
  location: { server: "location", location: "location" },
  if: { server: "if-in-server", location: "if-in-location" },
  limit_except: { location: "limit_except" },
  oidc_provider: { http: "oidc_provider" },
  acme_issuer: { http: "acme_issuer" },
};

/** Blocks whose level is the same wherever they are put by mistake. */
const always: Readonly<Partial<Record<string, NginxContext>>> = {
  http: "http",
  events: "events",
  location: "location",
  limit_except: "limit_except",
};

/**
 * The level of the directives in a block's braces, undefined where they are none that nginx's tables know: data (`map`, `types`),
 * blocks of unknown modules. A block in the wrong place is read as what it is.
 */
export function levelWithin(name: string, level: NginxContext): NginxContext | undefined {
  const levels = Object.hasOwn(opened, name) ? opened[name] : undefined;
  if (levels === undefined) return undefined;
  return levels[level] ?? always[name];
}

const labels: Readonly<Partial<Record<NginxContext, string>>> = {
  main: "the top level",
  events: "'events'",
  http: "'http'",
  server: "'server'",
  location: "'location'",
  "if-in-server": "'if' of a server",
  "if-in-location": "'if' of a location",
  limit_except: "'limit_except'",
  upstream: "'upstream'",
  stream: "'stream'",
  "stream-server": "'server' of 'stream'",
  "stream-upstream": "'upstream' of 'stream'",
  mail: "'mail'",
  "mail-server": "'server' of 'mail'",
};

/** A level for messages: `'http'`, `'if' of a location`. */
export function labelOfLevel(level: NginxContext): string {
  return labels[level] ?? `'${level}'`;
}

/** Several levels for messages: `'http', 'server' or 'location'`. */
export function labelOfLevels(levels: readonly NginxContext[]): string {
  const words = levels.map(labelOfLevel);
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} or ${last}`;
}

/** Of the levels that a directive may stand in, those of the part of the configuration (`http`, `stream`, `mail`) that a level belongs to; else all. */
export function nearLevels(level: NginxContext, all: readonly NginxContext[]): readonly NginxContext[] {
  const distinct = [...new Set(all)];
  const near = distinct.filter((it) => partOf(it) === partOf(level));
  return near.length > 0 ? near : distinct;
}

function partOf(level: NginxContext): string {
  if (level.startsWith("stream") || level.startsWith("mail")) return level.split("-", 1)[0]!;
  return level === "main" || level === "events" ? "main" : "http";
}
