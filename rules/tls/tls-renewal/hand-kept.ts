import type { Finding } from "../../../src/engine/finding.ts";
import type { Manifest } from "../../../src/model/manifest.ts";
import type { Project } from "../../../src/model/project.ts";
import { sameNamespace } from "../../../src/model/proximity.ts";
import { asMapping } from "../../../src/model/shape.ts";
import { bundlesOf } from "../../../src/model/tls/bundles.ts";
import { certificateRequest, issuedCertificates, ownerOf } from "../../../src/model/tls/cert-manager.ts";

/** TLS Secrets that are kept by hand where cert-manager is at work. */
export function* handKept(project: Project): Iterable<Finding> {
  const issued = issuedCertificates(project)[0]?.manifest;
  const requesting = project.ingresses.find((it) => certificateRequest(it) !== undefined)?.manifest;
  const witness = issued ?? requesting;
  if (witness === undefined) return;
  for (const secret of project.ofKind("Secret")) {
    const holder = holderOfCertificate(secret);
    if (holder === undefined) continue;
    const owner = ownerOf(secret, project);
    if (owner !== undefined) {
      if (isDeployedTogether(secret, owner)) yield overwritten(secret, holder, owner);
    } else if (isServersOwn(secret, project)) yield unmanaged(secret, holder, witness);
  }
}

function holderOfCertificate(secret: Manifest): object | undefined {
  const { data, stringData } = secret.object as { data?: unknown; stringData?: unknown };
  return [asMapping(stringData), asMapping(data)].find((it) => Object.hasOwn(it, "tls.crt"));
}

/** Overlays for one environment each may do it in different ways: only what stands in one folder or the one around it is applied together. */
function isDeployedTogether(a: Manifest, b: Manifest): boolean {
  const [left, right] = [a, b].map((it) => it.source.file.path.replace(/[^/]*$/, "")) as [string, string];
  return left.startsWith(right) || right.startsWith(left);
}

function overwritten(secret: Manifest, holder: object, owner: Manifest): Finding {
  return {
    at: secret.locate(holder, "tls.crt", "key"),
    severity: "warning",
    message: `${secret.label} holds a certificate here, and cert-manager writes it for ${owner.label}: each deployment puts the old one back.`,
    help: "Remove the Secret from what is deployed: cert-manager makes it.",
    related: [{ at: owner.nameOrigin, message: `${owner.label} has cert-manager fill the Secret.` }],
    key: "overwritten",
  };
}

/** Whether an Ingress serves the Secret's certificate, and an authority issued it: one that its owner signed is renewed by nobody. */
function isServersOwn(secret: Manifest, project: Project): boolean {
  const certificate = bundlesOf(project).of(secret)?.certificates[0];
  if (certificate === undefined || certificate.x509.ca || certificate.isSelfSigned) return false;
  return project.ingresses.some(
    (it) =>
      sameNamespace(it.manifest, secret) &&
      it.tls?.some((entry) => entry.secretName === secret.name) === true,
  );
}

function unmanaged(secret: Manifest, holder: object, witness: Manifest): Finding {
  return {
    at: secret.locate(holder, "tls.crt", "key"),
    message: `${secret.label} is kept by hand, though cert-manager issues certificates here, as for ${witness.label}: nothing renews it.`,
    help: "Have cert-manager issue it: by a Certificate with this 'secretName', or by the annotation of the Ingress.",
    related: [{ at: witness.nameOrigin, message: "cert-manager issues a certificate for this." }],
    key: "unmanaged",
  };
}
