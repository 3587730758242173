import { type KeyObject, X509Certificate } from "node:crypto";
import type { Origin } from "../../text/origin.ts";
import { namesInWords } from "./dns-names.ts";
import { isOfPublicAuthority, weakDigestOf } from "./signature.ts";

/** A key that is shorter than OpenSSL's default security level and public authorities accept. */
export interface WeakKey {
  /** `RSA` or `EC`. */
  readonly kind: string;
  readonly bits: number;
  /** The shortest that is accepted. */
  readonly minimum: number;
}

/** CA/Browser Forum Baseline Requirements, 6.1.5: RSA of 2048 bits, elliptic curves from P-256 on. */
const shortest = { rsa: 2048, ec: 256 } as const;

/** Bits of the curves that Node names; others are not judged. */
const curveBits: Readonly<Record<string, number>> = {
  secp112r1: 112,
  secp128r1: 128,
  secp160k1: 160,
  secp160r1: 160,
  secp192k1: 192,
  prime192v1: 192,
  secp224k1: 224,
  secp224r1: 224,
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
};

/** One certificate of a bundle. */
export class Certificate {
  readonly x509: X509Certificate;
  readonly origin: Origin;

  private constructor(x509: X509Certificate, origin: Origin) {
    this.x509 = x509;
    this.origin = origin;
  }

  /** Reads a PEM block; undefined when what it holds is no certificate. */
  static read(pem: string, origin: Origin): Certificate | undefined {
    try {
      return new Certificate(new X509Certificate(pem), origin);
    } catch {
      return undefined;
    }
  }

  /** Common name, else the first DNS name, else the whole subject: for messages. */
  get name(): string {
    return nameIn(this.x509.subject) ?? this.dnsNames[0] ?? oneLine(this.x509.subject);
  }

  /** Name of the authority that signed it. */
  get issuerName(): string {
    return nameIn(this.x509.issuer) ?? oneLine(this.x509.issuer);
  }

  /** DNS names of the subject alternative names, as written. */
  get dnsNames(): readonly string[] {
    const names = this.x509.subjectAltName ?? "";
    return [...names.matchAll(/(?:^|, )DNS:(?:"([^"]*)"|([^,]*))/g)].map((it) => it[1] ?? it[2]!);
  }

  /** In milliseconds since the epoch. */
  get validFrom(): number {
    return Date.parse(this.x509.validFrom);
  }

  /** In milliseconds since the epoch; the certificate is valid up to and including this second (RFC 5280, 4.1.2.5). */
  get validTo(): number {
    return Date.parse(this.x509.validTo);
  }

  /** Whether its own key signed it. Its key usage does not matter: one that may not sign certificates is no less its own issuer. */
  get isSelfSigned(): boolean {
    return this.x509.subject === this.x509.issuer && this.#isSignedBy(this);
  }

  /** Whether another's subject and key are those that signed it: names, key usage and the signature itself. */
  isIssuedBy(other: Certificate): boolean {
    return (
      this.x509.issuer === other.x509.subject && this.x509.checkIssued(other.x509) && this.#isSignedBy(other)
    );
  }

  #isSignedBy(other: Certificate): boolean {
    try {
      return this.x509.verify(other.x509.publicKey);
    } catch {
      return false; // a key of a kind that this build cannot verify with
    }
  }

  /** Whether a key is the one it was made for. */
  belongsTo(key: KeyObject): boolean {
    try {
      return this.x509.checkPrivateKey(key);
    } catch {
      return false;
    }
  }

  /** Whether the authority that issued it is a public one; those sign no server's certificate with a root (Baseline Requirements, 6.1.7). */
  get isPublic(): boolean {
    return isOfPublicAuthority(this.x509.raw);
  }

  /** Where the issuer's certificate is to be had (RFC 5280, 4.2.2.1: authority information access). */
  get issuerUrl(): string | undefined {
    return /^CA Issuers - URI:(http\S+)$/m.exec(this.x509.infoAccess ?? "")?.[1];
  }

  /** The digest of its signature, where clients refuse it. */
  get weakDigest(): string | undefined {
    return weakDigestOf(this.x509.raw);
  }

  /** Its key, where that is too short. */
  get weakKey(): WeakKey | undefined {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = this.x509.publicKey;
    if (type === "rsa" || type === "rsa-pss") return weakKey("RSA", details?.modulusLength, shortest.rsa);
    if (type === "ec") return weakKey("EC", curveBits[details?.namedCurve ?? ""], shortest.ec);
    return undefined;
  }

  /**
   * Whether a client that asks for a host takes the certificate (RFC 9525: a wildcard is the whole of the leftmost label; the common name counts only where there are no
   * DNS names, which ingress-nginx still accepts). A wildcard host is covered only where the same wildcard stands in it, as in Go's VerifyHostname.
   */
  covers(host: string): boolean {
    if (!host.startsWith("*."))
      return this.x509.checkHost(host, { subject: "default", partialWildcards: false }) !== undefined;
    const wanted = host.toLowerCase();
    const names = this.dnsNames.length > 0 ? this.dnsNames : [nameIn(this.x509.subject) ?? ""];
    return names.some((it) => it.toLowerCase() === wanted);
  }

  /** Names it is for, for messages: at most three. */
  get namesInWords(): string {
    return namesInWords(this.dnsNames.length > 0 ? this.dnsNames : [this.name]);
  }
}

function weakKey(kind: string, bits: number | undefined, minimum: number): WeakKey | undefined {
  return bits === undefined || bits >= minimum ? undefined : { kind, bits, minimum };
}

function nameIn(distinguishedName: string | undefined): string | undefined {
  return /^CN=(.+)$/m.exec(distinguishedName ?? "")?.[1];
}

/** Node gives no subject where it is empty, as in certificates that have all names elsewhere. */
function oneLine(distinguishedName: string | undefined): string {
  return distinguishedName?.replaceAll("\n", ", ") ?? "(no name)";
}
