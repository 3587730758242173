/**
 * Whether Go reads an item of an allow or deny list, without blanks around it, as an address or a network (`net.ParseIP`,
 * `net.ParseCIDR`, used by internal/net/ipnet.go in all releases since 1.0).
 */
export function isSourceRange(item: string): boolean {
  return isRange(item, isIPv4);
}

/** Whether nginx takes a text as the argument of `allow` or `deny` (ngx_http_access_module: `ngx_ptocidr`, `all`, `unix:`). */
export function isAccessArgument(item: string): boolean {
  // nginx counts digits of an octet as it likes: 010.0.0.1 is 10.0.0.1.
  const isAddress = (it: string) =>
    /^\d+(?:\.\d+){3}$/.test(it) && it.split(".").every((octet) => Number(octet) <= 255);
  return item === "all" || item === "unix:" || isRange(item, isAddress);
}

function isRange(item: string, isAddress: (text: string) => boolean): boolean {
  const [address, bits, ...more] = item.split("/");
  if (address === undefined || more.length > 0 || address.includes("%")) return false;
  const width = isAddress(address) ? 32 : isIPv6(address) ? 128 : undefined;
  if (width === undefined) return false;
  return bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= width);
}

/** Whether a text is an IPv4 address: four numbers up to 255 without leading zeros, as Go has read them since 1.17. */
export function isIPv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text);
}

/** Whether a text is an IPv6 address without a zone: eight groups, or fewer around one `::`; the last two may be an IPv4 address. */
export function isIPv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((it) => (it === "" ? [] : it.split(":")));
  const last = groups.at(-1) ?? "";
  const hasIPv4 = last.includes(".") && !text.endsWith("::");
  if (hasIPv4 && !isIPv4(groups.pop()!)) return false;
  const count = groups.length + (hasIPv4 ? 2 : 0);
  return groups.every((it) => /^[\da-f]{1,4}$/i.test(it)) && (halves.length === 2 ? count <= 7 : count === 8);
}
