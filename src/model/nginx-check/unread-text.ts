import type { NginxSyntaxError } from "../../parsers/nginx/directive.ts";
import type { Origin, Place } from "../../text/origin.ts";
import type { NginxConfig } from "../nginx-config.ts";

/**
 * What stands behind the first syntax error of a text: nginx never reads it, and what the parser makes of it is a guess. Texts are told apart by
 * file, resource and attribute.
 */
export class UnreadText {
  readonly #from = new Map<string, number>();

  /** `snippetErrors` are those of texts that the configuration may hold beside its own. */
  constructor(config: NginxConfig, snippetErrors: readonly NginxSyntaxError[] = []) {
    for (const errors of [...config.trees.map((it) => it.errors), snippetErrors]) {
      for (const { origin } of errors) {
        const place = origin.place();
        const text = textOf(place);
        this.#from.set(text, Math.min(place.span.start, this.#from.get(text) ?? place.span.start));
      }
    }
  }

  get isEmpty(): boolean {
    return this.#from.size === 0;
  }

  /** Whether something ends behind an error. */
  holds(origin: Origin): boolean {
    if (this.isEmpty) return false;
    const place = origin.place();
    const from = this.#from.get(textOf(place));
    return from !== undefined && place.span.end >= from;
  }
}

function textOf({ file, resource, attribute }: Place): string {
  return [file.path, resource, attribute].join("\0");
}
