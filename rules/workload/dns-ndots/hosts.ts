import { isPublicName } from "../../../src/knowledge/public-domains.ts";
import { environmentOf } from "../../../src/model/environment.ts";
import type { Container } from "../../../src/model/workload.ts";
import type { Origin } from "../../../src/text/origin.ts";

/** A public host that a container is told to connect to. */
export interface PeerHost {
  readonly host: string;
  readonly origin: Origin;
}

/** Names of settings that hold an address to connect to. */
const address =
  /(?:^|[_.-])(?:url|uri|host|hostname|endpoints?|server|addr|address|dsn|brokers?|upstream|proxy|remote|webhook|connection|bootstrap[_.-]servers)$/i;
/** Names of settings that hold the application's own address, or an identifier that only looks like one. */
const ownOrIdentifier =
  /cors|origin|allow|public|external|redirect|callback|return|success|cancel|logout|login|base|site|front|domain|cookie|issuer|audience|canonical|mail_?from|image|registry|repo|virtual|vhost|server_?name|trusted|csrf|app_?url|root|self|ingress|advertis|listen|bind|docs?|help|namespace|schema|xmlns|no_?proxy|websocket|cdn|assets|static|share|support|referer|my_?url|link/i;
/** Protocols of which a URL in a pod's settings is an address to connect to, whatever the setting is called. */
const peerScheme =
  /^(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|amqps?|nats|kafka|smtps?|ldaps?|mqtts?|grpcs?|jdbc:[a-z]+)$/i;

/** Workloads whose addresses are meant for the browser that runs their pages. */
const browserApp = /front-?end|web-?app|(?:^|-)(?:ui|spa|web|www)$/i;

/** Public hosts in the container's variables and flags, each once. */
export function publicPeers(container: Container): readonly PeerHost[] {
  const found = new Map<string, PeerHost>();
  const isBrowserApp = browserApp.test(container.workload.manifest.name);
  const add = (name: string, value: string, origin: () => Origin) => {
    for (const host of hostsIn(name, value, isBrowserApp))
      if (!found.has(host)) found.set(host, { host, origin: origin() });
  };
  for (const it of environmentOf(container)) add(it.name, it.value, () => it.origin);
  for (const key of ["command", "args"] as const) {
    const list = container.spec[key];
    if (!Array.isArray(list)) continue;
    list.forEach((word, at) => {
      const match = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(String(word));
      const value = match?.[2] ?? (match === null ? undefined : list[at + 1]);
      const { manifest } = container.workload;
      if (match === null || value === undefined || manifest.isUnknown(list, at)) return;
      add(match[1]!, String(value), () => container.locate(list, match[2] === undefined ? at + 1 : at));
    });
  }
  return [...found.values()];
}

function hostsIn(name: string, value: string, isBrowserApp: boolean): readonly string[] {
  if (value.length > 500 || !value.includes(".") || /[\s{}<>]|\$\(/.test(value)) return [];
  return value.split(",").flatMap((part) => {
    const match =
      /^(?:(jdbc:[a-z]+|[a-z][a-z0-9+.-]*):\/\/(?:[^@/?#]*@)?)?([A-Za-z0-9.-]+)(?::\d{1,5})?(?:[/?#;].*)?$/i.exec(
        part,
      );
    if (match === null) return [];
    const [, scheme, host = ""] = match;
    const plain = scheme === undefined || /^https?$/i.test(scheme);
    const isPeer = plain
      ? !(isBrowserApp && scheme !== undefined) && address.test(name) && !ownOrIdentifier.test(name)
      : peerScheme.test(scheme);
    return isPeer && !host.endsWith(".") && isPublicName(host) ? [host.toLowerCase()] : [];
  });
}
