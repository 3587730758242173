import { annotationPrefixes } from "../knowledge/controllers.ts";
import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import type { NginxConfig } from "../model/nginx-config.ts";
import { Block, fixed } from "./block.ts";
import { F5Settings, renderBuffers } from "./f5-nic-settings.ts";

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
  main.snippet(settings.snippet("main-snippets"));
  main.open("events");
  const http = main.open("http");
  http.addKnown("keepalive_timeout", settings.configured("keepalive-timeout", "75s"));
  http.addKnown("keepalive_requests", settings.configured("keepalive-requests", "1000"));
  http.snippet(settings.snippet("http-snippets"));

  const keepalive = settings.get("keepalive") ?? settings.byDefault("0");
  const upstream = http.open("upstream", [UPSTREAM]);
  upstream.add("server", fixed("0.0.0.1", settings.origin));
  if (Number(keepalive.value) > 0) upstream.addKnown("keepalive", keepalive);

  const hosts = new Set(ingress?.paths.map((it) => it.host || "_"));
  const server = http.open("server");
  server.add(
    "server_name",
    ...(hosts.size === 0 ? ["_"] : [...hosts]).map((it) => fixed(it, settings.origin)),
  );
  server.snippet(settings.snippet("server-snippets"));
  const location = server.open("location", ["/"]);
  location.add("proxy_http_version", fixed("1.1", settings.origin));
  location.snippet(settings.snippet("location-snippets"));
  if (Number(keepalive.value) > 0 && keepalive.state !== "unknown") {
    location.add("proxy_set_header", fixed("Connection", settings.origin), { ...keepalive, value: "" });
  }
  renderBuffers(location, settings);
  location.add("proxy_pass", fixed(`http://${UPSTREAM}`, settings.origin));

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
