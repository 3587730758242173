/**
 * Why ingress-nginx takes a text for no URL, in words that follow "because"; undefined where it accepts it. Encodes `StringToURL`
 * (internal/ingress/annotations/parser/main.go, the same in all releases since 1.0): Go's `url.Parse`, then a scheme, a host and no `..` in it.
 */
export function urlRefusal(text: string): string | undefined {
  // Go trims nothing: a line break at the end, as a YAML block leaves it, is a control character.
  if (/\p{Cc}/u.test(text)) return "it holds a line break or another control character";
  const match = /^([A-Za-z][A-Za-z\d+.-]*):\/\/([^/?#]*)/.exec(text);
  if (match === null) return "it does not start with a scheme such as 'https://'";
  const authority = match[2]!.slice(match[2]!.lastIndexOf("@") + 1);
  if (authority === "") return "it has no host";
  if (authority.includes("..")) return "its host holds '..'";
  const colon = authority.startsWith("[")
    ? authority.indexOf(":", authority.indexOf("]"))
    : authority.lastIndexOf(":");
  if (colon !== -1 && !/^:\d*$/.test(authority.slice(colon))) return "its port is no number";
  const host = colon === -1 ? authority : authority.slice(0, colon);
  // The characters that Go allows in a host (net/url, shouldEscape in mode encodeHost).
  if (!/^(?:[\w.~!$&'()*+,;=:[\]<>"-]|%[89a-fA-F][\da-fA-F]|\P{ASCII})*$/u.test(host))
    return "its host holds a character that no host has";
  // Escapes are undone in the path and the fragment, not in the query.
  const rest = text.slice(match[0].length).replace(/\?[^#]*/, "");
  return /%(?![\da-fA-F]{2})/.test(rest) ? "it holds a '%' without two hexadecimal digits" : undefined;
}
