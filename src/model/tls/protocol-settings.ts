import type { Directive } from "../../parsers/nginx/directive.ts";
import type { Origin } from "../../text/origin.ts";
import { ingressSettings } from "../ingress-settings.ts";
import { snippetTrees } from "../nginx-check/snippets.ts";
import { walk } from "../nginx-config.ts";
import { allScopes, type Scope } from "../nginx-scope.ts";
import type { Project } from "../project.ts";
import type { Value } from "../value.ts";

/** The TLS versions that somebody chose, for one side of nginx. */
export interface ProtocolSetting {
  /** As its users write it: `ssl_protocols`, `proxy-ssl-protocols`. */
  readonly name: string;
  readonly isDirective: boolean;
  readonly towards: "clients" | "backends";
  /** In the order in which they are written, each once; at least one. */
  readonly protocols: readonly string[];
  readonly origin: Origin;
}

/** Directives for each side (ngx_http_ssl_module, ngx_stream_ssl_module, ngx_mail_ssl_module, and the modules that pass requests on). */
const directives: ReadonlyMap<string, ProtocolSetting["towards"]> = new Map([
  ["ssl_protocols", "clients"],
  ["proxy_ssl_protocols", "backends"],
  ["grpc_ssl_protocols", "backends"],
  ["uwsgi_ssl_protocols", "backends"],
]);

const protocolName = /^(?:SSLv[23]|TLSv1(?:\.[123])?)$/;

/** Whoever writes the annotation without the Secret gets none of the backend's settings (annotations/proxyssl/main.go). */
const annotation = "proxy-ssl-protocols";

/**
 * TLS versions that somebody chose: in nginx configurations, snippets, ConfigMaps of controllers and annotations. Values that a template fills in, or
 * that hold a word nginx refuses, are left out.
 */
export function* protocolSettings(project: Project): Generator<ProtocolSetting> {
  for (const config of project.nginxConfigs) {
    for (const scope of allScopes(config)) {
      for (const name of directives.keys()) {
        const directive = scope.own(name).at(-1);
        if (directive !== undefined && !isOverridden(scope, name)) yield* ofDirective(directive);
      }
    }
  }
  for (const tree of snippetTrees(project))
    for (const directive of walk(tree.directives)) yield* ofDirective(directive);
  const key = "ssl-protocols";
  for (const controller of project.controllers) {
    const setting = controller.setting(key);
    if (setting !== undefined) yield* ofSetting(key, "clients", setting);
  }
  for (const ingress of project.ingresses) {
    const settings = ingressSettings(ingress, project);
    if (settings?.has("proxy-ssl-secret") !== true) continue;
    const value = settings.get(annotation);
    if (value !== undefined) yield* ofSetting(annotation, "backends", value);
  }
}

function* ofDirective(directive: Directive): Generator<ProtocolSetting> {
  const { name, origin } = directive;
  const towards = directives.get(name);
  const protocols = protocolsIn(directive.args.map((it) => it.value));
  if (towards !== undefined && protocols !== undefined)
    yield { name, isDirective: true, towards, protocols, origin };
}

function* ofSetting(
  name: string,
  towards: ProtocolSetting["towards"],
  setting: Value<string>,
): Generator<ProtocolSetting> {
  if (setting.state === "unknown") return;
  const protocols = protocolsIn(setting.value.trim().split(/\s+/));
  if (protocols !== undefined) yield { name, isDirective: false, towards, protocols, origin: setting.origin };
}

function protocolsIn(words: readonly string[]): readonly string[] | undefined {
  const isRead = words.length > 0 && words.every((it) => protocolName.test(it));
  return isRead ? [...new Set(words)] : undefined;
}

/** Whether every level within says it anew, so that the value holds nowhere. */
function isOverridden(scope: Scope, name: string): boolean {
  const inner = scope.children.filter((it) => it.context.includes("server"));
  return scope.complete && inner.length > 0 && inner.every((it) => it.own(name).length > 0);
}
