/**
 * Timeouts of requests to backends. Sources: nginx.org ngx_http_proxy_module, ngx_http_fastcgi_module, ngx_http_uwsgi_module, ngx_http_scgi_module,
 * ngx_http_grpc_module, ngx_http_memcached_module and ngx_stream_proxy_module; what 0 does was observed on 1.22.1.
 */
export const upstreamTimeouts = {
  /** Modules that pass requests on; `X_pass` goes with `X_connect_timeout`, `X_send_timeout` and `X_read_timeout`. */
  families: ["proxy", "grpc", "fastcgi", "uwsgi", "scgi", "memcached"],
  /** Seconds where nobody sets one, the same for all three. */
  defaultSeconds: 60,
  /** "It should be noted that this timeout cannot usually exceed 75 seconds": the kernel gives up by then. */
  longestConnectSeconds: 75,
} as const;

export type PassFamily = (typeof upstreamTimeouts.families)[number];
