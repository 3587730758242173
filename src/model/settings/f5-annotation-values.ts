import type { SettingFact } from "../../knowledge/settings.ts";
import type { AnnotationContext } from "./annotation-values.ts";
import { parseGoAtoi, parseGoBool } from "./go-values.ts";
import { suggestBoolean, suggestInteger, suggestSize, suggestTime } from "./suggestions.ts";
import { accepted, type Refused, unjudged, type Verdict } from "./value-types.ts";

/**
 * Whether F5 NGINX Ingress Controller takes an annotation's value: the table of internal/k8s/validation.go and the parsers of
 * internal/configs/parsing_helpers.go, which every release since 1.10.0 runs. What depends on NGINX Plus is judged only where
 * both editions agree.
 */
export function checkF5Annotation(fact: SettingFact, value: string, context: AnnotationContext): Verdict {
  const own = Object.hasOwn(ownChecks, fact.name) ? ownChecks[fact.name] : undefined;
  if (own !== undefined) return own(value, context);
  return byType[fact.type]?.(value, context) ?? unjudged;
}

type Check = (value: string, context: AnnotationContext) => Verdict;

function refused(reason: string, expected: string, rest: Partial<Refused> = {}): Refused {
  return { state: "refused", by: "controller", reason, expected, ...rest };
}

/** internal/configs/parsing_helpers.go `timeRegexp`: units from years to milliseconds, blanks between them. */
const time = /^(\d+y)?\s*(\d+M)?\s*(\d+w)?\s*(\d+d)?\s*(\d+h)?\s*(\d+m)?\s*(\d+s?)?\s*(\d+ms)?$/;

const byType: Readonly<Record<string, Check>> = {
  bool: (value) =>
    parseGoBool(value) === undefined
      ? refused("is no boolean", "'true' or 'false'", { suggestion: suggestBoolean(value) })
      : accepted,
  int: checkInteger,
  uint: (value) =>
    /^\d+$/.test(value)
      ? accepted
      : refused("is no integer of at least 0", "an integer of at least 0", {
          suggestion: suggestInteger(value)?.replace(/^\+/, ""),
        }),
  time: (value) =>
    value.trim() !== "" && value.length < 100 && time.test(value)
      ? accepted
      : refused("is no time that nginx reads", "a time such as '60s' or '5m'", {
          suggestion: suggestTime(value),
        }),
  size: (value) =>
    // The letter g is taken where the controller adjusts buffers by itself.
    /^\s*\d+[kKmMgG]?\s*$/.test(value)
      ? accepted
      : refused("is no size", "digits with at most one of k and m, such as '8k'", {
          suggestion: suggestSize(value, false),
        }),
  offset: (value) =>
    /^\s*\d+[kKmMgG]?\s*$/.test(value)
      ? accepted
      : refused("is no size", "digits with at most one of k, m and g, such as '8m'", {
          suggestion: suggestSize(value, true),
        }),
  "number+size": (value) =>
    /^\s*\d+ \d+[a-zA-Z]?\s*$/.test(value) && !/[^kKmM\d\s]\s*$/.test(value)
      ? accepted
      : refused("is no number with a size", "a number, one blank and a size, such as '4 8k'"),
  rate: (value) =>
    /^\s*0*[1-9]\d*r\/[sm]\s*$/.test(value) ? accepted : refused("is no rate", "a rate such as '10r/s'"),
  secret: (value) =>
    value.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(value)
      ? accepted
      : refused("is no name of a Secret", "the name of a Secret in the Ingress's own namespace"),
};

function checkInteger(value: string): Verdict {
  if (parseGoAtoi(value) !== undefined) return accepted;
  return refused("is no integer", "an integer", { suggestion: suggestInteger(value) });
}

function oneOf(...allowed: readonly string[]): Check {
  return (value) => {
    if (allowed.includes(value)) return accepted;
    const suggestion = allowed.find((it) => it.toLowerCase() === value.trim().toLowerCase());
    return refused(`is none of ${allowed.join(", ")}`, `one of ${allowed.join(", ")}`, { suggestion });
  };
}

const plusMethods =
  /^(?:random two least_time=(?:header|last_byte)|least_time (?:header|last_byte)(?: inflight)?)$/;
const methods = ["round_robin", "least_conn", "ip_hash", "random", "random two", "random two least_conn"];

