import type { NginxConfig } from "../nginx-config.ts";
import { type CheckOptions, checkDirectives } from "./check-directives.ts";
import { checkConstraints } from "./constraints/index.ts";
import type { DirectiveFlaw } from "./flaw.ts";
import { UnreadText } from "./unread-text.ts";

/**
 * All that nginx refuses or warns of when it loads a configuration that it could read: each directive by itself, then what directives make together.
 * The same reason at the same place counts once. Behind a syntax error the second is left out: it would judge what the parser made of the rest.
 */
export function* loadFlaws(config: NginxConfig, options: CheckOptions = {}): Generator<DirectiveFlaw> {
  const told = new Set<string>();
  const isNew = ({ at, reason }: DirectiveFlaw): boolean => {
    const { file, span } = at.place();
    const key = `${file.path}:${span.start}:${reason}`;
    return !told.has(key) && told.add(key) !== undefined;
  };
  for (const flaw of checkDirectives(config, options)) if (isNew(flaw)) yield flaw;
  if (config.trees.some((it) => it.errors.length > 0)) return;
  const unread = new UnreadText(config, options.snippetErrors);
  for (const flaw of checkConstraints(config, options)) if (!unread.holds(flaw.at) && isNew(flaw)) yield flaw;
}
