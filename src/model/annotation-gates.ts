import { parseGoBool } from "../knowledge/ingress-nginx-settings.ts";
import { isReleaseAtLeast } from "../knowledge/release-order.ts";
import { configMapKey, defaultIn } from "../knowledge/settings.ts";
import type { Origin } from "../text/origin.ts";
import type { Controller } from "./controller.ts";

/** How dangerous an annotation may be, least first. */
export const riskLevels = ["Low", "Medium", "High", "Critical"] as const;
export type RiskLevel = (typeof riskLevels)[number];

/** A gate that a controller holds annotations to; `origin` is where it was set, undefined where it is the release's default. */
export interface Gate<T> {
  readonly value: T;
  readonly origin: Origin | undefined;
}

/** First release of ingress-nginx that compares annotations with a level (parser/validators.go is in v1.9.1, not in v1.9.0). */
const RISK_SINCE = "1.9.1";

/** First releases whose check knows the older spellings of annotations (CheckAnnotationRisk), by line. */
const aliasCheckSince: readonly (readonly [line: string, since: string])[] = [
  ["1.13.", "1.13.8"],
  ["1.14.", "1.14.4"],
];

/** Whether the level holds for older spellings such as `whitelist-source-range` too. */
export function checksAliases(version: string | undefined): boolean {
  if (version === undefined) return false;
  const line = aliasCheckSince.find(([prefix]) => version.startsWith(prefix));
  return isReleaseAtLeast(version, line?.[1] ?? "1.15.0");
}

/** The `annotations-risk-level` in force; undefined where there is none or it is not known. Any unknown word counts as Low. */
export function riskLevelOf(controller: Controller): Gate<RiskLevel> | undefined {
  const { version } = controller;
  if (version !== undefined && !isReleaseAtLeast(version, RISK_SINCE)) return undefined;
  const text = settingInForce(controller, "annotations-risk-level");
  if (text === undefined) return undefined;
  const level = riskLevels.find((it) => it.toLowerCase() === text.value.toLowerCase()) ?? "Low";
  return { value: level, origin: text.origin };
}

/** Whether annotations that end in `-snippet` are let through (`allow-snippet-annotations`); undefined where it is not known. */
export function allowsSnippets(controller: Controller): Gate<boolean> | undefined {
  const { version } = controller;
  // v1.9.0 was tagged before its default changed; releases without the key have snippets always on.
  if (version === "1.9.0") return undefined;
  const text = settingInForce(controller, "allow-snippet-annotations");
  const value = text === undefined ? undefined : parseGoBool(text.value);
  return value === undefined ? undefined : { value, origin: text?.origin };
}

/** Whether the admission webhook refuses paths of type Exact and Prefix with unusual characters (`strict-validate-path-type`); undefined where it is not known. */
export function checksPathTypes(controller: Controller): Gate<boolean> | undefined {
  const text = settingInForce(controller, "strict-validate-path-type");
  const value = text === undefined ? undefined : parseGoBool(text.value);
  return value === undefined ? undefined : { value, origin: text?.origin };
}

/**
 * A ConfigMap key's text, or the release's default where the whole ConfigMap is in sight, or where the controller has none. Undefined where it is not
 * known, and for keys that the release does not know.
 */
export function settingInForce(controller: Controller, key: string): Gate<string> | undefined {
  const { product, version } = controller;
  const fact = configMapKey(product, key, version);
  if (fact === undefined) return undefined;
  const setting = controller.setting(key);
  if (setting?.state === "unknown") return undefined;
  if (setting !== undefined) return { value: setting.value, origin: setting.origin };
  if (version === undefined || !settingsAreInSight(controller)) return undefined;
  const value = defaultIn(fact, version);
  return value === undefined ? undefined : { value, origin: undefined };
}

/** Whether the absence of a key says that it is not set: the whole ConfigMap is in sight, or there is none. */
export function settingsAreInSight(controller: Controller): boolean {
  return controller.configMapIsComplete || hasNoConfigMap(controller);
}

/** Whether the command line is in sight and names no ConfigMap. */
function hasNoConfigMap({ container, configMap, product }: Controller): boolean {
  return (
    container !== undefined &&
    configMap === undefined &&
    container.commandLine.length > 0 &&
    !container.flags.has(product === "f5-nic" ? "nginx-configmaps" : "configmap")
  );
}

/** Whether F5's controller takes snippets (`-enable-snippets`, off by default); undefined where its flags are out of sight. */
export function f5AllowsSnippets({ container }: Controller): boolean | undefined {
  if (container === undefined || container.commandLine.length === 0) return undefined;
  const flag = container.flags.get("enable-snippets");
  if (flag === undefined) return false;
  return flag === "" ? true : parseGoBool(flag);
}
