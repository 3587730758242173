import type { Finding } from "../../../src/engine/finding.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { allScopes, inForce, type Scope } from "../../../src/model/nginx-scope.ts";
import type { Project } from "../../../src/model/project.ts";
import type { CertificateBundle } from "../../../src/model/tls/bundle.ts";
import { bundlesOf } from "../../../src/model/tls/bundles.ts";
import type { ServerBundle } from "../../../src/model/tls/server-bundles.ts";
import { quote } from "../../../src/text/quote.ts";
import { isPublicHost } from "./public-host.ts";

type BundleByDirective = ReadonlyMap<ServerBundle["directive"], CertificateBundle>;

/** Names of servers in nginx configurations that none of their certificates has. */
export function* serverFlaws(project: Project): Iterable<Finding> {
  const { servers } = bundlesOf(project);
  if (servers.length === 0) return;
  const bundles: BundleByDirective = new Map(servers.map((it) => [it.directive, it.bundle]));
  for (const config of new Set(servers.map((it) => it.scope.config))) yield* flawsOf(config, bundles);
}

function* flawsOf(config: NginxConfig, bundles: BundleByDirective): Iterable<Finding> {
  for (const server of allScopes(config)) {
    if (server.context !== "server" || !listensWithTls(server)) continue;
    const own = inForce(server, "ssl_certificate").map((it) => bundles.get(it)?.certificates[0]);
    const certificates = own.filter((it) => it !== undefined);
    // One that is out of sight may have the name; one that its owner signed is refused whatever it says.
    if (certificates.length < own.length || certificates.every((it) => it.isSelfSigned)) continue;
    for (const argument of server.own("server_name").flatMap((it) => it.args)) {
      const { value: name } = argument;
      // '.example.com' is for the name itself and for all below.
      const names = name.startsWith(".") ? [name.slice(1), `*${name}`] : [name];
      if (names.every((it) => !isPublicHost(it) || certificates.some((own) => own.covers(it)))) continue;
      yield {
        at: argument.origin,
        message: `Server name ${quote(name)} is not covered by the server's certificate, which is for ${certificates[0]!.namesInWords}.`,
        help: `Have a certificate issued that names ${names.map(quote).join(" and ")}, or move the name into a server of its own with its own certificate.`,
        related: [{ at: certificates[0]!.origin, message: "The certificate is here." }],
        key: name,
      };
    }
  }
}

/** A server with a certificate that listens without TLS only has no use for it. */
function listensWithTls(server: Scope): boolean {
  const listens = server.own("listen");
  return listens.some((it) =>
    it.args.some((argument) => argument.value === "ssl" || argument.value === "quic"),
  );
}
