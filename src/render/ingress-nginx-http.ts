import { autoCountOf } from "../knowledge/auto-workers.ts";
import { type Block, fixed, type Setting, words } from "./block.ts";
import { type AllSettings, asOnOff } from "./ingress-nginx-all-settings.ts";
import type { Layout, PlannedServer, ServedIngress } from "./ingress-nginx-layout.ts";
import { renderZones } from "./ingress-nginx-limits.ts";
import { errorCodes, forwardedVariable } from "./ingress-nginx-location.ts";
import {
  renderClientKeepalive,
  renderConnectionMap,
  renderUpstream,
  seconds,
} from "./ingress-nginx-parts.ts";

/** Everything before `events`. */
export function renderMain(main: Block, settings: AllSettings): void {
  const { origin } = settings;
  main.add("pid", fixed("/tmp/nginx/nginx.pid", origin));
  main.add("daemon", fixed("off", origin));
  main.add("worker_processes", workers(settings));
  const affinity = settings.get("worker-cpu-affinity");
  if (affinity.value !== "" || affinity.state === "unknown")
    main.add("worker_cpu_affinity", ...words(affinity));
  main.add("worker_rlimit_nofile", openFiles(settings));
  main.add("worker_shutdown_timeout", settings.get("worker-shutdown-timeout"));
  main.snippet(settings.snippet("main-snippet"));
}

/** `auto`, the default, is resolved by the controller: the CPU limit rounded up, else the CPUs of the node (internal/ingress/controller/nginx.go). */
function workers(settings: AllSettings): Setting {
  const written = settings.get("worker-processes");
  if (written.value !== "auto") return written;
  const limit = settings.controller?.container?.cpuLimit;
  if (limit?.state === "explicit" && autoCountOf("ingress-nginx", settings.version) === "limit")
    return { value: String(Math.ceil(limit.value)), state: "explicit", origin: limit.origin };
  return { value: "", state: "unknown", origin: written.origin, source: "the number of CPUs" };
}

function openFiles(settings: AllSettings): Setting {
  const written = settings.get("max-worker-open-files");
  return written.value === "0"
    ? { ...written, value: "", state: "unknown", source: "the limit of open files, less 1024" }
    : written;
}

/** The `events` block. */
export function renderEvents(main: Block, settings: AllSettings): void {
  const events = main.open("events");
  events.add("multi_accept", settings.onOff("enable-multi-accept"));
  const connections = settings.get("max-worker-connections");
  const files = openFiles(settings);
  if (connections.value !== "0") events.add("worker_connections", connections);
  else
    events.add("worker_connections", {
      ...files,
      value: files.state === "unknown" ? "" : String(Math.floor((Number(files.value) * 3) / 4)),
      ...(files.state === "unknown" && { source: "three quarters of worker_rlimit_nofile" }),
    });
  events.add("use", fixed("epoll", settings.origin));
}

type Form = "plain" | "words" | "seconds" | "onOff";

/** http directives that the template always prints, in its order. */
const firstRows: readonly (readonly [directive: string, key: string, form: Form])[] = [
  ["client_header_buffer_size", "client-header-buffer-size", "plain"],
  ["client_header_timeout", "client-header-timeout", "seconds"],
  ["large_client_header_buffers", "large-client-header-buffers", "words"],
  ["client_body_buffer_size", "client-body-buffer-size", "plain"],
  ["client_body_timeout", "client-body-timeout", "seconds"],
];

const secondRows: typeof firstRows = [
  ["map_hash_bucket_size", "map-hash-bucket-size", "plain"],
  ["proxy_headers_hash_max_size", "proxy-headers-hash-max-size", "plain"],
  ["proxy_headers_hash_bucket_size", "proxy-headers-hash-bucket-size", "plain"],
  ["variables_hash_bucket_size", "variables-hash-bucket-size", "plain"],
  ["variables_hash_max_size", "variables-hash-max-size", "plain"],
  ["underscores_in_headers", "enable-underscores-in-headers", "onOff"],
  ["ignore_invalid_headers", "ignore-invalid-headers", "onOff"],
  ["limit_req_status", "limit-req-status-code", "plain"],
  ["limit_conn_status", "limit-conn-status-code", "plain"],
];

