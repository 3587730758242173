import type { Argument, Directive } from "../parsers/nginx/directive.ts";
import type { Scope } from "./nginx-scope.ts";
import { tryRegex } from "./try-regex.ts";

/** One address and port that servers of an http block share, with the server that answers where no name fits. */
export interface Listener {
  /** `*`, an address, an IPv6 address in brackets, a name, or `unix:` and a path. */
  readonly address: string;
  /** Undefined for Unix sockets. */
  readonly port: number | undefined;
  /** In the order of the text. */
  readonly servers: readonly Scope[];
  /** The one with `default_server`, else the first. */
  readonly defaultServer: Scope;
  /** The `listen` that says `default_server`; undefined where nobody does. */
  readonly defaultBy: Directive | undefined;
}

/** What made nginx choose a server; in the order in which nginx looks. */
export type NameMatch = "exact" | "leading-wildcard" | "trailing-wildcard" | "regex" | "default";

/** A server that answers, the reason, and the name that fits; undefined for the default server. */
export interface ServerChoice {
  readonly server: Scope;
  readonly by: NameMatch;
  readonly name: Argument | undefined;
}

/** nginx without a `listen`, started as root (ngx_http_core_module: listen). */
const DEFAULT_PORT = 80;

/** The addresses that servers of one http block listen on, in the order of the text; what is no server among the scopes does not count. */
export function listenersOf(servers: readonly Scope[]): readonly Listener[] {
  const drafts = new Map<string, Draft>();
  for (const server of servers) {
    if (server.context !== "server") continue;
    const lines = server.own("listen");
    for (const { address, port, by } of lines.length === 0
      ? [{ address: "*", port: DEFAULT_PORT, by: undefined }]
      : lines.flatMap(addressesOf)) {
      const key = `${address}\n${port ?? ""}`;
      const draft = drafts.get(key) ?? {
        address,
        port,
        servers: [],
        defaultServer: undefined,
        defaultBy: undefined,
      };
      drafts.set(key, draft);
      if (!draft.servers.includes(server)) draft.servers.push(server);
      if (by !== undefined && draft.defaultBy === undefined) {
        draft.defaultServer = server;
        draft.defaultBy = by;
      }
    }
  }
  return [...drafts.values()].map((it) => ({ ...it, defaultServer: it.defaultServer ?? it.servers[0]! }));
}

interface Draft {
  readonly address: string;
  readonly port: number | undefined;
  readonly servers: Scope[];
  defaultServer: Scope | undefined;
  defaultBy: Directive | undefined;
}

interface Address {
  readonly address: string;
  readonly port: number | undefined;
  /** The directive, where it says `default_server` (`default` before 0.8.21). */
  readonly by: Directive | undefined;
}

/** Addresses of a `listen`: `80`, `*:80`, `127.0.0.1`, `[::]:80`, `localhost:80`, `8000-8010`, `unix:/path`. */
function addressesOf(listen: Directive): readonly Address[] {
  const [first, ...rest] = listen.args;
  const text = first?.value ?? "";
  const by = rest.some((it) => it.value === "default_server" || it.value === "default") ? listen : undefined;
  if (text.startsWith("unix:")) return [{ address: text, port: undefined, by }];
  const match = /^(?:(\[[^\]]*\]|[^:]*):)?(\d+)(?:-(\d+))?$/.exec(text);
  if (match === null) return text === "" ? [] : [{ address: hostOf(text), port: DEFAULT_PORT, by }];
  const [, host, from, to] = match;
  const [start, end] = [Number(from), Math.min(Number(to ?? from), 65_535)];
  const ports = Array.from({ length: Math.max(0, end - start + 1) }, (_, at) => start + at);
  return ports.map((port) => ({ address: hostOf(host ?? "*"), port, by }));
}

function hostOf(text: string): string {
  return text === "" || text === "0.0.0.0" ? "*" : text.toLowerCase();
}

/**
 * The listener that takes connections to an address and port: the one with that very address, else the one of all addresses.
 * `address` as in `Listener`.
 */
export function listenerFor(
  listeners: readonly Listener[],
  address: string,
  port: number,
): Listener | undefined {
  const here = listeners.filter((it) => it.port === port);
  return (
    here.find((it) => it.address === address) ??
    here.find((it) => it.address === (address.startsWith("[") ? "[::]" : "*"))
  );
}

