import { createPrivateKey, type KeyObject } from "node:crypto";
import type { LocatedText, Origin } from "../../text/origin.ts";
import type { Manifest } from "../manifest.ts";
import { Certificate } from "./certificate.ts";
import { parsePem } from "./pem.ts";

/** A private key; its content is never shown. */
export interface BundleKey {
  /** Undefined: it could not be read, or is protected by a passphrase. */
  readonly key: KeyObject | undefined;
  readonly state: "read" | "encrypted" | "broken";
  readonly origin: Origin;
}

/** What a server presents: a certificate, those that it is to be trusted through, and the key if that is in sight. */
export interface CertificateBundle {
  /** For messages: `Secret 'shop/shop-tls'`, `certs/shop.pem`. */
  readonly label: string;
  /** Where it is defined: the Secret's entry, or the directive that names the file. */
  readonly origin: Origin;
  /** In the order in which they are sent: the server's own first. */
  readonly certificates: readonly Certificate[];
  /** Where blocks stand that claim to be certificates and are none, though nothing in them looks left out. */
  readonly broken: readonly Origin[];
  readonly key: BundleKey | undefined;
  /** Authorities that come with it (`ca.crt`): those who trust them need no chain up to a public root. */
  readonly authorities: readonly Certificate[];
  /** The Secret; undefined for files. */
  readonly manifest: Manifest | undefined;
}

/** More certificates than any server sends; what comes behind them is not looked at. */
const MOST_CERTIFICATES = 100;

/** Reads the certificates of a PEM text, each where its block stands. */
export function readCertificates(pem: LocatedText): Pick<CertificateBundle, "certificates" | "broken"> {
  const certificates: Certificate[] = [];
  const broken: Origin[] = [];
  for (const { label, text, start, end } of parsePem(pem.text)) {
    if (label !== "CERTIFICATE" && label !== "X509 CERTIFICATE") continue;
    if (certificates.length + broken.length === MOST_CERTIFICATES) break;
    const origin = pem.origin(start, end);
    const certificate = Certificate.read(text.replaceAll("X509 CERTIFICATE", "CERTIFICATE"), origin);
    if (certificate !== undefined) certificates.push(certificate);
    else if (isWhole(text)) broken.push(origin);
  }
  return { certificates, broken };
}

/** Whether a block holds base64 and nothing else: in documentation dots, words or brackets stand for the rest. */
function isWhole(block: string): boolean {
  const body = block.replace(/-----[^-]*-----/g, "");
  return /^[A-Za-z0-9+/=\s]*$/.test(body) && body.length > 200;
}

/** Reads the first private key of a PEM text; `origin` is what findings point to. Undefined when it holds none. */
export function readKey(text: string, origin: Origin): BundleKey | undefined {
  const block = parsePem(text).find((it) => it.label.endsWith("PRIVATE KEY"));
  if (block === undefined) return undefined;
  if (block.label.startsWith("ENCRYPTED") || block.text.includes("Proc-Type: 4,ENCRYPTED"))
    return { key: undefined, state: "encrypted", origin };
  try {
    return { key: createPrivateKey(block.text), state: "read", origin };
  } catch {
    return { key: undefined, state: "broken", origin };
  }
}
