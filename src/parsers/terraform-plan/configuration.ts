import type { JsonStep } from "./json-places.ts";
import type { JsonObject } from "./kind.ts";
import type { PlanResourceChange, TerraformPlan } from "./plan.ts";

/**
 * What the authors wrote, by resource: tells an attribute that nobody set (the provider or the cluster fills
 * it in) from one that was set to something not known yet. Both are "known after apply" in a plan.
 */
export class PlanConfiguration {
  readonly #modules = new Map<string, ReadonlyMap<string, JsonObject>>();
  readonly #root: JsonObject | undefined;

  constructor(plan: TerraformPlan) {
    this.#root = asObject(plan.configuration?.root_module);
  }

  /** The `expressions` of a resource's block; undefined when the plan's configuration does not hold it. */
  expressionsOf(change: PlanResourceChange): JsonObject | undefined {
    const calls = callsOf(change.module);
    const key = calls.join(".");
    let resources = this.#modules.get(key);
    if (resources === undefined) {
      resources = resourcesOf(this.#moduleAt(calls));
      this.#modules.set(key, resources);
    }
    const block = resources.get(`${change.mode} ${change.type} ${change.name}`);
    // A block without any expression may lack the key: then nothing was set.
    return block === undefined ? undefined : (asObject(block.expressions) ?? {});
  }

  #moduleAt(calls: readonly string[]): JsonObject | undefined {
    let module = this.#root;
    for (const call of calls) module = asObject(asObject(asObject(module?.module_calls)?.[call])?.module);
    return module;
  }
}

/**
 * Whether an expression stands at `path` of a resource: true, false, or undefined when that cannot be told
 * (blocks that come from `dynamic` are not in the configuration, so positions need not match). `values` is
 * the resource's value.
 */
export function isWritten(
  expressions: JsonObject,
  values: unknown,
  path: readonly JsonStep[],
): boolean | undefined {
  let written: unknown = expressions;
  let value = values;
  for (const [at, step] of path.entries()) {
    if (typeof step === "number") {
      if (!Array.isArray(written)) return true; // one expression stands for the whole list
      if (!Array.isArray(value) || written.length !== value.length) return undefined;
      written = written[step];
      value = value[step];
      continue;
    }
    const block = asObject(written);
    // `{}` behind a name is an expression without references; in a list of blocks it is an empty block.
    const isCall = block !== undefined && typeof path[at - 1] === "string" && Object.keys(block).length === 0;
    if (block === undefined || isCall || isExpression(block)) return true;
    if (!Object.hasOwn(block, step)) return at === path.length - 1 ? false : undefined;
    written = block[step];
    value = asObject(value)?.[step];
  }
  return true;
}

/** An expression has one of two keys, or none at all; blocks have the names of attributes. */
function isExpression(value: JsonObject): boolean {
  return "constant_value" in value || Array.isArray(value.references);
}

/**
 * Names of the module calls in a module address, instance keys left out: `edge`, `inner` of
 * `module.edge["a.b"].module.inner[0]`.
 */
export function callsOf(address: string): readonly string[] {
  const calls: string[] = [];
  const step = /(?:^|\.)module\.([^.[\]]+)(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\])?/y;
  for (let match = step.exec(address); match !== null; match = step.exec(address)) calls.push(match[1]!);
  return calls;
}

function resourcesOf(module: JsonObject | undefined): ReadonlyMap<string, JsonObject> {
  const resources = new Map<string, JsonObject>();
  for (const entry of Array.isArray(module?.resources) ? module.resources : []) {
    const resource = asObject(entry);
    if (resource !== undefined)
      resources.set(`${resource.mode ?? "managed"} ${resource.type} ${resource.name}`, resource);
  }
  return resources;
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}
