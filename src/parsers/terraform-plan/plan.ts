import type { SourceFile } from "../../text/source-file.ts";
import { JsonPlaces, type JsonStep } from "./json-places.ts";
import {
  describeForeignPlan,
  detectTerraformJson,
  type JsonObject,
  type PlanForm,
  type TerraformJson,
} from "./kind.ts";

/** A tree of marks beside a value: `true` covers all below it, absent keys are not marked. */
export type Marks = unknown;

/** One instance of a resource and what the plan does to it. */
export interface PlanResourceChange {
  readonly address: string;
  /** Address of the module instance; empty for the root module. */
  readonly module: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** `count` index or `for_each` key. */
  readonly index: string | number | undefined;
  /** Last part of the provider's source address; empty when the plan does not say it. */
  readonly provider: string;
  /** As Terraform writes them (`no-op`, `create`, `delete` …); ask with `includes`, words may be added. */
  readonly actions: readonly string[];
  readonly before: JsonObject | undefined;
  readonly after: JsonObject | undefined;
  readonly afterUnknown: Marks;
  readonly beforeSensitive: Marks;
  readonly afterSensitive: Marks;
  /** The address before a `moved` block took effect. */
  readonly previousAddress: string | undefined;
  /** Key of an object that an interrupted replacement left behind: not the live object. */
  readonly deposed: string | undefined;
  /** Terraform's reason, such as `replace_because_cannot_update`. */
  readonly reason: string | undefined;
  /** Why the change is left to a later plan; undefined for changes of this plan. */
  readonly deferred: string | undefined;
  /** Where it stands in the JSON: the resource's entry, and the values of both sides. */
  readonly path: readonly JsonStep[];
  readonly beforePath: readonly JsonStep[];
  readonly afterPath: readonly JsonStep[];
}

/** A plan as read: nothing is converted, values are those of the JSON. */
export interface TerraformPlan {
  readonly file: SourceFile;
  readonly form: PlanForm;
  /** Undefined in hand-cut plans. */
  readonly formatVersion: string | undefined;
  /** OpenTofu writes its own version here. */
  readonly terraformVersion: string | undefined;
  readonly changes: readonly PlanResourceChange[];
  /** False with `-target`, deferral or errors: then the absence of a resource proves nothing. */
  readonly complete: boolean;
  /** True when planning failed half-way. */
  readonly errored: boolean;
  /** Whether unknown values are marked; without marks a missing value may be unknown. */
  readonly marksUnknown: boolean;
  /** What the authors wrote, unevaluated. */
  readonly configuration: JsonObject | undefined;
  /** Places in the JSON, worked out when asked for. */
  readonly places: JsonPlaces;
}

/** A text that is no plan; `offset` is where it breaks off when it is broken JSON. */
export class TerraformPlanError extends Error {
  readonly hint: string | undefined;
  readonly offset: number | undefined;

  constructor(message: string, details: { hint?: string; offset?: number } = {}) {
    super(message);
    this.name = "TerraformPlanError";
    this.hint = details.hint;
    this.offset = details.offset;
  }
}

/**
 * Reads the output of `terraform show -json PLANFILE` (format 0.1 to 1.x, OpenTofu's too). `detected` saves
 * parsing again what was recognised before. Throws a TerraformPlanError for anything that is no plan; its
 * message shows no value.
 */
export function parseTerraformPlan(
  file: SourceFile,
  detected: TerraformJson | undefined = detectTerraformJson(file.text),
): TerraformPlan {
  if (detected === undefined) throw new TerraformPlanError("This is not a Terraform plan as JSON.");
  if (detected.kind === "broken") {
    throw new TerraformPlanError(`The JSON of this plan is broken: ${detected.error.reason}.`, {
      offset: detected.error.offset,
    });
  }
  if (detected.kind !== "plan") {
    const { message, hint } = describeForeignPlan(detected.kind);
    throw new TerraformPlanError(message, { hint });
  }
  const { root, form, span } = detected;
  const changes = Array.isArray(root.resource_changes) ? readChanges(root) : readValues(root);
  const errored = root.errored === true;
  return {
    file,
    form,
    formatVersion: text(root.format_version ?? root.plan_format_version),
    terraformVersion: text(root.terraform_version),
    changes,
    complete: typeof root.complete === "boolean" ? root.complete : !errored,
    errored,
    marksUnknown: Array.isArray(root.resource_changes),
    configuration: asObject(root.configuration),
    places: new JsonPlaces(file.text, span),
  };
}

