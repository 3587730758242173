import type { Finding } from "../../../src/engine/finding.ts";
import type { Ingress, IngressTls } from "../../../src/model/ingress.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import type { Project } from "../../../src/model/project.ts";
import { isNameFor } from "../../../src/model/tls/dns-names.ts";
import { type CertificateNames, namesOf } from "../../../src/model/tls/ingress-names.ts";
import { quote } from "../../../src/text/quote.ts";
import { isPublicHost } from "./public-host.ts";

/** An entry of `tls` with the names of its certificate, where they are known. */
interface Entry {
  readonly tls: IngressTls;
  readonly names: CertificateNames | undefined;
}

/** Hosts of an Ingress whose certificate is for other names. */
export function* ingressFlaws(ingress: Ingress, project: Project): Iterable<Finding> {
  const { tls } = ingress;
  if (tls === undefined || tls.length === 0) return;
  const entries = tls.map((it): Entry => ({ tls: it, names: namesOf(ingress, it, project) }));
  for (const entry of entries) yield* hostsOfEntry(ingress, entry, project);
  yield* otherHosts(ingress, entries, project);
}

/** The host stands in the entry, and its certificate does not have it. */
function* hostsOfEntry(ingress: Ingress, { tls, names }: Entry, project: Project): Iterable<Finding> {
  if (names === undefined) return;
  for (const { name, origin } of tls.hosts) {
    if (isPlaceholder(name) || !isServed(ingress, name) || names.covers(name)) continue;
    yield {
      at: origin,
      message: `Host ${quote(name)} is not covered by ${names.label}, which is for ${names.inWords}.`,
      help: `Have a certificate issued that names ${quote(name)}, or name the Secret that has one.`,
      related: [
        { at: names.origin, message: `The certificate is for ${names.inWords}.` },
        ...fallback(ingress, project),
      ],
      key: name,
    };
  }
}

/** What the community controller does then is worth a line where it is the one that reads the Ingress. */
function fallback(ingress: Ingress, project: Project): Finding["related"] & object {
  if (project.productOf(ingress) !== "ingress-nginx") return [];
  return [
    {
      at: ingress.manifest.nameOrigin,
      message: "ingress-nginx serves its default certificate for this host.",
    },
  ];
}

/**
 * The host of a rule stands in no entry though others do. ingress-nginx then tries the Secrets of all entries (extractTLSSecretName in
 * controller.go) and falls back to its default certificate; F5's controller serves the host without TLS.
 */
function* otherHosts(ingress: Ingress, entries: readonly Entry[], project: Project): Iterable<Finding> {
  const product = project.productOf(ingress);
  if (product === undefined || entries.some((it) => it.tls.hosts.length === 0)) return;
  const listed = entries.flatMap((it) => it.tls.hosts.map((host) => host.name));
  if (listed.some(isPlaceholder)) return;
  const judged = new Set<string>();
  for (const { name, origin } of ingress.ruleHosts) {
    if (judged.has(name)) continue;
    judged.add(name);
    if (!isPublicHost(name) || listed.some((it) => isSame(it, name))) continue;
    if (hostsWithEntry(project).has(name.toLowerCase())) continue;
    const coverage = product === "f5-nic" ? "no" : coverageOf(name, entries, listed);
    if (coverage === "yes" || (product === "ingress-nginx" && hasDefaultCertificate(ingress))) continue;
    const consequence =
      product === "f5-nic"
        ? "NGINX Ingress Controller serves it without TLS"
        : `ingress-nginx serves its default certificate for it${coverage === "no" ? "" : `, unless ${secretsOf(entries)} covers it`}`;
    yield {
      at: origin,
      // Only a controller in sight is known to have no certificate of its owner's for all other hosts.
      severity:
        coverage === "no" && product === "ingress-nginx" && ingress.controller?.container !== undefined
          ? "error"
          : "warning",
      message: `Host ${quote(name)} has a rule but no entry in 'tls', unlike ${quote(listed[0]!)}: ${consequence}.`,
      help: `Add ${quote(name)} to the 'hosts' of an entry in 'tls' whose certificate is for it.`,
      related: [{ at: entries[0]!.tls.origin, message: "Other hosts have their certificate here." }],
      key: name,
    };
  }
}

/** Whether a certificate of the Ingress is for a host that no entry lists; unknown where one is out of sight. */
function coverageOf(
  host: string,
  entries: readonly Entry[],
  listed: readonly string[],
): "yes" | "no" | "unknown" {
  // A certificate for an entry's wildcard host is one for all that the wildcard stands for.
  if (listed.some((it) => isNameFor(it, host)) || entries.some((it) => it.names?.covers(host) === true))
    return "yes";
  return entries.every((it) => it.names !== undefined) ? "no" : "unknown";
}

/** Whether the controller has a certificate of its owner's for all other hosts. */
function hasDefaultCertificate({ controller }: Ingress): boolean {
  return controller?.container?.flags.has("default-ssl-certificate") === true;
}

function secretsOf(entries: readonly Entry[]): string {
  const names = new Set(entries.filter((it) => it.names === undefined).map((it) => it.tls.secretName));
  const [only] = names;
  return names.size === 1 && only !== undefined ? `Secret ${quote(only)}` : "a certificate out of sight";
}

const listedHosts = new WeakMap<Project, ReadonlySet<string>>();

/** Hosts that an Ingress has both a rule and an entry in `tls` for: ingress-nginx makes one server of all Ingresses of a host. Worked out once. */
function hostsWithEntry(project: Project): ReadonlySet<string> {
  let hosts = listedHosts.get(project);
  if (hosts === undefined) {
    hosts = new Set(project.ingresses.flatMap(ownHostsWithEntry));
    listedHosts.set(project, hosts);
  }
  return hosts;
}

function ownHostsWithEntry(ingress: Ingress): readonly string[] {
  const { tls } = ingress;
  if (tls?.length === 0) return [];
  const rules = ingress.ruleHosts.map((it) => it.name.toLowerCase());
  if (tls === undefined || tls.some((it) => it.hosts.length === 0)) return rules;
  const listed = new Set(tls.flatMap((it) => it.hosts.map((host) => host.name.toLowerCase())));
  return rules.filter((it) => listed.has(it));
}

/** Whether a rule of the Ingress is for the host: an entry left over from one that is gone harms nobody. */
function isServed(ingress: Ingress, host: string): boolean {
  return ingress.ruleHosts.some(({ name }) => name === "" || isSame(name, host) || isNameFor(name, host));
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
