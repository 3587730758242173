import type { NginxContext } from "../../parsers/nginx/context.ts";
import type { Directive } from "../../parsers/nginx/directive.ts";
import { flatten } from "../nginx-config.ts";

/** The block of nginx.conf's top level that a directive belongs to. */
export type TopBlock = "http" | "stream" | "mail";

/** A list of directives that nginx runs together, and the top-level block it stands in; undefined for main and where a fragment does not say. */
export interface Level {
  readonly block: Directive | undefined;
  readonly top: TopBlock | undefined;
  readonly directives: readonly Directive[];
}

const topBlocks: Readonly<Partial<Record<string, TopBlock>>> = {
  http: "http",
  stream: "stream",
  mail: "mail",
};

/** The top-level block of a fragment that stands in a context. */
export function topOf(context: NginxContext): TopBlock | undefined {
  if (context === "main" || context === "events" || context === "unknown" || context === "any")
    return undefined;
  return context.startsWith("stream") ? "stream" : context.startsWith("mail") ? "mail" : "http";
}

/** All levels of directive lists, and their directives by name. */
export class DirectiveIndex {
  readonly levels: readonly Level[];
  readonly #byName = new Map<
    string,
    { readonly directive: Directive; readonly top: TopBlock | undefined }[]
  >();

  constructor(
    roots: readonly { readonly directives: readonly Directive[]; readonly top: TopBlock | undefined }[],
  ) {
    const levels: Level[] = [];
    const open: Level[] = roots.map((it) => ({
      ...it,
      directives: flatten(it.directives),
      block: undefined,
    }));
    for (let level = open.pop(); level !== undefined; level = open.pop()) {
      levels.push(level);
      for (const directive of level.directives) {
        const known = this.#byName.get(directive.name);
        if (known === undefined) this.#byName.set(directive.name, [{ directive, top: level.top }]);
        else known.push({ directive, top: level.top });
        if (directive.block === undefined) continue;
        const top = level.top ?? topBlocks[directive.name];
        open.push({ block: directive, top, directives: flatten(directive.block) });
      }
    }
    this.levels = levels;
  }

  /** Directives of a name whose arguments, with a blank between them, fit, in a top-level block if one is given. */
  find(name: string, args: RegExp | undefined, top: TopBlock | undefined): readonly Directive[] {
    const found = this.#byName.get(name) ?? [];
    return found
      .filter(
        (it) =>
          (top === undefined || it.top === top) && (args === undefined || args.test(textOf(it.directive))),
      )
      .map((it) => it.directive);
  }

  /** The first directive with an argument that fits. */
  withArgument(pattern: RegExp): Directive | undefined {
    for (const { directives } of this.levels) {
      const found = directives.find((it) => it.args.some((word) => pattern.test(word.value)));
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function textOf({ args }: Directive): string {
  return args.map((it) => it.value).join(" ");
}
