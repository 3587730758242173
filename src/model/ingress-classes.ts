import { parseGoBool } from "../knowledge/ingress-nginx-settings.ts";
import { isAtLeast } from "../knowledge/versions.ts";
import type { Controller } from "./controller.ts";
import { servedClasses } from "./find-controllers.ts";
import type { Ingress } from "./ingress.ts";
import type { KubernetesObject } from "./manifest.ts";
import type { Project } from "./project.ts";
import { asMapping, asText } from "./shape.ts";

/** The annotation that said the class before Kubernetes 1.18. */
export const classAnnotation = "kubernetes.io/ingress.class";

/** Both ways in which an Ingress says its class; undefined where it does not. */
export function writtenClasses({ manifest }: Ingress): {
  readonly field: string | undefined;
  readonly annotation: string | undefined;
} {
  const spec = asMapping((manifest.object as KubernetesObject & { spec?: unknown }).spec);
  return { field: asText(spec.ingressClassName), annotation: asText(manifest.annotations[classAnnotation]) };
}

/** Whether an IngressClass in scope is the cluster's default. */
export function hasDefaultClass(project: Project): boolean {
  return project
    .ofKind("IngressClass")
    .some((it) => it.annotations["ingressclass.kubernetes.io/is-default-class"] === "true");
}

/** Whether a controller in scope may take Ingresses without a class: told so, or a release from when that was the default. */
export function mayServeClassless(controller: Controller): boolean {
  const { container, product, version } = controller;
  if (container === undefined || container.commandLine.length === 0) return true;
  if (product === "f5-nic") return version !== undefined && !isAtLeast(version, "2.0.0");
  if (version !== undefined && !isAtLeast(version, "1.0.0")) {
    // Before 1.0 the default class, empty or named, took what had none (IsValid in internal/ingress/annotations/class).
    const own = container.flags.get("ingress-class") ?? "";
    return own === "" || own === "nginx";
  }
  const flag = container.flags.get("watch-ingress-without-class");
  return flag !== undefined && parseGoBool(flag) !== false;
}

/** Whether an Ingress may get its class elsewhere: a patch, an overlay's copy, a kustomization that holds a patch, a plan that does not say yet. */
export function classMayComeFromElsewhere(ingress: Ingress, project: Project): boolean {
  const { manifest } = ingress;
  if (ingress.paths.length === 0 || ingress.classIsUnknown) return true;
  if (manifest.isUnknown(manifest.annotations, classAnnotation)) return true;
  const isCopy = project.ingresses.some(
    (it) => it !== ingress && it.manifest.name === manifest.name && it.className !== undefined,
  );
  return (
    isCopy ||
    project
      .ofKind("Kustomization")
      .some((it) => /ingressClassName|ingress\.class/.test(JSON.stringify(it.object)))
  );
}

/** Controllers in scope that answer to one `spec.controller`, by product and that value; each list holds at least two, no copies of one among them. */
export function rivals(project: Project): readonly (readonly Controller[])[] {
  const groups = new Map<string, Controller[]>();
  for (const controller of project.controllers) {
    const { container, product, manifest, version } = controller;
    // Pods and ReplicaSets are what a Deployment made, in a dump of a cluster.
    if (container === undefined || /^(Pod|ReplicaSet)$/.test(manifest.kind) || isNarrowed(controller))
      continue;
    const { controllerClass, names } = servedClasses(controller);
    const isOld = version !== undefined && !isAtLeast(version, product === "f5-nic" ? "2.0.0" : "1.0.0");
    const byName =
      isOld ||
      product === "f5-nic" ||
      parseGoBool(container.flags.get("ingress-class-by-name") ?? "") === true;
    const served = byName ? [...(names ?? [])].join() : controllerClass;
    const path = manifest.source.file.path;
    const key = [product, served, path.slice(0, path.lastIndexOf("/") + 1)].join(" ");
    const group = groups.get(key) ?? [];
    // Two of one name are one in two versions: for another environment, or as another kind.
    if (!group.some((it) => it.manifest.name === manifest.name)) groups.set(key, [...group, controller]);
  }
  return [...groups.values()].filter((it) => it.length > 1);
}

/** Whether a controller looks at some namespaces only. */
function isNarrowed({ container }: Controller): boolean {
  const flags = container!.flags;
  return ["watch-namespace", "watch-namespace-selector", "watch-namespace-label"].some((it) => flags.has(it));
}
