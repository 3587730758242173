import type { ControllerProduct } from "../../knowledge/controllers.ts";
import { isAtLeast } from "../../knowledge/versions.ts";
import { quote } from "../../text/quote.ts";
import { parseNginxOffset, parseNginxSize, parseNginxTime, type TimeSlot } from "../nginx-values.ts";
import { isAddress, isCidr, looksLikeAddress } from "./addresses.ts";
import { parseGoAtoi, parseGoBool, parseGoDuration, parseGoFloat, parseGoInt } from "./go-values.ts";
import {
  suggestBoolean,
  suggestInteger,
  suggestSeconds,
  suggestSize,
  suggestSwitch,
  suggestTime,
} from "./suggestions.ts";

/** What a value is judged by: every `SettingFact` of src/knowledge/settings.ts is one. */
export interface ValueGrammar {
  readonly product: ControllerProduct;
  readonly kind: "configmap" | "annotation" | "flag";
  readonly name: string;
  /** As in the facts: `int`, `bool`, `nginx-size`, `csv-cidr`, `string("namespace/name" of a ConfigMap)` … */
  readonly type: string;
  /** Class of what the controller does with a bad value. */
  readonly invalid?: string | undefined;
  /** The accepted words, or a description of them (which is not judged by). */
  readonly allowed?: string | readonly string[] | undefined;
  /** The words of `allowed` count in any letter case. */
  readonly ignoresCase?: boolean | undefined;
  /** The regular expression of the controller's validator (annotations), and what of the value it is matched with. */
  readonly pattern?: string | undefined;
  readonly patternFlags?: string | undefined;
  readonly patternOn?: "compact" | "trimmed" | "items" | undefined;
  readonly noLineBreaks?: boolean | undefined;
  readonly unit?: string | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
}

/** The reader takes the value for what it says. */
export interface Accepted {
  readonly state: "accepted";
}

/** Nothing certain can be said: the type has no grammar, or the value depends on what is out of sight. */
export interface Unjudged {
  readonly state: "unjudged";
}

/** The reader takes the value, and for something else than it says: `010` is 8. */
export interface Misread {
  readonly state: "misread";
  /** What it is taken for. */
  readonly as: string;
  /** `has a leading zero`: completes "'keep-alive' is '010', which …". */
  readonly reason: string;
  readonly suggestion?: string | undefined;
}

/** Somebody refuses the value. */
export interface Refused {
  readonly state: "refused";
  /**
   * Who refuses. `controller`: its parser, always. `validation`: the annotation validators, which a flag turns off. `nginx`: the
   * controller passes the value on and `nginx -t` fails.
   */
  readonly by: "controller" | "validation" | "nginx";
  /** `is no integer`: completes "'keep-alive' is '60s', which …". */
  readonly reason: string;
  /** What is accepted, for help: `an integer`. */
  readonly expected: string;
  /** For lists: the items that are refused. */
  readonly items?: readonly string[] | undefined;
  /** The one value that was meant, where there is exactly one. */
  readonly suggestion?: string | undefined;
  /** False where the value may be a secret and is not to be shown. */
  readonly quotable?: false | undefined;
}

export type Verdict = Accepted | Unjudged | Misread | Refused;

export const accepted: Accepted = { state: "accepted" };
export const unjudged: Unjudged = { state: "unjudged" };

type Refuser = Refused["by"];

/**
 * Judges one value by what its reader does with it. Readers: the ConfigMap decoder of ingress-nginx (internal/ingress/controller/template/
 * configmap.go, mapstructure's weak decoding), its annotation parsers (`strconv.Atoi`, `strconv.ParseBool`), its flags (pflag), F5's
 * configmaps.go and annotations.go, and nginx for what is printed as it is. Silent (`unjudged`) where the version matters and no
 * grammar holds for all of them.
 */
