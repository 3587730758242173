import type { Ingress } from "../../../src/model/ingress.ts";
import type { Manifest } from "../../../src/model/manifest.ts";
import type { PlanChange } from "../../../src/model/plan/change.ts";
import type { Project } from "../../../src/model/project.ts";
import { quote } from "../../../src/text/quote.ts";

/**
 * What traffic loses with a resource, in words that follow its address; undefined where it loses nothing: the resource serves none, something
 * else takes over, or what it served goes with it.
 */
export function lossOf(change: PlanChange, before: Project, after: Project): string | undefined {
  for (const manifest of change.before) {
    const loss = lossOfManifest(manifest, change, before, after);
    if (loss !== undefined) return loss;
  }
  return undefined;
}

function lossOfManifest(
  manifest: Manifest,
  change: PlanChange,
  before: Project,
  after: Project,
): string | undefined {
  const controller = before.controllers.find(
    (it) => it.workload?.manifest === manifest || it.configMap === manifest,
  );
  if (controller !== undefined) {
    const served = servedBy(controller.ingresses.length);
    return controller.configMap === manifest
      ? `the ConfigMap of the ingress controller${served}`
      : `the ingress controller${served}`;
  }
  switch (manifest.kind) {
    case "Ingress":
      return lossOfIngress(manifest, change, before, after);
    case "IngressClass":
      return lossOfClass(manifest, after);
    case "Namespace":
      return lossOfNamespace(manifest, before);
    case "Service":
      return lossOfService(manifest, before, after);
    default:
      return undefined;
  }
}

function servedBy(ingresses: number): string {
  if (ingresses === 0) return "";
  return ` that serves ${ingresses === 1 ? "1 Ingress" : `${ingresses} Ingresses`}`;
}

/** An Ingress that goes together with all that it leads to is taken down on purpose; so is one whose hosts and paths another has. */
function lossOfIngress(
  manifest: Manifest,
  change: PlanChange,
  before: Project,
  after: Project,
): string | undefined {
  const ingress = before.ingresses.find((it) => it.manifest === manifest);
  if (ingress === undefined) return undefined;
  const isReplaced = change.after.length > 0;
  if (!isReplaced && ingress.services.length > 0) {
    const remain = ingress.services.some(
      (it) => after.find("Service", it.manifest.name, it.manifest) !== undefined,
    );
    if (!remain) return undefined;
  }
  if (!isReplaced && isTakenOver(ingress, after)) return undefined;
  const hosts = [...new Set(ingress.paths.map((it) => it.host).filter((it) => it !== ""))];
  if (hosts.length === 0) return "an Ingress in use";
  const more = hosts.length > 2 ? ` and ${hosts.length - 2} more` : "";
  return `the Ingress of ${hosts.slice(0, 2).map(quote).join(", ")}${more}`;
}

function isTakenOver(ingress: Ingress, after: Project): boolean {
  const served = new Set(after.ingresses.flatMap((it) => it.paths.map((path) => `${path.host}${path.path}`)));
  return ingress.paths.length > 0 && ingress.paths.every((it) => served.has(`${it.host}${it.path}`));
}

function lossOfClass(manifest: Manifest, after: Project): string | undefined {
  const users = after.ingresses.filter((it) => it.className === manifest.name);
  if (users.length === 0) return undefined;
  return `the IngressClass of ${users.length === 1 ? users[0]!.label : `${users.length} Ingresses`}`;
}

function lossOfNamespace(manifest: Manifest, before: Project): string | undefined {
  const controller = before.controllers.find((it) => it.manifest.namespace === manifest.name);
  if (controller !== undefined) return `the Namespace of the ingress controller ${controller.manifest.label}`;
  const ingresses = before.ingresses.filter((it) => it.manifest.namespace === manifest.name);
  if (ingresses.length === 0) return undefined;
  return `the Namespace of ${ingresses.length === 1 ? ingresses[0]!.label : `${ingresses.length} Ingresses`}`;
}

/** A load balancer whose pods go with it is taken down on purpose. */
function lossOfService(manifest: Manifest, before: Project, after: Project): string | undefined {
  const service = before.services.find((it) => it.manifest === manifest);
  if (service?.type !== "LoadBalancer") return undefined;
  const workloads = before.workloadsOf(service).map((it) => it.manifest);
  const remain = workloads.filter((it) => after.find(it.kind, it.name, it) !== undefined);
  const isControllers = workloads.some((it) =>
    before.controllers.some((own) => own.workload?.manifest === it),
  );
  if (remain.length === 0 && !isControllers) return undefined;
  return `the load balancer of ${(remain[0] ?? workloads[0])!.label}: its address changes`;
}
