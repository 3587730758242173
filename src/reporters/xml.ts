import { sanitiseLines } from "./sanitise.ts";

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\n": "&#10;",
};

/** What no XML 1.0 document may hold beyond the controls that `sanitiseLines` takes out (XML 1.0 §2.2, Char). */
const NO_CHARACTER = /[\ufffe\uffff]/gu;

/** Text from files as XML text or as the value of an attribute; it has no line breaks, which attributes would lose (XML 1.0 §3.3.3). */
export function escapeXml(text: string): string {
  return sanitiseLines(text)
    .replace(NO_CHARACTER, "\ufffd")
    .replace(/[&<>"'\n]/g, (it) => references[it]!);
}

/** Attributes of an element, each with a blank before it; those that are undefined are left out. */
export function attributes(of: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(of)
    .map(([name, value]) => (value === undefined ? "" : ` ${name}="${escapeXml(String(value))}"`))
    .join("");
}