export function checkSetting(fact: ValueGrammar, value: string, version?: string): Verdict {
  const raw = fact.invalid === "raw-to-nginx";
  const by: Refuser = raw ? "nginx" : "controller";
  // An empty annotation counts as missing. Empty raw text is printed by some templates and left out by others.
  if (value === "" && (fact.kind === "annotation" || raw)) return unjudged;
  const verdict = checkers[baseType(fact)]?.(fact, value, by, version) ?? unjudged;
  if (fact.kind !== "annotation" || fact.product !== "ingress-nginx" || fact.pattern === undefined)
    return verdict;
  if (verdict.state === "refused" || matchesPattern(fact, value)) return verdict;
  return {
    state: "refused",
    by: "validation",
    reason: "has characters that the controller's check refuses",
    expected: `a value that ${fact.pattern} matches`,
  };
}

/** Whether a value passes the expression of a fact's validator; true where there is none. */
export function matchesPattern(fact: ValueGrammar, value: string): boolean {
  if (fact.pattern === undefined) return true;
  if (fact.noLineBreaks === true && /[\r\n]/.test(value)) return false;
  const expression = new RegExp(fact.pattern, fact.patternFlags);
  const { patternOn } = fact;
  if (patternOn === "items") return value.split(",").every((it) => expression.test(it.trim()));
  if (patternOn === "compact") return expression.test(value.replaceAll(/\s/g, ""));
  return expression.test(patternOn === "trimmed" ? value.trim() : value);
}

type Checker = (fact: ValueGrammar, value: string, by: Refuser, version: string | undefined) => Verdict;

/** The name of the checker for a fact's type. */
function baseType(fact: ValueGrammar): string {
  const own = Object.hasOwn(typeOfName, fact.name) ? typeOfName[fact.name] : undefined;
  if (own !== undefined && fact.kind === "configmap" && (own.product ?? fact.product) === fact.product)
    return own.type;
  const { type } = fact;
  if (type === "string(space separated)" && Array.isArray(fact.allowed)) return "words";
  if (type.includes('namespace/name" of a')) return "reference";
  return type;
}

/** Keys whose grammar the type in the facts does not tell. */
const typeOfName: Readonly<Record<string, { readonly product?: ControllerProduct; readonly type: string }>> =
  {
    // Below 1 the template leaves the lines of the pool out; nginx never sees the number.
    "upstream-keepalive-connections": { product: "ingress-nginx", type: "any-int" },
    "large-client-header-buffers": { product: "ingress-nginx", type: "number+size" },
    "worker-cpu-affinity": { type: "cpu-affinity" },
    // Obsolete since nginx 1.19.7, which reads them with a warning and whatever they say.
    "http2-max-field-size": { product: "ingress-nginx", type: "obsolete" },
    "http2-max-header-size": { product: "ingress-nginx", type: "obsolete" },
    "hsts-max-age": { product: "ingress-nginx", type: "digits" },
    "proxy-cookie-domain": { product: "ingress-nginx", type: "off-or-two" },
    "proxy-cookie-path": { product: "ingress-nginx", type: "off-or-two" },
    "ssl-session-ticket-key": { product: "ingress-nginx", type: "ticket-key" },
    "proxy-real-ip-cidr": { product: "ingress-nginx", type: "real-ip" },
    "set-real-ip-from": { product: "f5-nic", type: "real-ip" },
    "ssl-protocols": { product: "f5-nic", type: "tls-protocols" },
    "lb-method": { product: "f5-nic", type: "unjudged" },
    "zone-sync-port": { product: "f5-nic", type: "port" },
    "access-log": { product: "f5-nic", type: "syslog" },
    "app-protect-reconnect-period-seconds": { product: "f5-nic", type: "reconnect-period" },
    "app-protect-cpu-thresholds": { product: "f5-nic", type: "thresholds" },
    "app-protect-physical-memory-util-thresholds": { product: "f5-nic", type: "thresholds" },
  };

