import { OWN, POLICIES } from "../engine/presets.ts";
import type { Rule } from "../engine/rule.ts";
import { version } from "./version.ts";

/** Where the project is described. */
export const informationUri = "https://github.com/ingress-lint/ingress-lint";

/** The JSON Schema of the configuration, as it was when this version was released. */
export const configSchemaUri = `https://raw.githubusercontent.com/ingress-lint/ingress-lint/v${version}/docs/config.schema.json`;

/** Documentation of a rule: for a user's own one its first reference, or what own rules are. */
export function helpUriIn(rules: readonly Rule[], ruleId: string): string {
  const own = rules.find((it) => it.id === ruleId && (it.category === OWN || it.category === POLICIES));
  if (own === undefined) return helpUri(ruleId);
  return own.references[0] ?? `${informationUri}/blob/v${version}/docs/policies.md`;
}

/** Documentation of a rule as it was when this version was released. */
export function helpUri(ruleId: string): string {
  if (ruleId.startsWith("suppression-"))
    return `${informationUri}/blob/v${version}/docs/suppressions.md#${ruleId}`;
  return `${informationUri}/blob/v${version}/rules/README.md#${encodeURIComponent(ruleId)}`;
}
