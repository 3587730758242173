import type { CertificateBundle } from "./bundle.ts";
import type { Certificate } from "./certificate.ts";

/** What is wrong with the order or completeness of a bundle. */
export type ChainFlaw =
  /** The first certificate is not the server's own. */
  | { readonly kind: "leaf-not-first"; readonly first: Certificate; readonly leaf: Certificate }
  /** The issuer is there, further down than it belongs. */
  | {
      readonly kind: "order";
      readonly certificate: Certificate;
      readonly issuer: Certificate;
      readonly next: Certificate;
    }
  /** The issuer is an intermediate and is not there. */
  | {
      readonly kind: "missing";
      readonly certificate: Certificate;
      readonly proof: MissingProof;
      /** The intermediate itself, where it is in sight elsewhere. */
      readonly issuer: Certificate | undefined;
    };

/**
 * How it is known that a certificate was not signed by a root that clients have. `public`: its authority is a public one; `in-sight`: the issuer stands
 * elsewhere and is signed by another; `named`: the issuer's name says so; `location`: it names a place to get the issuer's certificate from.
 */
export type MissingProof = "public" | "in-sight" | "named" | "location";

const intermediateName = /\b(?:intermediate|subordinate|sub[ -]?ca|issuing)\b/i;
const rootName = /\broot\b/i;
/** Hosts of private networks: a private root names such a place for itself, too. */
const internalUrl = /^https?:\/\/(?:[^/.:]+|[\d.]+|[^/:]+\.(?:local|lan|internal|intranet|corp|svc))[/:]/i;

/**
 * Follows a bundle from its first certificate up, as a client does that knows roots and nothing else (RFC 5246, section 7.4.2: the server's certificate first, each
 * following one certifies the one before; RFC 8446, section 4.4.2, still wants the server's own first). `issuersOf` gives certificates in sight that issued another.
 * Undefined: nothing is wrong, or nothing can be told.
 */
export function chainFlaw(
  bundle: CertificateBundle,
  issuersOf: (certificate: Certificate) => readonly Certificate[],
): ChainFlaw | undefined {
  const { certificates } = bundle;
  const first = certificates[0];
  if (first === undefined) return undefined;
  const leaf = leafBehind(bundle, first);
  if (leaf !== undefined) return { kind: "leaf-not-first", first, leaf };

  let current = first;
  for (const next of certificates.slice(1)) {
    if (current.isSelfSigned) return undefined;
    if (current.isIssuedBy(next)) {
      current = next;
      continue;
    }
    // Twice the same, or the same authority as another root signed it.
    if (next.x509.subject === current.x509.subject) continue;
    const issuer = certificates.find((it) => it !== current && current.isIssuedBy(it));
    if (issuer === undefined) break;
    return { kind: "order", certificate: current, issuer, next };
  }
  // What an authority's own Secret holds is not sent to clients.
  return first.x509.ca ? undefined : missing(current, current === first, issuersOf(current));
}

/** The server's own certificate where another comes first: the one that the key belongs to, else the one that leads up to the first. */
function leafBehind({ certificates, key }: CertificateBundle, first: Certificate): Certificate | undefined {
  const secret = key?.key;
  if (secret !== undefined) {
    const own = certificates.find((it) => it.belongsTo(secret));
    if (own !== undefined) return own.x509.raw.equals(first.x509.raw) ? undefined : own;
  }
  if (!first.x509.ca) return undefined;
  return certificates.find((it) => {
    if (it.x509.ca) return false;
    const seen = new Set<Certificate>();
    for (let at: Certificate | undefined = it; at !== undefined && !seen.has(at); ) {
      if (at === first) return true;
      seen.add(at);
      const below: Certificate = at;
      at = certificates.find((issuer) => issuer !== below && below.isIssuedBy(issuer));
    }
    return false;
  });
}

function missing(
  certificate: Certificate,
  isFirst: boolean,
  issuers: readonly Certificate[],
): ChainFlaw | undefined {
  // A root that signed it may be what its clients trust; only those of public authorities cannot have one.
  if (certificate.isSelfSigned || issuers.some((it) => it.isSelfSigned)) return undefined;
  const { issuerName, issuerUrl } = certificate;
  const issuer = rootName.test(issuerName) ? undefined : issuers[0];
  const found = (proof: MissingProof): ChainFlaw => ({ kind: "missing", certificate, proof, issuer });
  if (isFirst && certificate.isPublic) return found("public");
  if (issuer !== undefined) return found("in-sight");
  if (rootName.test(issuerName)) return undefined;
  if (intermediateName.test(issuerName)) return found("named");
  const isPlace = isFirst && issuerUrl !== undefined && !internalUrl.test(issuerUrl);
  return isPlace ? found("location") : undefined;
}
