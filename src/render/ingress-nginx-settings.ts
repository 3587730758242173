import { annotationPrefixes } from "../knowledge/controllers.ts";
import {
  defaultOfSetting,
  honoursSetting,
  type IngressNginxKey,
  ingressNginxSettings,
  parseGoBool,
  parseGoInt,
} from "../knowledge/ingress-nginx-settings.ts";
import { isAtLeast } from "../knowledge/versions.ts";
import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import { asMapping } from "../model/shape.ts";
import type { LocatedText, Origin } from "../text/origin.ts";
import type { Setting } from "./block.ts";

/** Keys that an Ingress can override by an annotation of the same name (internal/ingress/annotations/proxy). */
const overridable: ReadonlySet<string> = new Set<IngressNginxKey>([
  "proxy-buffering",
  "proxy-buffer-size",
  "proxy-buffers-number",
  "proxy-busy-buffers-size",
  "proxy-max-temp-file-size",
  "proxy-http-version",
  "proxy-connect-timeout",
  "proxy-send-timeout",
  "proxy-read-timeout",
  "proxy-next-upstream",
  "proxy-next-upstream-timeout",
  "proxy-next-upstream-tries",
]);

const snippets = ["server-snippet", "configuration-snippet"] as const;

/** Every annotation that is looked at. */
const annotations: ReadonlySet<string> = new Set([
  ...overridable,
  "connection-proxy-header",
  "backend-protocol",
  ...snippets,
]);

/** What the annotation parser accepts; anything else falls back to the ConfigMap's value. */
const accepted: Readonly<Record<string, RegExp>> = {
  "proxy-buffering": /^(on|off)$/,
  "proxy-http-version": /^1\.[01]$/,
  "proxy-next-upstream":
    /^((error|timeout|invalid_header|http_50[0234]|http_40[34]|http_429|non_idempotent|off)\s?)+$/,
};

/**
 * Values that nginx takes and that break nothing on their own: most Ingresses set no others, and rendering each of them would cost more than everything else. Only
 * together with other settings could they matter.
 */
const ordinary: Readonly<Record<string, RegExp>> = {
  "proxy-body-size": /^[1-9]\d{0,3}[km]$/i,
  "proxy-read-timeout": /^(?:[1-9]|[1-5]\d|60)$/,
  "proxy-send-timeout": /^(?:[1-9]|[1-5]\d|60)$/,
};

/** What ingress-nginx makes of its ConfigMap and of the annotations of one Ingress: annotation before ConfigMap before default. */
export class IngressNginxSettings {
  readonly controller: Controller | undefined;
  readonly ingress: Ingress | undefined;
  /** Where a default is decided: the controller, or where that is out of sight, the Ingress. */
  readonly origin: Origin;
  /** The controller's release, where it is known. */
  readonly version: string | undefined;
  #prefix: string | undefined;

  /** One of the two is there, or an origin. `version` is the release where no controller in sight says one. */
  constructor(
    controller: Controller | undefined,
    ingress: Ingress | undefined,
    version?: string,
    origin?: Origin,
  ) {
    this.controller = controller;
    this.ingress = ingress;
    this.version = controller?.version ?? version;
    this.origin = origin ?? (controller?.manifest ?? ingress?.manifest)!.nameOrigin;
  }

  /** Whether the ConfigMap is in sight with all its keys. */
  get complete(): boolean {
    return this.controller?.configMapIsComplete ?? false;
  }

  /** The value in force for a key. An unknown one has an empty value. */
  get(key: IngressNginxKey): Setting {
    return this.#annotated(key) ?? this.#configured(key) ?? this.#default(key);
  }

