import type { ControllerProduct } from "./controllers.ts";
import type { SettingKind } from "./settings.ts";

/** A name that people write and that no release of the product ever read: it does nothing, and nothing says so. */
export interface Belief {
  readonly product: ControllerProduct;
  readonly kind: SettingKind;
  /** Annotations without the product's prefix. */
  readonly name: string;
  /** The setting of the same kind that does what was meant; undefined where there is none. */
  readonly instead?: string;
  /** What does it, as a sentence without its full stop. */
  readonly advice: string;
}

type Row = readonly [name: string, instead: string | undefined, advice: string];

const perClient = "limit-rps (or limit-rpm) limits the requests of each client address, per replica";
const hsts =
  "HSTS is set for all hosts by the ConfigMap keys hsts, hsts-max-age, hsts-include-subdomains and hsts-preload";
const gzip =
  "compression is set for all hosts by the ConfigMap keys use-gzip, gzip-level, gzip-min-length and gzip-types";
const webSocket =
  "WebSocket needs no annotation; raise proxy-read-timeout and proxy-send-timeout for connections that are silent for long";
const upstream =
  "connections to backends are kept by the ConfigMap keys upstream-keepalive-connections, -timeout, -requests and -time";
const clientHeaders =
  "it is a setting of the whole controller: the ConfigMap keys large-client-header-buffers and client-header-buffer-size";
const cache =
  "there is no cache annotation; proxy_cache needs a zone from the ConfigMap's http-snippet and a configuration-snippet";
const workers =
  "it is a setting of the whole controller: the ConfigMap keys worker-processes and max-worker-connections";

