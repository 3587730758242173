import type { LocatedText } from "../../text/origin.ts";
import type { Manifest } from "../manifest.ts";
import { asMapping, asText, type Mapping } from "../shape.ts";
import { type CertificateBundle, readCertificates, readKey } from "./bundle.ts";
import { looksLikePem } from "./pem.ts";

/**
 * The certificate of a Secret of type `kubernetes.io/tls`, or of another that has a `tls.crt`. Undefined where it has none that can be
 * read: left empty, encrypted (SOPS), a placeholder, sensitive in a plan.
 */
export function secretBundle(manifest: Manifest): CertificateBundle | undefined {
  const pem = secretText(manifest, "tls.crt");
  if (pem === undefined) return undefined;
  const { certificates, broken } = readCertificates(pem);
  if (certificates.length === 0) return undefined;
  const key = secretText(manifest, "tls.key");
  const authorities = secretText(manifest, "ca.crt");
  return {
    label: manifest.label,
    origin: pem.origin(0, 0),
    certificates,
    broken,
    key: key && readKey(key.text, holderOf(manifest, "tls.key")!.at),
    authorities: authorities === undefined ? [] : readCertificates(authorities).certificates,
    manifest,
  };
}

/** Where an entry of a Secret stands: `stringData` goes over `data` (core/v1 Secret). */
function holderOf(manifest: Manifest, key: string) {
  const object = manifest.object as { data?: unknown; stringData?: unknown };
  for (const holder of [asMapping(object.stringData), asMapping(object.data)]) {
    if (Object.hasOwn(holder, key)) return { holder, at: manifest.locate(holder, key, "key") };
  }
  return undefined;
}

/** PEM text of an entry of a Secret. Where it is encoded, all of it stands where its key does. */
export function secretText(manifest: Manifest, key: string): LocatedText | undefined {
  const found = holderOf(manifest, key);
  if (found === undefined) return undefined;
  const { holder, at } = found;
  const value = plainValue(manifest, holder, key);
  if (value === undefined) return undefined;
  // Terraform's provider takes plain text in `data` and encodes it itself.
  if (looksLikePem(value)) {
    const text = manifest.text(holder, key);
    return { text: text.text, origin: (start, end) => (start === end ? at : text.origin(start, end)) };
  }
  const decoded = Buffer.from(value, "base64").toString("latin1");
  return looksLikePem(decoded) ? { text: decoded, origin: () => at } : undefined;
}

function plainValue(manifest: Manifest, holder: Mapping, key: string): string | undefined {
  if (manifest.isUnknown(holder, key) || manifest.isSensitive(holder, key)) return undefined;
  return asText(holder[key]);
}
