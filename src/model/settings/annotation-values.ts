import type { SettingFact } from "../../knowledge/settings.ts";
import { quote } from "../../text/quote.ts";
import { isAddress, isCidr } from "./addresses.ts";
import { checkF5Annotation } from "./f5-annotation-values.ts";
import { parseGoAtoi } from "./go-values.ts";
import { accepted, checkSetting, type Refused, unjudged, type Verdict } from "./value-types.ts";

/** What else decides whether an annotation's value is taken. */
export interface AnnotationContext {
  /** Names of the Services that the Ingress leads to; undefined where they are not all known. */
  readonly services?: ReadonlySet<string> | undefined;
}

/**
 * Whether the controller takes an annotation's value. `by` tells who refuses: `controller` is the parser of every release, `validation` are the
 * checks that ingress-nginx has by default since 1.12.0. Templated text and what no check looks at is `unjudged`.
 * Sources: ingress-nginx internal/ingress/annotations (parsers, parser/validators.go); F5 internal/k8s/validation.go.
 */
export function checkAnnotation(fact: SettingFact, value: string, context: AnnotationContext = {}): Verdict {
  if (fact.product === "f5-nic")
    return isTemplate(value) ? unjudged : checkF5Annotation(fact, value, context);
  const verdicts = verdictsOf.get(fact) ?? new Map<string, Verdict>();
  if (verdicts.size === 0) verdictsOf.set(fact, verdicts);
  let verdict = verdicts.get(value);
  if (verdict === undefined) {
    verdict = isTemplate(value) ? unjudged : checkIngressNginx(fact, value);
    verdicts.set(value, verdict);
  }
  return verdict;
}

/** A repository says the same few values hundreds of times. */
const verdictsOf = new WeakMap<SettingFact, Map<string, Verdict>>();

/** Text that something else fills in before the API server sees it. */
function isTemplate(value: string): boolean {
  return /\{\{|\}\}|\$\{[A-Z_]+\}|<[A-Za-z_ -]+>/.test(value) && !/\$\{?[a-z_]+\}?/.test(value);
}

function refused(
  reason: string,
  expected: string,
  rest: Partial<Pick<Refused, "by" | "suggestion" | "items">> = {},
): Refused {
  return { state: "refused", by: "validation", reason, expected, ...rest };
}

function checkIngressNginx(fact: SettingFact, value: string): Verdict {
  // Validators are skipped for an empty value, and parsers then use their default.
  if (value.trim() === "" || fact.type === "snippet") return unjudged;
  const own = Object.hasOwn(ownChecks, fact.name) ? ownChecks[fact.name] : undefined;
  if (own !== undefined) return own(fact, value);
  if (fact.type === "bool" || fact.type === "int") return withKnownMeaning(fact, value);
  if (fact.type === "csv-ip-or-cidr") return checkNetworks(value);
  if (fact.type.startsWith("nginx-size")) return checkSize(fact, value);
  if (Array.isArray(fact.allowed) && fact.type === "enum") return checkWord(fact, value);
  return checkPattern(fact, value);
}

/** Booleans and integers; a number that was meant as seconds, or as a rate, has one right spelling. */
function withKnownMeaning(fact: SettingFact, value: string): Verdict {
  // Numbers out of nginx's bounds pass the parser: what nginx makes of them is not the parser's story.
  if (fact.type === "int" && parseGoAtoi(value) !== undefined) return accepted;
  const verdict = checkSetting(fact, value);
  if (verdict.state !== "refused") return verdict;
  const rate = /^(\d+)\s*r?\/(s|sec|second|m|min|minute)$/.exec(value.trim());
  if (rate !== null && fact.name === (rate[2]!.startsWith("s") ? "limit-rps" : "limit-rpm"))
    return { ...verdict, by: "controller", suggestion: rate[1] };
  return { ...verdict, by: "controller" };
}

/** `net.ParseCIDRs`: items at commas, blanks around them allowed; an empty item (a comma at the end) is refused too. */
function checkNetworks(value: string): Verdict {
  const items = value.split(",").map((it) => it.trim());
  const bad = items.filter((it) => !isAddress(it) && !isCidr(it));
  if (bad.length === 0) return accepted;
  const expected = "addresses or networks, divided by commas";
  if (bad.every((it) => it === ""))
    return refused("has an empty item", expected, {
      by: "controller",
      suggestion: items.filter((it) => it !== "").join(","),
    });
  return refused("has an item that is neither an address nor a network", expected, {
    by: "controller",
    items: bad.filter((it) => it !== ""),
  });
}

