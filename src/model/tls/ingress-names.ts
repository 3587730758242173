import type { Origin } from "../../text/origin.ts";
import type { Ingress, IngressTls } from "../ingress.ts";
import { isPlaceholder } from "../ingress-settings.ts";
import type { Project } from "../project.ts";
import { bundlesOf } from "./bundles.ts";
import { certificateInto, certificateRequest } from "./cert-manager.ts";
import { isNameFor, namesInWords } from "./dns-names.ts";

/** The names that a certificate is for, and where they are decided. */
export interface CertificateNames {
  covers(host: string): boolean;
  /** For messages: `the certificate in Secret 'shop/shop-tls'`. */
  readonly label: string;
  /** For messages: `'a.example.com', 'b.example.com' and 2 more`. */
  readonly inWords: string;
  readonly origin: Origin;
}

/**
 * The names of the certificate that an entry of `tls` leads to: what cert-manager is told to issue into the Secret, else what the Secret in sight holds. Undefined
 * where neither can be known. Names are compared as the controllers do: DNS names, a wildcard for one label.
 */
export function namesOf(ingress: Ingress, entry: IngressTls, project: Project): CertificateNames | undefined {
  const { secretName } = entry;
  if (secretName === undefined) return undefined;
  const request = certificateRequest(ingress);
  const isAlone = project.ofKind("Secret").length === 0 && project.ofKind("Certificate").length === 0;
  if (request === undefined && isAlone) return undefined;
  const issued = certificateInto(project, secretName, ingress.manifest);
  if (issued !== undefined) {
    const { names } = issued;
    if (names.state === "unknown" || names.value.some(isPlaceholder)) return undefined;
    return fromList(names.value, issued.manifest.label, names.origin);
  }
  if (request !== undefined) {
    // The Certificate that cert-manager makes has the hosts of this entry for its DNS names.
    const hosts = entry.hosts.map((it) => it.name);
    return hosts.length === 0
      ? undefined
      : fromList(hosts, `the certificate that '${request.value}' asks for`, entry.hosts[0]!.origin);
  }
  const bundle = bundlesOf(project).of(project.find("Secret", secretName, ingress.manifest));
  const certificate = bundle?.certificates[0];
  if (bundle === undefined || certificate === undefined) return undefined;
  return {
    covers: (host) => certificate.covers(host),
    label: `the certificate in ${bundle.label}`,
    inWords: certificate.namesInWords,
    origin: bundle.origin,
  };
}

function fromList(names: readonly string[], label: string, origin: Origin): CertificateNames {
  return {
    covers: (host) => names.some((it) => isNameFor(it, host)),
    label,
    inWords: namesInWords(names),
    origin,
  };
}
