import { annotationPrefixes } from "../knowledge/controllers.ts";
import { parseGoBool } from "../knowledge/ingress-nginx-settings.ts";
import {
  annotationFact,
  configMapKey,
  defaultIn,
  isKnownTo,
  type SettingFact,
} from "../knowledge/settings.ts";
import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import { checkSetting } from "../model/settings/value-types.ts";
import type { Origin } from "../text/origin.ts";
import type { Setting } from "./block.ts";
import { F5Settings } from "./f5-nic-settings.ts";

const PREFIX = annotationPrefixes["f5-nic"];

/** Annotations that a minion takes over from its master (internal/configs/annotations.go `minionInheritanceList`). */
const inherited: ReadonlySet<string> = new Set(
  `proxy-connect-timeout proxy-read-timeout proxy-send-timeout client-max-body-size proxy-buffering proxy-buffers
  proxy-buffer-size proxy-busy-buffers-size proxy-max-temp-file-size location-snippets lb-method keepalive max-fails max-conns
  fail-timeout upstream-zone-size limit-req-rate limit-req-key limit-req-zone-size limit-req-delay limit-req-no-delay
  limit-req-burst limit-req-dry-run limit-req-log-level limit-req-reject-code limit-req-scale`.split(/\s+/),
);

/** Every setting of F5 NGINX Ingress Controller; a minion of a mergeable Ingress takes over settings of its master. */
export class F5AllSettings extends F5Settings {
  readonly #master: Ingress | undefined;

  constructor(
    controller: Controller | undefined,
    ingress: Ingress | undefined,
    version: string | undefined,
    origin?: Origin,
    master?: Ingress,
  ) {
    super(controller, ingress, version, origin);
    this.#master = master;
  }

  override get complete(): boolean {
    return this.controller?.configMapIsComplete ?? false;
  }

  override annotation(name: string): { readonly value: string; readonly origin: Origin } | undefined {
    const holder = this.#holderOf(name);
    return holder === undefined || hidden(holder, name) !== undefined
      ? undefined
      : holder.annotation(`${PREFIX}${name}`);
  }

  /** The Ingress whose annotation counts. */
  #holderOf(name: string): Ingress | undefined {
    const has = (it: Ingress | undefined) =>
      it !== undefined && Object.hasOwn(it.manifest.annotations, `${PREFIX}${name}`);
    if (has(this.ingress)) return this.ingress;
    return inherited.has(name) && has(this.#master) ? this.#master : undefined;
  }

  override get(key: string, form?: RegExp): Setting | undefined {
    const holder = this.#holderOf(key);
    return (holder === undefined ? undefined : hidden(holder, key)) ?? super.get(key, form);
  }

  /** The value in force: annotation, ConfigMap, default; undefined where there is none. Booleans are `true` or `false`. */
  value(key: string): Setting | undefined {
    return this.own(key) ?? this.#fromConfigMap(key) ?? this.#byDefault(key);
  }

  /** Whether a boolean setting is on. */
  isOn(key: string): boolean {
    return this.value(key)?.value === "true";
  }

  /** An annotation that is taken; undefined where it is not set or not known to the release. */
  own(name: string): Setting | undefined {
    const fact = annotationFact("f5-nic", name);
    if (fact === undefined || !this.#knows(fact)) return undefined;
    const holder = this.#holderOf(name);
    const secret = holder === undefined ? undefined : hidden(holder, name);
    if (secret !== undefined) return secret;
    const annotation = this.annotation(name);
    if (annotation === undefined) return undefined;
    return { value: normal(fact, annotation.value), state: "explicit", origin: annotation.origin };
  }

  /** Why the controller refuses the Ingress as a whole: one bad annotation does. */
  get refused(): string | undefined {
    for (const full of Object.keys(this.ingress?.manifest.annotations ?? {})) {
      if (!full.startsWith(PREFIX)) continue;
      const name = full.slice(PREFIX.length);
      const fact = annotationFact("f5-nic", name);
      const annotation = this.annotation(name);
      if (fact === undefined || annotation === undefined || !this.#knows(fact)) continue;
      const verdict = checkSetting(fact, annotation.value, this.version);
      if (fact.invalid === "reject-ingress" && verdict.state === "refused" && verdict.by !== "nginx")
        return `the value of annotation ${name} is invalid`;
    }
    return undefined;
  }

  #knows(fact: SettingFact): boolean {
    return this.version === undefined || isKnownTo(fact, this.version);
  }

  #fromConfigMap(key: string): Setting | undefined {
    const fact = configMapKey("f5-nic", key);
    const setting = fact === undefined || !this.#knows(fact) ? undefined : this.controller?.setting(key);
    if (fact === undefined || setting === undefined) return undefined;
    const { origin } = setting;
    if (setting.state === "unknown") return { value: "", state: "unknown", origin, source: setting.reason };
    const verdict = checkSetting(fact, setting.value, this.version);
    if (verdict.state === "refused" && verdict.by !== "nginx") return undefined;
    return { value: normal(fact, setting.value), state: "explicit", origin };
  }

  #byDefault(key: string): Setting | undefined {
    const fact = configMapKey("f5-nic", key) ?? annotationFact("f5-nic", key);
    const value = fact === undefined ? undefined : defaultIn(fact, this.version);
    return value === undefined || value === "" ? undefined : this.byDefault(value);
  }
}

function normal(fact: SettingFact, value: string): string {
  const trimmed = value.trim();
  return /^bool\b/.test(fact.type) ? String(parseGoBool(trimmed) ?? trimmed) : trimmed;
}

/** An annotation whose value is sensitive or known after apply. */
function hidden({ manifest }: Ingress, name: string): Setting | undefined {
  const full = `${PREFIX}${name}`;
  const sensitive = manifest.isSensitive(manifest.annotations, full);
  if (!sensitive && !manifest.isUnknown(manifest.annotations, full)) return undefined;
  const origin = manifest.locate(manifest.annotations, full);
  return { value: "", state: "unknown", origin, source: sensitive ? "sensitive" : "known after apply" };
}
