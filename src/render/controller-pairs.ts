import type { NginxConfig } from "../model/nginx-config.ts";
import type { Project } from "../model/project.ts";
import { type RenderTarget, renderTarget, renderTargets } from "./render-controller.ts";

/** A controller with the configuration that it would generate. */
export interface RenderedTarget {
  readonly target: RenderTarget;
  readonly config: NginxConfig;
}

/** One controller on both sides of a change; `target` is the later side where there is one. */
export interface ControllerPair {
  readonly target: RenderTarget;
  readonly before: NginxConfig | undefined;
  readonly after: NginxConfig | undefined;
}

/** The whole configurations of all controllers of a project. */
export function renderTargetsOf(project: Project): readonly RenderedTarget[] {
  return renderTargets(project).map((target) => ({ target, config: renderTarget(project, target) }));
}

/** The same controllers of both sides: by product and name; where one of a product is left on each side, those two. */
export function controllerPairs(
  before: readonly Project[],
  after: readonly Project[],
): readonly ControllerPair[] {
  const old = before.flatMap(renderTargetsOf);
  const pairs: ControllerPair[] = [];
  const waiting: RenderedTarget[] = [];
  const take = (fits: (it: RenderedTarget) => boolean): RenderedTarget | undefined => {
    const at = old.findIndex(fits);
    return at === -1 ? undefined : old.splice(at, 1)[0];
  };
  for (const it of after.flatMap(renderTargetsOf)) {
    const same = take(({ target }) => idOf(target) === idOf(it.target));
    if (same === undefined) waiting.push(it);
    else pairs.push({ target: it.target, before: same.config, after: it.config });
  }
  for (const it of waiting) {
    const others = waiting.filter(({ target }) => target.product === it.target.product);
    const left = old.filter(({ target }) => target.product === it.target.product);
    const only = others.length === 1 && left.length === 1 ? take((other) => other === left[0]) : undefined;
    pairs.push({ target: it.target, before: only?.config, after: it.config });
  }
  for (const { target, config } of old) pairs.push({ target, before: config, after: undefined });
  return pairs;
}

function idOf({ product, controller }: RenderTarget): string {
  return `${product} ${controller?.manifest.kind} ${controller?.manifest.qualifiedName}`;
}
