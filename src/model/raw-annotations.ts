import { parseNginxSize } from "./nginx-values.ts";

/** What nginx refuses: its reason in its own words, and what it takes instead. */
export interface NginxRefusal {
  readonly reason: string;
  readonly expected: string;
}

/** Marks that end a word or a line of nginx.conf: what nginx makes of such a value is not worked out here. */
const structure = /["'\\;{}#$]/;

function words(value: string): readonly string[] {
  return value.split(/\s+/).filter((it) => it !== "");
}

function oneWord(value: string, directive: string, ok: (word: string) => boolean, expected: string) {
  const list = words(value);
  if (list.length > 1) return { reason: `invalid number of arguments in "${directive}" directive`, expected };
  return ok(list[0] ?? "") ? undefined : { reason: `"${directive}" directive invalid value`, expected };
}

type Check = (value: string) => NginxRefusal | undefined;

const size =
  (directive: string): Check =>
  (value) =>
    oneWord(
      value,
      directive,
      (it) => parseNginxSize(it) !== undefined,
      "a size in bytes, k or m, such as '16k'",
    );

/** The parser reads any integer (Go's Atoi); nginx takes no sign. */
const natural =
  (directive: string, least: number): Check =>
  (value) =>
    /^[+-]?\d+$/.test(value) && (/^-0*[1-9]/.test(value) || Number(value) < least)
      ? { reason: `"${directive}" directive invalid value`, expected: `a number from ${least} on` }
      : undefined;

const choice =
  (directive: string, allowed: readonly string[]): Check =>
  (value) =>
    oneWord(
      value,
      directive,
      (it) => allowed.includes(it.toLowerCase()),
      allowed.map((it) => `'${it}'`).join(" or "),
    );

const pair =
  (directive: string): Check =>
  (value) => {
    const list = words(value);
    const expected = "'off', or two words divided by a blank";
    if (list.length > 2)
      return { reason: `invalid number of arguments in "${directive}" directive`, expected };
    return list.length === 2 || list[0] === "off"
      ? undefined
      : { reason: `invalid parameter "${list[0]}"`, expected };
  };

const conditions = new Set(
  "error timeout invalid_header non_idempotent http_500 http_502 http_503 http_504 http_403 http_404 http_429 off".split(
    " ",
  ),
);

/** Checks by annotation of ingress-nginx, for those whose text the template prints as it is (nginx.tmpl; `nginx -t` for the reasons). */
const checks: Readonly<Record<string, Check>> = {
  "proxy-buffer-size": size("proxy_buffer_size"),
  "proxy-busy-buffers-size": size("proxy_busy_buffers_size"),
  "proxy-buffers-number": natural("proxy_buffers", 1),
  "proxy-connect-timeout": natural("proxy_connect_timeout", 0),
  "proxy-send-timeout": natural("proxy_send_timeout", 0),
  "proxy-read-timeout": natural("proxy_read_timeout", 0),
  "proxy-next-upstream-timeout": natural("proxy_next_upstream_timeout", 0),
  "proxy-next-upstream-tries": natural("proxy_next_upstream_tries", 0),
  "proxy-buffering": choice("proxy_buffering", ["on", "off"]),
  "proxy-request-buffering": choice("proxy_request_buffering", ["on", "off"]),
  "proxy-http-version": choice("proxy_http_version", ["1.0", "1.1"]),
  "proxy-cookie-domain": pair("proxy_cookie_domain"),
  "proxy-cookie-path": pair("proxy_cookie_path"),
  "proxy-next-upstream": (value) => {
    const bad = words(value).find((it) => !conditions.has(it.toLowerCase()));
    return bad === undefined
      ? undefined
      : { reason: `invalid value "${bad}"`, expected: "words of 'proxy_next_upstream'" };
  },
  "rewrite-target": (value) =>
    words(value).length > 1
      ? { reason: 'invalid number of arguments in "rewrite" directive', expected: "a path without blanks" }
      : undefined,
  "custom-http-errors": (value) => {
    const items = value.split(",");
    if (!items.every((it) => /^\d+$/.test(it))) return undefined; // refused by the controller
    const bad = items.find((it) => Number(it) < 300 || Number(it) > 599 || Number(it) === 499);
    return bad === undefined
      ? undefined
      : {
          reason: `invalid value "${bad}" of "error_page"`,
          expected: "status codes from 300 to 599, without 499",
        };
  },
  "server-alias": (value) => {
    const bad = value
      .split(",")
      .map((it) => it.trim())
      .find((it) => /^[\w.*-]+$/.test(it) && !isServerName(it));
    return bad === undefined
      ? undefined
      : {
          reason: `invalid server name or wildcard "${bad}"`,
          expected: "host names with one '*' at most, as first or last label",
        };
  },
};

/** `ngx_http_core_server_name` and `ngx_hash_add_key`: one star at most, as a label at the beginning or at the end, and no empty label. */
function isServerName(name: string): boolean {
  if (name.includes("..") || name === "." || name === "*") return false;
  const stars = name.split("*").length - 1;
  return stars === 0 || (stars === 1 && (/^\*\../.test(name) || /.\.\*$/.test(name)));
}

/** Why nginx refuses the text of an annotation of ingress-nginx, given without prefix; undefined where it takes it or where that is not known. */
export function nginxRefusal(name: string, value: string): NginxRefusal | undefined {
  if (!Object.hasOwn(checks, name) || value.trim() === "" || structure.test(value)) return undefined;
  return checks[name]!(value);
}

/**
 * Why nginx refuses the path of a host in regex mode, `location ~* "^PATH"`; undefined where it takes it or where that is not known. PCRE and JavaScript
 * agree on what is looked at here: brackets, and quantifiers without anything before them.
 */
export function expressionFlaw(path: string): string | undefined {
  if (!/[()[*+?]/.test(path) || path.includes('"')) return undefined;
  if (/[\\[{]|\(\?|[*+?]\+/.test(path)) return bracketsOnly(path);
  try {
    new RegExp(`^${path}`);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}

/** For paths with classes or escapes: whether the round brackets outside of them are balanced. */
function bracketsOnly(path: string): string | undefined {
  const plain = path.replaceAll(/\\[\s\S]/g, "").replaceAll(/\[\^?\]?[^\]]*\]/g, "");
  if (plain.includes("[") || path.includes("\\Q")) return undefined;
  let depth = 0;
  for (const mark of plain) {
    if (mark === "(") depth += 1;
    else if (mark === ")") depth -= 1;
    if (depth < 0) return "unmatched closing parenthesis";
  }
  return depth === 0 ? undefined : "missing closing parenthesis";
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : "";
  if (text.includes("Unterminated group")) return "missing closing parenthesis";
  if (text.includes("Unmatched")) return "unmatched closing parenthesis";
  return text.includes("othing to repeat")
    ? "quantifier does not follow a repeatable item"
    : "the expression is not valid";
}
