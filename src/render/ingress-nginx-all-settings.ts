import {
  type IngressNginxKey,
  ingressNginxSettings,
  parseGoBool,
  parseGoInt,
} from "../knowledge/ingress-nginx-settings.ts";
import { isReleaseAtLeast } from "../knowledge/release-order.ts";
import {
  annotationFact,
  configMapKey,
  defaultIn,
  flagFact,
  isKnownTo,
  type SettingFact,
} from "../knowledge/settings.ts";
import type { Ingress } from "../model/ingress.ts";
import { checkSetting } from "../model/settings/value-types.ts";
import { known } from "../model/value.ts";
import type { Origin } from "../text/origin.ts";
import type { Setting } from "./block.ts";
import { IngressNginxSettings } from "./ingress-nginx-settings.ts";

/**
 * Every setting of ingress-nginx, not only those that the linter asks for all the time: keys and annotations by the tables of
 * src/knowledge/settings.ts. Values that a plan marks as sensitive are unknown, and so are those known after apply.
 */
export class AllSettings extends IngressNginxSettings {
  #withoutIngress: AllSettings | undefined;
  readonly #values = new Map<string, Setting>();
  readonly #ownValues = new Map<string, Setting | undefined>();

  /** The same controller's settings without an Ingress: what the ConfigMap and the defaults say. */
  get global(): AllSettings {
    if (this.ingress === undefined) return this;
    this.#withoutIngress ??= new AllSettings(this.controller, undefined, this.version, this.origin);
    return this.#withoutIngress;
  }

  /** The settings of an Ingress of the same controller. */
  of(ingress: Ingress): AllSettings {
    return new AllSettings(this.controller, ingress, this.version);
  }

  /** Whether the release is `limit` or newer; one that is not known counts as the newest. */
  isSince(limit: string): boolean {
    return this.version === undefined || isReleaseAtLeast(this.version, limit);
  }

  /** The value in force for a key of the ConfigMap: the annotation that overrides it, the key, the default. Unknown ones have an empty value. */
  override get(key: string): Setting {
    let setting = this.#values.get(key);
    if (setting === undefined) {
      setting = this.#withIgnored(key, this.#find(key));
      this.#values.set(key, setting);
    }
    return setting;
  }