/** Annotations of ingress-nginx that public repositories use and the parsers (internal/ingress/annotations) never had. */
const ingressNginxAnnotations: readonly Row[] = [
  ["rate-limit", "limit-rps", perClient],
  [
    "rate-limit-window",
    "limit-rpm",
    "the window is part of the name: limit-rps counts a second, limit-rpm a minute",
  ],
  ["rate-limit-rps", "limit-rps", perClient],
  ["rate-limit-rpm", "limit-rpm", perClient],
  ["rate-limit-requests-per-second", "limit-rps", perClient],
  [
    "rate-limit-burst",
    "limit-burst-multiplier",
    "the burst is the rate times limit-burst-multiplier (default 5)",
  ],
  [
    "rate-limit-burst-multiplier",
    "limit-burst-multiplier",
    "the burst is the rate times limit-burst-multiplier (default 5)",
  ],
  [
    "rate-limit-connections",
    "limit-connections",
    "limit-connections limits the connections of each client address",
  ],
  [
    "rate-limit-whitelist",
    "limit-allowlist",
    "limit-allowlist (limit-whitelist before 1.9.0) excepts client addresses",
  ],
  [
    "rate-limit-key",
    undefined,
    "limits count by client address; another key needs limit_req_zone in the ConfigMap's http-snippet",
  ],
  ["limit-burst", "limit-burst-multiplier", "the burst is the rate times limit-burst-multiplier (default 5)"],
  ["hsts", undefined, hsts],
  ["hsts-max-age", undefined, hsts],
  ["hsts-include-subdomains", undefined, hsts],
  ["hsts-preload", undefined, hsts],
  ["enable-hsts", undefined, hsts],
  [
    "ssl-protocols",
    undefined,
    "TLS versions are set for all hosts by the ConfigMap key ssl-protocols; only ssl-ciphers exists as an annotation",
  ],
  ["ssl-protocol", undefined, "TLS versions are set for all hosts by the ConfigMap key ssl-protocols"],
  ["ssl-min-version", undefined, "TLS versions are set for all hosts by the ConfigMap key ssl-protocols"],
  ["websocket-services", undefined, webSocket],
  ["websocket", undefined, webSocket],
  ["websockets", undefined, webSocket],
  ["enable-websocket", undefined, webSocket],
  ["enable-websockets", undefined, webSocket],
  ["proxy-websocket", undefined, webSocket],
  [
    "proxy-buffers",
    "proxy-buffers-number",
    "proxy-buffers-number sets how many buffers, proxy-buffer-size how large each is",
  ],
  ["proxy-buffers-size", "proxy-buffer-size", "proxy-buffer-size sets the size of each buffer"],
  ["proxy-busy-buffer-size", "proxy-busy-buffers-size", "proxy-busy-buffers-size is the name, since 1.13.0"],
  ["client-max-body-size", "proxy-body-size", "proxy-body-size prints client_max_body_size"],
  ["max-body-size", "proxy-body-size", "proxy-body-size prints client_max_body_size"],
  ["body-size", "proxy-body-size", "proxy-body-size prints client_max_body_size"],
  [
    "proxy-timeout",
    "proxy-read-timeout",
    "proxy-connect-timeout, proxy-send-timeout and proxy-read-timeout are the three that exist",
  ],
  ["read-timeout", "proxy-read-timeout", "proxy-read-timeout is the name"],
  ["send-timeout", "proxy-send-timeout", "proxy-send-timeout is the name"],
  ["connect-timeout", "proxy-connect-timeout", "proxy-connect-timeout is the name"],
  ["upstream-connect-timeout", "proxy-connect-timeout", "proxy-connect-timeout is the name"],
  ["client-header-buffer-size", undefined, clientHeaders],
  ["large-client-header-buffers", undefined, clientHeaders],
  ["http2-max-header-size", undefined, clientHeaders],
  ["http2-max-field-size", undefined, clientHeaders],
  [
    "client-body-timeout",
    undefined,
    "it is a setting of the whole controller: the ConfigMap key client-body-timeout",
  ],
  [
    "client-header-timeout",
    undefined,
    "it is a setting of the whole controller: the ConfigMap key client-header-timeout",
  ],
  ["keepalive", undefined, upstream],
  ["keepalive-timeout", undefined, "connections of clients are kept by the ConfigMap key keep-alive"],
  [
    "keepalive-requests",
    undefined,
    "the ConfigMap key keep-alive-requests limits the requests of one client connection",
  ],
  ["keep-alive", undefined, "connections of clients are kept by the ConfigMap key keep-alive"],
  ["keep-alive-timeout", undefined, "connections of clients are kept by the ConfigMap key keep-alive"],
  ["proxy-keepalive", undefined, upstream],
  ["upstream-keepalive", undefined, upstream],
  ["upstream-keepalive-connections", undefined, upstream],
  ["upstream-keepalive-timeout", undefined, upstream],
  ["upstream-keepalive-requests", undefined, upstream],
  ["enable-gzip", undefined, gzip],
  ["use-gzip", undefined, gzip],
  ["gzip", undefined, gzip],
  ["gzip-types", undefined, gzip],
  ["gzip-level", undefined, gzip],
  ["gzip-min-length", undefined, gzip],
  [
    "enable-brotli",
    undefined,
    "brotli is set for all hosts by the ConfigMap keys enable-brotli, brotli-level and brotli-types",
  ],
  [
    "add-headers",
    "custom-headers",
    "custom-headers names a ConfigMap of response headers since 1.11.0; add-headers is a ConfigMap key for all hosts",
  ],
  ["add-header", "custom-headers", "custom-headers names a ConfigMap of response headers, since 1.11.0"],
  [
    "custom-response-headers",
    "custom-headers",
    "custom-headers names a ConfigMap of response headers, since 1.11.0",
  ],
  [
    "custom-request-headers",
    undefined,
    "request headers are set by proxy_set_header in a configuration-snippet or by the ConfigMap key proxy-set-headers",
  ],
  [
    "proxy-set-headers",
    undefined,
    "it is a ConfigMap key, for all hosts; for one Ingress proxy_set_header in a configuration-snippet does it",
  ],
  [
    "proxy-set-header",
    undefined,
    "for one Ingress proxy_set_header in a configuration-snippet does it; the ConfigMap key proxy-set-headers for all hosts",
  ],
  ["proxy-hide-headers", undefined, "the ConfigMap key hide-headers removes response headers for all hosts"],
  ["hide-headers", undefined, "it is a ConfigMap key, for all hosts"],
  [
    "server-snippets",
    "server-snippet",
    "server-snippet is the name; server-snippets belongs to F5's controller",
  ],
  [
    "location-snippet",
    "configuration-snippet",
    "configuration-snippet is the annotation; location-snippet is a ConfigMap key",
  ],
  [
    "location-snippets",
    "configuration-snippet",
    "configuration-snippet is the name; location-snippets belongs to F5's controller",
  ],
  ["http-snippet", undefined, "it is a ConfigMap key, for all hosts"],
  ["main-snippet", undefined, "it is a ConfigMap key, for the whole controller"],
  ["service-weight", "canary-weight", 'weights need a second Ingress with canary: "true" and canary-weight'],
  [
    "enable-proxy-protocol",
    undefined,
    "the PROXY protocol is a setting of the whole controller: the ConfigMap key use-proxy-protocol",
  ],
  ["use-proxy-protocol", undefined, "it is a ConfigMap key, for the whole controller"],
  ["use-forwarded-headers", undefined, "it is a ConfigMap key, for the whole controller"],
  ["enable-real-ip", undefined, "it is a ConfigMap key, for the whole controller"],
  ["use-http2", undefined, "it is a ConfigMap key, for the whole controller"],
  [
    "http2",
    undefined,
    "HTTP/2 is on for TLS by default; the ConfigMap key use-http2 switches it for the whole controller",
  ],
  ["http2-push", "http2-push-preload", "http2-push-preload is the name; nginx since 1.25.1 ignores it"],
  ["server-tokens", undefined, "it is a ConfigMap key, for the whole controller"],
  ["log-format-upstream", undefined, "it is a ConfigMap key, for all hosts"],
  ["worker-processes", undefined, workers],
  ["worker-connections", undefined, workers],
  [
    "proxy-intercept-errors",
    "custom-http-errors",
    "custom-http-errors switches proxy_intercept_errors on; disable-proxy-intercept-errors (1.9.5) turns it off",
  ],
  ["proxy-cache", undefined, cache],
  ["proxy-cache-valid", undefined, cache],
  ["proxy-cache-bypass", undefined, cache],
  ["proxy-cache-path", undefined, cache],
  ["enable-caching", undefined, cache],
  ["enable-metrics", undefined, "metrics are a setting of the whole controller: the flag --enable-metrics"],
  ["sticky-sessions", "affinity", "affinity: cookie and the session-cookie-* annotations do it"],
  ["session-affinity", "affinity", "affinity: cookie and the session-cookie-* annotations do it"],
  [
    "ip-whitelist",
    "whitelist-source-range",
    "whitelist-source-range (or allowlist-source-range since 1.9.0) is the name",
  ],
  [
    "whitelist-source-ranges",
    "whitelist-source-range",
    "whitelist-source-range, without a plural, is the name",
  ],
  [
    "allow-source-range",
    "whitelist-source-range",
    "whitelist-source-range (or allowlist-source-range since 1.9.0) is the name",
  ],
  ["deny-source-range", "denylist-source-range", "denylist-source-range is the name"],
  [
    "block-cidrs",
    "denylist-source-range",
    "block-cidrs is a ConfigMap key; denylist-source-range is the annotation",
  ],
  ["cors-enable", "enable-cors", "enable-cors is the name"],
  ["cors-allowed-origins", "cors-allow-origin", "cors-allow-origin is the name"],
  ["cors-allow-origins", "cors-allow-origin", "cors-allow-origin is the name"],
  ["redirect-to-https", "force-ssl-redirect", "force-ssl-redirect is the name"],
  ["force-https", "force-ssl-redirect", "force-ssl-redirect is the name"],
  ["grpc-services", "backend-protocol", "backend-protocol: GRPC does it for all backends of the Ingress"],
  ["ssl-services", "backend-protocol", "backend-protocol: HTTPS does it for all backends of the Ingress"],
  ["rewrites", "rewrite-target", "rewrite-target is the name; rewrites belongs to F5's controller"],
  ["lb-method", "load-balance", "load-balance is the name; lb-method belongs to F5's controller"],
  ["max-fails", undefined, "the Lua balancer has no passive health checks; readiness probes take a pod out"],
  [
    "fail-timeout",
    undefined,
    "the Lua balancer has no passive health checks; readiness probes take a pod out",
  ],
  ["rewrite-log", "enable-rewrite-log", "enable-rewrite-log is the name"],
  [
    "opentelemetry-trust-incoming-spans",
    "opentelemetry-trust-incoming-span",
    "opentelemetry-trust-incoming-span, without a plural, is the name",
  ],
  ["opentracing-operation-name", undefined, "it was a ConfigMap key, until 1.10.0 removed OpenTracing"],
  [
    "enable-owasp-modsecurity-crs",
    "enable-owasp-core-rules",
    "enable-owasp-core-rules is the annotation; the other one is the ConfigMap key",
  ],
  ["enable-modsecurity-snippet", "modsecurity-snippet", "modsecurity-snippet is the name"],
  ["canary-header", "canary-by-header", "canary-by-header is the name"],
  ["canary-cookie", "canary-by-cookie", "canary-by-cookie is the name"],
  ["auth-headers", "auth-response-headers", "auth-response-headers is the name"],
  [
    "pathtype",
    undefined,
    'pathType is a field of the rule\'s path; use-regex: "true" makes paths regular expressions',
  ],
];

