import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { type IngressSettings, ingressSettings } from "../../../src/model/ingress-settings.ts";
import { quote } from "../../../src/text/quote.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";

const name = "backend-protocol";
/** annotations/backendprotocol/main.go; AJP before 1.9.1 (see `ajp`). */
const protocols = ["HTTP", "HTTPS", "AUTO_HTTP", "GRPC", "GRPCS", "FCGI"];
/** Words for what HTTP does anyway: only the word is wrong. */
const meansHttp = /^(?:ws|websockets?|http(?:\/?1(?:\.[01])?)|http1(?:\.[01])?)$/i;
/** What the template compares in upper case, and what goes missing in any other (template.go: proxySetHeader; nginx.tmpl). */
const lost: Readonly<Record<string, string>> = {
  GRPC: "'grpc_set_header' lines: the backend gets 'upstream_balancer' as ':authority' and no forwarded headers",
  GRPCS:
    "'grpc_set_header' lines: the backend gets 'upstream_balancer' as ':authority' and no forwarded headers",
  FCGI: "FastCGI parameters, so the backend does not learn which script is asked for",
};

export default defineRule({
  id: "backend-protocol-value",
  subject: "ingress",
  severity: "error",
  preset: "recommended",
  summary: "The protocol towards the backend is written in a way that the controller does not take as meant.",
  why: "The controller speaks HTTP to a backend that expects something else, or leaves out what its protocol needs; requests fail.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#backend-protocol",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/annotations/backendprotocol/main.go",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/controller/template/template.go",
  ],
  lessons: [47],
  fixable: true,

  *check(ingress, { project }) {
    const settings = ingressSettings(ingress, project);
    if (settings === undefined || !settings.has(name) || settings.isCanary) return;
    const value = settings.text(name);
    if (value === undefined || value === "" || protocols.includes(value)) return;
    const finding = judge(settings, value);
    if (finding !== undefined) yield { at: settings.originOf(name), key: name, ...finding };
  },
});

function judge(settings: IngressSettings, value: string): Omit<Finding, "at"> | undefined {
  const upper = value.toUpperCase();
  if (protocols.includes(upper)) return lowerCase(settings, value, upper);
  if (upper === "AJP") return ajp(settings);
  const isHarmless = meansHttp.test(value);
  return {
    ...(isHarmless ? { severity: "warning" as const } : {}),
    message: `'${name}' is ${quote(value)}, no protocol of ${settings.product}: it speaks plain HTTP to the backend.`,
    help: isHarmless
      ? `Remove '${name}': HTTP is the default and carries WebSockets too.`
      : `Set one of ${protocols.map((it) => `'${it}'`).join(", ")}.`,
  };
}

/** Since 1.9.1 the text stays as written: `proxy_pass` is chosen without regard to case, the rest is not. */
function lowerCase(settings: IngressSettings, value: string, upper: string): Omit<Finding, "at"> | undefined {
  const loss = lost[upper];
  const affects = settings.since("1.9.1");
  if (loss === undefined || affects === "no") return undefined;
  const { manifest } = settings.ingress;
  return {
    ...(affects === "unknown" ? { severity: "warning" as const } : {}),
    message: `'${name}' is ${quote(value)}; written so, ${affects === "yes" ? settings.product : "ingress-nginx 1.9.1 and later"} leaves out the ${loss}.`,
    help: `Write '${upper}'.`,
    fix: () => {
      const edits = setEntry(manifest, manifest.annotations, settings.fullName(name), upper);
      return edits && { description: `Write '${upper}' in upper case`, safety: "safe", edits };
    },
  };
}

/** The module went away with 1.9.1. */
function ajp(settings: IngressSettings): Omit<Finding, "at"> | undefined {
  const isGone = settings.since("1.9.1");
  if (isGone === "no") return undefined;
  return {
    ...(isGone === "unknown" ? { severity: "warning" as const } : {}),
    message: `'${name}' is 'AJP', which ${isGone === "yes" ? settings.product : "ingress-nginx 1.9.1 and later"} no longer knows: it speaks plain HTTP to the backend.`,
    help: "Let the backend listen for HTTP as well, and set 'HTTP' and the Service's port for it.",
  };
}
