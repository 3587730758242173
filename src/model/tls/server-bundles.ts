import type { Directive } from "../../parsers/nginx/directive.ts";
import type { LocatedText } from "../../text/origin.ts";
import type { NginxConfig } from "../nginx-config.ts";
import { allScopes, inForce, type Scope } from "../nginx-scope.ts";
import { RenderedDirective } from "../rendered-directive.ts";
import { type CertificateBundle, readCertificates, readKey } from "./bundle.ts";

/** A bundle that an nginx configuration names, and the level that does. */
export interface ServerBundle {
  readonly bundle: CertificateBundle;
  readonly directive: Directive;
  readonly scope: Scope;
}

/**
 * Certificates that `ssl_certificate` names and whose files are in sight, with the key of the `ssl_certificate_key` that goes with each (the
 * first with the first, ngx_http_ssl_module). Names with variables are worked out at each handshake and left alone.
 */
export function serverBundles(config: NginxConfig): readonly ServerBundle[] {
  const { readFile } = config;
  if (readFile === undefined || config.kind === "rendered") return [];
  const found: ServerBundle[] = [];
  for (const scope of allScopes(config)) {
    const own = scope.own("ssl_certificate");
    if (own.length === 0) continue;
    const keys = inForce(scope, "ssl_certificate_key");
    for (const [index, directive] of own.entries()) {
      const bundle = bundleOf(directive, keys[index], readFile);
      if (bundle !== undefined) found.push({ bundle, directive, scope });
    }
  }
  return found;
}

function bundleOf(
  directive: Directive,
  keyDirective: Directive | undefined,
  readFile: (path: string) => LocatedText | undefined,
): CertificateBundle | undefined {
  const path = pathIn(directive);
  const pem = path === undefined ? undefined : readFile(path);
  if (pem === undefined) return undefined;
  const { certificates, broken } = readCertificates(pem);
  if (certificates.length === 0) return undefined;
  const keyPath = keyDirective && pathIn(keyDirective);
  const key = keyPath === undefined ? undefined : readFile(keyPath);
  return {
    label: `'${path}'`,
    origin: pem.origin(0, 0),
    certificates,
    broken,
    key: key && readKey(key.text, keyDirective!.origin),
    authorities: [],
    manifest: undefined,
  };
}

function pathIn(directive: Directive): string | undefined {
  if (directive instanceof RenderedDirective) return undefined;
  const value = directive.args[0]?.value;
  return value === undefined || /\$|^(?:data|engine|store):/.test(value) ? undefined : value;
}
