import { configMapKey, defaultIn } from "../knowledge/settings.ts";
import type { Origin } from "../text/origin.ts";
import type { Controller } from "./controller.ts";
import { parseNginxTime } from "./nginx-values.ts";

/** A part of the time that a controller takes to end. */
export interface EndPhase {
  /** As its users write it: `--shutdown-grace-period`. */
  readonly setting: string;
  readonly seconds: number;
  /** Undefined for a default. */
  readonly origin: Origin | undefined;
}

/**
 * What a controller does after it is told to stop: wait for `--shutdown-grace-period` seconds (ingress-nginx; 0 by default), then let nginx finish open
 * connections for `worker-shutdown-timeout` (240s by default since 0.26.0; F5's has none). Undefined where one of them is not known, as with a
 * ConfigMap that is named but not in sight. (pkg/util/process, internal/ingress/controller/nginx.go, both docs.)
 */
export function endPhases(controller: Controller): readonly EndPhase[] | undefined {
  const { container, product, configMap } = controller;
  if (container === undefined) return undefined;
  const { manifest } = container.workload;
  if (manifest.isUnknown(container.spec, "args") || manifest.isUnknown(container.spec, "command"))
    return undefined;
  const wait = product === "ingress-nginx" ? container.flags.get("shutdown-grace-period") : undefined;
  if (wait !== undefined && !/^\d+$/.test(wait)) return undefined;
  const first: EndPhase = {
    setting: "--shutdown-grace-period",
    seconds: Number(wait ?? 0),
    origin: wait === undefined ? undefined : flagOrigin(controller),
  };
  const key = "worker-shutdown-timeout";
  const setting = controller.setting(key);
  if (setting?.state === "unknown") return undefined;
  const flag = product === "f5-nic" ? "nginx-configmaps" : "configmap";
  const isAbsent =
    setting === undefined &&
    (configMap === undefined ? !container.flags.has(flag) : controller.configMapIsComplete);
  if (setting === undefined && !isAbsent) return undefined;
  const fact = configMapKey(product, key);
  const text = setting?.value ?? (fact === undefined ? undefined : defaultIn(fact, controller.version));
  if (text === undefined || text === "") return undefined;
  const seconds = parseNginxTime(text);
  if (seconds === undefined) return undefined;
  return [first, { setting: key, seconds, origin: setting?.origin }];
}

function flagOrigin(controller: Controller): Origin | undefined {
  const container = controller.container!;
  for (const list of [container.spec.args, container.spec.command]) {
    if (!Array.isArray(list)) continue;
    const at = list.findIndex((it) => String(it).includes("shutdown-grace-period"));
    if (at !== -1) return container.locate(list, at);
  }
  return undefined;
}
