import type { ControllerProduct } from "../../../src/knowledge/controllers.ts";
import type { TemplateLevel } from "../../../src/knowledge/printed-directives.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";

/** Directives whose setting of ingress-nginx is not called after them. Empty: there is none. */
const otherNames: Readonly<Record<string, string>> = {
  pid: "",
  daemon: "",
  worker_rlimit_nofile: "max-worker-open-files",
  aio: "",
  aio_write: "enable-aio-write",
  tcp_nopush: "",
  tcp_nodelay: "",
  log_subrequest: "",
  reset_timedout_connection: "",
  keepalive_timeout: "keep-alive",
  keepalive_requests: "keep-alive-requests",
  client_body_temp_path: "",
  fastcgi_temp_path: "",
  proxy_temp_path: "",
  types_hash_max_size: "",
  server_names_hash_max_size: "server-name-hash-max-size",
  server_names_hash_bucket_size: "server-name-hash-bucket-size",
  underscores_in_headers: "enable-underscores-in-headers",
  limit_req_status: "limit-req-status-code",
  limit_conn_status: "limit-conn-status-code",
  uninitialized_variable_warn: "",
  resolver: "",
  server_name_in_redirect: "",
  port_in_redirect: "use-port-in-redirects",
  ssl_prefer_server_ciphers: "",
  ssl_dhparam: "ssl-dh-param",
  proxy_ssl_session_reuse: "",
  lua_package_path: "",
  gzip: "use-gzip",
  gzip_comp_level: "gzip-level",
  gzip_http_version: "",
  gzip_proxied: "",
  gzip_vary: "",
  brotli: "enable-brotli",
  brotli_comp_level: "brotli-level",
  real_ip_header: "forwarded-for-header",
  real_ip_recursive: "",
  modsecurity: "enable-modsecurity",
  absolute_redirect: "relative-redirects",
  http2: "use-http2",
  client_max_body_size: "proxy-body-size",
  proxy_buffers: "proxy-buffers-number",
  proxy_pass: "",
  proxy_redirect: "proxy-redirect-from",
  rewrite_log: "enable-rewrite-log",
  proxy_ssl_certificate: "proxy-ssl-secret",
  proxy_ssl_certificate_key: "proxy-ssl-secret",
};

/** F5's settings that are not called after their directive. */
const otherNamesOfF5: Readonly<Record<string, string>> = {
  pid: "",
  daemon: "",
  default_type: "",
  sendfile: "",
  proxy_http_version: "",
  proxy_pass: "",
  ssl_dhparam: "ssl-dhparam-file",
};

/** How a message names the setting that makes the template print another value; undefined where there is none. */
export function settingFor(
  product: ControllerProduct,
  config: NginxConfig,
  level: TemplateLevel,
  directive: string,
): string | undefined {
  if (directive.includes("_by_lua")) return undefined;
  const names = product === "f5-nic" ? otherNamesOfF5 : otherNames;
  const name = Object.hasOwn(names, directive) ? names[directive]! : directive.replaceAll("_", "-");
  if (name === "") return undefined;
  return level === "location" && config.ingress !== undefined
    ? `annotation '${name}'`
    : `'${name}' in the controller's ConfigMap`;
}
