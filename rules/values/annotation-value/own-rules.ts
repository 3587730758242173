import type { SettingFact } from "../../../src/knowledge/settings.ts";

/** Annotations of ingress-nginx whose bad values do more harm than their class says; a rule in `rules/ingress` tells it. */
const told: ReadonlySet<string> = new Set([
  "allowlist-source-range",
  "auth-always-set-cookie",
  "auth-cache-duration",
  "auth-request-redirect",
  "backend-protocol",
  "cors-allow-origin",
  "denylist-source-range",
  "limit-allowlist",
  "limit-whitelist",
  "proxy-ssl-verify",
  "rewrite-target",
  "whitelist-source-range",
]);

/** Whether another rule reports bad values of the annotation. */
export function hasOwnRule(fact: SettingFact): boolean {
  return fact.product === "ingress-nginx" && told.has(fact.name);
}
