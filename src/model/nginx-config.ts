import type { NginxContext } from "../parsers/nginx/context.ts";
import type { Directive, NginxTree } from "../parsers/nginx/directive.ts";
import type { LocatedText, Origin } from "../text/origin.ts";
import type { Controller } from "./controller.ts";
import type { Ingress } from "./ingress.ts";
import type { Container } from "./workload.ts";

/** Where a directive tree came from. */
export type NginxConfigKind = "file" | "config-map" | "rendered";

/** One directive tree that is judged as a whole: a file with what it includes, a ConfigMap's value, a rendered one. */
export interface NginxConfig {
  readonly kind: NginxConfigKind;
  /** For messages: `nginx.conf`, `ConfigMap 'shop/edge' key 'nginx.conf'`, `the configuration of ingress-nginx v1.9.4`. */
  readonly label: string;
  /** The context that the top-level directives stand in: `main` for a whole file, else that of the fragment. */
  readonly context: NginxContext;
  /** Whether everything nginx reads is here. Otherwise a value nobody set may be set elsewhere, and defaults prove nothing. */
  readonly complete: boolean;
  /** Where something missing from the whole is reported. */
  readonly origin: Origin;
  readonly directives: readonly Directive[];
  /** The parsed texts this configuration is made of, includes too; empty for a rendered one. */
  readonly trees: readonly NginxTree[];
  /** Containers known to run this configuration. */
  readonly containers: readonly Container[];
  readonly controller: Controller | undefined;
  /** For rendered configurations: the Ingress whose locations it holds. */
  readonly ingress: Ingress | undefined;
  /** Version of nginx that runs it, `x.y.z`, where known. */
  readonly nginxVersion: string | undefined;
  /** Text of another file that the configuration names, as nginx looks it up from the main file; undefined where it is out of sight. */
  readonly readFile?: ((path: string) => LocatedText | undefined) | undefined;
}

const noDirectives: readonly Directive[] = [];
const isInclude = (directive: Directive) => directive.name === "include";

/** The directives of a block in the order nginx meets them: what an include brings in stands in its place. */
export function flatten(directives: readonly Directive[] = noDirectives): readonly Directive[] {
  if (!directives.some(isInclude)) return directives;
  return directives.flatMap((it) =>
    isInclude(it) && it.included !== undefined
      ? it.included.flatMap((tree) => flatten(tree.directives))
      : [it],
  );
}

/** Every directive below, depth first, with includes in place. */
export function* walk(directives: readonly Directive[] | undefined): Generator<Directive> {
  const open = [{ list: flatten(directives), next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const directive = level.list[level.next++];
    if (directive === undefined) {
      open.pop();
      continue;
    }
    yield directive;
    if (directive.block !== undefined) open.push({ list: flatten(directive.block), next: 0 });
  }
}

const allOf = new WeakMap<NginxConfig, readonly Directive[]>();

/** Every directive of a configuration as `walk` gives them; worked out once per configuration. */
export function allDirectives(config: NginxConfig): readonly Directive[] {
  let list = allOf.get(config);
  if (list === undefined) {
    list = [...walk(config.directives)];
    allOf.set(config, list);
  }
  return list;
}

const namesOf = new WeakMap<NginxConfig, ReadonlySet<string>>();

/** The names of all directives of a configuration: what is not among them need not be looked for on every level. */
export function directiveNames(config: NginxConfig): ReadonlySet<string> {
  let names = namesOf.get(config);
  if (names === undefined) {
    const found = new Set<string>();
    for (const { name } of allDirectives(config)) found.add(name);
    namesOf.set(config, found);
    names = found;
  }
  return names;
}
