import type { Finding, Fix } from "../../../src/engine/finding.ts";
import { urlRefusal } from "../../../src/knowledge/go-url.ts";
import { parseGoBool } from "../../../src/knowledge/ingress-nginx-settings.ts";
import type { IngressSettings } from "../../../src/model/ingress-settings.ts";
import { quote } from "../../../src/text/quote.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";
import { globalAuthState, isProtectedByHand } from "./protection.ts";

/** An annotation whose refusal ends the reading of `auth-url` with an error that nobody looks at. */
interface Trap {
  readonly name: string;
  readonly accepts: (value: string) => boolean;
  readonly wants: string;
  readonly help: string;
}

/**
 * The three whose validators' errors lose their type in annotations/authreq/main.go, so that the extractor takes them for a missing
 * annotation (1.9.1 to 1.15.1). Those of the other `auth-*` annotations deny the location or leave one feature out.
 */
const traps: readonly Trap[] = [
  {
    name: "auth-cache-duration",
    accepts: (value) => /^[\w.~/:, -]*$/.test(value),
    wants: "letters, digits, blanks, commas and '-._~/:'",
    help: "Write statuses and a time with blanks, several such rules with commas: '200 202 10m, 401 1m'.",
  },
  {
    name: "auth-request-redirect",
    accepts: (value) => /^[\w.~/:,?&= -]*$/.test(value) && !/[\r\n]/.test(value),
    wants: "letters, digits and '-._~/:,?&=', no '$'",
    help: "Remove it: the controller then sends the path and query of the request; or write an address without variables.",
  },
  {
    name: "auth-always-set-cookie",
    accepts: (value) => parseGoBool(value) !== undefined,
    wants: "'true' or 'false'",
    help: "Set 'true' or 'false'.",
  },
];

/** `auth-url` with a companion that makes the controller forget it. */
export function* droppedGroup(settings: IngressSettings): Iterable<Finding> {
  if (!settings.has("auth-url")) return;
  const url = settings.get("auth-url")!;
  if (url.state !== "unknown" && url.value.trim() === "") return;
  const global = globalAuthState(settings);
  const rest = global === "on" ? "only 'global-auth-url' is asked" : "requests pass unchecked";

  const refusal = url.state === "unknown" ? undefined : urlRefusal(url.value.trim());
  if (
    url.state !== "unknown" &&
    refusal !== undefined &&
    settings.since("1.1.2") === "no" &&
    !isProtectedByHand(settings)
  ) {
    yield {
      at: url.origin,
      message: `'auth-url' is ${quote(url.value)}, which ${settings.product} does not take for a URL, because ${refusal}; it drops it, and ${rest}.`,
      help: "Write a whole URL such as 'https://auth.example.com/validate', and update: 1.1.2 and later answer 503 here.",
      key: "auth-url",
    };
    return;
  }

  if (settings.validates === "no") return;
  for (const trap of traps) {
    const value = settings.has(trap.name) ? settings.get(trap.name) : undefined;
    if (value === undefined || value.state === "unknown" || value.value === "" || trap.accepts(value.value))
      continue;
    if (isProtectedByHand(settings)) return;
    const isSure = settings.validates === "yes";
    const who = isSure ? settings.product : "ingress-nginx with annotation validation (default since 1.12.0)";
    yield {
      at: value.origin,
      ...(isSure ? {} : { severity: "warning" as const }),
      message: `'${trap.name}' is ${quote(value.value)}, but ${who} wants ${trap.wants}; it drops 'auth-url' with it, and ${rest}.`,
      help: trap.help,
      related: [{ at: url.origin, message: "This is what has no effect." }],
      fix: () => booleanFix(settings, trap.name, value.value),
      key: trap.name,
    };
  }
}

/** Words that other programs take for booleans mean one thing. */
function booleanFix(settings: IngressSettings, name: string, value: string): Fix | undefined {
  const word = value.trim().toLowerCase();
  const isOn = ["true", "yes", "on"].includes(word);
  if (name !== "auth-always-set-cookie" || (!isOn && !["false", "no", "off"].includes(word)))
    return undefined;
  const { manifest } = settings.ingress;
  const edits = setEntry(manifest, manifest.annotations, settings.fullName(name), String(isOn));
  return (
    edits && { description: `Write '${isOn}', so that 'auth-url' counts again`, safety: "unsafe", edits }
  );
}
