import type { Directive } from "../../../parsers/nginx/directive.ts";
import type { Scope } from "../../nginx-scope.ts";
import { parseNginxSize } from "../../nginx-values.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { exactNameFits, LINE } from "./hash.ts";
import { listenAddress } from "./listen-address.ts";
import { firstValue, flawAt, hasUnseen, isCertain, type Theme, type View } from "./view.ts";

/** One `listen` of a server on one socket; a server without any listens where nginx puts it. */
interface Listening {
  readonly server: Scope;
  readonly directive: Directive | undefined;
  readonly parameters: ReadonlySet<string>;
  /** Whether it carries an option of the socket, of which a socket takes one set only. */
  readonly sets: boolean;
}

interface Socket {
  readonly key: string;
  readonly uses: Listening[];
}

const socketOption =
  /^(?:bind|deferred|reuseport|multipath|(?:setfib|fastopen|backlog|rcvbuf|sndbuf|accept_filter|ipv6only|so_keepalive)=.*)$/s;

/** The sockets of all http servers in sight, in the order nginx meets them. */
export function httpSockets(view: View): ReadonlyMap<string, Socket> {
  const sockets = new Map<string, Socket>();
  const add = (key: string, use: Listening): void => {
    const socket = sockets.get(key);
    if (socket === undefined) sockets.set(key, { key, uses: [use] });
    else socket.uses.push(use);
  };
  for (const server of view.scopes) {
    if (server.context !== "server") continue;
    const listens = server.own("listen");
    for (const directive of listens) {
      if (!isCertain(directive)) continue;
      const address = listenAddress(firstValue(directive), 80);
      const parameters = new Set(directive.args.slice(1).map((it) => it.value));
      const sets = [...parameters].some((it) => socketOption.test(it));
      for (const key of address?.keys ?? []) add(key, { server, directive, parameters, sets });
    }
    if (listens.length === 0 && !hasUnseen(server) && server.block !== undefined) {
      add("0.0.0.0:80", { server, directive: undefined, parameters: new Set(), sets: false });
    }
  }
  return sockets;
}

function* checkSockets(view: View): Generator<DirectiveFlaw> {
  const sockets = httpSockets(view);
  const reported = new Set<Directive>();
  for (const socket of sockets.values()) {
    for (const flaw of socketFlaws(socket, view)) {
      if (reported.has(flaw.directive)) continue;
      reported.add(flaw.directive);
      yield flaw.flaw;
    }
  }
  if (!view.whole) return;
  for (const socket of sockets.values()) yield* checkNames(socket, view);
}

interface Found {
  readonly directive: Directive;
  readonly flaw: DirectiveFlaw;
}

function* socketFlaws(socket: Socket, view: View): Generator<Found> {
  const servers = new Map<Scope, Listening>();
  let options: Listening | undefined;
  let fallback: Listening | undefined;
  for (const use of socket.uses) {
    const directive = use.directive;
    if (directive === undefined) {
      servers.set(use.server, use);
      continue;
    }
    const address = directive.args[0]!;
    const earlier = servers.get(use.server);
    if (earlier !== undefined) {
      yield {
        directive,
        flaw: flawAt(
          address,
          "duplicate-listen",
          `a duplicate listen ${socket.key}`,
          "Remove one of the two; give the other all parameters.",
          relatedTo(earlier, "The same socket is listened on here."),
        ),
      };
      return;
    }
    servers.set(use.server, use);
    if (use.sets && options !== undefined) {
      yield {
        directive,
        flaw: flawAt(
          address,
          "duplicate-listen-options",
          `duplicate listen options for ${socket.key}`,
          "Leave options of the socket (backlog, reuseport, ipv6only …) on one 'listen' of this address only: they hold for all of them.",
          relatedTo(options, "This 'listen' sets options of the same socket."),
        ),
      };
      return;
    }
    if (use.sets) options = use;
    if (!isDefault(use)) continue;
    if (fallback !== undefined) {
      yield {
        directive,
        flaw: flawAt(
          address,
          "duplicate-default-server",
          `a duplicate default server for ${socket.key}`,
          "Leave 'default_server' on one server of this address.",
          relatedTo(fallback, "This server is the default already."),
        ),
      };
      return;
    }
    fallback = use;
  }
  if (view.isSince("1.23.4")) yield* protocolFlaws(socket);
}

function isDefault(use: Listening): boolean {
  return use.parameters.has("default_server") || use.parameters.has("default");
}

