/**
 * Flags of a command line as pflag and Go's flag read them: `--name=value`, `--name value`, `-name=value`; a flag without a
 * value is `true`. Names are given without dashes; the last one of a name wins. Words that look like `$(VAR)` stay as they are.
 */
export function parseFlags(args: readonly string[]): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (let at = 0; at < args.length; at += 1) {
    const match = /^--?([A-Za-z][\w.-]*)(?:=([\s\S]*))?$/.exec(args[at]!);
    if (match === null) continue;
    const next = args[at + 1];
    if (match[2] !== undefined) flags.set(match[1]!, match[2]);
    else if (next !== undefined && !next.startsWith("-")) {
      flags.set(match[1]!, next);
      at += 1;
    } else flags.set(match[1]!, "true");
  }
  return flags;
}
