import { annotationPrefixes } from "../knowledge/controllers.ts";
import { parseGoBool } from "../knowledge/ingress-nginx-settings.ts";
import { isAtLeast } from "../knowledge/versions.ts";
import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import { parseNginxTime } from "../model/nginx-values.ts";
import type { ValueState } from "../model/rendered-directive.ts";
import { asMapping } from "../model/shape.ts";
import type { LocatedText, Origin } from "../text/origin.ts";
import type { Block, Setting } from "./block.ts";

/** First release with `proxy-busy-buffers-size` and with `-enable-directive-autoadjust`, which recomputes all buffer settings. */
const BUSY_SIZE_SINCE = "5.2.0";

const sizeForm = /^\d+[kKmM]?$/;
const buffersForm = /^\d+ \d+[kKmM]?$/;

/** Settings of the ConfigMap and of the `nginx.org/` annotations of one Ingress: annotation before ConfigMap. */
export class F5Settings {
  readonly controller: Controller | undefined;
  readonly ingress: Ingress | undefined;
  readonly origin: Origin;
  /** The controller's release, where it is known. */
  readonly version: string | undefined;

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

  /** The minions of a mergeable Ingress take over settings of their master, which is not followed. */
  get complete(): boolean {
    const isMergeable =
      this.ingress?.annotation(`${annotationPrefixes["f5-nic"]}mergeable-ingress-type`) !== undefined;
    return (this.controller?.configMapIsComplete ?? false) && !isMergeable;
  }

  /** Whether `-enable-directive-autoadjust` is on; without the controller's command line nobody knows. */
  get adjusts(): "yes" | "no" | "unknown" {
    const { version } = this;
    if (version !== undefined && !isAtLeast(version, BUSY_SIZE_SINCE)) return "no";
    const container = this.controller?.container;
    if (container === undefined) return "unknown";
    return parseGoBool(container.flags.get("enable-directive-autoadjust") ?? "false") === false
      ? "no"
      : "yes";
  }

  byDefault(value: string): Setting {
    return { value, state: this.complete ? "default" : "assumed", origin: this.origin, source: "default" };
  }

  /** A `nginx.org/` annotation of the Ingress, given without the prefix. */
  annotation(name: string): { readonly value: string; readonly origin: Origin } | undefined {
    return this.ingress?.annotation(`${annotationPrefixes["f5-nic"]}${name}`);
  }

  /** A key that only the ConfigMap has. */
  configured(key: string, fallback: string): Setting {
    const setting = this.controller?.setting(key);
    if (setting === undefined) return this.byDefault(fallback);
    if (setting.state === "unknown")
      return { value: "", state: "unknown", origin: setting.origin, source: setting.reason };
    return { value: setting.value.trim(), state: "explicit", origin: setting.origin };
  }

  /**
   * A key and its annotation; undefined where neither is set. An annotation that does not have the form makes the controller refuse the whole Ingress:
   * the value is unknown. A ConfigMap value that does not is ignored.
   */
  get(key: string, form: RegExp = /^-?\d+$/): Setting | undefined {
    const annotation = this.annotation(key);
    if (annotation !== undefined) {
      const value = annotation.value.trim();
      const state: ValueState = form.test(value) ? "explicit" : "unknown";
      return { value: state === "unknown" ? "" : value, state, origin: annotation.origin };
    }
    const setting = this.controller?.setting(key);
    if (setting === undefined) return undefined;
    if (setting.state === "unknown")
      return { value: "", state: "unknown", origin: setting.origin, source: setting.reason };
    const value = setting.value.trim();
    return form.test(value) ? { value, state: "explicit", origin: setting.origin } : undefined;
  }

  /**
   * A time: annotation, ConfigMap, default. An annotation that is none makes the controller refuse the Ingress; the ConfigMap's text is printed as
   * it is.
   */
  time(key: string, fallback: string): Setting {
    const annotation = this.annotation(key);
    if (annotation === undefined) return this.configured(key, fallback);
    const value = annotation.value.trim();
    const isTime = parseNginxTime(value) !== undefined;
    return { value: isTime ? value : "", state: isTime ? "explicit" : "unknown", origin: annotation.origin };
  }

  busySize(): Setting | undefined {
    const { version } = this;
    const setting = this.get("proxy-busy-buffers-size", sizeForm);
    if (setting === undefined || (version !== undefined && !isAtLeast(version, BUSY_SIZE_SINCE)))
      return undefined;
    return version === undefined && setting.state === "explicit" ? { ...setting, state: "unsure" } : setting;
  }

  /** Snippets of the ConfigMap; those of an Ingress need `-enable-snippets` and replace them. */
  snippet(
    key: "main-snippets" | "http-snippets" | "server-snippets" | "location-snippets",
  ): LocatedText | undefined {
    const own = this.#snippetAnnotation(key);
    if (own !== undefined) return own;
    const manifest = this.controller?.configMap;
    if (manifest === undefined || this.controller?.setting(key)?.state !== "explicit") return undefined;
    return manifest.text(asMapping((manifest.object as { data?: unknown }).data), key);
  }

  #snippetAnnotation(key: string): LocatedText | undefined {
    const manifest = this.ingress?.manifest;
    const name = `${annotationPrefixes["f5-nic"]}${key}`;
    if (manifest === undefined || this.ingress?.annotation(name) === undefined) return undefined;
    const container = this.controller?.container;
    const isAllowed =
      container === undefined || parseGoBool(container.flags.get("enable-snippets") ?? "false") !== false;
    return isAllowed ? manifest.text(manifest.annotations, name) : undefined;
  }
}

/**
 * The response's buffers of a location, each where it is set. With auto-adjust the controller computes all three from what is set; what it prints is always
 * consistent, and left out.
 */
export function renderBuffers(location: Block, settings: F5Settings): void {
  const size = settings.get("proxy-buffer-size", sizeForm);
  const buffers = settings.get("proxy-buffers", buffersForm);
  const busy = settings.busySize();
  const temporary = settings.get("proxy-max-temp-file-size", sizeForm);
  if (settings.adjusts === "yes" && (size !== undefined || buffers !== undefined || busy !== undefined))
    return;
  const sure = (setting: Setting): Setting =>
    settings.adjusts === "unknown" && setting.state === "explicit"
      ? { ...setting, state: "unsure" }
      : setting;
  if (buffers !== undefined) {
    const [number = "", each = ""] = buffers.value.split(" ");
    location.add("proxy_buffers", sure({ ...buffers, value: number }), sure({ ...buffers, value: each }));
  }
  if (size !== undefined) location.add("proxy_buffer_size", sure(size));
  if (busy !== undefined) location.add("proxy_busy_buffers_size", sure(busy));
  if (temporary !== undefined) location.add("proxy_max_temp_file_size", temporary);
}
