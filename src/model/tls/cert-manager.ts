import type { Ingress } from "../ingress.ts";
import type { Manifest } from "../manifest.ts";
import type { Project } from "../project.ts";
import { nearest, sameNamespace } from "../proximity.ts";
import { parseGoDuration } from "../settings/go-values.ts";
import { asMapping, asStringList, asText, type Mapping } from "../shape.ts";
import { explicit, type Known, unknown, type Value } from "../value.ts";

/** A Certificate of cert-manager: what it is to hold, and the Secret that it goes to. */
export class IssuedCertificate {
  readonly manifest: Manifest;

  constructor(manifest: Manifest) {
    this.manifest = manifest;
  }

  get #spec(): Mapping {
    return asMapping((this.manifest.object as { spec?: unknown }).spec);
  }

  get secretName(): string | undefined {
    return asText(this.#spec.secretName);
  }

  /** Names the certificate is to be for: DNS names, and the common name, which older releases add to them. Unknown where it says none in these ways. */
  get names(): Value<readonly string[]> {
    const spec = this.#spec;
    const { manifest } = this;
    const list = spec.dnsNames;
    const at = Array.isArray(list) ? manifest.locate(spec, "dnsNames") : manifest.nameOrigin;
    if (
      !Array.isArray(list) ||
      manifest.isUnknown(spec, "dnsNames") ||
      manifest.isUnknown(spec, "commonName")
    )
      return unknown("not said by 'dnsNames'", at);
    if (list.some((_, index) => manifest.isUnknown(list, index))) return unknown("known after apply", at);
    return explicit(
      [...asStringList(list), asText(spec.commonName) ?? ""].filter((it) => it !== ""),
      at,
    );
  }

  /** How long it is asked to be valid, in seconds; undefined where the default of 90 days holds, and where it cannot be read. */
  get durationSeconds(): Known<number> | undefined {
    return this.#duration("duration");
  }

  /** How long before its end it is renewed, in seconds. */
  get renewBeforeSeconds(): Known<number> | undefined {
    return this.#duration("renewBefore");
  }

  /** The same as a share of its life, in percent (cert-manager 1.16 and newer). */
  get renewBeforePercentage(): Known<number> | undefined {
    const value = this.#spec.renewBeforePercentage;
    return typeof value === "number"
      ? explicit(value, this.manifest.locate(this.#spec, "renewBeforePercentage"))
      : undefined;
  }

  /** Whether a field is there that cannot be read, so that the default does not hold either. */
  has(field: "duration" | "renewBefore"): boolean {
    return Object.hasOwn(this.#spec, field) || this.manifest.isUnknown(this.#spec, field);
  }

  #duration(field: "duration" | "renewBefore"): Known<number> | undefined {
    const text = asText(this.#spec[field]);
    if (text === undefined || this.manifest.isUnknown(this.#spec, field)) return undefined;
    const seconds = parseGoDuration(text);
    return seconds === undefined ? undefined : explicit(seconds, this.manifest.locate(this.#spec, field));
  }
}

const groups: ReadonlySet<string> = new Set(["cert-manager.io", "certmanager.k8s.io"]);
const known = new WeakMap<Project, readonly IssuedCertificate[]>();

/** The Certificates in scope; worked out once. */
export function issuedCertificates(project: Project): readonly IssuedCertificate[] {
  let found = known.get(project);
  if (found === undefined) {
    found = project
      .ofKind("Certificate")
      .filter((it) => groups.has(it.group))
      .map((it) => new IssuedCertificate(it));
    known.set(project, found);
  }
  return found;
}

/** The Certificate that fills a Secret, seen from a manifest that names it. */
export function certificateInto(
  project: Project,
  secretName: string,
  from: Manifest,
): IssuedCertificate | undefined {
  const fits = issuedCertificates(project).filter(
    (it) => it.secretName === secretName && sameNamespace(it.manifest, from),
  );
  const chosen = nearest(
    fits.map((it) => it.manifest),
    from,
  );
  return fits.find((it) => it.manifest === chosen);
}

/** Annotations by which an Ingress asks for certificates (cert-manager: Annotated Ingress resource); the last ones are of releases before 0.11. */
const requests = [
  "cert-manager.io/issuer",
  "cert-manager.io/cluster-issuer",
  "kubernetes.io/tls-acme",
  "certmanager.k8s.io/issuer",
  "certmanager.k8s.io/cluster-issuer",
];

/** The annotation by which an Ingress has its Secrets filled, for exactly the hosts of each entry of its `tls`; undefined where it has none. */
export function certificateRequest(ingress: Ingress): Known<string> | undefined {
  for (const name of requests) {
    const found = ingress.annotation(name);
    if (found !== undefined && found.value !== "false") return explicit(name, found.origin);
  }
  return undefined;
}

const requested = new WeakMap<Project, ReadonlyMap<string, readonly Ingress[]>>();

/** Whatever has cert-manager fill a Secret: a Certificate, or an Ingress that asks for one. Undefined: nothing in scope does. */
export function ownerOf(secret: Manifest, project: Project): Manifest | undefined {
  let byName = requested.get(project);
  if (byName === undefined) {
    byName = requestedSecrets(project);
    requested.set(project, byName);
  }
  return (
    certificateInto(project, secret.name, secret)?.manifest ??
    byName.get(secret.name)?.find((it) => sameNamespace(it.manifest, secret))?.manifest
  );
}

function requestedSecrets(project: Project): Map<string, Ingress[]> {
  const byName = new Map<string, Ingress[]>();
  for (const ingress of project.ingresses) {
    if (certificateRequest(ingress) === undefined) continue;
    for (const { secretName } of ingress.tls ?? []) {
      if (secretName === undefined) continue;
      const others = byName.get(secretName);
      if (others === undefined) byName.set(secretName, [ingress]);
      else others.push(ingress);
    }
  }
  return byName;
}
