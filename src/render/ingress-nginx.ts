import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import type { NginxConfig } from "../model/nginx-config.ts";
import { Block, fixed } from "./block.ts";
import {
  isGrpc,
  passOf,
  renderBuffers,
  renderClientKeepalive,
  renderConnectionHeader,
  renderConnectionMap,
  renderRetries,
  renderTimeouts,
  renderUpstream,
  seconds,
  UPSTREAM,
} from "./ingress-nginx-parts.ts";
import { IngressNginxSettings } from "./ingress-nginx-settings.ts";

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
  main.addKnown("worker_shutdown_timeout", settings.get("worker-shutdown-timeout"));
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
  renderClientKeepalive(http, settings);
  http.addKnown("client_body_timeout", seconds(settings.get("client-body-timeout")));
  renderConnectionMap(http, settings);
  http.snippet(settings.snippet("http-snippet"));
  renderUpstream(http, settings);
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
  const protocol = settings.annotation("backend-protocol");
  const origin = protocol?.origin ?? settings.origin;
  const setHeader = isGrpc(protocol) ? "grpc_set_header" : "proxy_set_header";
  location.add(setHeader, fixed("Upgrade", origin), fixed("$http_upgrade", origin));
  renderConnectionHeader(location, settings, setHeader);
  renderTimeouts(location, settings, "proxy");
  renderBuffers(location, settings);
  location.addKnown("proxy_http_version", settings.get("proxy-http-version"));
  renderRetries(location, settings, settings);
  if (isGrpc(protocol)) renderTimeouts(location, settings, "grpc");
  location.snippet(settings.snippetAnnotation("configuration-snippet"));
  location.snippet(settings.snippet("location-snippet"));
  const [directive, scheme] = passOf(protocol);
  location.add(directive, fixed(`${scheme}${UPSTREAM}`, origin));
}
