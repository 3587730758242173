import type { Finding, Severity } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { CertificateBundle } from "../../../src/model/tls/bundle.ts";
import { bundlesOf } from "../../../src/model/tls/bundles.ts";
import { ownerOf } from "../../../src/model/tls/cert-manager.ts";
import type { Certificate } from "../../../src/model/tls/certificate.ts";
import { quote } from "../../../src/text/quote.ts";

const DAY = 86_400_000;

export default defineRule({
  id: "tls-expiry",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "A certificate has expired, is not valid yet, or is about to expire.",
  why: "Every client refuses the connection from that second on, all at once, and nothing in the deployment has changed.",
  references: [
    "https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5",
    "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate",
    "https://cert-manager.io/docs/usage/certificate/",
  ],
  lessons: [41],
  options: {
    minimumDays: {
      type: "integer",
      default: 30,
      minimum: 0,
      description:
        "Days that a certificate is to be valid for yet; of short-lived ones a third of their life, where that is less.",
    },
  },

  *check(project, { options }) {
    for (const bundle of bundlesOf(project).all) {
      // What cert-manager renews is not what stands here; 'tls-renewal' speaks of the copy.
      if (bundle.manifest !== undefined && ownerOf(bundle.manifest, project) !== undefined) continue;
      const chain = certificatesInUse(bundle);
      for (const [index, certificate] of chain.entries()) {
        const finding = judge(bundle, certificate, index, project.now, options.minimumDays);
        if (finding !== undefined) yield finding;
      }
    }
  },
});

/** The server's own certificate and those above it, each once. */
function certificatesInUse({ certificates }: CertificateBundle): readonly Certificate[] {
  return certificates.filter(
    (it, index) => certificates.findIndex((other) => other.x509.raw.equals(it.x509.raw)) === index,
  );
}

function judge(
  bundle: CertificateBundle,
  certificate: Certificate,
  index: number,
  now: number,
  minimumDays: number,
): Finding | undefined {
  const { validFrom, validTo, name, origin: at } = certificate;
  const subject =
    index === 0 ? `The certificate of ${quote(name)}` : `The certificate of issuer ${quote(name)}`;
  const where = `in ${bundle.label}`;
  // Above the issuer of the server's own certificate clients may know another way: a cross-signed root outlives its first signature.
  const severity: Severity = index < 2 ? "error" : "warning";
  const renew = index === 0 ? "Renew the certificate" : "Replace the issuer's certificate by its current one";
  if (now > validTo) {
    const days = Math.floor((now - validTo) / DAY);
    return {
      at,
      severity,
      message: `${subject} ${where} expired on ${dateOf(validTo)}${days === 0 ? "" : `, ${inDays(days)} ago`}.`,
      help: `${renew}, deploy it and reload nginx; let the renewal run by itself, long before the end.`,
      key: `expired ${index}`,
    };
  }
  if (now < validFrom) {
    return {
      at,
      severity,
      message: `${subject} ${where} is not valid before ${dateOf(validFrom)}; now it is ${dateOf(now)}.`,
      help: "Deploy it from that day on, or correct the clock of the machine that issued it.",
      key: `early ${index}`,
    };
  }
  const left = Math.floor((validTo - now) / DAY);
  if (left >= minimumDays || validTo - now >= (validTo - validFrom) / 3) return undefined;
  return {
    at,
    severity: "warning",
    message: `${subject} ${where} expires on ${dateOf(validTo)}, in ${inDays(left)}: fewer than ${minimumDays}.`,
    help: `${renew} now, and let the renewal run by itself.`,
    key: `soon ${index}`,
  };
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function inDays(days: number): string {
  return `${days} ${days === 1 ? "day" : "days"}`;
}
