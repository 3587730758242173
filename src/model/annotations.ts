import { annotationPrefixes, type ControllerProduct } from "../knowledge/controllers.ts";
import { annotationFact, type SettingFact } from "../knowledge/settings.ts";
import type { Origin } from "../text/origin.ts";
import { checksAnnotations } from "./annotation-checks.ts";
import type { Controller } from "./controller.ts";
import type { Ingress } from "./ingress.ts";
import { annotationPrefixOf } from "./product-annotation.ts";
import type { Project } from "./project.ts";
import { asText } from "./shape.ts";

/** One annotation of an Ingress under a prefix that its controller reads. */
export interface IngressAnnotation {
  /** As written, with the prefix. */
  readonly key: string;
  /** As the facts call it: without the product's own prefix, with any other. */
  readonly name: string;
  /** Undefined: no release of the product ever read it. */
  readonly fact: SettingFact | undefined;
  /** Undefined where it is sensitive, known after apply, a placeholder, or no text. */
  readonly value: string | undefined;
  readonly origin: Origin;
}

/** The annotations of an Ingress that its controller looks at, and what is known of that controller. */
export interface IngressAnnotations {
  readonly product: ControllerProduct;
  /** Undefined where it is out of sight. */
  readonly controller: Controller | undefined;
  /** Of the controller, else what the run was told to assume. */
  readonly version: string | undefined;
  /** Whether it checks the form of values (ingress-nginx); undefined where its version or flags are not known. */
  readonly validates: boolean | undefined;
  /** The product's own prefix, or the one the controller was told to look for. */
  readonly prefix: string;
  readonly list: readonly IngressAnnotation[];
}

/** Prefixes that F5's controller reads besides its own (internal/k8s/validation.go). */
export const otherF5Prefixes: readonly string[] = [
  "nginx.com/",
  "appprotect.f5.com/",
  "appprotectdos.f5.com/",
];

/** What stands for a text that somebody fills in later: Helm, envsubst, kustomize, documentation. */
const placeholder = /\{\{|\$\{|\$\(|<[^<>]*>|__[A-Z_]+__|%[A-Z_]+%/;

const known = new WeakMap<Ingress, { readonly set: IngressAnnotations | undefined }>();

/**
 * The annotations of an Ingress under the prefixes that its controller reads, in the order of the text. Undefined where there are
 * none or where another product's controller, or nobody knows whose, serves the Ingress. Worked out once.
 */
export function annotationsOf(ingress: Ingress, project: Project): IngressAnnotations | undefined {
  let done = known.get(ingress);
  if (done === undefined) {
    done = { set: readAnnotations(ingress, project) };
    known.set(ingress, done);
  }
  return done.set;
}

function readAnnotations(ingress: Ingress, project: Project): IngressAnnotations | undefined {
  const { manifest } = ingress;
  const keys = Object.keys(manifest.annotations);
  if (keys.length === 0 || !keys.some(mayBeRead)) return undefined;
  const product = project.productOf(ingress);
  if (product === undefined) return undefined;
  const { controller } = ingress;
  const prefix = annotationPrefixOf(product, controller);
  const list: IngressAnnotation[] = [];
  for (const key of keys) {
    const name = nameOf(key, product, prefix);
    if (name === undefined) continue;
    list.push({
      key,
      name,
      fact: annotationFact(product, name),
      value: readableText(ingress, key),
      origin: manifest.locate(manifest.annotations, key),
    });
  }
  if (list.length === 0) return undefined;
  return {
    product,
    controller,
    version: controller?.version ?? project.assume.controllerVersion,
    validates: product === "ingress-nginx" ? checksAnnotations(controller) : true,
    prefix,
    list,
  };
}

/** Most annotations are other programs': looking at their letters is cheaper than asking who serves the Ingress. */
function mayBeRead(key: string): boolean {
  return key.includes("/") && !key.startsWith("kubernetes.io/") && !key.startsWith("cert-manager.io/");
}

/** Name for the facts of a key that the controller reads; undefined for keys of others. */
function nameOf(key: string, product: ControllerProduct, prefix: string): string | undefined {
  if (key.startsWith(prefix)) return key.slice(prefix.length);
  if (product !== "f5-nic") return undefined;
  const isRead =
    otherF5Prefixes.some((it) => key.startsWith(it)) || key === "ingress.kubernetes.io/ssl-redirect";
  return isRead ? key : undefined;
}

function readableText({ manifest }: Ingress, key: string): string | undefined {
  const { annotations } = manifest;
  const text = asText(annotations[key]);
  if (text === undefined || manifest.isUnknown(annotations, key) || manifest.isSensitive(annotations, key))
    return undefined;
  return placeholder.test(text) ? undefined : text;
}

/** The full name of a product's annotation under the prefix in force. */
export function keyOf(fact: SettingFact, prefix: string): string {
  const own = annotationPrefixes[fact.product];
  const full = fact.fullName ?? own + fact.name;
  return full.startsWith(own) ? prefix + full.slice(own.length) : full;
}
