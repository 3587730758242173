import type { Manifest } from "../manifest.ts";
import type { Project } from "../project.ts";
import type { CertificateBundle } from "./bundle.ts";
import type { Certificate } from "./certificate.ts";
import { secretBundle } from "./secret-bundles.ts";
import { type ServerBundle, serverBundles } from "./server-bundles.ts";

/** All certificates in sight. */
export interface Bundles {
  readonly servers: readonly ServerBundle[];
  /** Each certificate file and each Secret once. */
  readonly all: readonly CertificateBundle[];
  /** The certificate that a Secret holds; undefined where none can be read. */
  of(secret: Manifest | undefined): CertificateBundle | undefined;
  /** The Secret that a file of an nginx configuration comes from, where a container mounts one; undefined for other files. */
  secretOf(file: CertificateBundle): CertificateBundle | undefined;
  /** Certificates in sight that issued another one, itself left out. */
  issuersOf(certificate: Certificate): readonly Certificate[];
}

const known = new WeakMap<Project, Bundles>();

/** The certificates of a project: those of Secrets, and those of files that nginx configurations name. Worked out once. */
export function bundlesOf(project: Project): Bundles {
  let bundles = known.get(project);
  if (bundles === undefined) {
    bundles = readBundles(project);
    known.set(project, bundles);
  }
  return bundles;
}

function readBundles(project: Project): Bundles {
  const bySecret = new Map<Manifest, CertificateBundle>();
  for (const manifest of project.ofKind("Secret")) {
    const bundle = secretBundle(manifest);
    if (bundle !== undefined) bySecret.set(manifest, bundle);
  }
  const servers = project.nginxConfigs.flatMap(serverBundles);
  const seen = new Set<string>();
  const files = servers
    .map((it) => it.bundle)
    .filter(({ certificates }) => {
      const { file, span, resource } = certificates[0]!.origin.place();
      const place = [file.path, span.start, resource].join("\0");
      return !seen.has(place) && seen.add(place);
    });
  const secrets = [...bySecret.values()];
  const secretOf = (bundle: CertificateBundle) => secrets.find((it) => isHeldBy(it, bundle));
  const all = [...secrets, ...files.filter((it) => secretOf(it) === undefined)];
  let bySubject: Map<string, Certificate[]> | undefined;
  return {
    servers,
    all,
    secretOf,
    issuersOf(certificate) {
      bySubject ??= groupBySubject(all.flatMap((it) => [...it.authorities, ...it.certificates]));
      const candidates = bySubject.get(certificate.x509.issuer) ?? [];
      return candidates.filter((it) => it !== certificate && certificate.isIssuedBy(it));
    },
    of: (secret) => (secret === undefined ? undefined : bySecret.get(secret)),
  };
}

/** Places are looked up in the same text only: of a Secret they cost a second reading. */
function isHeldBy(secret: CertificateBundle, file: CertificateBundle): boolean {
  const place = file.certificates[0]!.origin.place();
  if (secret.manifest?.source.file !== place.file) return false;
  return secret.certificates[0]!.origin.place().span.start === place.span.start;
}

function groupBySubject(certificates: readonly Certificate[]): Map<string, Certificate[]> {
  const groups = new Map<string, Certificate[]>();
  for (const it of certificates) {
    const { subject } = it.x509;
    const group = groups.get(subject);
    if (group === undefined) groups.set(subject, [it]);
    else group.push(it);
  }
  return groups;
}