function relatedTo(use: Listening, message: string): Pick<DirectiveFlaw, "related"> {
  return use.directive === undefined ? {} : { related: [{ at: use.directive.origin, message }] };
}

/** `ngx_http_add_addresses` since 1.23.4: the protocols of a socket may grow or shrink once. */
function* protocolFlaws(socket: Socket): Generator<Found> {
  let socketProtocols: number | undefined;
  let socketSets = false;
  let remembered: number | undefined;
  let changed = false;
  for (const use of socket.uses) {
    const own = protocolsOf(use);
    if (socketProtocols === undefined) {
      socketProtocols = own;
      socketSets = use.sets;
      continue;
    }
    const previous = socketProtocols;
    const wasSet: boolean = socketSets || use.sets;
    let redefined: boolean;
    if ((own | previous) !== previous) {
      redefined = (wasSet && !use.sets) || changed || (own | previous) !== own;
      remembered = previous;
      changed = true;
    } else if ((previous | own) !== own) {
      redefined = use.sets || (remembered !== undefined && own !== remembered);
      remembered = own;
      changed = true;
    } else {
      redefined = (use.sets && changed) || (remembered !== undefined && own !== remembered);
      remembered = own;
    }
    socketSets = wasSet;
    socketProtocols = own | previous;
    if (!redefined || use.directive === undefined) continue;
    yield {
      directive: use.directive,
      flaw: flawAt(
        use.directive.args[0]!,
        "listen-protocols",
        `protocol options redefined for ${socket.key}`,
        "Give every 'listen' of this address the same of 'ssl', 'http2' and 'proxy_protocol': all servers there get the union.",
        { severity: "warning" },
      ),
    };
    return;
  }
}

function protocolsOf(use: Listening): number {
  const { parameters } = use;
  return (
    Number(parameters.has("proxy_protocol")) +
    2 * Number(parameters.has("ssl")) +
    4 * Number(parameters.has("http2"))
  );
}

/** Names are only hashed, and thereby checked, where several servers share a socket (`ngx_http_optimize_servers`). */
function* checkNames(socket: Socket, view: View): Generator<DirectiveFlaw> {
  if (new Set(socket.uses.map((it) => it.server)).size < 2) return;
  const http = view.root.children.find((it) => it.context === "http");
  const bucketDirective = http?.find("server_names_hash_bucket_size");
  const bucket = bucketDirective === undefined ? LINE : parseNginxSize(firstValue(bucketDirective));
  const seen = new Map<string, Directive>();
  for (const { server } of socket.uses) {
    for (const directive of server.own("server_name")) {
      if (!isCertain(directive)) continue;
      for (const argument of directive.args) {
        const name = argument.value.toLowerCase();
        if (name.startsWith("~") || name.includes("$") || name === "") continue;
        const earlier = seen.get(name);
        seen.set(name, directive);
        if (earlier !== undefined) {
          yield flawAt(
            argument,
            "server-name-conflict",
            `conflicting server name "${argument.value}" on ${socket.key}, ignored`,
            "Remove the name from one of the servers, or the server that never gets a request.",
            {
              severity: "warning",
              ...(earlier === directive
                ? {}
                : { related: [{ at: earlier.origin, message: "This server has the name already." }] }),
            },
          );
          continue;
        }
        if (isWrongWildcard(name)) {
          yield flawAt(
            argument,
            "server-name-wildcard",
            `invalid server name or wildcard "${argument.value}" on ${socket.key}`,
            "Use '*' as the whole first or the whole last label only, or a regular expression after '~'.",
          );
        } else if (bucket !== undefined && !/^[*.]|\*$/.test(name) && !exactNameFits(name, bucket)) {
          yield flawAt(
            argument,
            "server-names-hash",
            `could not build server_names_hash, you should increase server_names_hash_bucket_size: ${bucket}`,
            "Raise 'server_names_hash_bucket_size' to the next power of two.",
            {
              explanation: `The name has ${name.length} characters, of which a bucket of ${bucket} bytes takes ${bucket - 18} on 64-bit systems`,
            },
          );
        }
      }
    }
  }
}

/** `ngx_hash_add_key`: one asterisk at the most, in front of a dot or behind one; no empty label. */
function isWrongWildcard(name: string): boolean {
  if (name.includes("..")) return true;
  const stars = name.split("*").length - 1;
  if (stars === 0) return false;
  return stars > 1 || !(/^\*\../.test(name) || /.\.\*$/.test(name));
}

/** Sockets shared by servers: duplicates, the default server, protocols, names. */
export const socketTheme: Theme = { config: checkSockets };