function checkMethod(value: string): Verdict {
  const text = value.trim();
  if (methods.includes(text) || /^hash \S+( consistent)?$/.test(text)) return accepted;
  if (plusMethods.test(text)) return unjudged;
  return refused("is no load balancing method", `one of ${methods.join(", ")} or 'hash KEY'`);
}

function checkHeaderNames(value: string): Verdict {
  const bad = value
    .split(",")
    .map((it) => it.trim())
    .filter((it) => !/^[-A-Za-z0-9]+$/.test(it));
  return bad.length === 0
    ? accepted
    : refused("has an item that is no name of a header", "names of headers, divided by commas", {
        items: bad,
      });
}

function checkPorts(value: string): Verdict {
  const bad = value.split(",").filter((it) => !/^\+?0*[1-9]\d*$/.test(it));
  if (bad.length === 0) return accepted;
  const clean = value.split(",").map((it) => it.trim());
  const suggestion = clean.every((it) => /^[1-9]\d*$/.test(it)) ? clean.join(",") : undefined;
  return refused("has an item that is no port", "ports divided by commas, without blanks", { suggestion });
}

function checkServices(value: string, { services }: AnnotationContext): Verdict {
  if (value === "") return refused("is empty", "names of Services that the Ingress leads to");
  if (services === undefined) return unjudged;
  const items = value.split(",");
  const bad = items.filter((it) => !services.has(it));
  if (bad.length === 0) return accepted;
  const clean = items.map((it) => it.trim()).filter((it) => it !== "");
  const suggestion = clean.length > 0 && clean.every((it) => services.has(it)) ? clean.join(",") : undefined;
  const reason =
    suggestion === undefined
      ? "names a Service that this Ingress does not lead to"
      : "has blanks or empty items";
  return refused(reason, "names of Services that this Ingress leads to, divided by commas without blanks", {
    suggestion,
    items: suggestion === undefined ? bad : undefined,
  });
}

function checkRewrites(value: string, { services }: AnnotationContext): Verdict {
  const expected = "'serviceName=NAME rewrite=/PATH', divided by semicolons";
  const names: string[] = [];
  for (const part of value.split(";")) {
    const match = /^serviceName=([^=]*) rewrite=(\/[^\s{};$=]*)$/.exec(part.trim());
    if (match === null) return refused("has a part that is no rewrite", expected, { items: [part.trim()] });
    names.push(match[1]!);
  }
  const bad = services === undefined ? [] : names.filter((it) => !services.has(it));
  return bad.length === 0
    ? accepted
    : refused("names a Service that this Ingress does not lead to", expected, { items: bad });
}

const nextUpstream: ReadonlySet<string> = new Set(
  "error timeout invalid_header http_500 http_502 http_503 http_504 http_403 http_404 http_429 non_idempotent off".split(
    " ",
  ),
);

function checkNextUpstream(value: string): Verdict {
  const words = value.split(/\s+/).filter((it) => it !== "");
  const bad = words.filter((it) => !nextUpstream.has(it));
  const expected = "words of nginx's proxy_next_upstream, divided by blanks, each once";
  // The controller for NGINX Plus knows one word more.
  if (bad.some((it) => it !== "denied"))
    return refused("has a word that is not known", expected, { items: bad });
  return new Set(words).size === words.length ? accepted : refused("has a word twice", expected);
}

function checkPath(value: string, extra: RegExp): Verdict {
  if (!value.startsWith("/") || value.startsWith("//") || /[\s{};$]/.test(value) || extra.test(value))
    return refused("is no path", "an absolute path without marks of nginx's syntax");
  return accepted;
}

