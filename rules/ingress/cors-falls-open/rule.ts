import { defineRule } from "../../../src/engine/rule.ts";
import { parseGoBool } from "../../../src/knowledge/ingress-nginx-settings.ts";
import { type IngressSettings, ingressSettings } from "../../../src/model/ingress-settings.ts";
import { quote } from "../../../src/text/quote.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";

const name = "cors-allow-origin";

export default defineRule({
  id: "cors-falls-open",
  subject: "ingress",
  severity: "error",
  preset: "recommended",
  summary: "A list of allowed origins is malformed, and the controller allows every origin instead.",
  why: "Any web site can then read answers in the name of a signed-in visitor, because credentials are allowed unless switched off.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#enable-cors",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/annotations/cors/main.go",
  ],
  lessons: [47],
  fixable: true,
  securitySeverity: 7.4,

  *check(ingress, { project }) {
    const settings = ingressSettings(ingress, project);
    if (settings === undefined || !settings.has(name) || settings.isCanary) return;
    if (parseGoBool(settings.text("enable-cors") ?? "") !== true) return;
    const value = settings.get(name);
    if (value === undefined || value.state === "unknown") return;
    const origins = value.value.split(",").map((it) => it.trim());
    if (origins.includes("*")) return; // every origin is what the author asks for
    const falls = fallsOpen(settings, value.value);
    if (falls === "no") return;

    const credentials = settings.text("cors-allow-credentials");
    // Anything but a false boolean leaves them on.
    const withCredentials = credentials !== undefined && parseGoBool(credentials) !== false;
    const isEmpty = value.value.trim() === "";
    const isSure = falls === "yes" && withCredentials && !isEmpty;
    const mended = origins.map((it) => it.replace(/\/+$/, "")).join(",");
    const canMend = /^[a-z]+:\/\//.test(mended) && fallsOpen(settings, mended) === "no";
    const who =
      falls === "yes" ? settings.product : "ingress-nginx with annotation validation (default since 1.12.0)";
    const what = isEmpty
      ? `is empty, so ${who}`
      : `is ${quote(value.value)}, which ${who} refuses as a whole: it`;
    yield {
      at: value.origin,
      ...(isSure ? {} : { severity: "warning" as const }),
      message: `'${name}' ${what} allows every origin${withCredentials ? ", with credentials" : ""}.`,
      help: canMend ? `Write '${mended}' on one line.` : helpFor(settings),
      fix: () => {
        if (!canMend) return undefined;
        const { manifest } = ingress;
        const edits = setEntry(manifest, manifest.annotations, settings.fullName(name), mended);
        return edits && { description: "Write the origins without a slash", safety: "unsafe", edits };
      },
      key: name,
    };
  },
});

function helpFor(settings: IngressSettings): string {
  return settings.since("1.0.5") === "no"
    ? "Name one origin, scheme://host or scheme://host:port; lists and wildcards are read by 1.0.5 and later."
    : "List origins as scheme://host or scheme://host:port with commas between them, a wildcard only as 'https://*.example.com'.";
}

/** Whether the list becomes `*`. What releases do otherwise: they pass over the items that they cannot read. */
function fallsOpen(settings: IngressSettings, text: string): "yes" | "no" | "unknown" {
  if (text.trim() === "") return "yes";
  // One origin and no wildcard, else '*': the first releases.
  if (settings.since("1.0.5") === "no")
    return /^https?:\/\/[A-Za-z0-9.-]*(?::\d+)?$/.test(text.trim()) ? "no" : "yes";
  if (isAccepted(text, settings)) return "no";
  return settings.validates;
}

/**
 * The validator of the whole list, blanks removed (corsOriginRegexValidator). Its pieces may all be empty and repeat, so that it comes
 * down to which characters may stand where: scheme letters before `://`, a digit after a colon, a dot after an asterisk. Schemes other
 * than http and https count since 1.12.0.
 */
function isAccepted(text: string, settings: IngressSettings): boolean {
  const list = text.replaceAll(" ", "");
  return settings.since("1.12.0") === "no"
    ? /^(?:[A-Za-z\d.,-]|:\d|\*\.|(?<=https?):\/\/)*$/.test(list)
    : /^(?:[A-Za-z\d.,-]|:\d|\*\.|(?<=[a-z]):\/\/)*$/.test(list);
}
