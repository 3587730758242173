import type { Argument, Directive } from "../../../parsers/nginx/directive.ts";
import type { Scope } from "../../nginx-scope.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { addressProblem } from "./address-problem.ts";
import { locationName } from "./locations.ts";
import {
  type DirectiveCheck,
  firstValue,
  flawAt,
  hasUnseen,
  hasVariables,
  isCertain,
  type Theme,
  type View,
} from "./view.ts";

/** Where a `*_pass` without variables leads. */
interface Target {
  readonly host: string;
  /** Undefined where none is written. */
  readonly port: string | undefined;
  readonly path: string;
}

/** Splits what stands behind a scheme, as `ngx_parse_url` does; undefined for sockets of the file system. */
function targetOf(text: string): Target | undefined {
  if (text.startsWith("unix:")) return undefined;
  const match = /^(\[[^\]]*\]|[^:/?#]*)(?::([^/?#]*))?(.*)$/s.exec(text);
  return match === null ? undefined : { host: match[1]!, port: match[2], path: match[3]! };
}

const urlPass = /^https?:\/\//i;

function* checkProxyPass(directive: Directive, scope: Scope, view: View): Generator<DirectiveFlaw> {
  const url = directive.args[0];
  if (url === undefined || hasVariables(url.value)) return;
  const scheme = urlPass.exec(url.value);
  if (scheme === null) {
    yield flawAt(url, "proxy-pass-scheme", "invalid URL prefix", "Begin with 'http://' or 'https://'.");
    return;
  }
  const rest = url.value.slice(scheme[0].length);
  const problem = addressProblem(rest, "url");
  if (problem !== undefined) {
    yield flawAt(
      url,
      "upstream-address",
      `${problem} in upstream "${rest}"`,
      `Write '${scheme[0]}HOST:PORT'.`,
    );
    return;
  }
  const target = targetOf(rest);
  const path = target === undefined ? /^unix:[^:]*:(.*)$/s.exec(rest)?.[1] : target.path;
  if (path !== undefined && path !== "" && takesNoPath(scope)) {
    yield flawAt(
      url,
      "proxy-pass-uri",
      '"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside "if" statement, or inside "limit_except" block',
      `Remove '${path}', and change the path with 'rewrite … break' if it has to change.`,
      {
        explanation: `'${path}' behind the host is what replaces the location's path, and this location has none`,
      },
    );
    return;
  }
  yield* checkTarget(url, target, view, scheme[0].toLowerCase() === "https://" ? 443 : 80);
}

function takesNoPath(scope: Scope): boolean {
  if (scope.context === "if-in-location" || scope.context === "limit_except") return true;
  if (scope.context !== "location" || scope.block === undefined || !isCertain(scope.block)) return false;
  const kind = locationName(scope.block)?.kind;
  return kind === "regex" || kind === "named";
}

/** Schemes that may stand before the address. */
const schemes: Readonly<Record<string, RegExp>> = {
  grpc_pass: /^grpcs?:\/\//i,
  uwsgi_pass: /^s?uwsgi:\/\//i,
};

/** `fastcgi_pass` and its like: an address, or the name of an upstream. */
function* checkAddressPass(directive: Directive, _: Scope, view: View): Generator<DirectiveFlaw> {
  const address = directive.args[0];
  if (address === undefined || hasVariables(address.value)) return;
  const text = address.value.replace(schemes[directive.name] ?? "", "");
  const problem = addressProblem(text, "backend");
  if (problem !== undefined) {
    const reason = `${problem} in upstream "${text}"`;
    yield flawAt(
      address,
      "upstream-address",
      reason,
      "Write 'HOST:PORT' without path, 'unix:PATH', or the name of an upstream.",
    );
    return;
  }
  const target = targetOf(text);
  yield* checkTarget(address, target, view, undefined);
}

function* checkTarget(
  at: Argument,
  target: Target | undefined,
  view: View,
  defaultPort: number | undefined,
): Generator<DirectiveFlaw> {
  if (target === undefined) return;
  const upstream = upstreamsOf(view).get(target.host.toLowerCase());
  if (upstream !== undefined) {
    if (target.port === undefined || !/^\d+$/.test(target.port)) return;
    yield flawAt(
      at,
      "upstream-port",
      `upstream "${target.host}" may not have port ${target.port}`,
      `Remove ':${target.port}': ports stand at the servers of the upstream.`,
      { related: [{ at: upstream.origin, message: "The upstream is defined here." }] },
    );
    return;
  }
  if (!view.whole || target.host === "") return;
  // Reserved for names that never exist (RFC 6761); of other names only the DNS of the place that runs nginx knows.
  if (/\.invalid$/i.test(target.host)) {
    yield flawAt(
      at,
      "upstream-host",
      `host not found in upstream "${target.host}"`,
      "Write a name that exists, or define an upstream of this name.",
    );
  } else if (target.port === undefined && defaultPort === undefined) {
    yield flawAt(
      at,
      "upstream-no-port",
      `no port in upstream "${target.host}"`,
      "Add the port, or define an upstream of this name.",
    );
  }
}

const upstreams = new WeakMap<View, ReadonlyMap<string, Directive>>();

/** The http upstreams in sight, by name. */
function upstreamsOf(view: View): ReadonlyMap<string, Directive> {
  const known = upstreams.get(view);
  if (known !== undefined) return known;
  const found = new Map<string, Directive>();
  for (const scope of view.scopes) {
    if (scope.context === "upstream" && scope.block !== undefined)
      found.set(firstValue(scope.block).toLowerCase(), scope.block);
  }
  upstreams.set(view, found);
  return found;
}

function* checkRedirect(directive: Directive, scope: Scope): Generator<DirectiveFlaw> {
  if (directive.args.length !== 1 || firstValue(directive) !== "default") return;
  const pass = scope.own("proxy_pass")[0];
  const isBefore = pass !== undefined && scope.directives.indexOf(pass) < scope.directives.indexOf(directive);
  // A part may be included behind a 'proxy_pass' that is out of sight.
  if (pass === undefined && (scope.block === undefined || hasUnseen(scope))) return;
  if (!isBefore) {
    yield flawAt(
      directive,
      "proxy-redirect",
      '"proxy_redirect default" should be placed after the "proxy_pass" directive',
      pass === undefined
        ? "Remove it: it is the default."
        : "Move it behind 'proxy_pass', or remove it: it is the default.",
    );
  } else if (hasVariables(firstValue(pass))) {
    yield flawAt(
      directive,
      "proxy-redirect",
      '"proxy_redirect default" cannot be used with "proxy_pass" directive with variables',
      "Write what to replace and what with, or 'off'.",
      { related: [{ at: pass.origin, message: "'proxy_pass' has a variable." }] },
    );
  }
}

const families = ["proxy", "fastcgi", "uwsgi", "scgi"] as const;

/** A response is stored or cached, not both. */
function* checkStores(scope: Scope): Generator<DirectiveFlaw> {
  for (const family of families) {
    const store = scope.own(`${family}_store`)[0];
    const cache = scope.own(`${family}_cache`)[0];
    if (store === undefined || cache === undefined) continue;
    if (firstValue(store) === "off" || firstValue(cache) === "off") continue;
    const [later, earlier] =
      scope.directives.indexOf(store) > scope.directives.indexOf(cache) ? [store, cache] : [cache, store];
    yield flawAt(
      later,
      "store-and-cache",
      `"${later.name}" directive is incompatible with "${earlier.name}"`,
      "Leave one of the two.",
      {
        related: [{ at: earlier.origin, message: `'${earlier.name}' stands here.` }],
      },
    );
  }
}

/** Only `proxy_cache` has a key of its own accord. */
const familiesWithoutKey = ["fastcgi", "uwsgi", "scgi"] as const;

function* checkCacheKeys(scope: Scope, view: View): Generator<DirectiveFlaw> {
  if (!view.whole) return;
  for (const family of familiesWithoutKey) {
    const cache = scope.own(`${family}_cache`)[0];
    if (cache === undefined || firstValue(cache) === "off" || scope.context === "http") continue;
    if (scope.find(`${family}_cache_key`) !== undefined) continue;
    yield flawAt(
      cache,
      "cache-key",
      `no "${family}_cache_key" for "${family}_cache"`,
      `Set '${family}_cache_key', such as '$scheme$request_method$host$request_uri'.`,
      { severity: "warning" },
    );
  }
}

/** What TLS to a backend needs. */
const secureBackends: Readonly<Record<string, RegExp>> = {
  proxy: /^https:\/\//i,
  grpc: /^grpcs:\/\//i,
  uwsgi: /^suwsgi:\/\//i,
};

function* checkBackendTls(scope: Scope, view: View): Generator<DirectiveFlaw> {
  if (!view.whole) return;
  for (const [family, secure] of Object.entries(secureBackends)) {
    const pass = scope.own(`${family}_pass`)[0];
    if (pass === undefined || !secure.test(firstValue(pass))) continue;
    const verify = scope.find(`${family}_ssl_verify`);
    if (
      verify !== undefined &&
      firstValue(verify).toLowerCase() === "on" &&
      scope.find(`${family}_ssl_trusted_certificate`) === undefined
    ) {
      const reason = `no ${family}_ssl_trusted_certificate for ${family}_ssl_verify`;
      yield flawAt(
        verify,
        "backend-tls",
        reason,
        `Set '${family}_ssl_trusted_certificate' to the authorities' file.`,
      );
    }
    const certificate = scope.find(`${family}_ssl_certificate`);
    if (
      certificate !== undefined &&
      firstValue(certificate) !== "" &&
      scope.find(`${family}_ssl_certificate_key`) === undefined
    ) {
      const reason = `no "${family}_ssl_certificate_key" is defined for certificate "${firstValue(certificate)}"`;
      yield flawAt(certificate, "backend-tls", reason, `Set '${family}_ssl_certificate_key'.`);
    }
  }
}

const addressPasses: Readonly<Record<string, DirectiveCheck>> = Object.fromEntries(
  ["fastcgi_pass", "uwsgi_pass", "scgi_pass", "memcached_pass", "grpc_pass"].map((it) => [
    it,
    checkAddressPass,
  ]),
);

/** Backends: where requests go, what is cached, TLS to them. */
export const proxyTheme: Theme = {
  http: {
    proxy_pass: checkProxyPass,
    proxy_redirect: checkRedirect,
    ...addressPasses,
  },
  levels: [
    { about: families.map((it) => `${it}_store`), check: checkStores },
    { about: familiesWithoutKey.map((it) => `${it}_cache`), check: checkCacheKeys },
    {
      about: Object.keys(secureBackends).flatMap((it) => [`${it}_ssl_verify`, `${it}_ssl_certificate`]),
      contexts: ["location"],
      check: checkBackendTls,
    },
  ],
};
