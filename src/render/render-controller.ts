import type { ControllerProduct } from "../knowledge/controllers.ts";
import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import type { NginxConfig } from "../model/nginx-config.ts";
import type { Project } from "../model/project.ts";
import { renderWholeF5 } from "./f5-nic-whole.ts";
import { renderWholeIngressNginx } from "./ingress-nginx-whole.ts";

/** A controller in scope, or one out of sight that Ingresses in scope are written for. */
export interface RenderTarget {
  readonly product: ControllerProduct;
  readonly controller: Controller | undefined;
  readonly ingresses: readonly Ingress[];
}

const renderers: Readonly<
  Record<
    ControllerProduct,
    (
      controller: Controller | undefined,
      ingresses: readonly Ingress[],
      version: string | undefined,
    ) => NginxConfig
  >
> = { "ingress-nginx": renderWholeIngressNginx, "f5-nic": renderWholeF5 };

/** What can be rendered in a project: its controllers, each with its Ingresses, then by product the Ingresses whose controller is out of sight. */
export function renderTargets(project: Project): readonly RenderTarget[] {
  const targets: RenderTarget[] = project.controllers.map((controller) => ({
    product: controller.product,
    controller,
    ingresses: controller.ingresses,
  }));
  const lost: Record<ControllerProduct, Ingress[]> = { "ingress-nginx": [], "f5-nic": [] };
  for (const ingress of project.ingresses) {
    const product = project.controllerOf(ingress) === undefined ? project.productOf(ingress) : undefined;
    if (product !== undefined) lost[product].push(ingress);
  }
  for (const [product, ingresses] of Object.entries(lost) as [ControllerProduct, Ingress[]][])
    if (ingresses.length > 0) targets.push({ product, controller: undefined, ingresses });
  return targets;
}

/**
 * The whole configuration a controller would generate for all of its Ingresses. Unlike `renderedConfigs`, which serves the rules, it holds every
 * directive that is modelled, doubtful ones too: `RenderedArgument.state` tells them apart.
 */
export function renderController(project: Project, controller: Controller): NginxConfig {
  return renderTarget(project, { product: controller.product, controller, ingresses: controller.ingresses });
}

/** The same for any target. */
export function renderTarget(
  project: Project,
  { product, controller, ingresses }: RenderTarget,
): NginxConfig {
  return renderers[product](controller, ingresses, project.assume.controllerVersion);
}
