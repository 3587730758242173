import { quote } from "../../../src/text/quote.ts";

/** Public names for a message; empty where a server has expressions alone. */
export function siteList(sites: readonly string[]): string {
  const [first, second, ...rest] = sites;
  if (first === undefined) return "the names of an expression";
  if (second === undefined) return `names such as ${quote(first)}`;
  return rest.length === 0
    ? `${quote(first)} and ${quote(second)}`
    : `${quote(first)}, ${quote(second)} and ${rest.length} more`;
}
