import type { NginxConfig } from "../../src/model/nginx-config.ts";
import type { Project } from "../../src/model/project.ts";
import { RenderedDirective } from "../../src/model/rendered-directive.ts";

type Directive = NginxConfig["directives"][number];

/**
 * How the author of a timeout writes another value, as the rest of a sentence after "Set": `'proxy_read_timeout 60s'`; for one that a controller
 * prints its key, `'proxy-read-timeout' to "60"` (F5: `"60s"`).
 */
export function writeTimeout(
  directive: Directive,
  config: NginxConfig,
  project: Project,
  seconds: number,
): string {
  if (!(directive instanceof RenderedDirective)) return `'${directive.name} ${seconds}s'`;
  return `'${keyOf(directive)}' to "${seconds}${isF5(config, project) ? "s" : ""}"`;
}

/** The setting as its author knows it: the directive, or the controller's key. */
export function nameOfTimeout(directive: Directive): string {
  return directive instanceof RenderedDirective ? keyOf(directive) : directive.name;
}

/** Both products name the key after the directive; gRPC shares those of `proxy`. */
function keyOf(directive: Directive): string {
  return directive.name.replace(/^grpc_/, "proxy_").replaceAll("_", "-");
}

function isF5(config: NginxConfig, project: Project): boolean {
  return (config.controller?.product ?? (config.ingress && project.productOf(config.ingress))) === "f5-nic";
}