/** `annotationValueFmt`: text that stands between double quotes in nginx.conf. */
function checkQuoted(value: string): Verdict {
  return /^(?:[^"$\\]|\\[^$])*$/.test(value)
    ? accepted
    : refused("has a '$' or a double quote", "text without '$' and without unescaped double quotes");
}

/** `IsQualifiedName`, and lists of such names. */
function checkNames(value: string): Verdict {
  const bad = value
    .split(",")
    .filter(
      (it) => it.length > 317 || !/^\s*(?:[a-z0-9.-]+\/)?[A-Za-z0-9](?:[-\w.]*[A-Za-z0-9])?\s*$/.test(it),
    );
  return bad.length === 0
    ? accepted
    : refused("has an item that is no name", "names as NAMESPACE/NAME or NAME", { items: bad });
}

function checkLogDestinations(value: string): Verdict {
  const isFine = (it: string) => /stderr|\/\S+|syslog:server=[^:]+:\d{1,5}/.test(it);
  return value.split(",").every(isFine)
    ? accepted
    : refused("has an item that is no destination", "'stderr', a path or 'syslog:server=HOST:PORT'");
}

/** `Name: value` or `Name: value: always`, divided by commas. */
function checkAddHeader(value: string): Verdict {
  const isFine = (entry: string) => {
    const [name = "", , flag = ""] = entry.split(/:(.*?)(?::|$)/s);
    return name.trim() !== "" && /^(?:always)?$/i.test(flag.trim());
  };
  const bad = value.split(",").filter((it) => !isFine(it));
  return bad.length === 0
    ? accepted
    : refused("has an item that is no header", "'NAME: VALUE' or 'NAME: VALUE: always', divided by commas", {
        items: bad,
      });
}

function checkSetHeaders(value: string): Verdict {
  const bad = value.split(",").filter((it) => !/^\s*[-\w]+\s*(?::[^$\r\n]*)?$/.test(it));
  return bad.length === 0
    ? accepted
    : refused(
        "has an item that is no header",
        "'NAME' or 'NAME: VALUE', divided by commas, without variables",
        {
          items: bad,
        },
      );
}

function checkSticky(value: string): Verdict {
  const bad = value.split(";").filter((it) => !/^[^= ]*=[^= ]* [^"$]+$/.test(it));
  return bad.length === 0
    ? accepted
    : refused(
        "has a part that is no sticky cookie",
        "'serviceName=NAME COOKIE PARAMETERS', divided by semicolons",
        {
          items: bad,
        },
      );
}

function checkRedirect(value: string): Verdict {
  return /^[^\s;{}#`]+$/.test(value)
    ? accepted
    : refused("has a blank or a mark of nginx's syntax", "'off', 'default', a URL or '~' and an expression");
}

const ownChecks: Readonly<Record<string, Check>> = {
  "add-header": checkAddHeader,
  "appprotect.f5.com/app-protect-policy": checkNames,
  "appprotect.f5.com/app-protect-security-log": checkNames,
  "appprotect.f5.com/app-protect-security-log-destination": checkLogDestinations,
  "appprotectdos.f5.com/app-protect-dos-resource": checkNames,
  "basic-auth-realm": checkQuoted,
  "nginx.com/jwt-key": (value, context) => byType.secret!(value, context),
  "nginx.com/jwt-login-url": (value) =>
    /^[a-z][a-z\d+.-]*:\/\/[^/]/i.test(value)
      ? accepted
      : refused("is no absolute URL", "an absolute URL, such as 'https://login.example.com'"),
  "nginx.com/jwt-realm": checkQuoted,
  "nginx.com/jwt-token": (value) =>
    /^\$(?:[^"$\\]|\\[^$])*$/.test(value)
      ? accepted
      : refused("is no variable", "one variable, such as '$http_token'"),
  "nginx.com/policies": checkNames,
  "nginx.com/sticky-cookie-services": checkSticky,
  policies: checkNames,
  "proxy-redirect-from": checkRedirect,
  "proxy-redirect-to": checkRedirect,
  "proxy-set-headers": checkSetHeaders,
  // On NGINX Plus any text will do, on the open source edition a boolean.
  "server-tokens": checkQuoted,
  "sticky-cookie-services": checkSticky,
  "path-regex": oneOf("case_sensitive", "case_insensitive", "exact"),
  "mergeable-ingress-type": oneOf("master", "minion"),
  "http-redirect-code": oneOf("301", "302", "307", "308"),
  "add-header-inherit": (value) => oneOf("on", "off", "merge")(value.trim().toLowerCase(), {}),
  "limit-req-log-level": oneOf("info", "notice", "warn", "error"),
  "lb-method": checkMethod,
  "proxy-next-upstream": checkNextUpstream,
  "proxy-hide-headers": checkHeaderNames,
  "proxy-pass-headers": checkHeaderNames,
  "listen-ports": checkPorts,
  "listen-ports-ssl": checkPorts,
  "websocket-services": checkServices,
  "ssl-services": checkServices,
  "grpc-services": checkServices,
  rewrites: checkRewrites,
  "app-root": (value) => checkPath(value, /^\/$|\/$|[|^<>\\"#[\]~]/),
  // Hardened in 5.3.1; what is refused here was never useful.
  "rewrite-target": (value) => checkPath(value, /^\0$/),
  "proxy-busy-buffers-size": (value, context) => (value === "" ? accepted : byType.size!(value, context)),
};