function renderRows(http: Block, settings: AllSettings, rows: typeof firstRows): void {
  for (const [directive, key, form] of rows) {
    const value = settings.get(key);
    if (form === "words") http.add(directive, ...words(value));
    else http.add(directive, form === "seconds" ? seconds(value) : form === "onOff" ? asOnOff(value) : value);
  }
}

/** The level of http up to the servers. */
export function renderHttp(http: Block, settings: AllSettings, layout: Layout): void {
  const fix = (name: string, ...args: readonly string[]) =>
    http.add(name, ...args.map((it) => fixed(it, settings.origin)));
  for (const note of layout.notes) http.note(note);
  noteLeftOut(http, settings);
  renderRealIp(http, settings);
  fix("aio", "threads");
  const write = settings.get("enable-aio-write");
  if (!settings.isSince("1.9.1")) fix("aio_write", "on");
  else if (settings.isOn("enable-aio-write")) http.add("aio_write", asOnOff(write));
  fix("tcp_nopush", "on");
  fix("tcp_nodelay", "on");
  fix("log_subrequest", "on");
  fix("reset_timedout_connection", "on");
  renderClientKeepalive(http, settings);
  fix("client_body_temp_path", "/tmp/nginx/client-body");
  fix("fastcgi_temp_path", "/tmp/nginx/fastcgi-temp");
  fix("proxy_temp_path", "/tmp/nginx/proxy-temp");
  renderRows(http, settings, firstRows);
  const grpc = settings.get("grpc-buffer-size-kb");
  if (settings.isSince("1.11.0") && Number(grpc.value) > 0)
    http.add("grpc_buffer_size", { ...grpc, value: `${grpc.value}k` });
  renderHttp2(http, settings);
  fix("types_hash_max_size", "2048");
  renderNameHashes(http, settings, layout.servers);
  renderRows(http, settings, secondRows);
  fix("include", "/etc/nginx/mime.types");
  http.add("default_type", settings.get("default-type"));
  renderGzip(http, settings);
  http.add("server_tokens", settings.onOff("server-tokens"));
  fix("uninitialized_variable_warn", "off");
  renderLogs(http, settings);
  renderMaps(http, settings);
  fix("server_name_in_redirect", "off");
  fix("port_in_redirect", "off");
  renderTls(http, settings);
  renderErrorPages(http, settings);
  http.snippet(settings.snippet("http-snippet"));
  renderUpstream(http, settings);
  renderZones(http, servedOf(layout));
  for (const it of settings.list("block-cidrs")) http.add("deny", it);
  renderBlocks(http, settings);
}

/** Every Ingress that is served, once. */
function servedOf(layout: Layout): readonly ServedIngress[] {
  return [...new Set(layout.servers.flatMap((it) => it.ingresses))];
}

function noteLeftOut(http: Block, settings: AllSettings): void {
  http.note(
    "left out: Lua (balancer, certificates, redirects to https, HSTS), headers-more, resolver, stream, status server",
  );
  http.note("left out: listeners on IPv6, which the controller opens where its node has IPv6");
  for (const [key, text] of [
    ["enable-brotli", "brotli"],
    ["enable-modsecurity", "modsecurity"],
    ["enable-opentelemetry", "opentelemetry"],
    ["use-geoip2", "geoip2"],
  ] as const)
    if (settings.isOn(key)) http.note(`left out: ${text} (${key})`);
  const add = settings.get("add-headers");
  if (add.value !== "") http.note(`left out: response headers of ConfigMap ${add.value} (headers-more)`);
  for (const name of ["main-snippet", "http-snippet", "server-snippet"] as const)
    if (settings.controller?.setting(name)?.state === "unknown")
      http.note(`${name}: its text is sensitive or not known yet`);
}

/** Printed only where the address of the client comes from somebody else. */
function renderRealIp(http: Block, settings: AllSettings): void {
  const forwarded = settings.isOn("use-forwarded-headers");
  const proxy = settings.isOn("use-proxy-protocol");
  if (!forwarded && !proxy && !settings.isOn("enable-real-ip")) return;
  const header =
    forwarded && proxy && settings.isSince("1.13.0")
      ? settings.get("forwarded-for-proxy-protocol-header")
      : proxy
        ? { ...settings.get("use-proxy-protocol"), value: "proxy_protocol" }
        : settings.get("forwarded-for-header");
  http.add("real_ip_header", header);
  http.add("real_ip_recursive", fixed("on", settings.origin));
  for (const it of settings.list("proxy-real-ip-cidr")) http.add("set_real_ip_from", it);
}

