import { quote } from "../../text/quote.ts";

/**
 * Whether a name of a certificate is for a host (RFC 9525, section 6.3): the same without regard to case, or a wildcard as the whole of the leftmost label,
 * which stands for exactly one.
 */
export function isNameFor(name: string, host: string): boolean {
  const [pattern, wanted] = [name.toLowerCase(), host.toLowerCase()];
  if (pattern === wanted) return true;
  return (
    pattern.startsWith("*.") &&
    !wanted.startsWith("*") &&
    pattern.slice(1) === wanted.slice(wanted.indexOf("."))
  );
}

/** Names for messages: at most three. */
export function namesInWords(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(quote);
  const rest = names.length - shown.length;
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