/** ConfigMap keys of ingress-nginx that were never read: names of nginx, of annotations, and of other products. */
const ingressNginxKeys: readonly Row[] = [
  [
    "whitelist-source-ranges",
    "whitelist-source-range",
    "whitelist-source-range, without a plural, is the key",
  ],
  [
    "allowlist-source-range",
    "whitelist-source-range",
    "only the annotation was renamed; the key is whitelist-source-range",
  ],
  [
    "keepalive",
    "upstream-keepalive-connections",
    "upstream-keepalive-connections keeps connections to backends, keep-alive those of clients",
  ],
  ["keepalive-timeout", "keep-alive", "keep-alive prints keepalive_timeout"],
  ["keep-alive-timeout", "keep-alive", "keep-alive prints keepalive_timeout"],
  ["keepalive-requests", "keep-alive-requests", "keep-alive-requests prints keepalive_requests"],
  [
    "keep-alive-connections",
    "upstream-keepalive-connections",
    "upstream-keepalive-connections keeps connections to backends",
  ],
  [
    "upstream-keep-alive-connections",
    "upstream-keepalive-connections",
    "upstream-keepalive-connections is the key",
  ],
  ["enable-gzip", "use-gzip", "use-gzip is the key"],
  ["enable-http2", "use-http2", "use-http2 is the key"],
  ["enable-real-ip-header", "enable-real-ip", "enable-real-ip is the key"],
  ["client-max-body-size", "proxy-body-size", "proxy-body-size prints client_max_body_size"],
  [
    "proxy-buffers",
    "proxy-buffers-number",
    "proxy-buffers-number sets how many buffers, proxy-buffer-size how large each is",
  ],
  ["worker-connections", "max-worker-connections", "max-worker-connections prints worker_connections"],
  ["worker-rlimit-nofile", "max-worker-open-files", "max-worker-open-files prints worker_rlimit_nofile"],
  [
    "server-names-hash-bucket-size",
    "server-name-hash-bucket-size",
    "server-name-hash-bucket-size, without a plural, is the key",
  ],
  [
    "server-names-hash-max-size",
    "server-name-hash-max-size",
    "server-name-hash-max-size, without a plural, is the key",
  ],
  ["underscores-in-headers", "enable-underscores-in-headers", "enable-underscores-in-headers is the key"],
  [
    "enable-underscore-in-headers",
    "enable-underscores-in-headers",
    "enable-underscores-in-headers is the key",
  ],
  ["hide-header", "hide-headers", "hide-headers is the key"],
  ["log-format", "log-format-upstream", "log-format-upstream is the key"],
  [
    "configuration-snippet",
    "location-snippet",
    "location-snippet is the key; configuration-snippet is the annotation",
  ],
  ["ssl-protocol", "ssl-protocols", "ssl-protocols is the key"],
  [
    "proxy-timeout",
    "proxy-read-timeout",
    "proxy-connect-timeout, proxy-send-timeout and proxy-read-timeout are the three that exist",
  ],
  ["use-forwarded-header", "use-forwarded-headers", "use-forwarded-headers is the key"],
  ["allow-snippets-annotations", "allow-snippet-annotations", "allow-snippet-annotations is the key"],
  ["allow-snippet-annotation", "allow-snippet-annotations", "allow-snippet-annotations is the key"],
  ["custom-http-error", "custom-http-errors", "custom-http-errors is the key"],
  ["enable-modsecurity-snippet", "modsecurity-snippet", "modsecurity-snippet is the key"],
  [
    "enable-owasp-core-rules",
    "enable-owasp-modsecurity-crs",
    "enable-owasp-modsecurity-crs is the key; enable-owasp-core-rules is the annotation",
  ],
  [
    "opentelemetry-trust-incoming-spans",
    "opentelemetry-trust-incoming-span",
    "opentelemetry-trust-incoming-span is the key",
  ],
  ["gzip-types-list", "gzip-types", "gzip-types is the key"],
  ["otel-max-queue-size", "otel-max-queuesize", "otel-max-queuesize is the key"],
  [
    "jaeger-trace-baggage-header-prefix",
    undefined,
    "jaeger-tracer-baggage-header-prefix was the key, until 1.10.0 removed Jaeger",
  ],
  ["rate-limit", undefined, "limits are annotations: limit-rps and limit-rpm"],
  ["cors-allow-origin", undefined, "CORS is set by the annotations enable-cors and cors-allow-origin"],
  ["enable-cors", undefined, "CORS is set by the annotations enable-cors and cors-allow-origin"],
  ["client-header-buffers", "large-client-header-buffers", "large-client-header-buffers is the key"],
  ["enable-metrics", undefined, "metrics are switched by the flag --enable-metrics"],
  ["default-ssl-certificate", undefined, "it is a flag: --default-ssl-certificate"],
  ["shutdown-grace-period", undefined, "it is a flag: --shutdown-grace-period"],
];

