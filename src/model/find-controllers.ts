import { type ControllerProduct, productOfImage, productOfKeys } from "../knowledge/controllers.ts";
import { Controller } from "./controller.ts";
import type { Manifest } from "./manifest.ts";
import type { Project } from "./project.ts";
import { asMapping, asText } from "./shape.ts";
import type { Container, Workload } from "./workload.ts";

/**
 * The NGINX ingress controllers in scope: workloads that run one, each with the ConfigMap its flags name, then ConfigMaps that are a
 * controller's by name, label or keys though no workload in scope claims them.
 */
export function findControllers(project: Project): readonly Controller[] {
  const found: Controller[] = [];
  const claimed = new Set<Manifest>();
  const waiting: { workload: Workload; container: Container; product: ControllerProduct }[] = [];
  for (const workload of project.workloads) {
    if (workload.isJob) continue; // the admission webhook's certificate jobs carry the controller's labels
    for (const container of workload.containers) {
      const product = productOfContainer(container);
      if (product === undefined) continue;
      const configMap = namedConfigMap(project, workload, container, product);
      if (configMap === undefined) waiting.push({ workload, container, product });
      else {
        claimed.add(configMap);
        found.push(new Controller(product, project, { workload, container, configMap }));
      }
      break;
    }
  }
  const orphans = new Map<Manifest, ControllerProduct>();
  for (const manifest of project.ofKind("ConfigMap")) {
    const product = claimed.has(manifest) ? undefined : productOfConfigMap(manifest);
    if (product !== undefined) orphans.set(manifest, product);
  }
  for (const { workload, container, product } of waiting)
    found.push(new Controller(product, project, { workload, container }));
  for (const [configMap, product] of orphans) found.push(new Controller(product, project, { configMap }));
  return found;
}

/** The classes a controller answers to: names (undefined: not known) and the `spec.controller` of its IngressClasses. */
export function servedClasses(controller: Controller): {
  names: ReadonlySet<string> | undefined;
  controllerClass: string | undefined;
} {
  const container = controller.container;
  if (container === undefined) return { names: undefined, controllerClass: undefined };
  // Defaults: ingress-nginx pkg/flags/flags.go; F5 cmd/nginx-ingress/flags.go.
  const fallback = controller.product === "f5-nic" ? "nginx.org/ingress-controller" : "k8s.io/ingress-nginx";
  const flags = container.flags;
  return {
    names: new Set([flags.get("ingress-class") ?? "nginx"]),
    controllerClass: flags.get("controller-class") ?? fallback,
  };
}

function productOfContainer(container: Container): ControllerProduct | undefined {
  // A look at the text spares most containers the taking apart: every controller's image has the word in its name.
  const mayBeController = asText(container.spec.image)?.includes("ingress") === true;
  const byImage = mayBeController ? productOfImage(container.image?.repository ?? "") : undefined;
  if (byImage !== undefined) return byImage;
  if (container.role !== "main") return undefined;
  const words = container.commandLine;
  if (words.length === 0) return undefined;
  if (words.some((it) => /(^|\/)nginx-ingress-controller$/.test(it))) return "ingress-nginx";
  const flags = container.flags;
  if (flags.has("nginx-configmaps")) return "f5-nic";
  if (
    flags.has("configmap") &&
    ["controller-class", "election-id", "ingress-class", "publish-service"].some((it) => flags.has(it))
  )
    return "ingress-nginx";
  return undefined;
}

/** The ConfigMap that `--configmap=NAMESPACE/NAME` (F5: `-nginx-configmaps`) names, where it is in scope. */
function namedConfigMap(
  project: Project,
  workload: Workload,
  container: Container,
  product: ControllerProduct,
): Manifest | undefined {
  const flag = container.flags.get(product === "f5-nic" ? "nginx-configmaps" : "configmap");
  if (flag === undefined) return undefined;
  const [namespace = "", name = ""] = flag.split("/", 2);
  const own = /^\$\(POD_NAMESPACE\)$/.test(namespace) ? workload.manifest.namespace : namespace;
  return (
    project.find("ConfigMap", name, workload.manifest, own) ??
    project.find("ConfigMap", name, workload.manifest)
  );
}

/** ConfigMaps that the controllers' own manifests and charts use for other things than settings. */
const otherPurposes =
  /(^|-)(tcp|udp|tcp-services|udp-services|custom-headers|add-headers|proxy-headers|custom-add-headers|custom-proxy-headers|leader|leader-election|dashboards?|custom-error-pages)(-|$)/;

/**
 * A controller's ConfigMap by its conventional name, by the labels of its chart, or by keys that only one controller knows. A
 * ConfigMap that merely holds one such word is nobody's.
 */
function productOfConfigMap(manifest: Manifest): ControllerProduct | undefined {
  const keys = Object.keys(asMapping((manifest.object as { data?: unknown }).data));
  if (otherPurposes.test(manifest.name) || keys.some((it) => it.includes("."))) return undefined;
  const label = asText(manifest.labels["app.kubernetes.io/name"]);
  const byName = productOfName(manifest.name, manifest.namespace);
  if (byName !== undefined)
    return keys.length === 0 || productOfKeys(keys) !== other(byName) ? byName : productOfKeys(keys);
  if (label === "ingress-nginx") return "ingress-nginx";
  if (label === "nginx-ingress") return productOfKeys(keys);
  return productOfKeys(keys);
}

function other(product: ControllerProduct): ControllerProduct {
  return product === "f5-nic" ? "ingress-nginx" : "f5-nic";
}

/** Names in the products' own deploy manifests and charts, over their history. */
function productOfName(name: string, namespace: string | undefined): ControllerProduct | undefined {
  if (name === "ingress-nginx-controller" || name.endsWith("-ingress-nginx-controller"))
    return "ingress-nginx";
  if (name === "nginx-configuration" && namespace !== "nginx-ingress") return "ingress-nginx";
  if (name === "nginx-config" && namespace === "nginx-ingress") return "f5-nic";
  return undefined;
}