function readChanges(root: JsonObject): PlanResourceChange[] {
  const changes: PlanResourceChange[] = [];
  for (const [at, entry] of asList(root.resource_changes).entries()) {
    const change = readChange(entry, ["resource_changes", at], undefined);
    if (change !== undefined) changes.push(change);
  }
  for (const [at, entry] of asList(root.deferred_changes).entries()) {
    const inner = asObject(asObject(entry)?.resource_change);
    // A wildcard stands for instances that nobody can count yet: it is no object.
    if (inner === undefined || inner.index_unknown === true) continue;
    const reason = text(asObject(entry)?.reason) ?? "unknown";
    const change = readChange(inner, ["deferred_changes", at, "resource_change"], reason);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}

function readChange(
  entry: unknown,
  path: readonly JsonStep[],
  deferred: string | undefined,
): PlanResourceChange | undefined {
  const resource = asObject(entry);
  const change = asObject(resource?.change);
  if (resource === undefined || change === undefined) return undefined;
  const identity = readIdentity(resource);
  if (identity === undefined) return undefined;
  const before = asObject(change.before);
  const after = asObject(change.after);
  const written = asList(change.actions).filter((it): it is string => typeof it === "string");
  // Written out: spread into an object of this size, V8 takes ten times as long for each of thousands of changes.
  return {
    address: identity.address,
    module: identity.module,
    mode: identity.mode,
    type: identity.type,
    name: identity.name,
    index: identity.index,
    provider: identity.provider,
    actions: written.length > 0 ? written : [guessAction(before, after)],
    before,
    after,
    afterUnknown: change.after_unknown,
    beforeSensitive: change.before_sensitive,
    afterSensitive: change.after_sensitive,
    previousAddress: text(resource.previous_address),
    deposed: text(resource.deposed),
    reason: text(resource.action_reason),
    deferred,
    path,
    beforePath: [...path, "change", "before"],
    afterPath: [...path, "change", "after"],
  };
}

function guessAction(before: JsonObject | undefined, after: JsonObject | undefined): string {
  if (before === undefined) return "create";
  return after === undefined ? "delete" : "update";
}

interface Entry {
  readonly resource: JsonObject;
  readonly path: readonly JsonStep[];
}

/**
 * The plan's worlds from their module trees, where `resource_changes` is missing: no change says what
 * happens, so it is compared.
 */
function readValues(root: JsonObject): PlanResourceChange[] {
  const after = readTree(asObject(root.planned_values)?.root_module, ["planned_values", "root_module"]);
  const prior = asObject(asObject(root.prior_state)?.values)?.root_module;
  const before = readTree(prior, ["prior_state", "values", "root_module"]);
  const changes: PlanResourceChange[] = [];
  for (const address of new Set([...after.keys(), ...before.keys()])) {
    const [from, to] = [before.get(address), after.get(address)];
    const shown = (to ?? from)!;
    const identity = readIdentity(shown.resource);
    if (identity === undefined) continue;
    const [old, now] = [asObject(from?.resource.values), asObject(to?.resource.values)];
    const same = old !== undefined && now !== undefined && JSON.stringify(old) === JSON.stringify(now);
    changes.push({
      ...identity,
      actions: [same ? "no-op" : guessAction(old, now)],
      before: old,
      after: now,
      afterUnknown: undefined,
      beforeSensitive: from?.resource.sensitive_values,
      afterSensitive: to?.resource.sensitive_values,
      previousAddress: undefined,
      deposed: text(shown.resource.deposed_key),
      reason: undefined,
      deferred: undefined,
      path: shown.path,
      beforePath: [...(from ?? shown).path, "values"],
      afterPath: [...(to ?? shown).path, "values"],
    });
  }
  return changes;
}

function readTree(module: unknown, path: readonly JsonStep[]): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const open: [JsonObject | undefined, readonly JsonStep[]][] = [[asObject(module), path]];
  for (const [tree, at] of open) {
    for (const [index, it] of asList(tree?.resources).entries()) {
      const resource = asObject(it);
      const address = text(resource?.address);
      if (resource !== undefined && address !== undefined)
        entries.set(address, { resource, path: [...at, "resources", index] });
    }
    for (const [index, it] of asList(tree?.child_modules).entries())
      open.push([asObject(it), [...at, "child_modules", index]]);
  }
  return entries;
}

type Identity = Pick<
  PlanResourceChange,
  "address" | "module" | "mode" | "type" | "name" | "index" | "provider"
>;

function readIdentity(resource: JsonObject): Identity | undefined {
  const written = text(resource.address);
  const type = text(resource.type);
  const name = text(resource.name) ?? "";
  if (type === undefined) return undefined;
  const address = written ?? `${type}.${name}`;
  const index = resource.index;
  return {
    address,
    module: text(resource.module_address) ?? moduleOf(address, type),
    mode:
      resource.mode === "data" ||
      (resource.mode === undefined && /(^|\.)data\.[^.[\]]+\.[^.[\]]+(\[.*\])?$/.test(address))
        ? "data"
        : "managed",
    type,
    name,
    index: typeof index === "string" || typeof index === "number" ? index : undefined,
    provider: (text(resource.provider_name) ?? "").split("/").at(-1)!,
  };
}

/** `module.edge[0]` of `module.edge[0].kubernetes_service.web`, for entries that do not say it. */
function moduleOf(address: string, type: string): string {
  const at = address.lastIndexOf(`.${type}.`);
  return address.startsWith("module.") && at !== -1 ? address.slice(0, at).replace(/\.data$/, "") : "";
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
