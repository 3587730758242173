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
  /** How many blocks claim to be certificates and are none. */
  readonly broken: number;
  readonly key: BundleKey | undefined;
  /** Authorities that come with it (`ca.crt`): those who trust them need no chain up to a public root. */
  readonly authorities: readonly Certificate[];
  /** The Secret; undefined for files. */
  readonly manifest: Manifest | undefined;
}

/** Reads the certificates of a PEM text, each where its block stands. */
export function readCertificates(pem: LocatedText): {
  readonly certificates: readonly Certificate[];
  readonly broken: number;
} {
  const blocks = parsePem(pem.text).filter(
    (it) => it.label === "CERTIFICATE" || it.label === "X509 CERTIFICATE",
  );
  const certificates = blocks
    .map((it) =>
      Certificate.read(it.text.replaceAll("X509 CERTIFICATE", "CERTIFICATE"), pem.origin(it.start, it.end)),
    )
    .filter((it) => it !== undefined);
  return { certificates, broken: blocks.length - certificates.length };
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
