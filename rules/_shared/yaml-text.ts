/** What can be written into a manifest by a fix. */
export type EditValue =
  | string
  | number
  | boolean
  | readonly EditValue[]
  | { readonly [key: string]: EditValue };

/** Words that YAML 1.1, as `kubectl` reads it, does not take as text when they stand without quotes. */
const notText =
  /^(?:~|null|true|false|yes|no|on|off|y|n|[-+]?[\d.][\d_.:]*(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|nan)|0[xob][\da-f_]+)$/i;

/** A text as a YAML scalar of one line: bare where it then stays that text, else in double quotes. */
export function renderScalar(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  const bare =
    /^[\w./$][\w./$@%+:=~^-]*(?: [\w./$@%+=~^-]+)*$/.test(value) &&
    !/:(?: |$)/.test(value) &&
    !notText.test(value);
  return bare ? value : JSON.stringify(value);
}

/** A value on one line, as JSON writes it (`json`) or as YAML's flow style does. */
export function renderFlow(value: EditValue, json: boolean): string {
  if (Array.isArray(value)) return `[${value.map((it) => renderFlow(it, json)).join(", ")}]`;
  if (typeof value === "object") {
    const entries = Object.entries(value).map(
      ([key, it]) => `${json ? JSON.stringify(key) : key}: ${renderFlow(it, json)}`,
    );
    return `{ ${entries.join(", ")} }`;
  }
  // Quoted always: inside [ ] and { } a bare word must not hold a comma or bracket, and lists of words read better alike.
  return JSON.stringify(value);
}

/**
 * `key: value` as lines of a block mapping, without line ends; `indent` stands before the first line, nested mappings add two
 * blanks, lists are written in flow style.
 */
export function renderEntry(key: string, value: EditValue, indent: string): readonly string[] {
  if (typeof value !== "object") return [`${indent}${key}: ${renderScalar(value)}`];
  if (Array.isArray(value)) return [`${indent}${key}: ${renderFlow(value, false)}`];
  return [
    `${indent}${key}:`,
    ...Object.entries(value).flatMap(([name, it]) => renderEntry(name, it, `${indent}  `)),
  ];
}