function renderHttp2(http: Block, settings: AllSettings): void {
  const field = settings.get("http2-max-field-size");
  const header = settings.get("http2-max-header-size");
  if (field.value !== "" && header.value !== "") {
    http.add("http2_max_field_size", field);
    http.add("http2_max_header_size", header);
  }
  const requests = settings.get("http2-max-requests");
  if (Number(requests.value) > 0) http.add("http2_max_requests", requests);
  http.add("http2_max_concurrent_streams", settings.get("http2-max-concurrent-streams"));
}

/** Both are raised to fit the names (internal/ingress/controller/nginx.go, `generateTemplate`). */
function renderNameHashes(http: Block, settings: AllSettings, servers: readonly PlannedServer[]): void {
  const aliases = servers.flatMap((it) =>
    it.ingresses.flatMap((own) => own.settings.own("server-alias")?.value.split(",") ?? []),
  );
  const longest = Math.max(0, ...[...servers.map((it) => it.host), ...aliases].map((it) => it.length));
  const total = servers.reduce((sum, it) => sum + it.host.length, 0);
  const bucket = powerOf2(16 + Math.ceil((longest + 2) / 8) * 8);
  for (const [directive, key, least] of [
    ["server_names_hash_max_size", "server-name-hash-max-size", powerOf2(total)],
    ["server_names_hash_bucket_size", "server-name-hash-bucket-size", bucket],
  ] as const) {
    const written = settings.get(key);
    const raised = written.state !== "unknown" && Number(written.value) < least;
    http.add(directive, raised ? fixed(String(least), settings.origin) : written);
  }
}

function powerOf2(least: number): number {
  let value = 1;
  while (value < least) value *= 2;
  return value;
}

function renderGzip(http: Block, settings: AllSettings): void {
  if (!settings.isOn("use-gzip")) return;
  const fix = (name: string, value: string) => http.add(name, fixed(value, settings.origin));
  http.add("gzip", asOnOff(settings.get("use-gzip")));
  http.add("gzip_comp_level", settings.get("gzip-level"));
  const disable = settings.get("gzip-disable");
  if (disable.value !== "") http.add("gzip_disable", disable);
  fix("gzip_http_version", "1.1");
  http.add("gzip_min_length", settings.get("gzip-min-length"));
  http.add("gzip_types", ...words(settings.get("gzip-types")));
  fix("gzip_proxied", "any");
  fix("gzip_vary", "on");
}

function renderLogs(http: Block, settings: AllSettings): void {
  const { origin } = settings;
  const none = settings.isOn("log-format-escape-none");
  const escaping = none
    ? "log-format-escape-none"
    : settings.isOn("log-format-escape-json")
      ? "log-format-escape-json"
      : undefined;
  http.add(
    "log_format",
    fixed("upstreaminfo", origin),
    ...(escaping === undefined
      ? []
      : [{ ...settings.get(escaping), value: none ? "escape=none" : "escape=json" }]),
    settings.get("log-format-upstream"),
  );
  const map = http.open("map", ["$request_uri", "$loggable"]);
  for (const it of settings.list("skip-access-log-urls")) map.add(it.value, { ...it, value: "0" });
  map.add("default", fixed("1", origin));
  const off = ["disable-access-log", "disable-http-access-log"].find((it) => settings.isOn(it));
  const syslog = settings.isOn("enable-syslog");
  const host = settings.get("syslog-host");
  const target: Setting = {
    ...host,
    value: `syslog:server=${host.value}:${settings.get("syslog-port").value}`,
  };
  const ownPath = settings.get("http-access-log-path");
  const path =
    ownPath.value === "" && ownPath.state !== "unknown" ? settings.get("access-log-path") : ownPath;
  const format = fixed("upstreaminfo", origin);
  const condition = fixed("if=$loggable", origin);
  if (off !== undefined) http.add("access_log", { ...settings.get(off), value: "off" });
  else if (syslog) http.add("access_log", target, format, condition);
  else http.add("access_log", path, format, ...words(settings.get("access-log-params")), condition);
  http.add("error_log", syslog ? target : settings.get("error-log-path"), settings.get("error-log-level"));
}

