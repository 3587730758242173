import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import type { NginxConfig } from "../model/nginx-config.ts";
import { Block } from "./block.ts";
import { AllSettings } from "./ingress-nginx-all-settings.ts";
import { renderEvents, renderHttp, renderMain } from "./ingress-nginx-http.ts";
import { layOut } from "./ingress-nginx-layout.ts";
import { renderDefaultServer, renderServer } from "./ingress-nginx-server.ts";

/**
 * The whole configuration that ingress-nginx generates (rootfs/etc/nginx/template/nginx.tmpl of v1.15.1, with what differs since v1.9.4) for a
 * controller and its Ingresses; at least one of them is there. `version` is the release where no controller in sight says one.
 */
export function renderWholeIngressNginx(
  controller: Controller | undefined,
  ingresses: readonly Ingress[],
  version: string | undefined,
): NginxConfig {
  const settings = new AllSettings(controller, controller === undefined ? ingresses[0] : undefined, version)
    .global;
  const main = new Block(settings.origin, undefined, "printed");
  const layout = layOut(ingresses, settings);
  renderMain(main, settings);
  renderEvents(main, settings);
  const http = main.open("http");
  renderHttp(http, settings, layout);
  const hosts = new Set(layout.servers.map((it) => it.host));
  for (const plan of layout.servers) renderServer(http, plan, settings, hosts);
  renderDefaultServer(http, settings);
  return {
    kind: "rendered",
    label: `the configuration of ${controller?.label ?? "ingress-nginx"}`,
    context: "main",
    complete: settings.complete,
    origin: settings.origin,
    directives: main.directives,
    trees: [],
    containers: controller?.container === undefined ? [] : [controller.container],
    controller,
    ingress: undefined,
    nginxVersion: controller?.nginxVersion,
  };
}
