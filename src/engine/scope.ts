import { matchesWildcard } from "../text/wildcard.ts";
import type { Location } from "./finding.ts";
import type { World } from "./run.ts";

/** A part of what is linted; each condition that is given has to hold. Texts may hold `*`. */
export interface Scope {
  /** Whether a path, in the form of `SourceFile.path`, is meant. */
  readonly files?: ((path: string) => boolean) | undefined;
  readonly namespaces?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  /** As results name them: `Ingress/shop/checkout`, or the address in a Terraform plan. */
  readonly resources?: readonly string[] | undefined;
}

/** What a scope can ask of a resource. */
export interface ResourceFacts {
  readonly kind: string;
  /** Undefined where the manifest leaves it to whoever applies it. */
  readonly namespace: string | undefined;
}

/** The objects by the name that results have for them; one Helm release or file may hold several of one name. */
export type ResourceIndex = ReadonlyMap<string, readonly ResourceFacts[]>;

/** All objects of some worlds, and of those before them. */
export function resourceIndex(worlds: readonly World[]): ResourceIndex {
  const index = new Map<string, ResourceFacts[]>();
  for (const world of worlds.flatMap((it) => (it.before === undefined ? [it] : [it, it.before]))) {
    for (const { resource, kind, namespace } of world.project.manifests) {
      const known = index.get(resource);
      if (known === undefined) index.set(resource, [{ kind, namespace }]);
      else known.push({ kind, namespace });
    }
  }
  return index;
}

/** Whether a place is in a scope. What is not part of an object is in no scope that asks for one. */
export function inScope(
  { files, namespaces, kinds, resources }: Scope,
  { path, resource }: Pick<Location, "path" | "resource">,
  index: ResourceIndex,
): boolean {
  if (files?.(path) === false) return false;
  if (resources !== undefined && !isOneOf(resources, resource)) return false;
  if (namespaces === undefined && kinds === undefined) return true;
  const found = resource === undefined ? [] : (index.get(resource) ?? []);
  return found.some(
    (it) =>
      (namespaces === undefined || isOneOf(namespaces, it.namespace)) &&
      (kinds === undefined || isOneOf(kinds, it.kind)),
  );
}

function isOneOf(patterns: readonly string[], text: string | undefined): boolean {
  return text !== undefined && patterns.some((it) => matchesWildcard(it, text));
}
