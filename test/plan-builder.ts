import { parseTerraformPlan, type TerraformPlan } from "../src/parsers/terraform-plan/plan.ts";
import { SourceFile } from "../src/text/source-file.ts";

/** One resource of a plan for a test; what is left out is as Terraform would most likely write it. */
export interface PlanResource {
  readonly address: string;
  /** Default: the part of the address before the name. */
  readonly type?: string;
  readonly actions?: readonly string[];
  readonly before?: object | null;
  readonly after?: object | null;
  readonly afterUnknown?: unknown;
  readonly beforeSensitive?: unknown;
  readonly afterSensitive?: unknown;
  /** What the author wrote; without it the plan's configuration does not hold the resource. */
  readonly expressions?: object;
  /** Further keys of the entry: `mode`, `deposed`, `previous_address`, `index` … */
  readonly entry?: object;
}

/** What a plan for a test holds. */
export interface PlanParts {
  readonly resources: readonly PlanResource[];
  /** Further keys of the plan: `complete`, `format_version` … A key given as undefined is left out. */
  readonly top?: object;
}

/** The JSON of a plan, as `terraform show -json` prints it: on one line. */
export function planJson({ resources, top = {} }: PlanParts): string {
  const parsed = resources.map((it) => ({ ...it, ...namesIn(it) }));
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.9.8",
    planned_values: { root_module: {} },
    resource_changes: parsed.map((it) => ({
      address: it.address,
      ...(it.module === "" ? {} : { module_address: it.module }),
      mode: "managed",
      type: it.type,
      name: it.name,
      provider_name: `registry.terraform.io/hashicorp/${it.type.split("_")[0]}`,
      change: {
        actions: it.actions ?? defaultActions(it),
        before: it.before ?? null,
        after: it.after ?? null,
        after_unknown: it.afterUnknown ?? {},
        before_sensitive: it.beforeSensitive ?? false,
        after_sensitive: it.afterSensitive ?? {},
      },
      ...it.entry,
    })),
    configuration: { root_module: configurationOf(parsed) },
    ...top,
  });
}

/** The plan, read. */
export function plan(parts: PlanParts, path = "plan.json"): TerraformPlan {
  return parseTerraformPlan(new SourceFile(path, planJson(parts)));
}

type Named = PlanResource & { readonly module: string; readonly type: string; readonly name: string };

function namesIn(resource: PlanResource): { module: string; type: string; name: string } {
  const match = /^((?:module\.[^.[]+(?:\[[^\]]*\])?\.)*)(?:data\.)?([^.]+)\.([^.[]+)/.exec(resource.address)!;
  return { module: match[1]!.replace(/\.$/, ""), type: resource.type ?? match[2]!, name: match[3]! };
}

function defaultActions({ before, after }: PlanResource): string[] {
  if (before === undefined || before === null) return ["create"];
  return after === undefined || after === null ? ["delete"] : ["update"];
}

interface Module {
  resources: object[];
  module_calls: Record<string, { source: string; module: Module }>;
}

function configurationOf(resources: readonly Named[]): Module {
  const root: Module = { resources: [], module_calls: {} };
  for (const { module, type, name, expressions } of resources) {
    if (expressions === undefined) continue;
    let at = root;
    for (const [, call] of module.matchAll(/module\.([^.[]+)/g)) {
      at.module_calls[call!] ??= { source: `./${call}`, module: { resources: [], module_calls: {} } };
      at = at.module_calls[call!]!.module;
    }
    at.resources.push({ address: `${type}.${name}`, mode: "managed", type, name, expressions });
  }
  return root;
}
