import { stripVTControlCharacters } from "node:util";
import type { Span } from "../../text/source-file.ts";
import { findJsonError, type JsonError } from "./json-error.ts";
import { skipValue } from "./json-places.ts";

/**
 * What Terraform or OpenTofu wrote that is no plan, by what it is. `plan-file` is the binary plan: its bytes
 * start with `PK`.
 */
export type ForeignKind =
  | "plan-file"
  | "plan-text"
  | "state"
  | "empty-state"
  | "state-file"
  | "log"
  | "configuration"
  | "other-output"
  | "schema";

/**
 * How a plan was cut: `whole`, `redacted` (HCP Terraform), `values` (no resource_changes) or `changes`
 * (little else).
 */
export type PlanForm = "whole" | "redacted" | "values" | "changes";

export type TerraformJson =
  | { readonly kind: "plan"; readonly form: PlanForm; readonly root: JsonObject; readonly span: Span }
  | { readonly kind: "broken"; readonly error: JsonError }
  | { readonly kind: ForeignKind };

export type JsonObject = Readonly<Record<string, unknown>>;

const run =
  "Write the plan with 'terraform plan -out=plan.bin' and give the output of 'terraform show -json plan.bin'.";

const foreign: Readonly<Record<ForeignKind, { readonly message: string; readonly hint: string }>> = {
  "plan-file": {
    message: "This is a binary plan file, as 'terraform plan -out' writes it.",
    hint: "Give the output of 'terraform show -json' of this file.",
  },
  "plan-text": { message: "This is a plan as text for people, not as JSON.", hint: run },
  state: {
    message:
      "This is a state ('terraform show -json' without a plan file), not a plan: nothing in it changes.",
    hint: run,
  },
  "empty-state": { message: "This is an empty state: it holds no resources and no plan.", hint: run },
  "state-file": { message: "This is a state file (.tfstate), not a plan.", hint: run },
  log: {
    message:
      "This is the streamed log of 'terraform plan -json' or 'apply -json': it names resources but holds none of their values.",
    hint: run,
  },
  configuration: { message: "This is a configuration as JSON: it holds expressions, not values.", hint: run },
  "other-output": { message: "This is JSON output of another Terraform command, not a plan.", hint: run },
  schema: { message: "This is a JSON schema about plans, not a plan.", hint: run },
};

/** What such a file is, in one sentence, and what to do instead. */
export function describeForeignPlan(kind: ForeignKind): { readonly message: string; readonly hint: string } {
  return foreign[kind];
}

const marks =
  /"(?:resource_changes|planned_values|plan_format_version|format_version|terraform_version|lineage)"/;
const logLine = /"@module"\s*:\s*"(?:terraform|tofu)\.ui"/;
// The sentences that `terraform plan` and `terraform show` print.
const planText =
  /^(?:(?:Terraform|OpenTofu) (?:will perform the following actions|used the selected providers|planned the following actions)|No changes\. (?:Your infrastructure|Infrastructure is|Objects have)|Plan: \d+ to (?:add|import|forget), |[ \t]*# \S+ (?:will be|must be) (?:created|destroyed|updated in-place|replaced|read during apply))/m;
const stateText = /^# \S+\.\S+:(?: \(tainted\))?\r?\n(?:resource|data) "/m;

/**
 * Recognises what Terraform and OpenTofu write about plans and states in a decoded text (a byte order mark
 * may be there); undefined when it is none of it. Noise before the JSON (wrappers print their command line)
 * and behind it is passed over. Costs one `JSON.parse` for a text with Terraform's words in it, a search
 * otherwise.
 */
export function detectTerraformJson(text: string): TerraformJson | undefined {
  const start = startOfJson(text);
  if (start === undefined || !(marks.test(text) || logLine.test(text))) {
    return isPlanText(text) ? { kind: "plan-text" } : undefined;
  }
  const whole = tryParse(text, start, text.length);
  if (whole !== undefined) return classify(whole, { start, end: text.trimEnd().length });
  if (logLine.test(text)) return { kind: "log" };
  const end = skipValue(text, start);
  const cut = tryParse(text, start, end);
  if (cut !== undefined) return classify(cut, { start, end });
  return { kind: "broken", error: findJsonError(text, start)! };
}

function isPlanText(text: string): boolean {
  const plain = text.includes("\u001b[") ? stripVTControlCharacters(text) : text;
  return planText.test(plain) || stateText.test(plain);
}

/**
 * Offset of the `{` the JSON starts with: the first character of the text, or of the first line that has one.
 */
function startOfJson(text: string): number | undefined {
  const match = /^\ufeff?[ \t]*\{/m.exec(text);
  return match === null ? undefined : match.index + match[0].length - 1;
}

function tryParse(text: string, start: number, end: number): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(start === 0 && end === text.length ? text : text.slice(start, end));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function classify(root: JsonObject, span: Span): TerraformJson | undefined {
  const has = (key: string): boolean => Object.hasOwn(root, key);
  if (Array.isArray(root.resource_changes)) {
    if (has("plan_format_version") && !has("format_version"))
      return { kind: "plan", form: "redacted", root, span };
    return { kind: "plan", form: isObject(root.planned_values) ? "whole" : "changes", root, span };
  }
  if (isObject(root.planned_values)) return { kind: "plan", form: "values", root, span };
  // A redacted plan, or one that was stopped early, without a single change.
  if (has("plan_format_version")) return { kind: "plan", form: "redacted", root, span };
  if (
    isObject(root.properties) &&
    (Object.hasOwn(root.properties, "resource_changes") || Object.hasOwn(root.properties, "planned_values"))
  ) {
    return { kind: "schema" };
  }
  if (
    typeof root.lineage === "string" ||
    (Array.isArray(root.resources) && typeof root.version === "number" && has("terraform_version"))
  ) {
    return { kind: "state-file" };
  }
  if (isObject(root.values) && isObject(root.values.root_module)) return { kind: "state" };
  if (isObject(root.root_module) || isObject(root.configuration)) return { kind: "configuration" };
  if (typeof root["@level"] === "string" && typeof root["@module"] === "string") return { kind: "log" };
  if (typeof root.format_version !== "string" && !has("provider_selections")) return undefined;
  const rest = Object.keys(root).filter(
    (key) => !["format_version", "terraform_version", "checks"].includes(key),
  );
  return { kind: rest.length === 0 ? "empty-state" : "other-output" };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
