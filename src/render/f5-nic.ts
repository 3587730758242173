import { annotationPrefixes } from "../knowledge/controllers.ts";
import { parseGoBool } from "../knowledge/ingress-nginx-settings.ts";
import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import type { NginxConfig } from "../model/nginx-config.ts";
import type { Origin } from "../text/origin.ts";
import { Block, fixed, type Setting, words } from "./block.ts";
import { F5Settings, renderBuffers } from "./f5-nic-settings.ts";

type Protocol = "http" | "websocket" | "grpc";

const UPSTREAM = "backend";

/**
 * What F5 NGINX Ingress Controller would generate for an Ingress, as far as settings of its ConfigMap and annotations decide it
 * (internal/configs/version1/nginx.tmpl and nginx.ingress.tmpl). Unlike ingress-nginx it prints the buffer directives only where they are set.
 * Undefined for an Ingress without an annotation of this product: it gets what the ConfigMap alone gives.
 */
export function renderF5(
  controller: Controller | undefined,
  ingress: Ingress | undefined,
): NginxConfig | undefined {
  const prefix = annotationPrefixes["f5-nic"];
  if (ingress !== undefined && !Object.keys(ingress.manifest.annotations).some((it) => it.startsWith(prefix)))
    return undefined;
  const settings = new F5Settings(controller, ingress);
  const main = new Block(settings.origin);
  const shutdown = settings.configured("worker-shutdown-timeout", "");
  if (shutdown.value !== "") main.addKnown("worker_shutdown_timeout", shutdown);
  main.snippet(settings.snippet("main-snippets"));
  main.open("events");
  const http = main.open("http");
  http.addKnown("keepalive_timeout", settings.configured("keepalive-timeout", "75s"));
  http.addKnown("keepalive_requests", settings.configured("keepalive-requests", "1000"));
  http.snippet(settings.snippet("http-snippets"));
  const map = http.open("map", ["$http_upgrade", "$connection_upgrade"]);
  map.add("default", fixed("upgrade", settings.origin));
  map.add("", fixed("close", settings.origin));
  renderUpstream(http, settings);

  const hosts = new Set(ingress?.paths.map((it) => it.host || "_"));
  const server = http.open("server");
  server.add(
    "server_name",
    ...(hosts.size === 0 ? ["_"] : [...hosts]).map((it) => fixed(it, settings.origin)),
  );
  server.snippet(settings.snippet("server-snippets"));
  for (const it of locationsOf(settings)) renderLocation(server.open("location", [it.path]), it, settings);

  const holder = controller?.label ?? "F5 NGINX Ingress Controller";
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

/** `keepalive` and the parameters of every endpoint, each where it is set. */
function renderUpstream(http: Block, settings: F5Settings): void {
  const upstream = http.open("upstream", [UPSTREAM]);
  const parameters = [
    ["max-fails", "max_fails"],
    ["max-conns", "max_conns"],
  ].flatMap(([key, name]) => {
    const setting = settings.get(key!);
    return setting === undefined ? [] : [{ ...setting, value: `${name}=${setting.value}` }];
  });
  upstream.addKnown("server", fixed("0.0.0.1", settings.origin), ...parameters);
  const keepalive = keepaliveOf(settings);
  if (Number(keepalive.value) > 0) upstream.addKnown("keepalive", keepalive);
}

function keepaliveOf(settings: F5Settings): Setting {
  return settings.get("keepalive") ?? settings.byDefault("0");
}

/**
 * One location for the paths of each protocol that the Ingress has, by the first of them: `websocket-services` and `grpc-services` name Services. Without HTTP/2
 * the controller ignores the latter.
 */
function locationsOf(
  settings: F5Settings,
): readonly { readonly path: string; readonly protocol: Protocol; readonly origin: Origin }[] {
  const lists = (["websocket", "grpc"] as const).map((protocol) => {
    const list = settings.annotation(`${protocol}-services`);
    return { protocol, list, names: new Set(list?.value.split(",").map((it) => it.trim())) };
  });
  const http2 = settings.configured("http2", "false");
  const found = new Map<Protocol, { path: string; protocol: Protocol; origin: Origin }>();
  for (const { path, serviceName = "" } of settings.ingress?.paths ?? []) {
    const listed = lists.findLast((it) => it.names.has(serviceName));
    if (listed?.protocol === "grpc" && http2.state !== "explicit" && http2.state !== "default") continue;
    const isGrpc = listed?.protocol === "grpc" && parseGoBool(http2.value) === true;
    const protocol =
      listed === undefined || (listed.protocol === "grpc" && !isGrpc) ? "http" : listed.protocol;
    const origin = protocol === "http" ? settings.origin : (listed?.list?.origin ?? settings.origin);
    if (!found.has(protocol)) found.set(protocol, { path: path || "/", protocol, origin });
  }
  return found.size === 0
    ? [{ path: "/", protocol: "http", origin: settings.origin }]
    : [...found.values()].map((it) => (found.size === 1 ? { ...it, path: "/" } : it));
}

const timeouts = ["connect", "read", "send"] as const;

function renderLocation(
  location: Block,
  { protocol, origin }: { readonly protocol: Protocol; readonly origin: Origin },
  settings: F5Settings,
): void {
  const family = protocol === "grpc" ? "grpc" : "proxy";
  if (family === "proxy") location.add("proxy_http_version", fixed("1.1", settings.origin));
  const keepalive = keepaliveOf(settings);
  if (protocol === "websocket") {
    location.add("proxy_set_header", fixed("Upgrade", origin), fixed("$http_upgrade", origin));
    location.add("proxy_set_header", fixed("Connection", origin), fixed("$connection_upgrade", origin));
  }
  location.snippet(settings.snippet("location-snippets"));
  if (protocol === "http" && Number(keepalive.value) > 0 && keepalive.state !== "unknown")
    location.add("proxy_set_header", fixed("Connection", settings.origin), { ...keepalive, value: "" });
  for (const it of timeouts)
    location.addKnown(`${family}_${it}_timeout`, settings.time(`proxy-${it}-timeout`, "60s"));
  if (family === "proxy") {
    renderBuffers(location, settings);
    for (const key of ["proxy-next-upstream", "proxy-next-upstream-timeout", "proxy-next-upstream-tries"]) {
      const value = settings.annotation(key);
      if (value !== undefined)
        location.add(key.replaceAll("-", "_"), ...words({ ...value, state: "explicit" }));
    }
  }
  location.add(`${family}_pass`, fixed(`${family === "grpc" ? "grpc" : "http"}://${UPSTREAM}`, origin));
}
