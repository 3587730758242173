import type { Finding } from "../../../src/engine/finding.ts";
import type { IngressSettings } from "../../../src/model/ingress-settings.ts";
import type { Manifest } from "../../../src/model/manifest.ts";
import { globalAuthState, isProtectedByHand } from "./protection.ts";

/** What only counts with `auth-url` (annotations/authreq/main.go), most telling first. */
const external = [
  "auth-signin",
  "auth-snippet",
  "auth-method",
  "auth-response-headers",
  "auth-proxy-set-headers",
  "auth-request-redirect",
  "auth-signin-redirect-param",
  "auth-cache-key",
  "auth-cache-duration",
  "auth-always-set-cookie",
  "auth-keepalive",
];

/** Parts of an authentication whose first part is missing; the parsers then take the whole for not configured (all releases since 1.0). */
export function* missingPartners(settings: IngressSettings): Iterable<Finding> {
  const url = settings.text("auth-url");
  const type = settings.text("auth-type");
  const findings = [
    basic(settings, type, url),
    externalAuth(settings, type, url),
    clientCertificate(settings),
  ].filter((it) => it !== undefined);
  if (findings.length > 0 && !isProtectedByHand(settings)) yield* findings;
}

function basic(
  settings: IngressSettings,
  type: string | undefined,
  url: string | undefined,
): Finding | undefined {
  if (type !== "" || !isSet(settings, "auth-secret")) return undefined;
  if (settings.mayComeFromElsewhere("auth-type")) return undefined;
  const isOpen = url === "" && globalAuthState(settings) !== "on";
  return {
    at: settings.originOf("auth-secret"),
    ...(isOpen ? {} : { severity: "warning" }),
    message: `'auth-secret' has no effect without 'auth-type': ${settings.product} asks for no password before ${settings.ingress.label}.`,
    help: "Add 'auth-type' with the value 'basic'.",
    key: "auth-type",
  };
}

function externalAuth(
  settings: IngressSettings,
  type: string | undefined,
  url: string | undefined,
): Finding | undefined {
  if (url !== "") return undefined;
  const lost = external.filter((it) => isSet(settings, it));
  const first = lost[0];
  if (first === undefined || settings.mayComeFromElsewhere("auth-url")) return undefined;
  const global = globalAuthState(settings);
  const isSure = type === "" && global === "off";
  const subject = lost.length === 1 ? `'${first}' has` : `'${first}' and ${lost.length - 1} more have`;
  const rest =
    global === "on"
      ? ", and 'global-auth-url' is asked with its own settings"
      : global === "unknown"
        ? " unless the ConfigMap sets 'global-auth-url', and then with its own settings"
        : "";
  return {
    at: settings.originOf(first),
    ...(isSure ? {} : { severity: "warning" }),
    message: `${subject} no effect without 'auth-url': ${settings.product} asks no service for ${settings.ingress.label}${rest}.`,
    help: `Add 'auth-url', or remove ${lost.map((it) => `'${it}'`).join(", ")}.`,
    key: "auth-url",
  };
}

/** Client certificates are asked for per server: another Ingress of the host may do it (annotations/authtls/main.go). */
function clientCertificate(settings: IngressSettings): Finding | undefined {
  const secret = settings.secretWithoutAuthority("auth-tls-secret");
  if (secret !== undefined) return withoutAuthority(settings, secret);
  const verify = settings.text("auth-tls-verify-client");
  const asks = verify !== undefined && verify !== "" && verify !== "off";
  const first = asks
    ? "auth-tls-verify-client"
    : isSet(settings, "auth-tls-match-cn")
      ? "auth-tls-match-cn"
      : undefined;
  if (first === undefined || settings.text("auth-tls-secret") !== "") return undefined;
  if (settings.mayComeFromElsewhere("auth-tls-secret")) return undefined;
  if (settings.neighbours.some((it) => it.text("auth-tls-secret") !== "")) return undefined;
  return {
    at: settings.originOf(first),
    severity: "warning",
    message: `'${first}' has no effect without 'auth-tls-secret': ${settings.product} asks for no client certificate.`,
    help: "Set 'auth-tls-secret' to NAMESPACE/NAME of a Secret with the authority's certificate as 'ca.crt'.",
    key: "auth-tls-secret",
  };
}

/** Only a verbose log line tells of it ("mutual authentication disabled", controller.go). */
function withoutAuthority(settings: IngressSettings, secret: Manifest): Finding | undefined {
  if (settings.text("auth-tls-verify-client") === "off") return undefined;
  if (settings.neighbours.some((it) => it.text("auth-tls-secret") !== "")) return undefined;
  return {
    at: settings.originOf("auth-tls-secret"),
    message: `'auth-tls-secret' names ${secret.label}, which has no 'ca.crt': ${settings.product} asks for no client certificate.`,
    help: "Add the certificate of the authority that signs client certificates to the Secret as 'ca.crt'.",
    related: [{ at: secret.nameOrigin, message: "It holds 'tls.crt' and 'tls.key' only." }],
    key: "auth-tls-secret",
  };
}

function isSet(settings: IngressSettings, name: string): boolean {
  return settings.has(name) && settings.text(name) !== "";
}
