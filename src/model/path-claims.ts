import { parseGoBool } from "../knowledge/ingress-nginx-settings.ts";
import type { Ingress, IngressPath } from "./ingress.ts";
import { isPlaceholder } from "./ingress-settings.ts";
import { productAnnotation } from "./product-annotation.ts";
import type { Project } from "./project.ts";
import { type ControllerNumbers, servedTogether } from "./served-together.ts";
import { asMapping, asText } from "./shape.ts";

/** One path of an Ingress as ingress-nginx takes it. */
export interface PathClaim {
  readonly ingress: Ingress;
  readonly source: IngressPath;
  /** Without a path in the Ingress, the root. */
  readonly path: string;
  /** `ImplementationSpecific`, and no type at all, count as `Prefix` (internal/k8s, `SetDefaultNGINXPathType`). */
  readonly type: "Exact" | "Prefix";
}

/** All that Ingresses of one nginx claim of a host. */
export interface HostClaims {
  /** Empty for rules without a host. */
  readonly host: string;
  /** Paths with a location of their own. */
  readonly primaries: readonly PathClaim[];
  /** Paths of Ingresses with `canary: "true"`, which share the location of a primary. */
  readonly canaries: readonly PathClaim[];
}

const claimsOf = new WeakMap<Project, readonly HostClaims[]>();

/**
 * What Ingresses claim of ingress-nginx, by the nginx that serves them and by host, in the order of the inputs. Ingresses that may or may not be canaries, hosts and paths
 * that are filled in later, and default backends are left out.
 */
export function hostClaims(project: Project): readonly HostClaims[] {
  const done = claimsOf.get(project);
  if (done !== undefined) return done;
  const numbers: ControllerNumbers = new Map();
  const groups = new Map<string, { host: string; primaries: PathClaim[]; canaries: PathClaim[] }>();
  for (const ingress of project.ingresses) {
    if (ingress.paths.length === 0 || project.productOf(ingress) !== "ingress-nginx") continue;
    const canary = isCanary(ingress);
    if (canary === undefined) continue;
    const group = servedTogether(ingress, numbers);
    for (const claim of claimsIn(ingress)) {
      const { host } = claim.source;
      const key = `${group}\n${host}`;
      const claims = groups.get(key) ?? { host, primaries: [], canaries: [] };
      groups.set(key, claims);
      (canary ? claims.canaries : claims.primaries).push(claim);
    }
  }
  const found = [...groups.values()];
  claimsOf.set(project, found);
  return found;
}

/** Whether an Ingress has `canary: "true"`; undefined where that is filled in later. */
export function isCanary(ingress: Ingress): boolean | undefined {
  const { manifest } = ingress;
  const value = productAnnotation(ingress, "ingress-nginx", "canary");
  if (value === undefined || isPlaceholder(value.value))
    return value === undefined && !manifest.isUnknown(manifest.object.metadata ?? {}, "annotations")
      ? false
      : undefined;
  return parseGoBool(value.value) === true;
}

function claimsIn(ingress: Ingress): readonly PathClaim[] {
  return ingress.paths
    .filter((it) => !it.isDefault && !it.isUnknown && it.serviceName !== undefined)
    .filter((it) => !isPlaceholder(it.host) && !isPlaceholder(it.path))
    .map((source) => ({
      ingress,
      source,
      path: source.path === "" ? "/" : source.path,
      type: source.pathType === "Exact" ? ("Exact" as const) : ("Prefix" as const),
    }));
}

/** Which of two Ingresses the controller takes first: the older one; -1 for `a`, 1 for `b`, 0 where their ages are not known. */
export function compareAge(a: Ingress, b: Ingress): -1 | 0 | 1 {
  const [left, right] = [createdAt(a), createdAt(b)];
  if (left === undefined || right === undefined) return 0;
  if (left !== right) return left < right ? -1 : 1;
  // Of one second: by namespace and name, from the end of the alphabet (`sortIngressSlice` in the controller's store).
  const [x, y] = [a.manifest.qualifiedName, b.manifest.qualifiedName];
  return x > y ? -1 : x < y ? 1 : 0;
}

function createdAt({ manifest }: Ingress): string | undefined {
  return asText(asMapping(manifest.object.metadata).creationTimestamp);
}