/** The validator lets blanks and the letters b and g through, which later steps drop or nginx refuses: not judged here. */
function checkSize(fact: SettingFact, value: string): Verdict {
  if (/^\d+[bkmg]?$/i.test(value.replaceAll(" ", ""))) return accepted;
  const verdict = checkSetting(fact, value);
  return verdict.state === "refused" ? { ...verdict, by: "validation" } : unjudged;
}

function checkWord(fact: SettingFact, value: string): Verdict {
  const allowed = (fact.allowed as readonly string[]).map(String);
  const text = fact.patternOn === "compact" ? value.replaceAll(" ", "") : value.trim();
  if (allowed.includes(text)) return accepted;
  // Two of the expressions are not anchored: 'basic-auth' passes, and is taken for something else.
  if (fact.pattern !== undefined && expressionOf(fact, fact.pattern).test(text)) return unjudged;
  const sameWord = allowed.find((it) => it.toLowerCase() === text.toLowerCase());
  if (sameWord !== undefined && fact.ignoresCase) return accepted;
  const verdict = checkSetting(fact, value);
  if (verdict.state !== "refused") return unjudged;
  return { ...verdict, by: "validation", ...(sameWord === undefined ? {} : { suggestion: sameWord }) };
}

/** Expressions that backtrack without end on long values, and ones that accept the same texts in linear time. */
const linearForms: Readonly<Record<string, RegExp>> = {
  "^(?:(?:[A-Za-z0-9!:+\\-_])*(?:@STRENGTH)*(?:@SECLEVEL=[0-5])*(?:@STRENGTH)*)*$":
    /^(?:[A-Za-z0-9!:+\-_]|@STRENGTH|@SECLEVEL=[0-5])*$/,
  "^([A-Za-z]+,?\\s?)+$": /^(?:[A-Za-z],?\s?)+$/,
  "^(([A-Za-z0-9\\-\\_]+|\\*),?\\s?)+$": /^(?:[A-Za-z0-9\-_*],?\s?)+$/,
  // One or more items, or several run together: only the marks that no item can have tell a bad value.
  "^((((([a-z]+://)?(\\*\\.)?[A-Za-z0-9\\-.]*(:\\d+)?,?)|null)+)|\\*)?$":
    /^(?:\*|(?:[A-Za-z0-9\-.,]|\*\.|(?<=[a-z]):\/\/|:\d)*)$/,
};

const compiled = new Map<string, RegExp>();

function expressionOf(fact: SettingFact, pattern: string): RegExp {
  const done = linearForms[pattern] ?? compiled.get(pattern) ?? new RegExp(pattern, fact.patternFlags ?? "");
  compiled.set(pattern, done);
  return done;
}

/** A longer value is nobody's: matching it would cost time and tell nothing. */
const LONGEST = 10_000;

function passes(fact: SettingFact, pattern: string, value: string): boolean {
  const expression = expressionOf(fact, pattern);
  if (fact.patternOn === "compact") return expression.test(value.replaceAll(" ", ""));
  if (fact.patternOn === "items") return value.split(",").every((it) => expression.test(it.trim()));
  return expression.test(fact.patternOn === "trimmed" ? value.trim() : value);
}

function checkPattern(fact: SettingFact, value: string): Verdict {
  const { pattern } = fact;
  if (pattern === undefined || value.length > LONGEST) return unjudged;
  if (fact.noLineBreaks && /[\r\n]/.test(value)) return refused("has a line break", "a single line");
  if (passes(fact, pattern, value)) return accepted;
  const expected = expectations[fact.name] ?? fact.meaning ?? "another form";
  const culprit = isClass(pattern) ? [...value].find((it) => !passes(fact, pattern, it)) : undefined;
  if (culprit === " ") return refused("has a blank", expected);
  if (culprit !== undefined) return refused(`has the character ${quote(culprit)}`, expected);
  return refused("does not have the form that the controller asks for", expected);
}

