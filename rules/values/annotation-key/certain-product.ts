import type { ControllerProduct } from "../../../src/knowledge/controllers.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import type { KubernetesObject } from "../../../src/model/manifest.ts";
import type { Project } from "../../../src/model/project.ts";
import { asMapping, asText } from "../../../src/model/shape.ts";

/**
 * The product that serves an Ingress, where an IngressClass or a running controller in scope proves it; the annotations, which are what is in
 * question, do not count. Undefined otherwise.
 */
export function certainProduct(ingress: Ingress, project: Project): ControllerProduct | undefined {
  const name = ingress.className;
  if (name === undefined) return undefined;
  const classes = project.ofKind("IngressClass").filter((it) => it.name === name);
  const controllers = new Set(
    classes.map((it) =>
      asText(asMapping((it.object as KubernetesObject & { spec?: unknown }).spec).controller),
    ),
  );
  if (controllers.size > 1) return undefined;
  const [controller] = controllers;
  if (controller === "k8s.io/ingress-nginx") return "ingress-nginx";
  if (controller === "nginx.org/ingress-controller") return "f5-nic";
  if (controller !== undefined) return undefined;
  // Both products answer to 'nginx' by default: with one of each in scope, nobody can tell.
  const products = new Set(project.controllers.map((it) => it.product));
  return products.size === 1 && ingress.controller?.workload !== undefined
    ? ingress.controller.product
    : undefined;
}
