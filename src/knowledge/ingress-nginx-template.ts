import { always, type ControllerTemplate, type PrintedDirective, rowsFor } from "./printed-directives.ts";

const isOn = (key: string, byDefault: boolean): PrintedDirective => ({
  when: { key, prints: "true", byDefault },
});
const isSet = (key: string, byDefault: boolean): PrintedDirective => ({
  when: { key, prints: "set", byDefault },
});
const annotated = (annotation: string, prints: "true" | "set" = "set"): PrintedDirective => ({
  when: { annotation, prints, byDefault: false },
});

/** Every location sets these, in all releases from 0.34.0 to 1.15.1. */
const inLocations = `proxy_connect_timeout proxy_send_timeout proxy_read_timeout proxy_buffering proxy_buffer_size proxy_buffers
  proxy_request_buffering proxy_http_version proxy_next_upstream_timeout proxy_next_upstream_tries`;

/**
 * What ingress-nginx's template prints and nginx refuses twice in one block: rootfs/etc/nginx/template/nginx.tmpl at every tag from 0.34.0 to
 * controller v1.15.1, and `nginx -t` for what counts as a duplicate. All variants of a Lua handler (file, block) share one slot.
 */
export const ingressNginxTemplate: ControllerTemplate = {
  from: "0.34.0",
  inUseFrom: "1.0.0",
  printed: {
    main: {
      ...always("pid daemon worker_processes worker_rlimit_nofile worker_shutdown_timeout"),
      worker_cpu_affinity: [isSet("worker-cpu-affinity", false)],
    },
    http: {
      ...always(
        `aio tcp_nopush tcp_nodelay log_subrequest reset_timedout_connection keepalive_timeout keepalive_requests
        client_body_temp_path fastcgi_temp_path proxy_temp_path client_header_buffer_size client_header_timeout
        large_client_header_buffers client_body_buffer_size client_body_timeout http2_max_concurrent_streams
        types_hash_max_size server_names_hash_max_size server_names_hash_bucket_size map_hash_bucket_size
        proxy_headers_hash_max_size proxy_headers_hash_bucket_size variables_hash_bucket_size
        variables_hash_max_size underscores_in_headers ignore_invalid_headers limit_req_status limit_conn_status
        default_type server_tokens uninitialized_variable_warn resolver server_name_in_redirect
        port_in_redirect ssl_early_data ssl_session_tickets ssl_buffer_size ssl_ecdh_curve
        proxy_ssl_session_reuse lua_package_path init_by_lua init_by_lua_file init_by_lua_block
        init_worker_by_lua init_worker_by_lua_file init_worker_by_lua_block`,
      ),
      aio_write: [
        { before: "1.9.1" },
        { since: "1.9.1", when: { key: "enable-aio-write", prints: "true", byDefault: true } },
      ],
      ssl_session_timeout: [isOn("ssl-session-cache", true)],
      ...rowsFor("ssl_ciphers ssl_prefer_server_ciphers", isSet("ssl-ciphers", true)),
      ssl_dhparam: [isSet("ssl-dh-param", false)],
      ...rowsFor(
        "gzip gzip_comp_level gzip_http_version gzip_min_length gzip_vary",
        // The default was true before 0.40.0.
        { since: "0.40.0", ...isOn("use-gzip", false) },
      ),
      ...rowsFor("brotli brotli_comp_level", isOn("enable-brotli", false)),
      brotli_min_length: [{ since: "1.0.5", ...isOn("enable-brotli", false) }],
      absolute_redirect: [{ since: "1.13.0", ...isOn("relative-redirects", false) }],
      ...rowsFor("real_ip_header real_ip_recursive", isOn("use-forwarded-headers", false)),
      modsecurity: [isOn("enable-modsecurity", false)],
    },
    server: {
      ...always("ssl_certificate_by_lua_block ssl_certificate_by_lua_file"),
      http2: [{ since: "1.10.0", ...isOn("use-http2", true) }],
    },
    location: {
      ...always(
        `${inLocations} port_in_redirect proxy_pass rewrite_by_lua rewrite_by_lua_file rewrite_by_lua_block
        header_filter_by_lua header_filter_by_lua_file header_filter_by_lua_block log_by_lua log_by_lua_file
        log_by_lua_block`,
      ),
      ...rowsFor("body_filter_by_lua body_filter_by_lua_file body_filter_by_lua_block", { before: "1.12.0" }),
      client_max_body_size: [
        { when: { annotation: "proxy-body-size", key: "proxy-body-size", prints: "size", byDefault: true } },
      ],
      proxy_max_temp_file_size: [
        {
          when: {
            annotation: "proxy-max-temp-file-size",
            key: "proxy-max-temp-file-size",
            prints: "size",
            byDefault: true,
          },
        },
      ],
      // `off`, the default of these three, tolerates no other line; a line that nobody set to `off` is one of a list.
      proxy_cookie_domain: [
        {
          when: {
            annotation: "proxy-cookie-domain",
            key: "proxy-cookie-domain",
            prints: "off",
            byDefault: true,
          },
        },
      ],
      proxy_cookie_path: [
        {
          when: { annotation: "proxy-cookie-path", key: "proxy-cookie-path", prints: "off", byDefault: true },
        },
      ],
      proxy_redirect: [
        {
          when: {
            annotation: "proxy-redirect-from",
            key: "proxy-redirect-from",
            prints: "off",
            byDefault: true,
          },
        },
      ],
      proxy_busy_buffers_size: [
        { since: "1.13.0", before: "1.13.1" },
        {
          since: "1.13.1",
          when: {
            annotation: "proxy-busy-buffers-size",
            key: "proxy-busy-buffers-size",
            prints: "set",
            byDefault: false,
          },
        },
      ],
      client_body_buffer_size: [
        { when: { annotation: "client-body-buffer-size", prints: "size", byDefault: false } },
      ],
      satisfy: [annotated("satisfy")],
      http2_push_preload: [annotated("http2-push-preload", "true")],
      rewrite_log: [annotated("enable-rewrite-log", "true")],
      absolute_redirect: [{ since: "1.13.0", ...annotated("relative-redirects", "true") }],
      ...rowsFor("proxy_ssl_certificate proxy_ssl_certificate_key", annotated("proxy-ssl-secret")),
    },
  },
  setInLocations: new Set([
    ...inLocations.split(/\s+/),
    "proxy_next_upstream",
    "proxy_cookie_domain",
    "proxy_cookie_path",
    "proxy_set_header",
    "client_max_body_size",
    "proxy_max_temp_file_size",
  ]),
  united: new Set(["proxy_next_upstream"]),
};
