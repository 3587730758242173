/** Endings of names that no public DNS has (RFC 6761, 6762, 8375, 9476 and custom). */
const privateEndings =
  /\.(?:local|localhost|localdomain|internal|intranet|private|lan|corp|home|home\.arpa|svc|cluster\.local|test|invalid|example)$/;
const address = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[?[\da-f:]*:[\da-f:.]*\]?)$/;

/** Whether a name of a host, without port, is one that only machines inside know: `localhost`, an address, one word, a private ending. */
export function isInternalHost(name: string): boolean {
  const host = name.toLowerCase().replace(/\.$/, "");
  return !host.includes(".") || address.test(host) || privateEndings.test(host);
}

/** Whether a name of a server may be asked for from outside; a wildcard by what it stands for. */
export function isPublicHost(name: string): boolean {
  const host = name.toLowerCase().replace(/^\*?\./, "");
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:[a-z]{2,}|xn--[a-z0-9-]+)$/.test(host) && !isInternalHost(host);
}

/**
 * Public names among those of a server, each site once: `www.` belongs to the name behind it. `isOpen` says that there are more than can be counted: a wildcard
 * or an expression.
 */
export function publicSites(names: readonly string[]): {
  readonly sites: readonly string[];
  readonly isOpen: boolean;
} {
  const sites = new Map<string, string>();
  let isOpen = false;
  for (const name of names) {
    if (name.startsWith("~")) isOpen = true;
    else if (isPublicHost(name)) {
      if (/^\*?\./.test(name)) isOpen = true;
      const site = name.toLowerCase().replace(/^www\./, "");
      if (!sites.has(site)) sites.set(site, name);
    }
  }
  return { sites: [...sites.values()], isOpen };
}
