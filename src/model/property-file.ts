/** A value of a configuration file and where it stands in the text; `end` is exclusive. */
export interface PropertyValue {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Names as Spring and Micronaut compare them: `keep-alive-timeout` and `keepAliveTimeout` are one. */
function relaxed(name: string): string {
  return name.toLowerCase().replaceAll("-", "").replaceAll("_", "");
}

/**
 * All values of a property (`server.tomcat.keep-alive-timeout`) in a `.properties` text or in a YAML one with block mappings, where the steps may be keys within
 * keys or stand in one key with dots. Profile documents of one file are all looked at.
 */
export function findProperty(
  text: string,
  format: "properties" | "yaml",
  name: string,
): readonly PropertyValue[] {
  const wanted = relaxed(name);
  const found: PropertyValue[] = [];
  const open: { readonly indent: number; readonly path: string }[] = [];
  const line =
    format === "yaml" ? /^( *)["']?([\w.-]+)["']?:(?:[ \t]+(.*))?$/gm : /^([ \t]*)([\w.-]+)[ \t]*[=:](.*)$/gm;
  for (const match of text.matchAll(line)) {
    const [whole, blanks = "", key = "", rest = ""] = match;
    if (format === "yaml") while (open.length > 0 && open.at(-1)!.indent >= blanks.length) open.pop();
    const path = [...open.map((it) => it.path), relaxed(key)].join(".");
    const written =
      format === "yaml" ? /^(?:"([^"]*)"|'([^']*)'|([^\s#]\S*))/.exec(rest) : /^\s*(\S+)/.exec(rest);
    const value = written?.slice(1).find((it) => it !== undefined);
    if (format === "yaml") open.push({ indent: blanks.length, path: relaxed(key) });
    if (path !== wanted || value === undefined) continue;
    const start = match.index + whole.length - rest.length + rest.indexOf(value);
    found.push({ text: value, start, end: start + value.length });
  }
  return found;
}
