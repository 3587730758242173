import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { inForce } from "../../../src/model/nginx-scope.ts";
import type { CertificateBundle } from "../../../src/model/tls/bundle.ts";
import { bundlesOf } from "../../../src/model/tls/bundles.ts";
import type { ServerBundle } from "../../../src/model/tls/server-bundles.ts";
import { quote } from "../../../src/text/quote.ts";

export default defineRule({
  id: "tls-key",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary:
    "The private key does not belong to the certificate, or the certificate's key or signature is too weak.",
  why: "With it nginx does not start or fails every handshake; a controller serves its own self-signed certificate instead. Clients refuse weak ones.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate_key",
    "https://docs.openssl.org/3.0/man3/SSL_CTX_set_security_level/",
    "https://cabforum.org/working-groups/server/baseline-requirements/documents/",
    "https://pkg.go.dev/crypto/tls#X509KeyPair",
  ],
  lessons: [19],
  securitySeverity: 5.9,

  *check(project) {
    const bundles = bundlesOf(project);
    for (const bundle of bundles.all) {
      yield* weakness(bundle);
      if (bundle.manifest !== undefined) yield* keyOf(bundle);
    }
    for (const server of bundles.servers) {
      // The key of a mounted Secret is reported there.
      if (bundles.secretOf(server.bundle)?.key === undefined) yield* keyOfServer(server);
    }
  },
});

/** OpenSSL judges what is sent, and no signature that a certificate made of itself. */
function* weakness(bundle: CertificateBundle): Iterable<Finding> {
  for (const [index, certificate] of bundle.certificates.entries()) {
    const { weakKey, weakDigest, isSelfSigned } = certificate;
    const subject = `The certificate of ${quote(certificate.name)} in ${bundle.label}`;
    if (weakKey !== undefined) {
      yield {
        at: certificate.origin,
        message: `${subject} has an ${weakKey.kind} key of ${weakKey.bits} bits; clients and OpenSSL ask for ${weakKey.minimum} or more.`,
        help: `Make a new key, ${weakKey.kind === "RSA" ? "RSA with 2048 bits or EC with P-256" : "EC with P-256"}, and have a certificate issued for it.`,
        key: `key ${index}`,
      };
    }
    if (weakDigest !== undefined && !isSelfSigned) {
      yield {
        at: certificate.origin,
        message: `${subject} is signed with ${weakDigest}, which clients and OpenSSL refuse.`,
        help: "Have it issued again with a signature over SHA-256.",
        key: `digest ${index}`,
      };
    }
  }
}

/** Of a Secret: the controller reads both with Go's tls.X509KeyPair, which knows no passphrase. */
function* keyOf(bundle: CertificateBundle): Iterable<Finding> {
  const { key, label, origin: at } = bundle;
  if (key?.state === "encrypted") {
    yield {
      at: key.origin,
      message: `The private key in ${label} is protected by a passphrase, which no reader of a Secret can ask for.`,
      help: "Store the key without a passphrase: 'openssl pkey' writes it so; the Secret protects it.",
      key: "encrypted",
    };
  } else if (isOfAnother(bundle)) yield mismatch(bundle, at);
}

/** Of an nginx configuration: each directive with the key that goes with it. */
function* keyOfServer({ bundle, scope }: ServerBundle): Iterable<Finding> {
  const { key, label } = bundle;
  if (key?.state === "encrypted") {
    if (!scope.complete || inForce(scope, "ssl_password_file").length > 0) return;
    yield {
      at: key.origin,
      message: `The private key for ${label} is protected by a passphrase and no 'ssl_password_file' is set: nginx waits for it at every start.`,
      help: "Set 'ssl_password_file', or store the key without a passphrase and readable by root alone.",
      key: "encrypted",
    };
  } else if (key !== undefined && isOfAnother(bundle)) yield mismatch(bundle, key.origin);
}

/** Whether the key belongs to no certificate here: where it belongs to a later one, the order is wrong and not the key. */
function isOfAnother({ key, certificates }: CertificateBundle): boolean {
  const secret = key?.key;
  return secret !== undefined && !certificates.some((it) => it.belongsTo(secret));
}

function mismatch(bundle: CertificateBundle, at: Finding["at"]): Finding {
  const { certificates, label, key, manifest } = bundle;
  const kind = (type: string | undefined): string =>
    (type ?? "").replace(/^ed/, "Ed").replace(/^(?:rsa|ec)\b/, (it) => it.toUpperCase());
  const own = certificates[0]!;
  const [ofKey, ofCertificate] = [key!.key!.asymmetricKeyType, own.x509.publicKey.asymmetricKeyType];
  const kinds = ofKey === ofCertificate ? "" : ` (${kind(ofKey)} key, ${kind(ofCertificate)} certificate)`;
  return {
    at,
    message: `The private key ${manifest === undefined ? "for" : "in"} ${label} does not belong to the certificate of ${quote(own.name)}${kinds}.`,
    help: "Store the key that the request for this certificate was made with, or have a new certificate issued for this key.",
    related:
      manifest === undefined
        ? [{ at: own.origin, message: "The certificate is here." }]
        : [{ at: key!.origin, message: "The key is here." }],
    key: "mismatch",
  };
}
