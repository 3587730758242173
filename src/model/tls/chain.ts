import type { CertificateBundle } from "./bundle.ts";
import type { Certificate } from "./certificate.ts";

/**
 * What is wrong with the order or completeness of a bundle, as a client sees it that knows public roots and nothing else (RFC 5246, 7.4.2: the
 * server's certificate first, each following one certifies the one before; RFC 8446, 4.4.2 still wants the server's own first).
 */
export type ChainFlaw =
  /** The first certificate is not the one that the others lead up from. */
  | { readonly kind: "leaf-not-first"; readonly first: Certificate; readonly leaf: Certificate }
  /** The issuer is there, further down than it belongs. */
  | {
      readonly kind: "order";
      readonly certificate: Certificate;
      readonly issuer: Certificate;
      readonly next: Certificate;
    }
  /** The issuer is not there. */
  | { readonly kind: "missing"; readonly certificate: Certificate };

/**
 * Follows a bundle from its first certificate up. Undefined: nothing is wrong, or nothing can be told: the last certificate's issuer may be a root that clients
 * have. It cannot for a certificate of a public authority: those never sign with a root (Baseline Requirements, 6.1.7).
 */
export function chainFlaw({ certificates, authorities }: CertificateBundle): ChainFlaw | undefined {
  const [first, ...rest] = certificates;
  if (first === undefined) return undefined;
  const leaf = rest.find((it) => !it.x509.ca);
  if (first.x509.ca && !first.isSelfSigned && leaf !== undefined)
    return { kind: "leaf-not-first", first, leaf };
  if (first.x509.ca && leaf?.isIssuedBy(first) === true) return { kind: "leaf-not-first", first, leaf };

  let current = first;
  for (let index = 1; index < certificates.length && !current.isSelfSigned; index += 1) {
    const next = certificates[index]!;
    if (current.isIssuedBy(next)) {
      current = next;
      continue;
    }
    if (next.x509.raw.equals(current.x509.raw)) continue; // twice the same: clients pass over it
    const issuer = certificates.find((it) => it !== current && current.isIssuedBy(it));
    if (issuer === undefined) return missing(current, authorities);
    return { kind: "order", certificate: current, issuer, next };
  }
  // With one intermediate the chain has reached what a root signs.
  return current === first && !first.isSelfSigned ? missing(first, authorities) : undefined;
}

function missing(certificate: Certificate, authorities: readonly Certificate[]): ChainFlaw | undefined {
  if (certificate.isSelfSigned || !certificate.isPublic) return undefined;
  if (authorities.some((it) => it.isSelfSigned && certificate.isIssuedBy(it))) return undefined;
  return { kind: "missing", certificate };
}
