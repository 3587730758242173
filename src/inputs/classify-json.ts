import {
  describeForeignPlan,
  detectTerraformJson,
  type ForeignKind,
} from "../parsers/terraform-plan/kind.ts";
import type { SourceFile } from "../text/source-file.ts";
import { isKubernetesObject } from "./classify-yaml.ts";
import type { Verdict } from "./verdict.ts";

const planWords = /"(?:resource_changes|planned_values)"/;

/**
 * Recognises a Terraform plan (and what is mistaken for one) and a Kubernetes object as JSON; undefined when the text is
 * neither. Broken JSON counts where its words leave no doubt what it is meant to be.
 */
export function classifyJson({ text }: SourceFile): Verdict | undefined {
  const terraform = detectTerraformJson(text);
  if (terraform?.kind === "plan") return { kind: "terraform", detected: terraform };
  if (terraform?.kind === "broken") {
    if (planWords.test(text)) return { kind: "terraform", detected: terraform };
  } else if (terraform !== undefined) {
    return foreignPlan(terraform.kind);
  }
  if (!/^\ufeff?\s*\{/.test(text) || !text.includes('"apiVersion"') || !text.includes('"kind"'))
    return undefined;
  const value = parseJson(text);
  if (value === undefined) return looksLikeObject(text) ? { kind: "json" } : undefined;
  return isKubernetesObject(value) ? { kind: "json" } : undefined;
}

/** The verdict on what Terraform writes that is no plan. */
export function foreignPlan(kind: ForeignKind): Verdict {
  const { message, hint } = describeForeignPlan(kind);
  const reason = message.replace(/^This is (?:an? |the )?/, "").replace(/\.$/, "");
  return { reason, help: `. ${hint}` };
}

/** The value of a JSON text (a byte order mark may be there), or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

/** A text whose first keys are those that manifests begin with. */
function looksLikeObject(text: string): boolean {
  return /^\ufeff?\s*\{\s*"(?:apiVersion|kind)"\s*:/.test(text);
}