interface NameTable {
  /** Undefined for a name that is taken without a server that has it. */
  readonly exact: ReadonlyMap<string, ServerChoice | undefined>;
  /** By what follows the asterisk, with its dot. */
  readonly leading: ReadonlyMap<string, ServerChoice>;
  /** By what precedes the asterisk, with its dot. */
  readonly trailing: ReadonlyMap<string, ServerChoice>;
  readonly regexes: readonly (ServerChoice & { readonly pattern: string; readonly ignoreCase: boolean })[];
}

const tables = new WeakMap<Listener, NameTable>();

/**
 * The server that answers requests for a host on a listener, as `ngx_http_find_virtual_server` looks: the exact name, the longest wildcard name
 * that begins with an asterisk, the longest that ends with one, the first regular expression that fits in the order of the text, the default server.
 * The host is that of the `Host` header; its port, a dot at its end and the case of its letters do not count. Empty: there is no such header.
 * Undefined where an expression cannot be tried out.
 */
export function selectServer(listener: Listener, host: string): ServerChoice | undefined {
  const table = tables.get(listener) ?? readNames(listener);
  tables.set(listener, table);
  const name = normalizeHost(host);
  const exact = table.exact.get(name);
  if (exact !== undefined) return exact;
  // From the left, so that the longest comes first.
  for (let dot = name.indexOf(".", 1); dot !== -1; dot = name.indexOf(".", dot + 1)) {
    const found = table.leading.get(name.slice(dot));
    if (found !== undefined) return found;
  }
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
    const found = dot === name.length - 1 ? undefined : table.trailing.get(name.slice(0, dot + 1));
    if (found !== undefined) return found;
  }
  if (name !== "") {
    for (const it of table.regexes) {
      const matches = tryRegex(it.pattern, name, it.ignoreCase);
      if (matches === undefined) return undefined;
      if (matches) return { server: it.server, name: it.name, by: "regex" };
    }
  }
  return { server: listener.defaultServer, by: "default", name: undefined };
}

function normalizeHost(host: string): string {
  return host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}

/** The names of a server; the empty one where it has none (`ngx_http_core_merge_srv_conf`). */
export function namesOf(server: Scope): readonly Argument[] {
  return server.own("server_name").flatMap((it) => it.args);
}

/**
 * Of two servers with one name the first keeps it ("conflicting server name ignored"). `.example.com` is both names in one (`ngx_hash_add_key`): where
 * `example.com` is taken, its wildcard goes unheard as well; where `*.example.com` is taken, nobody gets `example.com`, not even a later server that
 * names it alone.
 */
function readNames(listener: Listener): NameTable {
  const exact = new Map<string, ServerChoice | undefined>();
  const leading = new Map<string, ServerChoice>();
  const trailing = new Map<string, ServerChoice>();
  const regexes: (ServerChoice & { pattern: string; ignoreCase: boolean })[] = [];
  const add = <T>(map: Map<string, T>, key: string, named: T) => {
    if (!map.has(key)) map.set(key, named);
  };
  for (const server of listener.servers) {
    const names = namesOf(server);
    if (names.length === 0) add(exact, "", { server, name: undefined, by: "exact" });
    for (const name of names) {
      const text = name.value.startsWith("~") ? name.value : name.value.toLowerCase();
      const suffix = /^\*?(\..+)$/.exec(text)?.[1];
      if (text.startsWith("~")) {
        const pattern = text.slice(1);
        // Names of hosts have no capital letters: an expression that has some is read without regard to case.
        regexes.push({ server, name, by: "regex", pattern, ignoreCase: /[A-Z]/.test(pattern) });
      } else if (suffix !== undefined) {
        const named: ServerChoice = { server, name, by: "leading-wildcard" };
        if (text.startsWith(".")) {
          if (exact.has(suffix.slice(1))) continue;
          exact.set(suffix.slice(1), leading.has(suffix) ? undefined : named);
        }
        add(leading, suffix, named);
      } else if (text.endsWith(".*"))
        add(trailing, text.slice(0, -1), { server, name, by: "trailing-wildcard" });
      else add(exact, text, { server, name, by: "exact" });
    }
  }
  return { exact, leading, trailing, regexes };
}