function renderMaps(http: Block, settings: AllSettings): void {
  const { origin } = settings;
  renderConnectionMap(http, settings);
  const request = http.open("map", ["$http_x_request_id", "$req_id"]);
  request.add("default", fixed("$http_x_request_id", origin));
  const generate = settings.get("generate-request-id");
  if (settings.isOn("generate-request-id")) request.add("", { ...generate, value: "$request_id" });
  if (settings.isOn("use-forwarded-headers") && settings.isOn("compute-full-forwarded-for")) {
    const address = settings.isOn("use-proxy-protocol") ? "$proxy_protocol_addr" : "$realip_remote_addr";
    const full = http.open("map", ["$http_x_forwarded_for", "$full_x_forwarded_for"]);
    full.add("default", fixed(`$http_x_forwarded_for, ${address}`, origin));
    full.add("", fixed(address, origin));
  }
  if (
    settings.isSince("1.13.0") &&
    settings.isOn("use-forwarded-headers") &&
    settings.isOn("use-proxy-protocol")
  ) {
    const trusted = http.open("geo", ["$proxy_protocol_addr", "$proxy_protocol_addr_trusted"]);
    trusted.add("default", fixed("0", origin));
    for (const it of settings.list("proxy-real-ip-cidr")) trusted.add(it.value, { ...it, value: "1" });
    const forwarded = http.open("map", ["$proxy_protocol_addr_trusted", "$forwarded_for_proxy_protocol"]);
    forwarded.add("default", fixed("$proxy_protocol_addr", origin));
    forwarded.add("1", forwardedVariable(settings, "forwarded-for-header"));
  }
  http.open("geo", ["$literal_dollar"]).add("default", fixed("$", origin));
}

function renderTls(http: Block, settings: AllSettings): void {
  http.add("ssl_protocols", ...words(settings.get("ssl-protocols")));
  http.add("ssl_early_data", settings.onOff("ssl-early-data"));
  if (settings.isOn("ssl-session-cache")) {
    const size = settings.get("ssl-session-cache-size");
    http.add("ssl_session_cache", { ...size, value: `shared:SSL:${size.value}` });
    http.add("ssl_session_timeout", settings.get("ssl-session-timeout"));
  }
  http.add("ssl_session_tickets", settings.onOff("ssl-session-tickets"));
  http.add("ssl_buffer_size", settings.get("ssl-buffer-size"));
  const ciphers = settings.get("ssl-ciphers");
  if (ciphers.value !== "" || ciphers.state === "unknown") {
    http.add("ssl_ciphers", ciphers);
    http.add("ssl_prefer_server_ciphers", fixed("on", settings.origin));
  }
  http.add("ssl_ecdh_curve", settings.get("ssl-ecdh-curve"));
  const secret = settings.flag("default-ssl-certificate", "default-fake-certificate");
  const file = { ...secret, value: `/etc/ingress-controller/ssl/${secret.value.replace("/", "-")}.pem` };
  http.add("ssl_certificate", file);
  http.add("ssl_certificate_key", file);
}

function renderErrorPages(http: Block, settings: AllSettings): void {
  const { origin } = settings;
  const codes = errorCodes(settings);
  if (codes.length > 0 && !settings.isOn("disable-proxy-intercept-errors"))
    http.add("proxy_intercept_errors", { ...codes[0]!, value: "on" });
  const relative = settings.get("relative-redirects");
  if (settings.isSince("1.13.0") && settings.isOn("relative-redirects"))
    http.add("absolute_redirect", { ...relative, value: "off" });
  for (const code of codes)
    http.add("error_page", code, fixed("=", origin), {
      ...code,
      value: `@custom_upstream-default-backend_${code.value}`,
    });
  http.add("proxy_ssl_session_reuse", fixed("on", origin));
  if (settings.isOn("allow-backend-server-header"))
    http.add("proxy_pass_header", { ...settings.get("allow-backend-server-header"), value: "Server" });
  for (const it of settings.list("hide-headers")) http.add("proxy_hide_header", it);
}

function renderBlocks(http: Block, settings: AllSettings): void {
  for (const [key, source, variable] of [
    ["block-user-agents", "$http_user_agent", "$block_ua"],
    ["block-referers", "$http_referer", "$block_ref"],
  ] as const) {
    const items = settings.list(key);
    if (items.length === 0) continue;
    const map = http.open("map", [source, variable]);
    map.add("default", fixed("0", settings.origin));
    for (const it of items) map.add(it.value, { ...it, value: "1" });
  }
}
