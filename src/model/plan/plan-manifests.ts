import { kubernetesType } from "../../knowledge/terraform-kubernetes.ts";
import { PlanConfiguration } from "../../parsers/terraform-plan/configuration.ts";
import type { JsonStep } from "../../parsers/terraform-plan/json-places.ts";
import type { PlanResourceChange, TerraformPlan } from "../../parsers/terraform-plan/plan.ts";
import { append } from "../../text/append.ts";
import type { CloudResource } from "../cloud-resource.ts";
import type { Manifest } from "../manifest.ts";
import type { RepeatedKey } from "../project.ts";
import { partOfPlace } from "./author-place.ts";
import type { AuthorSources } from "./author-sources.ts";
import type { PlanChange } from "./change.ts";
import { type ConversionResult, type PlanProblem, resultOf } from "./conversion-result.ts";
import { convertResource } from "./convert.ts";
import { manifestAttribute, textAttribute } from "./embedded-manifests.ts";
import { helmRelease } from "./helm-release.ts";
import { isPatchType, type Patch, partOf, patched, readPatch } from "./patches.ts";
import { PlanCloudResource } from "./plan-cloud-resource.ts";
import { hasMark, ResourceSide } from "./resource-side.ts";

/** Both worlds of a plan as manifests. */
export interface PlanManifests {
  /** The world after the plan. */
  readonly after: readonly Manifest[];
  /** The world before it, as Terraform last saw it. */
  readonly before: readonly Manifest[];
  /** Resources that are no Kubernetes objects, in the world after the plan and in the one before it. */
  readonly cloudAfter: readonly CloudResource[];
  readonly cloudBefore: readonly CloudResource[];
  /** Every managed resource, also those that are no Kubernetes objects. */
  readonly changes: readonly PlanChange[];
  /** What was read but is only modelled in part. */
  readonly notes: readonly string[];
  /** Values of the world after that are known after apply only. */
  readonly unknownValues: number;
  readonly problems: readonly PlanProblem[];
  readonly duplicateKeys: readonly RepeatedKey[];
}

/**
 * Converts the Kubernetes resources of a plan. Data sources are not the plan's objects, and deposed ones are
 * what an interrupted replacement left behind: both are passed over. Objects that are destroyed or forgotten
 * are in the world before only. With the `.tf` sources, places of the world after are those of what the author wrote.
 */
export function planManifests(plan: TerraformPlan, sources?: AuthorSources): PlanManifests {
  const changes = plan.changes.filter((it) => it.mode === "managed" && it.deposed === undefined);
  const after = new World(plan, "after", changes, { sources });
  // Most runs never look at the world before, so it is made when somebody does.
  let before: World | undefined;
  const worldOf = (side: "before" | "after"): World => {
    if (side === "after") return after;
    before ??= new World(plan, "before", changes, { after });
    return before;
  };
  return {
    get before() {
      return worldOf("before").manifests;
    },
    after: after.manifests,
    get cloudBefore() {
      return worldOf("before").cloudResources;
    },
    cloudAfter: after.cloudResources,
    changes: changes.map((it) => planChange(plan, it, worldOf, sources)),
    notes: [...new Set([...planNotes(plan), ...after.notes])],
    unknownValues: after.unknownValues,
    problems: after.problems,
    duplicateKeys: after.duplicateKeys,
  };
}

function isGone(change: PlanResourceChange): boolean {
  return change.actions.every((it) => it === "delete" || it === "forget");
}

/** Whether both sides of a change are the same, to the marks: then an unknown value of one is none of the other. */
function isUntouched(change: PlanResourceChange): boolean {
  return (
    change.actions.length === 1 &&
    change.actions[0] === "no-op" &&
    change.after !== undefined &&
    !hasMark(change.afterUnknown) &&
    (change.beforeSensitive === change.afterSensitive ||
      JSON.stringify(change.beforeSensitive ?? {}) === JSON.stringify(change.afterSensitive ?? {}))
  );
}

function planNotes(plan: TerraformPlan): string[] {
  const notes: string[] = [];
  const { path } = plan.file;
  if (plan.errored) notes.push(`${path}: planning failed half-way, so resources are missing from this plan`);
  else if (!plan.complete) notes.push(`${path}: this plan covers a part of the configuration only`);
  if (plan.form === "values")
    notes.push(`${path}: this plan has no resource_changes; its planned_values are read instead`);
  if (plan.form === "redacted")
    notes.push(`${path}: this is a redacted plan, its sensitive values are missing`);
  const [major] = (plan.formatVersion ?? "1").split(".");
  if (major !== "0" && major !== "1")
    notes.push(`${path}: the format of this plan (${plan.formatVersion}) is newer than this reader`);
  return notes;
}

/** One side of a plan. */
class World {
  readonly manifests: Manifest[] = [];
  readonly cloudResources: CloudResource[] = [];
  readonly notes: string[] = [];
  readonly problems: PlanProblem[] = [];
  readonly duplicateKeys: RepeatedKey[] = [];
  unknownValues = 0;
  readonly #results = new Map<PlanResourceChange, ConversionResult | PlanCloudResource>();
  /** Positions in `manifests` of what a change stands for. */
  readonly #byChange = new Map<PlanResourceChange, readonly number[]>();

