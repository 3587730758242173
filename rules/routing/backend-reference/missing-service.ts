import type { Finding } from "../../../src/engine/finding.ts";
import type { Ingress, IngressPath } from "../../../src/model/ingress.ts";
import type { Manifest } from "../../../src/model/manifest.ts";
import type { Project } from "../../../src/model/project.ts";
import { directoryOf, surelySameNamespace } from "../../../src/model/proximity.ts";
import type { Service } from "../../../src/model/service.ts";
import { asMapping, asStringList } from "../../../src/model/shape.ts";
import type { Workload } from "../../../src/model/workload.ts";
import { quote } from "../../../src/text/quote.ts";
import { servicesIn, servicesNamed } from "./services-meant.ts";

/**
 * A Service that is not in scope though those of its namespace seem to be: an error where a likely other name or the workload it is for stands beside the Ingress, a
 * warning where only another path of the Ingress ends at a Service beside it.
 */
export function missingService(
  project: Project,
  ingress: Ingress,
  path: IngressPath,
  name: string,
): Finding | undefined {
  const away = elsewhere(project, ingress, path, name);
  if (away !== undefined) return away;
  const here = servicesBeside(project, ingress);
  if (here.length === 0 || mayBeGenerated(project, ingress, name)) return undefined;
  const meant = here.find((it) => isVariant(it.manifest.name, name));
  const workload = meant === undefined ? unservedWorkload(project, ingress, name) : undefined;
  const isProven = meant !== undefined || workload !== undefined;
  if (!isProven && !ingress.services.some((it) => here.includes(it))) return undefined;
  const related = meant?.manifest ?? workload?.manifest;
  return {
    at: path.at("serviceName"),
    ...(isProven ? {} : { severity: "warning" as const }),
    message: `${ingress.label} leads to Service ${quote(name)}, which is not among the Services beside it: ${listed(here)}.`,
    help:
      meant === undefined
        ? "Add the Service, or name one that exists."
        : `Write ${quote(meant.manifest.name)}, or add the Service.`,
    related:
      related === undefined
        ? []
        : [
            {
              at: related.nameOrigin,
              message: `${related.label} is here${workload === undefined ? "" : ", and no Service selects its pods"}.`,
            },
          ],
    key: name,
  };
}

function unservedWorkload(project: Project, { manifest }: Ingress, name: string): Workload | undefined {
  return project.workloads.find(
    (it) =>
      it.manifest.name === name &&
      !it.isJob &&
      surelySameNamespace(it.manifest, manifest) &&
      directoryOf(it.manifest) === directoryOf(manifest) &&
      it.services.length === 0,
  );
}

/** A Service of that name in the same folder and another namespace: Ingresses reach those of their own only. */
function elsewhere(project: Project, ingress: Ingress, path: IngressPath, name: string): Finding | undefined {
  const { manifest } = ingress;
  const [service, ...others] = servicesNamed(project, name);
  if (service === undefined || others.length > 0 || directoryOf(service.manifest) !== directoryOf(manifest))
    return undefined;
  if (service.manifest.namespace === undefined || manifest.namespace === undefined) return undefined;
  return {
    at: path.at("serviceName"),
    message: `${ingress.label} leads to Service ${quote(name)} of its own namespace, but that Service is in namespace ${quote(service.manifest.namespace)}.`,
    help: `Move the Ingress to namespace ${quote(service.manifest.namespace)}: it reaches Services of its own namespace only.`,
    related: [{ at: service.manifest.nameOrigin, message: `${service.label} is here.` }],
    key: name,
  };
}

function servicesBeside(project: Project, { manifest }: Ingress): readonly Service[] {
  return servicesIn(project, directoryOf(manifest)).filter((it) =>
    surelySameNamespace(it.manifest, manifest),
  );
}

/** Kinds whose objects bring Services that no manifest shows. */
const generators =
  /^(HelmRelease|HelmChart|HelmChartConfig|Application|ApplicationSet|App|Rollout|Canary|Kustomization|Component|Terraform|ResourceGraphDefinition)$/;
/** API groups of Kubernetes itself, and of objects that are known to make no Service. */
const plain =
  /^$|^(apps|batch|autoscaling|policy|extensions|networking\.k8s\.io|rbac\.authorization\.k8s\.io|storage\.k8s\.io|scheduling\.k8s\.io|cert-manager\.io|acme\.cert-manager\.io|monitoring\.coreos\.com|external-secrets\.io|bitnami\.com|traefik\.containo\.us|traefik\.io|apiextensions\.k8s\.io|admissionregistration\.k8s\.io)$/;

const makersOf = new WeakMap<Project, readonly Manifest[]>();

/** Objects in scope that may make Services: Helm releases, Kustomize builds with parts from elsewhere, and whatever an operator reads. */
function makersIn(project: Project): readonly Manifest[] {
  const done = makersOf.get(project);
  if (done !== undefined) return done;
  const found = project.manifests.filter((it) =>
    it.kind === "Kustomization" && it.group === "kustomize.config.k8s.io"
      ? bringsMore(it)
      : generators.test(it.kind) || !plain.test(it.group),
  );
  makersOf.set(project, found);
  return found;
}

/** Whether one of them, in the Ingress's folder or above it, may make the Service: an operator's object by its name. */
function mayBeGenerated(project: Project, { manifest }: Ingress, name: string): boolean {
  if (project.changes.some((it) => it.type === "helm_release")) return true;
  const folder = directoryOf(manifest);
  return makersIn(project).some(
    (it) =>
      folder.startsWith(directoryOf(it)) &&
      (generators.test(it.kind) || it.kind === "Service" || it.name === "" || name.startsWith(it.name)),
  );
}

function bringsMore({ object }: Manifest): boolean {
  const build = asMapping(object as unknown);
  return (
    ["helmCharts", "bases", "components", "generators", "namePrefix", "nameSuffix"].some(
      (it) => it in build,
    ) || asStringList(build.resources).some((it) => !/^(?:\.\/)?[\w.-]+\.ya?ml$/.test(it))
  );
}

/** Words that people add to a Service's name or leave out. */
const additions = /[-_.]?(?:service|svc|srv|deployment|deploy|clusterip|cluster-ip)$/;

/** Whether a name is another one with a slip: one letter, or one of the usual additions. */
function isVariant(name: string, written: string): boolean {
  const [a, b] = [name.replace(additions, ""), written.replace(additions, "")];
  return (a === b && a.length > 0) || (name.length > 3 && isOneSlipAway(name, written));
}

/** One letter more, less, other, or two neighbours swapped. */
function isOneSlipAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const rest = (text: string, from: number) => text.slice(from);
  const isDigitChange = /\d/.test(a[at] ?? "") || /\d/.test(b[at] ?? "");
  if (isDigitChange) return false; // web-1 and web-2 are two Services
  if (a.length > b.length) return rest(a, at + 1) === rest(b, at);
  if (a.length < b.length) return rest(a, at) === rest(b, at + 1);
  return (
    rest(a, at + 1) === rest(b, at + 1) ||
    (a[at] === b[at + 1] && a[at + 1] === b[at] && rest(a, at + 2) === rest(b, at + 2))
  );
}

function listed(services: readonly Service[]): string {
  const names = [...new Set(services.map((it) => quote(it.manifest.name)))];
  return names.length <= 4
    ? names.join(", ")
    : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}