/** Annotations of F5's controller that internal/configs/annotations.go never had. */
const f5NicAnnotations: readonly Row[] = [
  ["server-snippet", "server-snippets", "server-snippets, with a plural, is the name"],
  ["location-snippet", "location-snippets", "location-snippets, with a plural, is the name"],
  [
    "configuration-snippet",
    "location-snippets",
    "location-snippets is the name; configuration-snippet belongs to ingress-nginx",
  ],
  [
    "proxy-body-size",
    "client-max-body-size",
    "client-max-body-size is the name; proxy-body-size belongs to ingress-nginx",
  ],
  ["proxy-buffers-number", "proxy-buffers", 'proxy-buffers takes the number and the size, such as "8 4k"'],
  ["keepalive-timeout", undefined, "connections of clients are kept by the ConfigMap key keepalive-timeout"],
  [
    "keepalive-requests",
    undefined,
    "connections of clients are limited by the ConfigMap key keepalive-requests",
  ],
  [
    "backend-protocol",
    "ssl-services",
    "ssl-services and grpc-services name the services that speak TLS or gRPC",
  ],
  ["limit-rps", "limit-req-rate", "limit-req-rate takes 10r/s, since 3.5.0"],
  ["rate-limit", "limit-req-rate", "limit-req-rate takes 10r/s, since 3.5.0"],
  ["force-ssl-redirect", "redirect-to-https", "redirect-to-https is the name"],
  ["websocket-service", "websocket-services", "websocket-services is the name"],
  ["rewrite", "rewrites", "rewrites (or rewrite-target since 5.3.0) is the name"],
  ["add-headers", "add-header", "add-header is the name, since 5.5.0"],
];

