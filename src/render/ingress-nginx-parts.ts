import { isAtLeast } from "../knowledge/versions.ts";
import { type Block, fixed, type Setting } from "./block.ts";
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
