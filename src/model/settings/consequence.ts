import { defaultIn, invalidClass, type SettingFact } from "../../knowledge/settings.ts";
import { itemsOf, type Misread, type Refused } from "./value-types.ts";

const blocked = "nginx refuses the file and every later change of every Ingress is blocked";

/**
 * What a controller does with a ConfigMap value that is not taken for what it says, in that release (undefined: not known which), as the
 * rest of a sentence whose subject is the controller: `keeps 60 and logs one line`. `value` is the text as written.
 */
export function consequenceOf(
  fact: SettingFact,
  verdict: Refused | Misread,
  value: string,
  version: string | undefined,
): string {
  if (verdict.state === "misread") return `reads it as ${verdict.as}`;
  if (verdict.by === "nginx") return rawConsequence(fact);
  const own = fact.product === "ingress-nginx" ? ownConsequences[fact.name] : undefined;
  if (own !== undefined) return own;
  switch (fact.invalid) {
    case "keep-default-warn":
      return `${keptText(fact, version)} and logs one line`;
    case "keep-default-event":
      return `${keptText(fact, version)} and records a warning event`;
    case "fallback-warn":
      return `uses ${defaultText(fact, version)} instead and logs a warning`;
    case "drop-item-warn":
      return dropped(verdict, value);
    case "omitted-if-malformed":
      return omitted(fact);
    case "becomes-strictest-silently":
      return `takes it for ${allowedWords(fact)[0] ?? "the strictest choice"}, the strictest, and logs nothing`;
    default:
      return invalidClass(fact.product, fact.kind, fact.invalid ?? "");
  }
}

/** Keys of ingress-nginx for which the class alone would say too little. */
const ownConsequences: Readonly<Record<string, string>> = {
  "global-auth-url": "leaves global authentication off, so every location is open, and logs a warning",
  "global-auth-signin": "sends nobody to a sign-in page and logs a warning",
  "global-auth-method": "sets no method and logs a warning",
  "add-headers": "adds no header and logs a warning",
  "proxy-set-headers": "passes no header on and logs a warning",
  "ssl-dh-param": "leaves 'ssl_dhparam' out and logs a warning",
  "ssl-session-ticket-key": "leaves 'ssl_session_ticket_key' out and logs a warning",
  "load-balance": "logs that Lua does not know it and balances by round_robin",
  "hsts-max-age": "sends it unchecked behind 'max-age=', where browsers cannot read it",
  "otel-sampler": "writes it unchecked to opentelemetry.toml, and the tracing module knows no such sampler",
  "otlp-collector-port": "writes it unchecked to opentelemetry.toml, which then cannot be read",
};

function rawConsequence(fact: SettingFact): string {
  // These lines stand in the servers of tcp-services and udp-services only.
  if (fact.name.startsWith("proxy-stream-"))
    return `prints it unchecked; with the first TCP or UDP service ${blocked}`;
  return fact.product === "ingress-nginx"
    ? `prints it unchecked; ${blocked}`
    : "prints it unchecked; nginx refuses the file and every later reload fails";
}

/** What nginx itself does where the two `offset` directives are left out. */
const nginxDefaults: Readonly<Record<string, string>> = {
  client_max_body_size: "1m",
  proxy_max_temp_file_size: "1024m",
};

function omitted(fact: SettingFact): string {
  const directive = fact.directives[0]?.directive ?? fact.name;
  return `leaves '${directive}' out without a word, so nginx's own ${nginxDefaults[directive] ?? "default"} applies`;
}

function dropped(verdict: Refused, value: string): string {
  const items = verdict.items ?? [];
  const these = items.length > 1 ? "them" : "it";
  return itemsOf(value).length === items.length
    ? `drops ${these} with a log line, and nothing is left`
    : `drops ${these} with a log line and keeps the rest`;
}

function keptText(fact: SettingFact, version: string | undefined): string {
  const value = fact.defaultHistory.length === 0 ? (fact.default ?? "") : defaultIn(fact, version);
  return value === "" ? "leaves it unset" : `keeps ${defaultText(fact, version)}`;
}

/** The default as a message names it; a default that is worked out at run time has no text of its own. */
function defaultText(fact: SettingFact, version: string | undefined): string {
  const value = defaultIn(fact, version);
  if (value === undefined) return "its default";
  if (value === "") return "nothing";
  return value.length > 30 || /[()]/.test(value) ? "its default" : value;
}

function allowedWords(fact: SettingFact): readonly string[] {
  return typeof fact.allowed === "string" ? [] : (fact.allowed ?? []);
}
