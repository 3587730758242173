/** The host of a server name that a controller prints: a wildcard as its Ingress has it, everything else as it is. */
export function plainHost(name: string): string {
  const match = /^~\^\(\?<subdomain>\[\\w-\]\+\)\\\.(.*)\$$/.exec(name);
  return match === null ? name : `*.${match[1]!.replaceAll("\\.", ".")}`;
}
