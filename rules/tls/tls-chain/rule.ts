import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { parseGoBool } from "../../../src/knowledge/ingress-nginx-settings.ts";
import type { Project } from "../../../src/model/project.ts";
import type { CertificateBundle } from "../../../src/model/tls/bundle.ts";
import { bundlesOf } from "../../../src/model/tls/bundles.ts";
import { type ChainFlaw, chainFlaw } from "../../../src/model/tls/chain.ts";
import { quote } from "../../../src/text/quote.ts";

type Flaw<K extends ChainFlaw["kind"]> = Extract<ChainFlaw, { kind: K }>;

export default defineRule({
  id: "tls-chain",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "A server's certificate comes without its intermediate, or in the wrong order.",
  why: "Clients know roots only. Browsers may fetch or remember what is missing, so it works by hand; programs, phones and other servers refuse.",
  references: [
    "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2",
    "https://nginx.org/en/docs/http/configuring_https_servers.html#chains",
    "https://cabforum.org/working-groups/server/baseline-requirements/documents/",
    "https://kubernetes.github.io/ingress-nginx/user-guide/tls/#tls-secrets",
  ],
  lessons: [19],
  options: {
    internalAuthorities: {
      type: "string[]",
      default: [],
      description:
        "Parts of the names of authorities that all clients trust by themselves: nothing is missing above what they sign.",
    },
  },

  *check(project, { options }) {
    const bundles = bundlesOf(project);
    for (const bundle of bundles.all) {
      yield* brokenBlocks(bundle);
      const flaw = chainFlaw(bundle, bundles.issuersOf);
      if (flaw === undefined) continue;
      if (flaw.kind === "leaf-not-first") yield leafNotFirst(bundle, flaw);
      else if (flaw.kind === "order") yield wrongOrder(bundle, flaw);
      // What is missing may be what could not be read.
      else if (
        bundle.broken.length === 0 &&
        !isCompleted(bundle, project) &&
        !isInternal(flaw, options.internalAuthorities)
      )
        yield missing(bundle, flaw);
    }
  },
});

function* brokenBlocks(bundle: CertificateBundle): Iterable<Finding> {
  for (const at of bundle.broken) {
    yield {
      at,
      message: `A block of ${bundle.label} that claims to be a certificate is none: what reads it refuses the whole.`,
      help: "Copy the block again from what the authority sent; 'openssl x509 -noout -text' reads it once it is whole.",
      key: "broken",
    };
  }
}

function leafNotFirst(bundle: CertificateBundle, { first, leaf }: Flaw<"leaf-not-first">): Finding {
  return {
    at: first.origin,
    message: `${bundle.label} begins with the certificate of ${quote(first.name)}; the server's own, ${quote(leaf.name)}, comes later.`,
    help: "Put the server's own certificate first, then its issuer, then the issuer's.",
    related: relatedTo(leaf.origin, first.origin, "The server's own certificate is here."),
    key: "leaf",
  };
}

/** Most clients sort the certificates themselves, so it is no error. */
function wrongOrder(bundle: CertificateBundle, flaw: Flaw<"order">): Finding {
  const { certificate, issuer, next } = flaw;
  return {
    at: next.origin,
    severity: "warning",
    message: `In ${bundle.label} ${quote(certificate.name)} is followed by ${quote(next.name)}, not by its issuer ${quote(issuer.name)}.`,
    help: `Move ${quote(issuer.name)} directly behind ${quote(certificate.name)}: each certificate is followed by its issuer's.`,
    related: relatedTo(issuer.origin, next.origin, "The issuer is here."),
    key: "order",
  };
}

function missing(bundle: CertificateBundle, { certificate, proof, issuer }: Flaw<"missing">): Finding {
  const name = quote(certificate.issuerName);
  const url = certificate.issuerUrl;
  const from = url === undefined ? "" : `, to be had at ${quote(url)},`;
  const reason = {
    public: ": a public authority, whose roots sign no servers",
    "in-sight": ", an intermediate that another authority signed",
    named: ", an intermediate by its name",
    location: ", which is to be fetched from elsewhere",
  }[proof];
  return {
    at: certificate.origin,
    ...(proof === "location" && { severity: "warning" as const }),
    message: `${bundle.label} holds ${quote(certificate.name)} without the certificate of its issuer ${name}${reason}.`,
    help: `Append the issuer's certificate${from} behind it${proof === "public" ? "" : "; if all clients trust this issuer itself, name it in 'internalAuthorities'"}.`,
    related:
      issuer === undefined ? [] : [{ at: issuer.origin, message: "The issuer's certificate is here." }],
    key: "missing",
  };
}

/** Encoded in a Secret all certificates stand at one place. */
function relatedTo(at: Finding["at"], from: Finding["at"], message: string): Finding["related"] & object {
  const [there, here] = [at.place(), from.place()];
  return there.file === here.file && there.span.start === here.span.start ? [] : [{ at, message }];
}

/** The community controller can be told to fetch what is missing itself. */
function isCompleted(bundle: CertificateBundle, project: Project): boolean {
  return (
    bundle.manifest !== undefined &&
    project.controllers.some(
      (it) => parseGoBool(it.container?.flags.get("enable-ssl-chain-completion") ?? "") === true,
    )
  );
}

function isInternal({ certificate }: Flaw<"missing">, names: readonly string[]): boolean {
  const issuer = (certificate.x509.issuer ?? "").toLowerCase();
  return names.some((it) => it !== "" && issuer.includes(it.toLowerCase()));
}
