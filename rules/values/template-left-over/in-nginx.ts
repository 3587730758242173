import { allDirectives, type NginxConfig } from "../../../src/model/nginx-config.ts";
import type { Container } from "../../../src/model/workload.ts";
import type { Origin } from "../../../src/text/origin.ts";
import { findPlaceholder, isNginxVariable, isTemplatePath } from "./placeholders.ts";

export interface LeftOver {
  readonly placeholder: string;
  /** What holds it, for messages: `'server_name'`. */
  readonly holder: string;
  readonly origin: Origin;
}

/** Directives whose arguments are rules, programs or texts in which dollars and braces have another meaning. */
const otherLanguages =
  /^(?:MainRule|BasicRule|CheckRule|log_format|.*_by_lua.*|perl.*|js_.*|modsecurity_rules|SecRule|add_header)$/i;

/** Two characters decide for almost all texts; no escape makes one of them. */
const mayHoldOne = (text: string) => text.includes("${") || text.includes("{{");

/** The first placeholder in a written configuration; undefined where it has none, or where something fills it in at start. */
export function leftOverOf(config: NginxConfig): LeftOver | undefined {
  let own: ReadonlySet<string> | undefined;
  const isKnown = (name: string) => {
    if (isNginxVariable(name)) return true;
    own ??= variablesOf(config);
    return own.has(name.toLowerCase());
  };
  if (config.kind !== "rendered" && !config.trees.some((it) => mayHoldOne(it.source.text))) return undefined;
  for (const directive of allDirectives(config)) {
    if (otherLanguages.test(directive.name)) continue;
    for (const { value, origin } of directive.args) {
      if (!mayHoldOne(value)) continue;
      const placeholder = findPlaceholder(value, isKnown);
      if (placeholder === undefined) continue;
      const { file } = origin.place();
      if (isTemplatePath(file.path) || isTemplatePath(config.label) || isFilledIn(config.containers))
        return undefined;
      return { placeholder, holder: `'${directive.name}'`, origin };
    }
  }
  return undefined;
}

/** Variables that the configuration makes itself, in lower case. */
function variablesOf(config: NginxConfig): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { name, args } of allDirectives(config)) {
    for (const { value } of args) {
      for (const [, capture] of value.matchAll(/\(\?P?<(\w+)>/g)) found.add(capture!.toLowerCase());
      // set, map, geo, split_clients, auth_request_set, js_set, set_by_lua … name what they make among their first arguments.
      if (/^(?:.*set.*|map|geo|geoip2|split_clients|limit_.*)$/.test(name) && /^\$\w+$/.test(value))
        found.add(value.slice(1).toLowerCase());
    }
    if (/^\$\w+$/.test(name)) found.add(name.slice(1).toLowerCase()); // inside a geoip2 block
  }
  return found;
}

/** Whether a container of the pod fills placeholders in when it starts: by the image's own templates, or by a command. */
function isFilledIn(containers: readonly Container[]): boolean {
  return containers.some((it) =>
    it.workload.containers.some(
      (other) =>
        other.mounts.some(({ path }) => path.includes("/templates")) ||
        other.commandLine.some((word) =>
          /envsubst|gomplate|confd|dockerize|\bsed\b|consul-template/.test(word),
        ),
    ),
  );
}
