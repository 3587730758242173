import { configMapKey, defaultIn, invalidClass, type SettingFact } from "../../knowledge/settings.ts";
import type { IngressAnnotations } from "../annotations.ts";
import type { Refused } from "./value-types.ts";

/**
 * What the controller does with an annotation's refused value in the release at hand, as the rest of a sentence whose subject is the
 * controller. Undefined where that is not certain: the value's check is off, or depends on a release that nobody knows and older
 * ones did something else.
 */
export function annotationConsequence(
  fact: SettingFact,
  verdict: Refused,
  set: Pick<IngressAnnotations, "product" | "version" | "validates">,
): string | undefined {
  if (set.product === "f5-nic") return f5Consequence(fact, set.version);
  const checked = ownConsequences[fact.name] ?? consequenceOfClass(fact, set.version);
  if (set.validates === true) return checked;
  if (verdict.by === "controller" || checkedBefore.has(fact.name)) {
    // Types are parsed by every release; that a bad one spoils the whole Ingress came with the checks.
    if (fact.invalid !== "reject-ingress") return checked;
    return set.validates === false ? "ignores it" : `ignores it; since 1.12.0 it ${checked}`;
  }
  if (set.validates === false) return unchecked[fact.name];
  return wrongEverywhere(fact) ? `since 1.12.0 ${checked}` : undefined;
}

/** Before 2.1.0 there was no check for snippets; types were checked from 1.10.0 on (internal/k8s/validation.go). */
function f5Consequence(fact: SettingFact, version: string | undefined): string | undefined {
  if (fact.name.startsWith("limit-req-") && fact.name !== "limit-req-key")
    return "records an error and uses the default instead";
  if (fact.invalid !== "reject-ingress") return undefined;
  if (version !== undefined && /^(0\.|1\.\d\.)/.test(version)) return "ignores it";
  return invalidClass("f5-nic", "annotation", "reject-ingress");
}

/** Annotations for which the class alone would say too little. */
const ownConsequences: Readonly<Record<string, string>> = {
  affinity: "switches no session affinity on",
  "auth-signin": "ignores it, and whoever is not signed in gets a bare 401",
  "auth-tls-verify-client": "takes it for 'on'",
  canary: "does not take the Ingress for a canary: it competes with the main one for host and path",
  "canary-weight": "takes it for 0, and the canary gets no share",
  "cors-allow-credentials": "takes it for 'true'",
  "enable-access-log": "keeps the access log on",
  "enable-cors": "leaves CORS off and logs one line",
  "enable-modsecurity": "takes it for 'false', and the firewall stays off",
  "mirror-target": "mirrors to a location that does not exist",
};

function consequenceOfClass(fact: SettingFact, version: string | undefined): string {
  if (fact.invalid === "fallback-default") return `uses ${fallbackOf(fact, version)} instead`;
  return invalidClass(fact.product, "annotation", fact.invalid ?? "");
}

/** What holds in place of a dropped value: the ConfigMap's, which may be anything, or the default. */
function fallbackOf(fact: SettingFact, version: string | undefined): string {
  const global =
    fact.configMapKey === undefined ? undefined : configMapKey("ingress-nginx", fact.configMapKey);
  const value = defaultIn(global ?? fact, version);
  const text = value === undefined || value === "" || /[()]/.test(value) ? undefined : value;
  if (global !== undefined)
    return `the ConfigMap's '${global.name}'${text === undefined ? "" : ` (${text} by default)`}`;
  return text === undefined ? "its default" : `its default ${text}`;
}

/** What releases without checks do where that is neither to ignore the value nor to hand it to nginx. */
const unchecked: Readonly<Record<string, string>> = {
  "proxy-body-size": "leaves 'client_max_body_size' out, so nginx's own 1m holds",
  "client-body-buffer-size": "leaves 'client_body_buffer_size' out, so the ConfigMap's value holds",
  "proxy-max-temp-file-size": "leaves 'proxy_max_temp_file_size' out, so nginx's own 1024m holds",
};

/** Annotations whose parsers had an expression of their own before there were checks, at least as narrow (cors/main.go in 1.8.0). */
const checkedBefore: ReadonlySet<string> = new Set([
  "cors-allow-methods",
  "cors-allow-headers",
  "cors-expose-headers",
]);

/** Whether no release, checks or not, ever took a value that the checks refuse. */
function wrongEverywhere(fact: SettingFact): boolean {
  if (fact.name === "proxy-next-upstream" || fact.type.startsWith("nginx-size")) return true;
  return fact.type === "enum" && fact.name !== "load-balance";
}
