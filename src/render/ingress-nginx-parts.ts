import { parseGoBool } from "../knowledge/ingress-nginx-settings.ts";
import { isAtLeast } from "../knowledge/versions.ts";
import { type Block, fixed, type Setting, words } from "./block.ts";
import type { IngressNginxSettings } from "./ingress-nginx-settings.ts";

/** The one upstream of all backends; a Lua balancer chooses the endpoint. */
export const UPSTREAM = "upstream_balancer";

/** A number of seconds that the template prints with its unit. */
export function seconds(setting: Setting): Setting {
  return { ...setting, value: `${setting.value}s` };
}

/** Whether connections to backends are kept: any number above 0 does. Where only the exact default is not known, they are. */
function keepsConnections(settings: IngressNginxSettings): boolean {
  const connections = settings.get("upstream-keepalive-connections");
  return connections.state === "unknown"
    ? settings.controller?.setting("upstream-keepalive-connections") === undefined
    : Number(connections.value) > 0;
}

/** `keepalive_timeout` and `keepalive_requests` of clients. */
export function renderClientKeepalive(http: Block, settings: IngressNginxSettings): void {
  http.addKnown("keepalive_timeout", seconds(settings.get("keep-alive")));
  http.addKnown("keepalive_requests", settings.get("keep-alive-requests"));
}

/** What is sent to backends as `Connection`: an empty header keeps the connection. */
export function renderConnectionMap(http: Block, settings: IngressNginxSettings): void {
  const { origin } = settings;
  const map = http.open("map", ["$http_upgrade", "$connection_upgrade"]);
  map.add("default", fixed("upgrade", origin));
  map.add(
    "",
    keepsConnections(settings)
      ? fixed("", origin)
      : { ...settings.get("upstream-keepalive-connections"), value: "close" },
  );
}

/** The one upstream with its `keepalive` lines, which are there only where connections are kept. */
export function renderUpstream(http: Block, settings: IngressNginxSettings): void {
  const upstream = http.open("upstream", [UPSTREAM]);
  upstream.add("server", fixed("0.0.0.1", settings.origin));
  if (!keepsConnections(settings)) return;
  upstream.addKnown("keepalive", settings.get("upstream-keepalive-connections"));
  const { version } = settings;
  if (version === undefined || isAtLeast(version, "1.2.0"))
    upstream.addKnown("keepalive_time", settings.get("upstream-keepalive-time"));
  upstream.addKnown("keepalive_timeout", seconds(settings.get("upstream-keepalive-timeout")));
  upstream.addKnown("keepalive_requests", settings.get("upstream-keepalive-requests"));
}

/** The location's `Connection` header, set by `directive` (`proxy_set_header`, for gRPC `grpc_set_header`). */
export function renderConnectionHeader(
  location: Block,
  settings: IngressNginxSettings,
  directive = "proxy_set_header",
): void {
  const connection = settings.annotation("connection-proxy-header");
  location.add(
    directive,
    fixed("Connection", settings.origin),
    connection === undefined
      ? fixed("$connection_upgrade", settings.origin)
      : { ...connection, state: "explicit" },
  );
}

/**
 * The response's buffers. The sizes of the body's buffers and of the header's are one setting. Uncertain values are printed too: the template prints
 * them in any case.
 */
export function renderBuffers(location: Block, settings: IngressNginxSettings): void {
  location.addKnown("proxy_buffering", settings.get("proxy-buffering"));
  const size = settings.get("proxy-buffer-size");
  location.add("proxy_buffer_size", size);
  location.add("proxy_buffers", settings.get("proxy-buffers-number"), size);
  const busy = settings.get("proxy-busy-buffers-size");
  const busyIsOff = busy.value === "" && busy.state !== "unknown";
  if (!busyIsOff) {
    // Where only 1.13.0 has a default of its own, nobody means that release by not saying which one runs.
    const byVersionOnly = busy.state === "unknown" && busy.origin === settings.origin;
    if (!byVersionOnly) location.add("proxy_busy_buffers_size", busy);
  }
  const temporary = settings.get("proxy-max-temp-file-size");
  if (temporary.state === "unknown" || /^\d+[kKmMgG]?$/.test(temporary.value.trim())) {
    location.add("proxy_max_temp_file_size", { ...temporary, value: temporary.value.trim() });
  }
}

/** How long nginx waits for a backend: to connect, to take in a part of the request, to send a part of the response. */
export function renderTimeouts(
  location: Block,
  settings: IngressNginxSettings,
  family: "proxy" | "grpc",
): void {
  for (const it of ["connect", "send", "read"] as const)
    location.addKnown(`${family}_${it}_timeout`, seconds(settings.get(`proxy-${it}-timeout`)));
}

/** When and how often a request is passed to another endpoint. `global` holds what no annotation overrides. */
export function renderRetries(
  location: Block,
  settings: IngressNginxSettings,
  global: IngressNginxSettings,
): void {
  location.addKnown("proxy_next_upstream", ...nextUpstream(settings, global));
  location.addKnown("proxy_next_upstream_timeout", settings.get("proxy-next-upstream-timeout"));
  location.addKnown("proxy_next_upstream_tries", settings.get("proxy-next-upstream-tries"));
}

/** `non_idempotent` moves to the end, and is added by `retry-non-idempotent`. */
function nextUpstream(settings: IngressNginxSettings, global: IngressNginxSettings): readonly Setting[] {
  const all = words(settings.get("proxy-next-upstream"));
  const word = all.find((it) => it.value === "non_idempotent");
  const retry = global.get("retry-non-idempotent");
  const isOn = retry.state !== "unknown" && parseGoBool(retry.value) === true;
  const last = word ?? (isOn ? { ...retry, value: "non_idempotent" } : undefined);
  return [...all.filter((it) => it !== word), ...(last === undefined ? [] : [last])];
}

/** gRPC is recognised in upper case only, and so are its own directives. */
export function isGrpc(protocol: { readonly value: string } | undefined): boolean {
  return /^GRPCS?$/.test(protocol?.value ?? "");
}

const passes: Readonly<Record<string, readonly [directive: string, scheme: string]>> = {
  HTTP: ["proxy_pass", "http://"],
  HTTPS: ["proxy_pass", "https://"],
  AUTO_HTTP: ["proxy_pass", "$scheme://"],
  GRPC: ["grpc_pass", "grpc://"],
  GRPCS: ["grpc_pass", "grpcs://"],
  FCGI: ["fastcgi_pass", ""],
};

/** The directive that passes requests on by a `backend-protocol`, and the scheme it is written with. */
export function passOf(
  protocol: { readonly value: string } | undefined,
): readonly [directive: string, scheme: string] {
  return passes[protocol?.value.trim().toUpperCase() ?? "HTTP"] ?? passes.HTTP!;
}
