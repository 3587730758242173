import keys from "./controller-keys.json" with { type: "json" };
import releases from "./controller-releases.json" with { type: "json" };
import { controllerDigests } from "./data/controller-digests.ts";

/** The two NGINX ingress controllers: the community's ingress-nginx, and F5's NGINX Ingress Controller. */
export type ControllerProduct = "ingress-nginx" | "f5-nic";

/** How messages call a product. */
export const productNames: Readonly<Record<ControllerProduct, string>> = {
  "ingress-nginx": "ingress-nginx",
  "f5-nic": "F5 NGINX Ingress Controller",
};

/** The prefix of each product's Ingress annotations (their documentation; both allow another by flag). */
export const annotationPrefixes: Readonly<Record<ControllerProduct, string>> = {
  "ingress-nginx": "nginx.ingress.kubernetes.io/",
  "f5-nic": "nginx.org/",
};

const keySets: Partial<Record<ControllerProduct, ReadonlySet<string>>> = {};

/** Whether a key is or was one of the product's ConfigMap keys (see `source` in controller-keys.json). */
export function isConfigMapKey(product: ControllerProduct, key: string): boolean {
  keySets[product] ??= new Set(keys[product]);
  return keySets[product].has(key);
}

/** The nginx version inside a release of a controller, where the release is known (see `source` in controller-releases.json). */
export function nginxVersionOf(product: ControllerProduct, version: string): string | undefined {
  const table: Readonly<Record<string, string>> = releases[product];
  return Object.hasOwn(table, version) ? table[version] : undefined;
}

let versionsByDigest: ReadonlyMap<string, string> | undefined;

/** Release of an ingress-nginx image by its digest (`sha256:…`); undefined for digests that no chart of the project names, copies for one platform among them. */
export function versionOfDigest(product: ControllerProduct, digest: string): string | undefined {
  if (product !== "ingress-nginx") return undefined;
  versionsByDigest ??= new Map(
    controllerDigests
      .trim()
      .split("\n")
      .flatMap((line) => {
        const [version = "", ...digests] = line.split(" ");
        return digests.map((it) => [it, version] as const);
      }),
  );
  return versionsByDigest.get(digest.replace(/^sha256:/, "").slice(0, 16));
}

/**
 * Product of a ConfigMap by its keys alone: all of them are keys of that product, and at least two are known to no other
 * controller. One such word in a ConfigMap proves nothing.
 */
export function productOfKeys(names: readonly string[]): ControllerProduct | undefined {
  const products: readonly ControllerProduct[] = ["ingress-nginx", "f5-nic"];
  for (const product of products) {
    const other = product === "f5-nic" ? "ingress-nginx" : "f5-nic";
    if (!names.every((name) => isConfigMapKey(product, name))) continue;
    if (names.filter((name) => !isConfigMapKey(other, name)).length >= 2) return product;
  }
  return undefined;
}

/** Product by image: the last parts of the repository, so that mirrors with another registry are recognised. */
export function productOfImage(repository: string): ControllerProduct | undefined {
  // ingress-nginx: registry.k8s.io/ingress-nginx/controller(-chroot); before 0.35 quay.io/kubernetes-ingress-controller/
  // nginx-ingress-controller(-ARCH); distributions keep one of the two names.
  if (/(^|[/-])ingress-nginx[/-]controller(-chroot)?$/.test(repository)) return "ingress-nginx";
  if (/(^|\/)nginx-ingress-controller(-(amd64|arm|arm64|ppc64le|s390x))?$/.test(repository))
    return "ingress-nginx";
  // F5: nginx/nginx-ingress, ghcr.io/nginx/kubernetes-ingress, private-registry.nginx.com/nginx-ic*/nginx-plus-ingress.
  if (/(^|\/)(nginx|nginxinc)\/(nginx-ingress|kubernetes-ingress)$/.test(repository)) return "f5-nic";
  if (/(^|\/)nginx-ic(-[a-z-]+)?\/nginx-plus-ingress$/.test(repository)) return "f5-nic";
  return undefined;
}
