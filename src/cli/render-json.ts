import { locationOf } from "../engine/run.ts";
import { flatten, type NginxConfig } from "../model/nginx-config.ts";
import { RenderedDirective } from "../model/rendered-directive.ts";
import type { Directive } from "../parsers/nginx/directive.ts";
import { sourceOf } from "../render/source.ts";
import { isUnknown, unknownReason } from "../render/write.ts";

/** One directive of `render --format json`. A value that is not known, or must not be shown, has no `args` but a `reason`. */
export interface DirectiveJson {
  readonly directive: string;
  readonly args?: readonly string[];
  readonly reason?: string;
  /** How sure the value is: see `ValueState`. */
  readonly state: string;
  readonly source: string;
  /** Where the value stands. */
  readonly path: string;
  readonly line: number;
  /** What the block leaves out of what the controller prints. */
  readonly notes?: readonly string[];
  readonly block?: readonly DirectiveJson[];
}

/** A configuration as data. */
export function configJson(config: NginxConfig): {
  readonly complete: boolean;
  readonly directives: readonly DirectiveJson[];
} {
  return {
    complete: config.complete,
    directives: [...flatten(config.directives)].map((it) => toJson(it, config)),
  };
}

function toJson(directive: Directive, config: NginxConfig): DirectiveJson {
  const rendered = directive instanceof RenderedDirective ? directive : undefined;
  const { path, line } = locationOf(directive.origin.place());
  return {
    directive: directive.name,
    ...(isUnknown(directive)
      ? { reason: unknownReason(directive) }
      : { args: directive.args.map((it) => it.value) }),
    state: rendered?.state ?? "explicit",
    source: sourceOf(directive, config),
    path,
    line,
    ...(rendered !== undefined && rendered.notes.length > 0 && { notes: rendered.notes }),
    ...(directive.block !== undefined && {
      block: [...flatten(directive.block)].map((it) => toJson(it, config)),
    }),
  };
}
