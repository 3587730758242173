/** Four decimal parts up to 255, without leading zeros. */
function isIPv4(text: string): boolean {
  return /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text);
}

/** Eight groups of hexadecimal digits, one run of zero groups left out as `::`, the last two written as IPv4 where wished; no zone. */
function isIPv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2 || !text.includes(":")) return false;
  let groups = 0;
  for (const [at, half] of halves.entries()) {
    const parts = half === "" ? [] : half.split(":");
    for (const [index, part] of parts.entries()) {
      const isLast = at === halves.length - 1 && index === parts.length - 1;
      if (isLast && isIPv4(part)) groups += 2;
      else if (/^[\da-f]{1,4}$/i.test(part)) groups += 1;
      else return false;
    }
  }
  return halves.length === 2 ? groups < 8 : groups === 8;
}

/** Whether Go's `net.ParseIP` takes the text: IPv4 in four decimal parts without leading zeros, or IPv6 without a zone. */
export function isAddress(text: string): boolean {
  return isIPv4(text) || isIPv6(text);
}

/** Whether the text is `ADDRESS/BITS`, as Go's `net.ParseCIDR` and nginx's access lists take it; host bits may be set. */
export function isCidr(text: string): boolean {
  const slash = text.indexOf("/");
  if (slash === -1) return false;
  const address = text.slice(0, slash);
  const bits = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(bits) || !isAddress(address)) return false;
  return Number(bits) <= (isIPv4(address) ? 32 : 128);
}

/** Whether a text was meant as an address or network rather than as a name: digits, hexadecimal digits, dots, colons, a slash. */
export function looksLikeAddress(text: string): boolean {
  return /^[\d.]+(\/.*)?$/.test(text) || /^[\da-f]*:[\da-f:.]*(\/.*)?$/i.test(text);
}
