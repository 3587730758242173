import type { Manifest } from "./manifest.ts";
import type { Project } from "./project.ts";
import type { Service } from "./service.ts";

/** A host of the mesh's settings that means a Service of the cluster, by name and namespace. */
export interface MeshHost {
  readonly name: string;
  readonly namespace: string | undefined;
  /** Undefined where the Service is not in scope. */
  readonly service: Service | undefined;
}

/** Whether a host is a control plane's: Kubernetes' API server, or istiod, whose clients hold streams open and bring their own retries. */
export function isControlPlane({ name, namespace }: MeshHost): boolean {
  return (name === "kubernetes" && namespace === "default") || /^istiod(?:-|$)/.test(name);
}

/**
 * What a host in a VirtualService or DestinationRule means: a name without dots is a Service of the manifest's own namespace, `NAME.NAMESPACE.svc` with or
 * without the cluster's domain one of another. Undefined for names of other shapes (wildcards, hosts outside), unless such a Service is in scope.
 */
export function meshHost(project: Project, host: string, from: Manifest): MeshHost | undefined {
  const match = /^([a-z\d-]+)(?:\.([a-z\d-]+)(?:\.svc(\..+)?)?)?$/.exec(host);
  if (match === null) return undefined;
  const [, name, written] = match;
  const namespace = written ?? from.namespace;
  const service = project.serviceNamed(name!, from, namespace);
  const isCertain = written === undefined || /\.svc(?:\.|$)/.test(host);
  return isCertain || service !== undefined ? { name: name!, namespace, service } : undefined;
}
