/**
 * Top-level domains under which names are public (IANA, Root Zone Database). Only those that do not look like a file's ending, a namespace or a part of a
 * program's name: a name under another one is left alone.
 */
const everywhere: ReadonlySet<string> = new Set(
  (
    "com net org edu gov mil int io co ai me tv biz info eu us uk de fr nl be ch at it es pt pl se no fi dk ie cz sk hu ro bg gr tr ru ua il za " +
    "ca mx br ar cl pe au nz jp cn hk tw kr sg my th vn id ph in pk ae sa"
  ).split(" "),
);
/** Domains that are also words for a Service or a namespace: two labels alone (`checkout.dev`) may be an address in the cluster. */
const withThreeLabels: ReadonlySet<string> = new Set([
  "cloud",
  "dev",
  "app",
  "tech",
  "online",
  "systems",
  "network",
  "services",
]);

/** Whether a host name is public by its form: `api.example.com`, not `checkout.shop` or `db.internal`. */
export function isPublicName(host: string): boolean {
  const labels = host.toLowerCase().split(".");
  if (labels.length < 2 || !labels.every((it) => /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(it))) return false;
  const last = labels.at(-1)!;
  return everywhere.has(last) || (labels.length > 2 && withThreeLabels.has(last));
}
