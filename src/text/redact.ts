/** What stands in reports for a value that must not be shown. */
export const hidden = "(sensitive)";

/** A function that takes some strings out of texts wherever they stand as a whole. */
export type Redact = (text: string) => string;

/** Texts with `secrets` replaced; the longest first, so that no rest of one is left. */
export function redactor(secrets: ReadonlySet<string>): Redact {
  if (secrets.size === 0) return (text) => text;
  const patterns = [...secrets].sort((a, b) => b.length - a.length).map(patternOf);
  return (text) => {
    let shown = text;
    for (const { secret, pattern } of patterns)
      if (shown.includes(secret)) shown = shown.replace(pattern, hidden);
    return shown;
  };
}

function patternOf(secret: string): { readonly secret: string; readonly pattern: RegExp } {
  const text = secret.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // A word is not looked for inside of other words.
  const start = /^\w/.test(secret) ? "(?<!\\w)" : "";
  const end = /\w$/.test(secret) ? "(?!\\w)" : "";
  return { secret, pattern: new RegExp(`${start}${text}${end}`, "g") };
}
