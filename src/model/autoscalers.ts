import type { Manifest } from "./manifest.ts";
import type { Project } from "./project.ts";
import { sameNamespace } from "./proximity.ts";
import { asMapping, asText, type Mapping } from "./shape.ts";
import { byDefault, explicit, unknown, type Value } from "./value.ts";
import type { Workload } from "./workload.ts";

/** What changes the number of a workload's pods: Kubernetes' own autoscaler, or KEDA's ScaledObject, which makes one. */
export interface Autoscaler {
  readonly manifest: Manifest;
  readonly kind: "HorizontalPodAutoscaler" | "ScaledObject";
  readonly spec: Mapping;
  /** Kind and name of what it scales. */
  readonly target: { readonly kind: string; readonly name: string };
  /** Replicas it keeps at least: 1 where an HPA says nothing, 0 where a ScaledObject does (their API references). */
  readonly least: Value<number>;
  /** Replicas it goes up to; 100 where a ScaledObject says nothing. Undefined: an HPA without it, which the API server refuses. */
  readonly most: Value<number> | undefined;
}

const found = new WeakMap<Project, readonly Autoscaler[]>();

/** All autoscalers in scope. */
export function autoscalersOf(project: Project): readonly Autoscaler[] {
  const done = found.get(project);
  if (done !== undefined) return done;
  const all = [
    ...project.ofKind("HorizontalPodAutoscaler").map((it) => autoscalerOf(it, "HorizontalPodAutoscaler")),
    ...project.ofKind("ScaledObject").map((it) => autoscalerOf(it, "ScaledObject")),
  ];
  found.set(project, all);
  return all;
}

/** Autoscalers in scope whose target is this workload. */
export function autoscalersFor(workload: Workload): readonly Autoscaler[] {
  const { kind, manifest, project } = workload;
  return autoscalersOf(project).filter(
    (it) =>
      it.target.kind === kind &&
      it.target.name === manifest.name &&
      manifest.name !== "" &&
      sameNamespace(it.manifest, manifest),
  );
}

/** The workload in scope that an autoscaler changes; undefined where it is not there, or several copies are. */
export function targetOf(autoscaler: Autoscaler, project: Project): Workload | undefined {
  const { kind, name } = autoscaler.target;
  const manifest = project.find(kind, name, autoscaler.manifest);
  return manifest === undefined ? undefined : project.workloads.find((it) => it.manifest === manifest);
}

function autoscalerOf(manifest: Manifest, kind: Autoscaler["kind"]): Autoscaler {
  const spec = asMapping((manifest.object as { spec?: unknown }).spec);
  const reference = asMapping(spec.scaleTargetRef);
  const isKeda = kind === "ScaledObject";
  return {
    manifest,
    kind,
    spec,
    target: {
      kind: asText(reference.kind) ?? (isKeda ? "Deployment" : ""),
      name: manifest.isUnknown(reference, "name") ? "" : (asText(reference.name) ?? ""),
    },
    least: countOf(manifest, spec, isKeda ? "minReplicaCount" : "minReplicas", isKeda ? 0 : 1)!,
    most: countOf(manifest, spec, isKeda ? "maxReplicaCount" : "maxReplicas", isKeda ? 100 : undefined),
  };
}

function countOf(
  manifest: Manifest,
  spec: Mapping,
  key: string,
  fallback: number | undefined,
): Value<number> | undefined {
  if (manifest.isUnknown(manifest.object, "spec") || manifest.isUnknown(spec, key))
    return unknown("known after apply", manifest.nameOrigin);
  const value = spec[key];
  if (typeof value === "number") return explicit(value, manifest.locate(spec, key));
  if (value !== undefined && value !== null) return unknown("not a number", manifest.locate(spec, key));
  return fallback === undefined ? undefined : byDefault(fallback, manifest.nameOrigin);
}
