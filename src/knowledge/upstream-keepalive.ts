/**
 * nginx's connection pool towards upstream servers.
 * Sources: nginx.org ngx_http_upstream_module (keepalive, keepalive_timeout), ngx_http_proxy_module, and CHANGES of 1.15.3 and 1.29.7; the reuse rules were
 * observed with a counting backend on 1.18 to 1.31.
 */
export const upstreamPool = {
  /** `keepalive_timeout` of an upstream block where nobody sets it, in seconds. */
  defaultTimeoutSeconds: 60,
  /** First version with that directive; before it, idle connections had no timeout of nginx's own. */
  timeoutSince: "1.15.3",
  /** First version in which every upstream block keeps connections, HTTP/1.1 is spoken and no `Connection: close` is sent by default. */
  defaultSince: "1.29.7",
} as const;

/** Balancing methods that `keepalive` has to follow before 1.29.7; written before them it is silently off. */
export const balancingMethods: ReadonlySet<string> = new Set([
  "ip_hash",
  "least_conn",
  "hash",
  "random",
  "least_time",
]);

/** ingress-nginx: ConfigMap keys of the one upstream block, with their defaults (internal/ingress/controller/config/config.go; seconds). */
export const ingressNginxPool = {
  connectionsKey: "upstream-keepalive-connections",
  timeoutKey: "upstream-keepalive-timeout",
  clientKey: "keep-alive",
  /** 32 before 0.40.0: either way connections are kept. */
  defaultConnections: 320,
  defaultTimeoutSeconds: 60,
  defaultClientSeconds: 75,
} as const;

/** F5 NGINX Ingress Controller: ConfigMap keys; the pool's timeout has none and is nginx's own default (internal/configs/configmaps.go). */
export const f5Pool = {
  connectionsKey: "keepalive",
  connectionsAnnotation: "nginx.org/keepalive",
  clientKey: "keepalive-timeout",
  defaultClientSeconds: 75,
} as const;
