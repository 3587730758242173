import { productNames } from "../knowledge/controllers.ts";
import type { NginxConfig } from "../model/nginx-config.ts";
import type { Project } from "../model/project.ts";
import { type ControllerPair, controllerPairs } from "./controller-pairs.ts";
import { type ConfigChange, diffConfigs } from "./diff.ts";
import type { RenderTarget } from "./render-controller.ts";

/** Places of a configuration where the same directives change in the same way. */
export interface ChangeGroup {
  /** In words, what a reader looks for first: `shop.example.com  location /`. */
  readonly scopes: readonly string[];
  readonly changes: readonly ConfigChange[];
}

/** What changes in the configuration that one controller would generate. */
export interface EffectiveDiff {
  /** The controller as people name it: its manifest's label or its plan address. */
  readonly name: string;
  readonly product: string;
  readonly version: string | undefined;
  /** The later side where there is one. */
  readonly target: RenderTarget;
  readonly before: NginxConfig | undefined;
  readonly after: NginxConfig | undefined;
  readonly changes: readonly ConfigChange[];
}

/** What changes, controller by controller, from one project to another. */
export function effectiveDiff(before: Project, after: Project): readonly EffectiveDiff[] {
  return controllerPairs([before], [after]).map(diffOfPair);
}

/** What changes for one controller. */
export function diffOfPair({ target, before, after }: ControllerPair): EffectiveDiff {
  return { ...describeTarget(target), target, before, after, changes: diffConfigs(before, after) };
}

/** How people name a target. */
export function describeTarget({ product, controller }: RenderTarget): {
  readonly name: string;
  readonly product: string;
  readonly version: string | undefined;
} {
  return {
    name: controller?.manifest.label ?? "a controller out of sight",
    product: productNames[product],
    version: controller?.version,
  };
}

/** Changes of one configuration; places with the same changes share them. */
export function groupChanges(changes: readonly ConfigChange[]): readonly ChangeGroup[] {
  const byScope = new Map<string, ConfigChange[]>();
  for (const it of changes) {
    const scope = scopeText(it.scope);
    byScope.set(scope, [...(byScope.get(scope) ?? []), it]);
  }
  const groups = new Map<string, { scopes: string[]; changes: readonly ConfigChange[] }>();
  for (const [scope, list] of byScope) {
    const identity = JSON.stringify(
      list.map((it) => [it.directive, it.isBlock, it.before, it.after, it.source]),
    );
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, { scopes: [scope], changes: list });
    else group.scopes.push(scope);
  }
  return [...groups.values()];
}

function scopeText(scope: readonly string[]): string {
  const inner = scope[0] === "http" && scope.length > 1 ? scope.slice(1) : scope;
  return inner.length === 0 ? "main" : inner.map((it) => it.replace(/^server /, "")).join("  ");
}

/** One change in a line: `~ proxy_buffer_size  8k → 128k`; names are filled up to `width`. */
export function changeText({ directive, isBlock, before, after }: ConfigChange, width = 0): string {
  const sign = after === undefined ? "-" : before === undefined ? "+" : "~";
  const values = isBlock ? "" : [before, after].filter((it) => it !== undefined).join(" → ");
  return `${sign} ${directive.padEnd(width)}  ${values}`.trimEnd();
}