  constructor(
    plan: TerraformPlan,
    name: "before" | "after",
    changes: readonly PlanResourceChange[],
    { sources, after }: { readonly sources?: AuthorSources | undefined; readonly after?: World } = {},
  ) {
    const configuration = new PlanConfiguration(plan);
    const patches: [PlanResourceChange, Patch][] = [];
    for (const change of changes) {
      const values = change[name];
      if (values === undefined || (name === "after" && isGone(change))) continue;
      // Most of a plan stays as it is: one conversion serves both worlds.
      if (after !== undefined && isUntouched(change) && after.#share(change, this)) continue;
      const side = new ResourceSide(plan, configuration, change, name, values, sources);
      if (!isPatchType(change.type)) this.#add(change, side);
      else {
        const patch = readPatch(side);
        if (patch !== undefined) patches.push([change, patch]);
      }
    }
    this.#patch(patches);
  }

  manifestsOf(change: PlanResourceChange): readonly Manifest[] {
    return (this.#byChange.get(change) ?? []).map((at) => this.manifests[at]!);
  }

  /** Gives what a change stands for to another world; false when it is not known here. */
  #share(change: PlanResourceChange, other: World): boolean {
    const result = this.#results.get(change);
    if (result === undefined) return false;
    other.#take(change, result);
    return true;
  }

  #add(change: PlanResourceChange, side: ResourceSide): void {
    const result = convert(side) ?? new PlanCloudResource(side);
    this.#results.set(change, result);
    this.#take(change, result);
  }

  #take(change: PlanResourceChange, result: ConversionResult | PlanCloudResource): void {
    if (result instanceof PlanCloudResource) {
      this.cloudResources.push(result);
      return;
    }
    this.#byChange.set(
      change,
      result.manifests.map((_, at) => this.manifests.length + at),
    );
    append(this.manifests, result.manifests);
    append(this.notes, result.notes);
    append(this.problems, result.problems);
    append(this.duplicateKeys, result.duplicateKeys);
    this.unknownValues += result.unknownValues;
  }

  /**
   * Lays patches over their objects; an object that is not in the plan is taken as far as the patch shows it.
   */
  #patch(patches: readonly (readonly [PlanResourceChange, Patch])[]): void {
    if (patches.length === 0) return;
    const positions = new Map<string, number>();
    for (const [at, manifest] of this.manifests.entries()) {
      const key = targetKey(manifest.kind, manifest.namespace, manifest.name);
      if (!positions.has(key)) positions.set(key, at);
    }
    for (const [change, patch] of patches) {
      const key = targetKey(patch.kind, patch.namespace, patch.name);
      const at = positions.get(key) ?? this.manifests.length;
      const target = this.manifests[at];
      this.manifests[at] = target === undefined ? partOf(patch) : patched(target, patch);
      positions.set(key, at);
      this.#byChange.set(change, [at]);
    }
  }
}

function targetKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind}/${namespace ?? "default"}/${name}`;
}

function convert(side: ResourceSide): ConversionResult | undefined {
  const { type } = side.change;
  if (type === "kubernetes_manifest") return manifestAttribute(side);
  if (type === "kubectl_manifest") return textAttribute(side, "yaml_body", "yaml_body_parsed");
  if (type === "kustomization_resource") return textAttribute(side, "manifest");
  if (type === "helm_release") return helmRelease(side);
  // Without a version of its own this type is `autoscaling/v1`, or v2 when it has metrics.
  const name = type === "kubernetes_horizontal_pod_autoscaler" && hasMetrics(side) ? `${type}_v2` : type;
  const known = kubernetesType(name);
  if (known === undefined) return undefined;
  const { manifest, unknownValues } = convertResource(side, known);
  return resultOf({ manifests: [manifest], unknownValues });
}

function hasMetrics(side: ResourceSide): boolean {
  const spec = side.values.spec;
  const first: unknown = Array.isArray(spec) ? spec[0] : undefined;
  const metric =
    typeof first === "object" && first !== null ? (first as { metric?: unknown }).metric : undefined;
  return Array.isArray(metric) && metric.length > 0;
}

function planChange(
  plan: TerraformPlan,
  resource: PlanResourceChange,
  worldOf: (side: "before" | "after") => World,
  sources: AuthorSources | undefined,
): PlanChange {
  const { address, type, actions } = resource;
  return {
    address,
    type,
    actions,
    resource,
    get before() {
      return worldOf("before").manifestsOf(resource);
    },
    get after() {
      return worldOf("after").manifestsOf(resource);
    },
    attributeOrigin(path, { side = "after", part = "entry" } = {}) {
      const base = side === "after" ? resource.afterPath : resource.beforePath;
      const full: readonly JsonStep[] =
        path.length === 0 ? [...resource.path, "address"] : [...base, ...path];
      return {
        place: () => {
          const written =
            side === "after" && resource.after !== undefined
              ? sources?.find(resource, resource.after, path)
              : undefined;
          return {
            file: written?.file ?? plan.file,
            span:
              written === undefined
                ? plan.places.find(full, path.length === 0 ? "value" : part).span
                : partOfPlace(written, part),
            resource: address,
            attribute: path.length === 0 ? undefined : attributeName(path),
          };
        },
      };
    },
  };
}

/** A path as HCL writes it; below the first step every key that is no plain name is in brackets. */
function attributeName(path: readonly JsonStep[]): string {
  return path
    .map((it) =>
      typeof it === "number" ? `[${it}]` : /^[A-Za-z_]\w*$/.test(it) ? `.${it}` : `[${JSON.stringify(it)}]`,
    )
    .join("")
    .replace(/^\./, "");
}
