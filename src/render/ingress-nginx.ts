import { isAtLeast } from "../knowledge/versions.ts";
import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import type { NginxConfig } from "../model/nginx-config.ts";
import { Block, fixed, type Setting } from "./block.ts";
import { IngressNginxSettings } from "./ingress-nginx-settings.ts";

const UPSTREAM = "upstream_balancer";

/**
 * What ingress-nginx would generate (rootfs/etc/nginx/template/nginx.tmpl): with an Ingress its servers with one location for all of its paths,
 * since they have the same settings; without one the catch-all server, whose location takes the ConfigMap's values alone. Without a controller
 * (out of sight) only what the Ingress decides is certain. Undefined for an Ingress that decides nothing: it gets what the ConfigMap alone
 * gives. README.md beside this file says what is left out.
 */
export function renderIngressNginx(
  controller: Controller | undefined,
  ingress: Ingress | undefined,
): NginxConfig | undefined {
  const settings = new IngressNginxSettings(controller, ingress);
  if (ingress !== undefined && !settings.ingressDecides) return undefined;
  const main = new Block(settings.origin);
  main.snippet(settings.snippet("main-snippet"));
  main.open("events");
  renderHttp(main.open("http"), settings);
  const holder = controller?.label ?? "ingress-nginx";
  return {
    kind: "rendered",
    label:
      ingress === undefined
        ? `the configuration of ${holder}`
        : `the configuration of ${holder} for ${ingress.label}`,
    context: "main",
    complete: settings.complete,
    origin: (ingress ?? controller)!.manifest.nameOrigin,
    directives: main.directives,
    trees: [],
    containers: controller?.container === undefined ? [] : [controller.container],
    controller,
    ingress,
    nginxVersion: controller?.nginxVersion,
  };
}

function renderHttp(http: Block, settings: IngressNginxSettings): void {
  const { origin } = settings;
  const seconds = (setting: Setting): Setting => ({ ...setting, value: `${setting.value}s` });
  http.addKnown("keepalive_timeout", seconds(settings.get("keep-alive")));
  http.addKnown("keepalive_requests", settings.get("keep-alive-requests"));

  const connections = settings.get("upstream-keepalive-connections");
  // Any number that keeps connections does for the header, where only the exact default is not known.
  const keeps =
    connections.state === "unknown"
      ? settings.controller?.setting("upstream-keepalive-connections") === undefined
      : Number(connections.value) > 0;
  const map = http.open("map", ["$http_upgrade", "$connection_upgrade"]);
  map.add("default", fixed("upgrade", origin));
  map.add("", keeps ? fixed("", origin) : { ...connections, value: "close" });

  http.snippet(settings.snippet("http-snippet"));

  const upstream = http.open("upstream", [UPSTREAM]);
  upstream.add("server", fixed("0.0.0.1", origin));
  if (keeps) {
    upstream.addKnown("keepalive", connections);
    const version = settings.controller?.version;
    if (version === undefined || isAtLeast(version, "1.2.0"))
      upstream.addKnown("keepalive_time", settings.get("upstream-keepalive-time"));
    upstream.addKnown("keepalive_timeout", seconds(settings.get("upstream-keepalive-timeout")));
    upstream.addKnown("keepalive_requests", settings.get("upstream-keepalive-requests"));
  }
  renderServer(http, settings);
}

function renderServer(http: Block, settings: IngressNginxSettings): void {
  const { ingress } = settings;
  const hosts = new Set(ingress?.paths.map((it) => it.host || "_"));
  const origin = ingress?.manifest.nameOrigin ?? settings.origin;
  const server = http.open("server", [], origin);
  server.add("server_name", ...(hosts.size === 0 ? ["_"] : [...hosts]).map((it) => fixed(it, origin)));
  server.snippet(settings.snippetAnnotation("server-snippet"));
  renderLocation(server.open("location", ["/"], origin), settings);
  server.snippet(settings.snippet("server-snippet"));
}

function renderLocation(location: Block, settings: IngressNginxSettings): void {
  const connection = settings.annotation("connection-proxy-header");
  location.add(
    "proxy_set_header",
    fixed("Connection", settings.origin),
    connection === undefined
      ? fixed("$connection_upgrade", settings.origin)
      : { ...connection, state: "explicit" },
  );
  location.addKnown("proxy_buffering", settings.get("proxy-buffering"));
  renderBuffers(location, settings);
  location.addKnown("proxy_http_version", settings.get("proxy-http-version"));
  location.snippet(settings.snippetAnnotation("configuration-snippet"));
  location.snippet(settings.snippet("location-snippet"));
  location.add("proxy_pass", fixed(`http://${UPSTREAM}`, settings.origin));
}

/** The sizes of the body's buffers and of the header's are one setting. Uncertain values are printed too: the template prints them in any case. */
function renderBuffers(location: Block, settings: IngressNginxSettings): void {
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
