/** What the first argument of `listen` names. */
export interface ListenAddress {
  /** One text per socket, the same for the same socket: `0.0.0.0:80`, `[::1]:443`, `unix:/run/a.sock`. */
  readonly keys: readonly string[];
  /** As nginx writes the first of them in messages. */
  readonly text: string;
}

/**
 * The sockets of a `listen` of http (port 80 unless one is given) or of stream and mail (a port is wanted); undefined where nginx refuses
 * the text or where it cannot be read. As `ngx_parse_url`: a lone number is a port, `*` is any IPv4 address, ranges are ports one after the other.
 */
export function listenAddress(text: string, defaultPort: number | undefined): ListenAddress | undefined {
  if (text.startsWith("unix:")) return { keys: [text], text };
  const six = /^\[([0-9a-fA-F:.]+)\](?::(\d+)(?:-(\d+))?)?$/.exec(text);
  if (six !== null) {
    const host = canonicalSix(six[1]!);
    return host === undefined ? undefined : withPorts(host, six[2], six[3], defaultPort);
  }
  const lone = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (lone !== null) return withPorts("0.0.0.0", lone[1], lone[2], defaultPort);
  const four = /^([^:/[\]$]+)(?::(\d+)(?:-(\d+))?)?$/.exec(text);
  if (four === null) return undefined;
  const host = four[1] === "*" ? "0.0.0.0" : four[1]!.toLowerCase();
  return withPorts(host, four[2], four[3], defaultPort);
}

function withPorts(
  host: string,
  first: string | undefined,
  last: string | undefined,
  defaultPort: number | undefined,
): ListenAddress | undefined {
  const from = first === undefined ? defaultPort : Number(first);
  const to = last === undefined ? from : Number(last);
  if (from === undefined || to === undefined || from < 1 || to > 65_535 || to < from) return undefined;
  const keys: string[] = [];
  for (let port = from; port <= to; port += 1) keys.push(`${host}:${port}`);
  return { keys, text: keys[0]! };
}

/** An IPv6 address in its one shortest form; undefined where it is none. */
function canonicalSix(text: string): string | undefined {
  const url = `http://[${text}]/`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
