import type { TemplateLevel } from "../knowledge/printed-directives.ts";
import type { Directive } from "../parsers/nginx/directive.ts";
import { flatten, type NginxConfig } from "./nginx-config.ts";
import { RenderedDirective } from "./rendered-directive.ts";

/** A directive that a snippet puts straight into a block of the template, with its neighbours from the same snippet. */
export interface SnippetDirective {
  readonly level: TemplateLevel;
  readonly directive: Directive;
  /** Whether the Ingress's own snippet holds it; otherwise the ConfigMap's does. */
  readonly fromIngress: boolean;
  /** Everything that snippets put into the block. */
  readonly block: readonly Directive[];
}

const levels: ReadonlySet<string> = new Set<TemplateLevel>(["http", "server", "location"]);

/**
 * What snippets put into the blocks of a rendered configuration: directives that stand in a text though their block is the template's. Blocks
 * that a snippet opens itself are levels of their own and not looked into. Each directive is given once, however many locations it is printed to.
 */
export function* snippetDirectives(config: NginxConfig): Generator<SnippetDirective> {
  if (config.kind !== "rendered") return;
  const own = config.ingress?.manifest.resource;
  const seen = new Set<string>();
  const open: { level: TemplateLevel; directives: readonly Directive[] }[] = [
    { level: "main", directives: config.directives },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    let block: Directive[] | undefined;
    for (const directive of flatten(next.directives)) {
      if (!(directive instanceof RenderedDirective)) {
        block ??= [];
        block.push(directive);
      } else if (directive.block !== undefined && levels.has(directive.name)) {
        open.push({ level: directive.name as TemplateLevel, directives: directive.block });
      }
    }
    for (const directive of block ?? []) {
      const place = directive.origin.place();
      const key = `${next.level} ${place.file.path}:${place.span.start}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield {
        level: next.level,
        directive,
        fromIngress: own !== undefined && place.resource === own,
        block: block!,
      };
    }
  }
}
