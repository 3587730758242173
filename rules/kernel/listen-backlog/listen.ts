import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes, type Scope } from "../../../src/model/nginx-scope.ts";

type Directive = NginxConfig["directives"][number];
type Argument = Directive["args"][number];

/** One `listen` of a TCP or UNIX-domain socket. */
export interface Listen {
  readonly directive: Directive;
  /** The socket as nginx keys it: `0.0.0.0:80`, `[::]:443`, `unix:/run/app.sock`. */
  readonly socket: string;
  readonly backlog: { readonly value: number; readonly argument: Argument } | undefined;
}

const serverContexts: ReadonlySet<Scope["context"]> = new Set(["server", "stream-server", "mail-server"]);

/** nginx's backlog on Linux when `listen` names none (src/os/unix/ngx_linux_config.h). */
export const defaultBacklog = 511;

/** The listens of a configuration in order; UDP and QUIC sockets have no accept queue and are left out. */
export function listensOf(config: NginxConfig): readonly Listen[] {
  const found: Listen[] = [];
  for (const scope of allScopes(config)) {
    if (!serverContexts.has(scope.context)) continue;
    for (const directive of scope.own("listen")) {
      const socket = socketOf(directive.args[0]?.value ?? "", scope.context);
      const parameters = directive.args.slice(1);
      if (socket === undefined || parameters.some((it) => it.value === "udp" || it.value === "quic"))
        continue;
      const argument = parameters.find((it) => /^backlog=\d+$/.test(it.value));
      const backlog = argument && { value: Number(argument.value.slice("backlog=".length)), argument };
      found.push({ directive, socket, backlog });
    }
  }
  return found;
}

/**
 * The address of a `listen` with what it leaves out put in, as `ngx_parse_url` reads it: a bare number is a port on every IPv4 address, a bare
 * address has port 80 in http. Undefined for what names no single socket here (a port range, a missing port, a variable of a template).
 */
function socketOf(address: string, context: Scope["context"]): string | undefined {
  if (address.startsWith("unix:")) return address;
  if (/^\d+$/.test(address)) return `0.0.0.0:${Number(address)}`;
  const match = /^(\[[^\]]+\]|[^:[\]${}]+)(?::(\d+))?$/.exec(address);
  const port = match?.[2] ?? (context === "server" ? "80" : undefined);
  if (match === null || port === undefined) return undefined;
  const host = match[1] === "*" ? "0.0.0.0" : match[1]!.toLowerCase();
  return `${host}:${Number(port)}`;
}