const toBeliefs = (product: ControllerProduct, kind: SettingKind, rows: readonly Row[]): readonly Belief[] =>
  rows.map(([name, instead, advice]) => ({
    product,
    kind,
    name,
    ...(instead === undefined ? {} : { instead }),
    advice,
  }));

/** Names people believe in, by product and kind. */
export const believedNames: readonly Belief[] = [
  ...toBeliefs("ingress-nginx", "annotation", ingressNginxAnnotations),
  ...toBeliefs("ingress-nginx", "configmap", ingressNginxKeys),
  ...toBeliefs("f5-nic", "annotation", f5NicAnnotations),
];

let index: ReadonlyMap<string, Belief> | undefined;

/** What is known about a name nobody's release reads; annotations without the product's prefix. */
export function believedName(
  product: ControllerProduct,
  kind: SettingKind,
  name: string,
): Belief | undefined {
  index ??= new Map(believedNames.map((it) => [`${it.product} ${it.kind} ${it.name}`, it]));
  return index.get(`${product} ${kind} ${name}`);
}

/** Prefixes of annotations that ingress-nginx does not read: the other product's, and its own of before 0.9.0-beta.18. */
export const foreignPrefixes: readonly { readonly prefix: string; readonly note: string }[] = [
  { prefix: "nginx.org/", note: "annotations of F5 NGINX Ingress Controller" },
  { prefix: "nginx.com/", note: "annotations of F5 NGINX Ingress Controller with NGINX Plus" },
  { prefix: "ingress.kubernetes.io/", note: "the prefix of ingress-nginx before 0.9.0-beta.18" },
];