/** Whether the expression is one class of characters repeated, so that a single character can be blamed. */
function isClass(pattern: string): boolean {
  return /^\^(?:\/\?)?\[(?:[^\]\\]|\\.)*\][*+]\$$/.test(pattern);
}

const plainUrl = "letters, digits and - . _ ~ / : , ? & = only; no variables";
const captures = "a path of letters, digits and - . _ ~ / : $ only";
const reference = "the name of an object, as NAMESPACE/NAME or NAME";
const variables = "nginx variables: letters, digits and - _ $ { } only";

/** What the validators accept, in words. */
const expectations: Readonly<Record<string, string>> = {
  "app-root": captures,
  "auth-cache-duration": "groups of status codes and one time, such as '200 202 401 5m'",
  "auth-cache-key": variables,
  "auth-proxy-set-headers": reference,
  "auth-realm": "letters, digits, blanks and / - . _ ~ : only",
  "auth-request-redirect": plainUrl,
  "auth-response-headers": "names of headers, divided by commas",
  "auth-secret": reference,
  "auth-signin": "a URL; letters, digits, blanks and - . _ ~ / : , ? & = $ only",
  "auth-tls-error-page": "a URL without a query, or '@location'",
  "auth-tls-secret": reference,
  "auth-url": "a URL; letters, digits, blanks and - . _ ~ / : , ? & = $ only",
  "canary-by-header-pattern": "a regular expression of letters, digits and regex marks, without blanks",
  "cors-allow-headers": "names of headers, divided by commas ('*' is none)",
  "cors-allow-methods": "names of methods, divided by commas ('*' is none)",
  "cors-allow-origin": "origins without a path, divided by commas, or '*'",
  "cors-expose-headers": "names of headers, divided by commas, or '*'",
  "custom-headers": reference,
  "custom-http-errors": "codes from 400 to 599, divided by commas",
  "fastcgi-params-configmap": reference,
  "mirror-host": "a host name or an nginx variable",
  "mirror-target": "a URL or path, with nginx variables",
  "modsecurity-transaction-id": variables,
  "opentelemetry-operation-name": "letters, digits, - and _ only; no variables",
  "permanent-redirect": plainUrl,
  "proxy-cookie-domain": "'off', or two names divided by a blank",
  "proxy-cookie-path": "'off', or two paths of letters, digits and - . _ ~ / : , ? & =",
  "proxy-next-upstream": "words of nginx's proxy_next_upstream, divided by blanks",
  "proxy-redirect-from": plainUrl,
  "proxy-redirect-to": plainUrl,
  "proxy-ssl-ciphers": "letters, digits and + : _ - ! only",
  "proxy-ssl-name": "a host name",
  "proxy-ssl-protocols": "'TLSv1.2', 'TLSv1.3' or both, divided by a blank",
  "proxy-ssl-secret": "a Secret as NAMESPACE/NAME",
  "rewrite-target": captures,
  "server-alias": "host names or expressions without blanks, divided by commas",
  "session-cookie-path": plainUrl,
  "ssl-ciphers": "an OpenSSL cipher list",
  "temporal-redirect": plainUrl,
  "upstream-hash-by": variables,
  "upstream-vhost": "a host name",
  "x-forwarded-prefix": captures,
};

/** Annotations that are more than a type or an expression. */
const ownChecks: Readonly<Record<string, (fact: SettingFact, value: string) => Verdict>> = {
  affinity: (fact, value) =>
    value.trim() === "cookie" ? accepted : { ...(checkWord(fact, value) as Refused), by: "controller" },
  "auth-tls-match-cn": (_, value) => {
    if (!value.startsWith("CN="))
      return refused("does not begin with 'CN='", "'CN=' and a regular expression");
    return accepted;
  },
  "default-backend": (_, value) =>
    /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value)
      ? accepted
      : refused("is no name of a Service", "the name of a Service in the Ingress's own namespace"),
  "proxy-next-upstream": (fact, value) => {
    const verdict = checkPattern(fact, value.trim());
    if (verdict.state !== "refused" || !value.includes(",")) return verdict;
    const words = value
      .split(/[\s,]+/)
      .filter((it) => it !== "")
      .join(" ");
    if (fact.pattern === undefined || !expressionOf(fact, fact.pattern).test(words)) return verdict;
    return { ...verdict, reason: "is divided by commas", suggestion: words };
  },
};
