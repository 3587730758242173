import type { ControllerProduct } from "../knowledge/controllers.ts";
import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import type { NginxConfig } from "../model/nginx-config.ts";
import type { Project } from "../model/project.ts";
import { renderF5 } from "./f5-nic.ts";
import { renderIngressNginx } from "./ingress-nginx.ts";

/** How each product makes configuration of a controller's settings and of one Ingress. At least one of the two is given. */
const renderers: Readonly<
  Record<
    ControllerProduct,
    (controller: Controller | undefined, ingress: Ingress | undefined) => NginxConfig | undefined
  >
> = { "ingress-nginx": renderIngressNginx, "f5-nic": renderF5 };

/**
 * What the controllers in scope would generate: for each one whose ConfigMap is in sight a configuration of its own, and one per Ingress of a known
 * product that sets something itself, also where the controller that serves it is out of sight.
 */
export function renderedConfigs(project: Project): readonly NginxConfig[] {
  const configs: NginxConfig[] = [];
  const add = (config: NginxConfig | undefined) => {
    if (config !== undefined) configs.push(config);
  };
  for (const controller of project.controllers) {
    if (controller.configMap !== undefined) add(renderers[controller.product](controller, undefined));
  }
  for (const ingress of project.ingresses) {
    const controller = project.controllerOf(ingress);
    const product = controller?.product ?? project.productOf(ingress);
    if (product !== undefined) add(renderers[product](controller, ingress));
  }
  return configs;
}
