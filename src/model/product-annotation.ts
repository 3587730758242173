import { annotationPrefixes, type ControllerProduct } from "../knowledge/controllers.ts";
import type { Controller } from "./controller.ts";
import type { Ingress } from "./ingress.ts";
import type { Known } from "./value.ts";

/** The prefix of annotations that a controller looks for: its product's, unless `--annotations-prefix` says otherwise (ingress-nginx alone has that flag). */
export function annotationPrefixOf(product: ControllerProduct, controller: Controller | undefined): string {
  const own =
    product === "ingress-nginx" ? controller?.container?.flags.get("annotations-prefix") : undefined;
  return own === undefined ? annotationPrefixes[product] : `${own}/`;
}

/** An annotation of an Ingress for the product that serves it, given without prefix; undefined where it is not set. */
export function productAnnotation(
  ingress: Ingress,
  product: ControllerProduct,
  name: string,
): Known<string> | undefined {
  return ingress.annotation(annotationPrefixOf(product, ingress.controller) + name);
}
