import { configMapKey, defaultIn, isKnownTo, type SettingFact } from "../../knowledge/settings.ts";
import type { Controller } from "../controller.ts";
import type { Project } from "../project.ts";
import { asMapping, type Mapping } from "../shape.ts";
import { parseGoBool } from "./go-values.ts";
import { checkSetting, type Misread, type Refused } from "./value-types.ts";

/** A key of a controller's ConfigMap whose value is not taken for what it says. */
export interface BadSetting {
  readonly key: string;
  readonly fact: SettingFact;
  readonly value: string;
  readonly verdict: Refused | Misread;
}

/** `data` of the controller's ConfigMap; empty where it has none. */
export function settingsData(controller: Controller): Mapping {
  return asMapping((controller.configMap?.object as { data?: unknown } | undefined)?.data);
}

/** Controllers by the ConfigMap that they read: where two read one, the first stands for both, so that nothing is reported twice. */
export function configuredControllers(project: Project): readonly Controller[] {
  const seen = new Set<unknown>();
  return project.controllers.filter((it) => {
    if (it.configMap === undefined || seen.has(it.configMap)) return false;
    seen.add(it.configMap);
    return true;
  });
}

/**
 * The fact that a key of a controller's ConfigMap is read by: ingress-nginx falls back to a comparison without regard to case, F5
 * compares exactly. Undefined for keys that no release knows.
 */
export function factOfKey(controller: Controller, key: string): SettingFact | undefined {
  const exact = configMapKey(controller.product, key);
  if (exact !== undefined || controller.product === "f5-nic") return exact;
  return configMapKey(controller.product, key.toLowerCase());
}

/** Keys that print directives only while another key switches them on: any of the named ones. */
const gates: Readonly<Record<string, readonly string[]>> = {
  "gzip-level": ["use-gzip"],
  "gzip-min-length": ["use-gzip"],
  "gzip-types": ["use-gzip"],
  "gzip-disable": ["use-gzip"],
  "brotli-level": ["enable-brotli"],
  "brotli-min-length": ["enable-brotli"],
  "brotli-types": ["enable-brotli"],
  "syslog-port": ["enable-syslog"],
  "ssl-session-cache-size": ["ssl-session-cache"],
  "ssl-session-timeout": ["ssl-session-cache"],
  "proxy-real-ip-cidr": ["use-forwarded-headers", "use-proxy-protocol", "enable-real-ip"],
};

/** Values of a controller's ConfigMap that its release does not take for what they say, in the order they are written. */
export function* badSettings(controller: Controller): Generator<BadSetting> {
  const { product, version } = controller;
  for (const key of controller.settingNames) {
    const fact = factOfKey(controller, key);
    if (fact === undefined || fact.type === "removed") continue;
    // Of a key that the release does not read, no value matters.
    if (version !== undefined && !isKnownTo(fact, version)) continue;
    const setting = controller.setting(key);
    if (setting?.state !== "explicit") continue;
    const verdict = checkSetting(fact, setting.value, version);
    if (verdict.state !== "refused" && verdict.state !== "misread") continue;
    if (fact.invalid === "no-effect") continue;
    if (product === "ingress-nginx" && verdict.state === "refused" && verdict.by === "nginx") {
      // What nginx makes of the number of buffers is a matter of their sizes too: proxy-buffer-symmetry judges them together.
      if (fact.name === "proxy-buffers-number") continue;
      const names = gates[fact.name];
      if (names !== undefined && !names.some((it) => isOn(controller, it))) continue;
    }
    yield { key, fact, value: setting.value, verdict };
  }
}

/** Whether a boolean key is certainly on: by what is written, else by a default that the release is known to have. */
function isOn(controller: Controller, key: string): boolean {
  const setting = controller.setting(key);
  if (setting?.state === "explicit") return parseGoBool(setting.value) === true;
  const fact = configMapKey(controller.product, key);
  return (
    setting === undefined &&
    controller.configMapIsComplete &&
    fact !== undefined &&
    defaultIn(fact, controller.version) === "true"
  );
}