  #default(key: IngressNginxKey): Setting {
    const value = defaultOfSetting(key, this.version);
    if (value === undefined) return { value: "", state: "unknown", origin: this.origin };
    return { value, state: this.complete ? "default" : "assumed", origin: this.origin, source: "default" };
  }

  #configured(key: IngressNginxKey): Setting | undefined {
    const setting = this.controller?.setting(key);
    if (setting === undefined) return undefined;
    const support = honoursSetting(key, this.version);
    if (support === "no") return undefined;
    const { origin } = setting;
    if (setting.state === "unknown") return { value: "", state: "unknown", origin, source: setting.reason };
    const { type } = ingressNginxSettings[key];
    const number = type === "int" ? parseGoInt(setting.value) : undefined;
    if (type === "int" && number === undefined) return undefined;
    const value = number === undefined ? setting.value : String(number);
    return { value, state: support === "yes" ? "explicit" : "unsure", origin };
  }

  #annotated(key: IngressNginxKey): Setting | undefined {
    const annotation = overridable.has(key) ? this.annotation(key) : undefined;
    if (annotation === undefined || annotation.value === "") return undefined;
    const { value, origin } = annotation;
    // The 1.13.1 release that ignores the key in the ConfigMap reads the annotation.
    const support = this.version === "1.13.1" ? "yes" : honoursSetting(key, this.version);
    if (support === "no") return undefined;
    const state = support === "yes" ? "explicit" : "unsure";
    const { type } = ingressNginxSettings[key];
    if (type === "int")
      return /^[+-]?\d+$/.test(value) ? { value: String(Number(value)), state, origin } : undefined;
    const form = accepted[key];
    if (form !== undefined) return form.test(value) ? { value, state, origin } : undefined;
    // A malformed size is replaced or printed, depending on a flag whose default changed.
    return /^\d+[bkmg]?$/i.test(value) ? { value, state, origin } : { value: "", state: "unknown", origin };
  }

  /**
   * Whether the Ingress sets anything that is rendered and could be wrong; otherwise it gets what the ConfigMap alone gives, or where that is out of sight what is in
   * order whatever it says.
   */
  get ingressDecides(): boolean {
    const { ingress, controller } = this;
    if (ingress === undefined) return false;
    const prefix = this.annotationName("");
    return Object.entries<unknown>(ingress.manifest.annotations).some(([key, value]) => {
      if (!key.startsWith(prefix)) return false;
      const name = key.slice(prefix.length);
      if (!annotations.has(name)) return false;
      return (
        controller?.configMap !== undefined || !(typeof value === "string" && ordinary[name]?.test(value))
      );
    });
  }

  /** An annotation of the Ingress, given without the prefix that the controller was told to look for. */
  annotation(name: string): { readonly value: string; readonly origin: Origin } | undefined {
    return this.ingress?.annotation(this.annotationName(name));
  }

  /** The full name of an annotation. */
  annotationName(name: string): string {
    this.#prefix ??= this.#annotationPrefix();
    return this.#prefix + name;
  }

  #annotationPrefix(): string {
    const prefix = this.controller?.container?.flags.get("annotations-prefix");
    return prefix === undefined ? annotationPrefixes["ingress-nginx"] : `${prefix}/`;
  }

  /** A snippet of the ConfigMap; those are never gated. */
  snippet(
    key: "main-snippet" | "http-snippet" | "server-snippet" | "location-snippet",
  ): LocatedText | undefined {
    const manifest = this.controller?.configMap;
    if (manifest === undefined || this.controller?.setting(key)?.state !== "explicit") return undefined;
    return manifest.text(asMapping((manifest.object as { data?: unknown }).data), key);
  }

  /** A snippet annotation of the Ingress, unless the controller is known to drop it. */
  snippetAnnotation(name: (typeof snippets)[number]): LocatedText | undefined {
    const manifest = this.ingress?.manifest;
    if (manifest === undefined || this.annotation(name) === undefined || !this.#allowsSnippets)
      return undefined;
    return manifest.text(manifest.annotations, this.annotationName(name));
  }

  /**
   * Gates of snippet annotations: `allow-snippet-annotations` (true by default until 1.8, false since 1.9.0) and
   * `annotations-risk-level` (since 1.9.0; snippets are Critical, the default is Critical before 1.12.0 and High since). Where
   * the version or a value is not known, the author of the snippet is taken to know that it is let through.
   */
  get #allowsSnippets(): boolean {
    const version = this.version;
    const written = (key: string): string | undefined => {
      const setting = this.controller?.setting(key);
      return setting?.state === "explicit" ? setting.value : undefined;
    };
    const allowed = written("allow-snippet-annotations");
    const isAllowed = allowed === undefined ? undefined : parseGoBool(allowed);
    const level = written("annotations-risk-level");
    if (isAllowed === false) return false;
    if (
      level !== undefined &&
      level.toLowerCase() !== "critical" &&
      (version === undefined || isAtLeast(version, "1.9.0"))
    )
      return false;
    if (version === undefined || !this.complete || !isAtLeast(version, "1.9.0")) return true;
    return isAllowed === true && (level !== undefined || !isAtLeast(version, "1.12.0"));
  }
}
