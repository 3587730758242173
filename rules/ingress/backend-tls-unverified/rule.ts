import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { type IngressSettings, ingressSettings } from "../../../src/model/ingress-settings.ts";
import { quote } from "../../../src/text/quote.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";

const verify = "proxy-ssl-verify";
const secret = "proxy-ssl-secret";
/** Those that say what a connection is to be like, most telling first; without the Secret none is read (annotations/proxyssl/main.go). */
const dependents = [
  verify,
  "proxy-ssl-name",
  "proxy-ssl-server-name",
  "proxy-ssl-verify-depth",
  "proxy-ssl-protocols",
  "proxy-ssl-ciphers",
];
/** Words people write for `on`. */
const meansOn = /^(?:true|yes|1|enabled?|t|on)$/i;

export default defineRule({
  id: "backend-tls-unverified",
  subject: "ingress",
  severity: "warning",
  preset: "recommended",
  summary: "Settings for TLS towards the backend are there, but its certificate is not verified.",
  why: "Whoever can answer in the backend's place gets the requests; settings such as the name sent to it are lost as well.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#backend-certificate-authentication",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/annotations/proxyssl/main.go",
    "https://nginx.org/en/docs/http/ngx_http_grpc_module.html#grpc_ssl_verify",
  ],
  lessons: [47],
  fixable: true,
  securitySeverity: 5.9,

  *check(ingress, { project }) {
    const settings = ingressSettings(ingress, project);
    if (settings === undefined) return;
    const present = dependents.filter((it) => settings.has(it));
    if (present.length === 0 || settings.isCanary) return;
    if (settings.snippetsHold(/\b(?:proxy|grpc)_ssl_(?:verify|trusted_certificate|name|server_name)\b/))
      return;
    const named = settings.text(secret);
    if (named === undefined) return;
    const finding = named === "" ? withoutSecret(settings, present) : withSecret(settings);
    if (finding !== undefined) yield finding;
  },
});

function withoutSecret(settings: IngressSettings, present: readonly string[]): Finding | undefined {
  // 'off' is the default: nothing is lost with it.
  const lost = present.filter((it) => !["off", "", undefined].includes(settings.text(it)));
  const first = lost[0];
  if (first === undefined || settings.mayComeFromElsewhere(secret)) return undefined;
  // Server-level settings of an Ingress with the same host hold here too, unless proxy-ssl-location-only is set.
  if (settings.neighbours.some((it) => it.text(secret) !== "")) return undefined;
  const [last, ...others] = [...lost].reverse().map((it) => `'${it}'`);
  const list = others.length === 0 ? last : `${others.reverse().join(", ")} and ${last}`;
  return {
    at: settings.originOf(first),
    message: `${list} ${lost.length === 1 ? "has" : "have"} no effect without '${secret}': ${settings.product} ignores ${lost.length === 1 ? "it" : "them"}${settings.text(verify) === "off" ? "" : " and does not verify the backend's certificate"}.`,
    help: `Set '${secret}' to NAMESPACE/NAME of a Secret with the authority's certificate as 'ca.crt', and '${verify}' to 'on'.`,
    key: secret,
  };
}

function withSecret(settings: IngressSettings): Finding | undefined {
  if (!settings.has(verify)) return undefined;
  const value = settings.text(verify);
  if (value === undefined || value === "" || value === "off") return undefined;
  const at = settings.originOf(verify);
  if (value === "on") return withoutAuthority(settings) ?? grpcUnverified(settings);
  const { manifest } = settings.ingress;
  const isOn = meansOn.test(value);
  return {
    at,
    message: `'${verify}' is ${quote(value)}; ${settings.product} takes nothing but 'on' and 'off' and leaves verification off.`,
    help: isOn ? "Write 'on' in quotes." : "Write 'on' or 'off', in quotes.",
    fix: () => {
      const edits = isOn
        ? setEntry(manifest, manifest.annotations, settings.fullName(verify), "on")
        : undefined;
      return edits && { description: "Switch verification on", safety: "unsafe", edits };
    },
    key: verify,
  };
}

/** The template prints none of the `proxy_ssl_*` directives without a file of authorities. */
function withoutAuthority(settings: IngressSettings): Finding | undefined {
  const found = settings.secretWithoutAuthority(secret);
  if (found === undefined) return undefined;
  return {
    at: settings.originOf(verify),
    message: `'${verify}' is 'on', but ${found.label} has no 'ca.crt': ${settings.product} leaves verification off.`,
    help: "Add the certificate of the authority that signed the backend's to the Secret as 'ca.crt'.",
    related: [{ at: found.nameOrigin, message: "It holds 'tls.crt' and 'tls.key' only." }],
    key: "ca.crt",
  };
}

/** The template prints `proxy_ssl_verify` alone, which `grpc_pass` does not read; nginx's own `grpc_ssl_verify` is off. */
function grpcUnverified(settings: IngressSettings): Finding | undefined {
  if (!settings.has("backend-protocol") || settings.text("backend-protocol")?.toUpperCase() !== "GRPCS")
    return undefined;
  return {
    at: settings.originOf(verify),
    message: `'${verify}' is 'on', but with 'backend-protocol: GRPCS' nginx reads 'grpc_ssl_verify', which ${settings.product} never prints: the certificate is not verified.`,
    help: "Set 'grpc_ssl_verify on;' and 'grpc_ssl_trusted_certificate' in a snippet, or know that this connection is not verified.",
    related: [{ at: settings.originOf("backend-protocol"), message: "The protocol is set here." }],
    key: "grpcs",
  };
}
