import type { Finding } from "../../../src/engine/finding.ts";
import type { Ingress, IngressPath } from "../../../src/model/ingress.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import type { Project } from "../../../src/model/project.ts";
import { directoryOf, surelySameNamespace } from "../../../src/model/proximity.ts";
import type { Service } from "../../../src/model/service.ts";
import { asMapping, asMappings } from "../../../src/model/shape.ts";
import type { Workload } from "../../../src/model/workload.ts";
import { quote } from "../../../src/text/quote.ts";
import { portMeant } from "./missing-port.ts";

/** A Service without pods: its selector misses the workload that it is evidently for, or it names a port that the pods do not have. */
export function missingEndpoints(
  project: Project,
  ingress: Ingress,
  path: IngressPath,
  services: readonly Service[],
): Finding | undefined {
  const [service] = services;
  // Of several copies nobody knows which one is applied together with which workload.
  if (service === undefined || services.length > 1) return undefined;
  if (!surelySameNamespace(service.manifest, ingress.manifest)) return undefined;
  const workloads = project.workloadsOf(service).filter((it) => !it.isJob);
  return workloads.length === 0
    ? missedWorkload(project, service)
    : missingPodPort(service, path, workloads, project.productOf(ingress) === "ingress-nginx");
}

function missedWorkload(project: Project, service: Service): Finding | undefined {
  const { selector, manifest } = service;
  if (selector === undefined || Object.values(selector).some(isPlaceholder)) return undefined;
  const candidates = candidatesIn(project);
  // A workload of another folder or namespace may be what runs behind it.
  if (candidates.anyIsOpen || candidates.withLabels(selector).length > 0) return undefined;
  const missed = candidates
    .inFolder(directoryOf(manifest))
    .find(
      (it) =>
        surelySameNamespace(it.manifest, manifest) &&
        project.servicesOf(it).length === 0 &&
        isEvidentlyMeant(service, selector, it),
    );
  if (missed === undefined) return undefined;
  const spec = asMapping((manifest.object as { spec?: unknown }).spec);
  const wrong = Object.entries(selector).filter(([key, value]) => missed.podLabels[key] !== value);
  const [key, value] = wrong[0]!;
  const actual = missed.podLabels[key];
  return {
    at: manifest.locate(spec, "selector"),
    message: `${service.label} selects pods with ${quote(`${key}=${value}`)}, but those of ${missed.label} have ${actual === undefined ? "no such label" : quote(`${key}=${actual}`)}: it has no endpoints.`,
    help:
      actual === undefined
        ? `Give the pods the label, or select them by the labels that they have.`
        : `Select ${quote(`${key}: ${actual}`)}, or change the label of the pods.`,
    related: [
      { at: missed.manifest.locate(missed.template, "metadata"), message: "The labels of the pods." },
    ],
    key: "selector",
  };
}

/** The workloads that a Service could be for, by what they are looked for: a large project has thousands of both. */
interface Candidates {
  /** Whether the labels of some are not all known: then any Service may be for them. */
  readonly anyIsOpen: boolean;
  withLabels(selector: Readonly<Record<string, string>>): readonly Workload[];
  inFolder(folder: string): readonly Workload[];
}

const none: readonly Workload[] = [];
const candidatesOf = new WeakMap<Project, Candidates>();

function candidatesIn(project: Project): Candidates {
  const known = candidatesOf.get(project);
  if (known !== undefined) return known;
  const byLabel = new Map<string, Workload[]>();
  const byFolder = new Map<string, Workload[]>();
  const workloads = project.workloads.filter((it) => !it.isJob);
  for (const it of workloads) {
    for (const [key, value] of Object.entries(it.podLabels)) put(byLabel, `${key}=${value}`, it);
    put(byFolder, directoryOf(it.manifest), it);
  }
  const made: Candidates = {
    anyIsOpen: workloads.some(hasOpenLabels),
    withLabels(selector) {
      const [first] = Object.entries(selector);
      if (first === undefined) return workloads;
      const some = byLabel.get(`${first[0]}=${first[1]}`) ?? none;
      return some.filter((it) => matches(selector, it.podLabels));
    },
    inFolder: (folder) => byFolder.get(folder) ?? none,
  };
  candidatesOf.set(project, made);
  return made;
}

function put(groups: Map<string, Workload[]>, key: string, workload: Workload): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [workload]);
  else group.push(workload);
}

/** By its name, or because it has some of the labels that the Service asks for. */
function isEvidentlyMeant(
  service: Service,
  selector: Readonly<Record<string, string>>,
  workload: Workload,
): boolean {
  const labels = workload.podLabels;
  const entries = Object.entries(selector);
  const sameName = workload.manifest.name !== "" && workload.manifest.name === service.manifest.name;
  return sameName || entries.some(([key, value]) => labels[key] === value && key !== "tier");
}

function matches(
  selector: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

function hasOpenLabels({ manifest, template, podLabels }: Workload): boolean {
  const metadata = asMapping(template.metadata);
  return (
    manifest.isUnknown(template, "metadata") ||
    manifest.isUnknown(metadata, "labels") ||
    Object.values(podLabels).some((it) => typeof it !== "string" || isPlaceholder(it))
  );
}

function missingPodPort(
  service: Service,
  path: IngressPath,
  workloads: readonly Workload[],
  takesTarget: boolean,
): Finding | undefined {
  const port = path.servicePort === undefined ? undefined : portMeant(service, path.servicePort, takesTarget);
  const target = port?.targetPort;
  if (typeof target !== "string" || /^\d+$/.test(target) || isPlaceholder(target)) return undefined;
  const names: string[] = [];
  for (const { containers, manifest } of workloads) {
    for (const { spec } of containers) {
      if (manifest.isUnknown(spec, "ports")) return undefined;
      for (const it of asMappings(spec.ports)) {
        if (manifest.isUnknown(it, "name") || it.name === target) return undefined;
        if (typeof it.name === "string") names.push(it.name);
      }
    }
  }
  const [workload] = workloads;
  const spec = asMapping((service.manifest.object as { spec?: unknown }).spec);
  const holder = asMappings(spec.ports).find((it) => it.targetPort === target)!;
  return {
    at: service.manifest.locate(holder, "targetPort"),
    message: `${service.label} leads to the port called ${quote(target)} of ${workload!.label}, whose containers have ${names.length === 0 ? "no named port" : names.map(quote).join(", ")}.`,
    help: "Name the container's port so, or write its number as 'targetPort'.",
    related: [{ at: workload!.manifest.nameOrigin, message: "These pods are selected." }],
    key: `targetPort:${target}`,
  };
}
