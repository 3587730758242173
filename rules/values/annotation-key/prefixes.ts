import { annotationPrefixes, type ControllerProduct } from "../../../src/knowledge/controllers.ts";
import { otherF5Prefixes } from "../../../src/model/annotations.ts";

/** The part of a key up to what names the setting: `nginx.org/`, `kubernetes.io/ingress.`. */
export function prefixOf(key: string): string {
  if (key.startsWith("kubernetes.io/ingress.")) return "kubernetes.io/ingress.";
  return key.slice(0, key.indexOf("/") + 1);
}

/**
 * The product whose annotations carry a key's prefix. F5's controller reads `ingress.kubernetes.io/ssl-redirect` too, but so did others: undefined.
 */
export function otherProduct(key: string): ControllerProduct | undefined {
  const prefix = prefixOf(key);
  if (prefix === annotationPrefixes["ingress-nginx"]) return "ingress-nginx";
  return prefix === annotationPrefixes["f5-nic"] || otherF5Prefixes.includes(prefix) ? "f5-nic" : undefined;
}

/**
 * Whether the prefix may be there by mistake: another product's, the one that ingress-nginx had before 0.9.0 (until `0.9.0-beta.17`), the class
 * annotation's, or one with `nginx` and `ingress` or `kubernetes` in it. Other controllers' prefixes have their own names in them.
 */
export function isOtherPrefix(key: string): boolean {
  const prefix = prefixOf(key);
  if (otherProduct(key) !== undefined) return true;
  if (prefix === "ingress.kubernetes.io/" || prefix === "kubernetes.io/ingress.") return true;
  return /nginx/.test(prefix) && /ingress|kubernetes|k8s/.test(prefix);
}