const checkers: Readonly<Record<string, Checker>> = {
  bool: checkBool,
  int: checkInt,
  int64: checkInt,
  "any-int": (fact, value, by) => checkInt({ ...fact, minimum: undefined }, value, by),
  uint: (fact, value, by) => checkInt({ ...fact, minimum: 0 }, value, by),
  uint32: (fact, value, by) => checkInt({ ...fact, minimum: 0, maximum: 2 ** 32 - 1 }, value, by),
  "int(seconds)": (fact, value, by) => checkInt({ ...fact, unit: "seconds" }, value, by),
  float: checkFloat,
  float32: checkFloat,
  float64: checkFloat,
  "float64 list": (_, value, by) =>
    checkItems(value.split(","), (it) => parseGoFloat(it) !== undefined, "numbers", by),
  duration: checkGoDuration,
  "go-duration": checkGoDuration,
  ip: (_, value, by) =>
    isAddress(value)
      ? accepted
      : { state: "refused", by, reason: "is no IP address", expected: "an IP address" },

  "nginx-size": checkSize,
  size: checkSize,
  "nginx-size(offset)": checkOffset,
  offset: checkOffset,
  "nginx-time": checkTime,
  time: checkTime,
  "number+size": checkNumberAndSize,
  digits: (_, value, by) =>
    // `31536000; includeSubDomains` reaches the header as it stands and means there what it says.
    /^\d+(?:$|\s*;)/.test(value)
      ? accepted
      : {
          state: "refused",
          by,
          reason: "is no number of seconds",
          expected: "a number of seconds",
          suggestion: suggestSeconds(value),
        },

  enum: checkEnum,
  words: checkWords,
  "string(space separated)": checkWords,
  "tls-protocols": (fact, value, by) => checkWords({ ...fact, allowed: tlsProtocols }, value, by),
  'string("auto"|int)': checkWorkers,
  "int|auto": checkWorkers,
  "bool|string": checkBool,
  "cpu-affinity": (_, value, by) =>
    /^(auto( +[01]+)?|[01]+( +[01]+)*)$/.test(value)
      ? accepted
      : { state: "refused", by, reason: "is no CPU mask", expected: "'auto' or masks of 0 and 1" },
  port: (fact, value, by) => checkInt({ ...fact, minimum: 1, maximum: 65_535 }, value, by),
  "string(port)": (_, value, by) =>
    /^\d{1,5}$/.test(value) && Number(value) > 0 && Number(value) < 65_536
      ? accepted
      : { state: "refused", by, reason: "is no port", expected: "a port from 1 to 65535" },
  syslog: (_, value, by) =>
    value.startsWith("syslog:")
      ? accepted
      : {
          state: "refused",
          by,
          reason: "does not begin with 'syslog:'",
          expected: "'syslog:server=ADDRESS' with its parameters",
        },
  "reconnect-period": (_, value, by) => {
    const number = parseGoFloat(value);
    return number !== undefined && number > 0 && number <= 60
      ? accepted
      : { state: "refused", by, reason: "is not between 0 and 60", expected: "a number above 0, at most 60" };
  },
  thresholds: (_, value, by) => {
    const match = /^\s*high=(\d{1,3}) +low=(\d{1,3})\s*$/.exec(value);
    const [, high, low] = match ?? [];
    return [high, low].every((it) => Number(it) >= 1 && Number(it) <= 100)
      ? accepted
      : { state: "refused", by, reason: "names no two thresholds", expected: "'high=1..100 low=1..100'" };
  },

  "csv-int": checkCodes,
  "csv-ip": (_, value, by) => checkItems(itemsOf(value), isAddress, "IP addresses", by),
  "csv-cidr": checkNetworks,
  "csv-ip-or-cidr": checkNetworks,
  "real-ip": (_, value, by) =>
    // set_real_ip_from takes host names too: only what was meant as an address is judged.
    checkItems(
      itemsOf(value),
      (it) => isAddress(it) || isCidr(it) || !(looksLikeAddress(it) || /\s/.test(it)),
      "addresses or networks",
      by,
    ),
  "csv(header names)": (fact, value, by) =>
    fact.kind === "annotation"
      ? unjudged
      : checkItems(itemsOf(value), (it) => /^[a-zA-Z\d\-_]+$/.test(it), "header names", by),
  "csv(proxy_cache_valid arguments)": (fact, value, by) =>
    fact.kind === "annotation"
      ? unjudged
      : checkItems(itemsOf(value), isCacheValid, "groups 'CODES TIME'", by),
  'csv("name: size")': (_, value, by) =>
    checkItems(itemsOf(value), isSharedDict, "groups 'NAME: SIZE' of at most 200M", by),

  url: checkUrl,
  reference: (fact, value, by) =>
    value === "" || /^[^/\s]+\/[^/\s]+$/.test(value)
      ? accepted
      : {
          state: "refused",
          by,
          reason: "is no 'NAMESPACE/NAME'",
          expected: `the name of a ${fact.type.includes("Secret") ? "Secret" : "ConfigMap"} as 'NAMESPACE/NAME'`,
        },
  "off-or-two": (_, value, by) =>
    /^off$/i.test(value.trim()) || /["'\\$]/.test(value) || value.trim().split(/\s+/).length >= 2
      ? accepted
      : {
          state: "refused",
          by,
          reason: "is one word and not 'off'",
          expected: "'off' or two words: what is replaced and by what",
        },
  "ticket-key": (_, value, by) => {
    const size = /^[A-Za-z\d+/\s]*={0,2}\s*$/.test(value) ? Buffer.from(value, "base64").length : 0;
    return value === "" || size === 48 || size === 80
      ? accepted
      : {
          state: "refused",
          by,
          quotable: false,
          reason: "is not the base64 text of 48 or 80 bytes",
          expected: "48 or 80 random bytes in base64",
        };
  },
};

const tlsProtocols = ["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/** `strconv.ParseBool`; ingress-nginx's ConfigMap decoder takes an empty text for false. */
function checkBool(fact: ValueGrammar, value: string, by: Refuser): Verdict {
  if (value === "" && fact.kind === "configmap" && fact.product === "ingress-nginx") return accepted;
  if (parseGoBool(value) !== undefined) return accepted;
  const suggestion = suggestBoolean(value);
  return { state: "refused", by, reason: "is no boolean", expected: "'true' or 'false'", suggestion };
}

function checkInt(fact: ValueGrammar, value: string, by: Refuser): Verdict {
  const number = integerOf(fact, value, by);
  const inSeconds = fact.unit === "seconds" || (fact.unit === undefined && secondsNames.test(fact.name));
  const allowed = wordsOf(fact);
  if (number === undefined) {
    const suggestion = inSeconds ? suggestSeconds(value) : suggestInteger(value);
    if (allowed !== undefined) return notListed(allowed, by, suggestion);
    return {
      state: "refused",
      by,
      reason: "is no integer",
      expected: inSeconds ? "a number of seconds without a unit" : integerIn(fact.unit),
      suggestion,
    };
  }
  if (allowed !== undefined && !allowed.includes(String(number))) return notListed(allowed, by);
  const { minimum, maximum } = fact;
  if ((minimum !== undefined && number < minimum) || (maximum !== undefined && number > maximum)) {
    // The generic decoder of ingress-nginx has no ranges: nginx refuses what lies outside.
    const own = fact.product === "ingress-nginx" && fact.kind === "configmap" ? "nginx" : by;
    return {
      state: "refused",
      by: own,
      reason: `is ${rangeOf(number, fact)}`,
      expected: expectedRange(fact),
    };
  }
  if (/^[+-]?0\d/.test(value) && number !== Number(value))
    return {
      state: "misread",
      as: String(number),
      reason: "has a leading zero and is read as octal",
      suggestion: String(Number(value)),
    };
  return accepted;
}

/** `an integer (KiB/s)`: the unit belongs to the key, not to the value. */
function integerIn(unit: string | undefined): string {
  const bare = unit?.replace(/\s*\(.*$/, "");
  return bare === undefined ? "an integer" : `an integer (${bare})`;
}

/** The closed list of accepted words; undefined where the fact has a description only. */
function wordsOf(fact: ValueGrammar): readonly string[] | undefined {
  return typeof fact.allowed === "string" ? undefined : fact.allowed?.map(String);
}

function notListed(allowed: readonly string[], by: Refuser, suggestion?: string): Refused {
  const list = allowed.join(", ");
  return { state: "refused", by, reason: `is none of ${list}`, expected: `one of ${list}`, suggestion };
}

function isOlder(fact: ValueGrammar, version: string | undefined, limit: string): boolean {
  return fact.product === "ingress-nginx" && version !== undefined && !isAtLeast(version, limit);
}

const secondsNames = /(^|-)timeout$|^keep-alive$|-timeout-seconds$|-grace-period$/;

function integerOf(fact: ValueGrammar, value: string, by: Refuser): number | undefined {
  if (by === "nginx") return /^\d+$/.test(value) ? Number(value) : undefined;
  if (fact.kind === "flag") return value === "" ? undefined : parseGoInt(value);
  // http-redirect-code and proxy-stream-responses have parsers of their own, with strconv.Atoi.
  if (fact.product === "f5-nic" || fact.kind === "annotation" || fact.invalid === "fallback-warn")
    return parseGoAtoi(value);
  return parseGoInt(value);
}

function rangeOf(number: number, { minimum, maximum }: ValueGrammar): string {
  return minimum !== undefined && number < minimum ? `below ${minimum}` : `above ${maximum}`;
}

function expectedRange({ minimum, maximum }: ValueGrammar): string {
  if (minimum !== undefined && maximum !== undefined) return `an integer from ${minimum} to ${maximum}`;
  return minimum !== undefined ? `an integer of at least ${minimum}` : `an integer of at most ${maximum}`;
}

function checkFloat(fact: ValueGrammar, value: string, by: Refuser): Verdict {
  if (value === "" && fact.kind === "configmap") return accepted;
  return parseGoFloat(value) === undefined
    ? { state: "refused", by, reason: "is no number", expected: "a number" }
    : accepted;
}

function checkGoDuration(_: ValueGrammar, value: string, by: Refuser): Verdict {
  if (parseGoDuration(value) !== undefined) return accepted;
  return {
    state: "refused",
    by,
    reason: /^\d+$/.test(value) ? "has no unit" : "is no duration",
    expected: "a duration with a unit, such as '5s'",
    suggestion: suggestTime(value),
  };
}

function checkSize(fact: ValueGrammar, value: string, by: Refuser): Verdict {
  // F5 trims before it matches.
  const text = fact.product === "f5-nic" && by === "controller" ? value.trim() : value;
  if (parseNginxSize(text) !== undefined) return accepted;
  if (isTemplated(text)) return unjudged;
  // Annotation validators let blanks and the suffixes b and g through; nginx does not.
  const passes = fact.kind === "annotation" && /^\d+[bkmg]?$/i.test(text.replaceAll(/\s/g, ""));
  const refuser = fact.product === "ingress-nginx" && fact.kind === "annotation" && passes ? "nginx" : by;
  return {
    state: "refused",
    by: fact.kind === "annotation" && fact.product === "ingress-nginx" && !passes ? "validation" : refuser,
    reason: "is no size that nginx reads",
    expected: "digits with at most one of k and m, such as '8k'",
    suggestion: suggestSize(text, false),
  };
}

function checkOffset(fact: ValueGrammar, value: string, by: Refuser, version: string | undefined): Verdict {
  // Releases before did not check all sizes, and printed them.
  if (isOlder(fact, version, "0.26.0")) return unjudged;
  if (parseNginxOffset(value) !== undefined) return accepted;
  if (isTemplated(value)) return unjudged;
  const isAnnotation = fact.kind === "annotation" && fact.product === "ingress-nginx";
  const passes = isAnnotation && /^\d+[bkmg]?$/i.test(value.replaceAll(/\s/g, ""));
  return {
    state: "refused",
    by: isAnnotation && !passes ? "validation" : by,
    reason: "is no size that nginx reads",
    expected: "digits with at most one of k, m and g, such as '8m'",
    suggestion: suggestSize(value, true),
  };
}

/** Directives that count in whole seconds: years and months are fine there, milliseconds are not. */
const secondsDirectives: ReadonlySet<string> = new Set([
  "ssl-session-timeout",
  "fail-timeout",
  "resolver-valid",
]);

function checkTime(fact: ValueGrammar, value: string, by: Refuser): Verdict {
  if (isTemplated(value)) return unjudged;
  // F5's own check lets both kinds of unit through.
  const slots: readonly TimeSlot[] =
    by !== "nginx" ? ["msec", "sec"] : secondsDirectives.has(fact.name) ? ["sec"] : ["msec"];
  // Blanks divide arguments where the text is printed without quotes.
  const isOne = by !== "nginx" || !/\s/.test(value.trim()) || fact.name === "keepalive-timeout";
  if (isOne && slots.some((it) => parseNginxTime(value.trim(), it) !== undefined)) return accepted;
  if (
    fact.name === "keepalive-timeout" &&
    value
      .trim()
      .split(/\s+/)
      .every((it) => parseNginxTime(it) !== undefined)
  )
    return accepted;
  return {
    state: "refused",
    by,
    reason: "is no time that nginx reads",
    expected: "a time such as '60s' or '5m'",
    suggestion: suggestTime(value),
  };
}

function checkNumberAndSize(fact: ValueGrammar, value: string, by: Refuser): Verdict {
  const blank = fact.product === "f5-nic" && by === "controller" ? " " : " +";
  if (new RegExp(`^0*[1-9]\\d*${blank}\\d+[kKmM]?$`).test(value.trim())) return accepted;
  if (isTemplated(value)) return unjudged;
  return {
    state: "refused",
    by,
    reason: "is no number with a size",
    expected: "a number and a size, such as '4 8k'",
  };
}

/** nginx compares the words of its enums without regard to case, except those of `error_log`. */
function checkEnum(fact: ValueGrammar, value: string, by: Refuser, version?: string): Verdict {
  // Before Lua balanced the load, nginx's own methods were accepted.
  if (fact.name === "load-balance" && isOlder(fact, version, "0.26.0")) return unjudged;
  const allowed = wordsOf(fact);
  if (allowed === undefined) return unjudged;
  // nginx compares its words in any case, except those of `error_log`; F5 trims what it prints.
  const ignoresCase =
    fact.ignoresCase === true ||
    fact.invalid === "becomes-strictest-silently" ||
    (by === "nginx" && fact.name !== "error-log-level");
  const text = fact.kind === "annotation" || fact.product === "f5-nic" ? value.trim() : value;
  const fits = (it: string) => (ignoresCase ? it.toLowerCase() === text.toLowerCase() : it === text);
  if (value === "" || allowed.some(fits)) return accepted;
  if (isTemplated(value)) return unjudged;
  const isSwitch = allowed.length === 2 && allowed.includes("on") && allowed.includes("off");
  const typed = value.trim().toLowerCase();
  const near = allowed.filter((it) => isBeginning(it.toLowerCase(), typed));
  const sameWord = near.length === 1 ? near[0] : undefined;
  return notListed(allowed, by, sameWord ?? (isSwitch ? suggestSwitch(value) : undefined));
}

/** Whether one of two words begins with the other (`warn` and `warning`); two letters prove nothing. */
function isBeginning(a: string, b: string): boolean {
  return a === b || (Math.min(a.length, b.length) > 2 && (a.startsWith(b) || b.startsWith(a)));
}

function checkWords(fact: ValueGrammar, value: string, by: Refuser): Verdict {
  const allowed = wordsOf(fact);
  if (allowed === undefined || isTemplated(value)) return unjudged;
  const known = new Set(allowed.map((it) => it.toLowerCase()));
  const words = value.split(/\s+/).filter((it) => it !== "");
  const items = words.filter((it) => !known.has(it.toLowerCase()));
  if (items.length === 0) return accepted;
  // A list with commas, all of whose words are known once the commas are gone.
  const parts = value.split(/[\s,]+/).filter((it) => it !== "");
  const isCommaList = value.includes(",") && parts.every((it) => known.has(it.toLowerCase()));
  return {
    state: "refused",
    by,
    reason: isCommaList
      ? "is divided by commas"
      : `has ${items.slice(0, 3).map(quote).join(", ")} among words that nginx knows`,
    expected: `words of ${allowed.join(", ")}, divided by blanks`,
    items: isCommaList ? undefined : items,
    suggestion: isCommaList ? parts.join(" ") : undefined,
  };
}

function checkWorkers(_: ValueGrammar, value: string, by: Refuser): Verdict {
  const isNumber = by === "nginx" ? /^0*[1-9]\d*$/.test(value) : parseGoAtoi(value) !== undefined;
  if (value === "auto" || isNumber || isTemplated(value)) return accepted;
  return {
    state: "refused",
    by,
    reason: by === "nginx" ? "is neither 'auto' nor a positive integer" : "is neither 'auto' nor an integer",
    expected: "'auto' or a positive integer",
    suggestion: value.trim().toLowerCase() === "auto" ? "auto" : suggestInteger(value),
  };
}

/** Items as the controllers divide a list: at commas, blanks around them taken off, empty ones dropped. */
export function itemsOf(value: string): readonly string[] {
  return value
    .split(",")
    .map((it) => it.trim())
    .filter((it) => it !== "");
}

function checkItems(
  items: readonly string[],
  isFine: (item: string) => boolean,
  what: string,
  by: Refuser,
): Verdict {
  const bad = items.filter((it) => !isFine(it) && !isTemplated(it));
  if (bad.length === 0) return accepted;
  const shown = bad.slice(0, 3).map(quote).join(", ");
  const more = bad.length > 3 ? ` and ${bad.length - 3} more` : "";
  return {
    state: "refused",
    by,
    items: bad,
    reason: `has ${shown}${more} among its ${what}`,
    expected: `${what}, divided by commas`,
  };
}

function checkCodes(_: ValueGrammar, value: string, by: Refuser): Verdict {
  const isCode = (it: string) => {
    const number = parseGoAtoi(it);
    return number !== undefined && number >= 300 && number <= 599;
  };
  return checkItems(itemsOf(value), isCode, "codes from 300 to 599", by);
}

function checkNetworks(_: ValueGrammar, value: string, by: Refuser): Verdict {
  const isFine = (it: string) =>
    isAddress(it) || isCidr(it) || (by === "nginx" && (it === "all" || it.startsWith("unix:")));
  return checkItems(itemsOf(value), isFine, "addresses or networks", by);
}

/** `200 202 5m`: codes, then one time with one unit. */
function isCacheValid(item: string): boolean {
  const words = item.split(/\s+/);
  const time = words.pop() ?? "";
  return /^\d+(ms|s|m|h|d|w|M|y)$/.test(time) && words.every((it) => it === "any" || /^[1-5]\d\d$/.test(it));
}

const dictLimitKilobytes = 204_800;

function isSharedDict(item: string): boolean {
  const colon = item.indexOf(":");
  if (colon === -1) return false;
  const match = /^(\d+)([kKmM])?$/.exec(item.slice(colon + 1).trim());
  if (match === null) return false;
  return Number(match[1]) * (match[2]?.toLowerCase() === "k" ? 1 : 1024) <= dictLimitKilobytes;
}

function checkUrl(fact: ValueGrammar, value: string, by: Refuser): Verdict {
  if (fact.kind === "annotation" || value === "" || isTemplated(value)) return unjudged;
  const match = /^([a-z][a-z\d+.-]*):\/\/([^/?#]*)/i.exec(value);
  if (match === null || match[2] === "")
    return {
      state: "refused",
      by,
      reason: match === null ? "has no scheme" : "has no host",
      expected: "an absolute URL, such as 'https://auth.example.com/verify'",
    };
  return match[2]!.includes("..")
    ? { state: "refused", by, reason: "has '..' in its host", expected: "an absolute URL" }
    : accepted;
}

/** Text that something else fills in before anybody reads it, or that nginx fills in: not judged. */
function isTemplated(value: string): boolean {
  return /\{\{|\}\}|\$|<[A-Za-z_-]+>/.test(value);
}
