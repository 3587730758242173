import { urlRefusal } from "../../../src/knowledge/go-url.ts";
import type { IngressSettings } from "../../../src/model/ingress-settings.ts";

/** Directives with which a snippet does what the annotations did not. */
const byHand = /\b(?:auth_request|auth_basic|auth_digest|auth_jwt|access_by_lua\w*|ssl_verify_client)\b/;

/** Whether authentication stands in a snippet that reaches the Ingress. */
export function isProtectedByHand(settings: IngressSettings): boolean {
  return settings.snippetsHold(byHand);
}

/** Whether the ConfigMap's `global-auth-url` asks before an Ingress without `auth-url`. */
export function globalAuthState(settings: IngressSettings): "on" | "off" | "unknown" {
  const { controller } = settings;
  const own = settings.text("enable-global-auth");
  if (own !== undefined && /^(?:0|f|F|false|FALSE|False)$/.test(own)) return "off";
  const url = controller?.setting("global-auth-url");
  if (url !== undefined) {
    if (url.state === "unknown") return "unknown";
    return urlRefusal(url.value) === undefined ? "on" : "off";
  }
  return controller?.configMapIsComplete === true ? "off" : "unknown";
}