  #find(key: string): Setting {
    const own = this.ingress === undefined ? undefined : this.#annotatedKey(key);
    if (own !== undefined) return own;
    if (Object.hasOwn(ingressNginxSettings, key)) return this.#fromTable(key as IngressNginxKey);
    return this.#fromConfigMap(key) ?? this.#byDefault(key);
  }

  /** Whether a boolean setting is on; one that is not known counts as its default. */
  isOn(key: string): boolean {
    const { value, state } = this.get(key);
    return (state === "unknown" ? this.#byDefault(key).value : value) === "true";
  }

  /** A boolean setting as nginx writes it. */
  onOff(key: string): Setting {
    return asOnOff(this.get(key));
  }

  /** The items of a list between commas, blanks around them taken away; none where the setting is empty or not known. */
  list(key: string): readonly Setting[] {
    const setting = this.get(key);
    return itemsOf(setting);
  }

  /**
   * An annotation as the controller takes it, by its name without prefix; undefined where it is not set, or is refused and has no effect.
   * Booleans are `true` or `false`.
   */
  own(name: string): Setting | undefined {
    if (this.ingress === undefined) return undefined;
    if (!this.#ownValues.has(name)) this.#ownValues.set(name, this.#findOwn(name));
    return this.#ownValues.get(name);
  }

  #findOwn(name: string): Setting | undefined {
    const fact = annotationFact("ingress-nginx", name);
    if (fact === undefined || (this.version !== undefined && !isKnownTo(fact, this.version)))
      return undefined;
    const hidden = this.#hidden(name);
    if (hidden !== undefined) return hidden;
    const annotation = this.annotation(name);
    if (annotation === undefined || annotation.value === "") return undefined;
    const accepts = this.accepts(fact, annotation.value);
    const { origin } = annotation;
    if (accepts === "unknown") return { value: "", state: "unknown", origin };
    if (!accepts) return undefined;
    return { value: normal(fact, annotation.value, Number), state: "explicit", origin };
  }

  /** Whether an annotation is set to a true boolean. */
  ownIsOn(name: string): boolean {
    return this.own(name)?.value === "true";
  }

  /** Whether the controller takes a value for an annotation; `unknown` where that hangs on a flag or release that nobody knows. */
  accepts(fact: SettingFact, value: string): boolean | "unknown" {
    const verdict = checkSetting(fact, value, this.version);
    if (verdict.state !== "refused" || verdict.by === "nginx") return true;
    return verdict.by === "controller" ? false : this.validates === undefined ? "unknown" : !this.validates;
  }

  /** `--enable-annotation-validation`: since 1.9.0, true by default since 1.12.0. Undefined: not known. */
  get validates(): boolean | undefined {
    if (this.version === undefined) return undefined;
    const fact = flagFact("ingress-nginx", "enable-annotation-validation", this.version);
    if (fact === undefined) return false;
    const flag = this.controller?.container?.flags.get("enable-annotation-validation");
    return parseGoBool(flag ?? defaultIn(fact, this.version) ?? "false");
  }

  /** A flag of the controller's command line, with its default in the release. */
  flag(name: string, fallback: string): Setting {
    const value = this.controller?.container?.flags.get(name);
    if (value === undefined)
      return {
        value: fallback,
        state: this.controller?.container === undefined ? "assumed" : "default",
        origin: this.origin,
        source: "default",
      };
    return { value, state: "explicit", origin: this.origin, source: `flag --${name}` };
  }

  /** Names of the annotations that the Ingress has, without the controller's prefix. */
  get ownNames(): readonly string[] {
    const prefix = this.annotationName("");
    return Object.keys(this.ingress?.manifest.annotations ?? {})
      .filter((it) => it.startsWith(prefix))
      .map((it) => it.slice(prefix.length));
  }

  /** An annotation that must not be shown, or is not known yet, does not count as written. */
  override annotation(name: string): { readonly value: string; readonly origin: Origin } | undefined {
    return this.#hidden(name) === undefined ? super.annotation(name) : undefined;
  }

  #hidden(name: string): Setting | undefined {
    const { ingress } = this;
    if (ingress === undefined) return undefined;
    const { manifest } = ingress;
    const full = this.annotationName(name);
    const sensitive = manifest.isSensitive(manifest.annotations, full);
    if (!sensitive && !manifest.isUnknown(manifest.annotations, full)) return undefined;
    const origin = manifest.locate(manifest.annotations, full);
    return { value: "", state: "unknown", origin, source: sensitive ? "sensitive" : "known after apply" };
  }

  /** The annotation of the same name, for keys that have one, and of the older name for lists of addresses. */
  #annotatedKey(key: string): Setting | undefined {
    const name = key === "whitelist-source-range" ? "allowlist-source-range" : key;
    if (Object.hasOwn(ingressNginxSettings, key)) return this.#hidden(name);
    const fact = annotationFact("ingress-nginx", name);
    if (fact?.configMapKey !== key) return undefined;
    return this.own(name) ?? (name === key ? undefined : this.own(key));
  }

  /** Says of a default which written value it stands for, because the controller does not take that. */
  #withIgnored(key: string, setting: Setting): Setting {
    if (setting.source !== "default") return setting;
    const overrides = annotationFact("ingress-nginx", key)?.configMapKey === key;
    const annotation = overrides ? this.annotation(key)?.value : undefined;
    const written = annotation ?? known(this.controller?.setting(key));
    if (written === undefined || written === "") return setting;
    const whose = annotation === undefined ? "the ConfigMap's" : "the annotation's";
    return { ...setting, source: `default, ${whose} '${written}' is ignored` };
  }

  /** Keys that the linter asks for: one source of truth for both. Only a malformed annotation is decided here, where the flag for it is known. */
  #fromTable(key: IngressNginxKey): Setting {
    const setting = super.get(key);
    const annotation = this.annotation(key);
    if (setting.state !== "unknown" || annotation === undefined) return setting;
    if (this.validates === true) return this.global.get(key);
    return this.validates === false ? { ...annotation, state: "explicit" } : setting;
  }

  #fromConfigMap(key: string): Setting | undefined {
    const fact = configMapKey("ingress-nginx", key);
    const setting = fact === undefined ? undefined : this.controller?.setting(key);
    if (fact === undefined || setting === undefined) return undefined;
    if (this.version !== undefined && !isKnownTo(fact, this.version)) return undefined;
    const { origin } = setting;
    if (setting.state === "unknown") return { value: "", state: "unknown", origin, source: setting.reason };
    const { value } = setting;
    if (/^int\b/.test(fact.type) && parseGoInt(value) === undefined) return undefined;
    if (fact.type === "bool" && value !== "" && parseGoBool(value) === undefined) return undefined;
    return { value: normal(fact, value, parseGoInt), state: "explicit", origin };
  }

  #byDefault(key: string): Setting {
    const fact = configMapKey("ingress-nginx", key);
    const value = fact === undefined ? "" : defaultIn(fact, this.version);
    const { origin } = this;
    if (value === undefined) return { value: "", state: "unknown", origin };
    // `0 (computed)` and the like: what is computed is the caller's business.
    const plain = value.replace(/ \(computed.*\)$/, "");
    return { value: plain, state: this.complete ? "default" : "assumed", origin, source: "default" };
  }
}

/** `true` and `false` as nginx writes them. */
export function asOnOff(setting: Setting): Setting {
  return setting.state === "unknown"
    ? setting
    : { ...setting, value: setting.value === "true" ? "on" : "off" };
}

/** The items of a list between commas; none where the value is empty or not known. */
export function itemsOf(setting: Setting): readonly Setting[] {
  return setting.value
    .split(",")
    .map((it) => ({ ...setting, value: it.trim() }))
    .filter((it) => it.value !== "");
}

/** Integers and booleans in one spelling; everything else as it stands. */
function normal(fact: SettingFact, value: string, integer: (text: string) => number | undefined): string {
  if (/^int\b/.test(fact.type)) return String(integer(value) ?? value);
  if (fact.type === "bool") return String(parseGoBool(value) ?? false);
  return value;
}
