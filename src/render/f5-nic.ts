import { annotationPrefixes } from "../knowledge/controllers.ts";
import { parseGoBool } from "../knowledge/ingress-nginx-settings.ts";
import { isAtLeast } from "../knowledge/versions.ts";
import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import type { NginxConfig } from "../model/nginx-config.ts";
import type { ValueState } from "../model/rendered-directive.ts";
import { asMapping } from "../model/shape.ts";
import type { LocatedText, Origin } from "../text/origin.ts";
import { Block, fixed, type Setting } from "./block.ts";

const UPSTREAM = "backend";

/** First release with `proxy-busy-buffers-size` and with `-enable-directive-autoadjust`, which recomputes all buffer settings. */
const BUSY_SIZE_SINCE = "5.2.0";

const sizeForm = /^\d+[kKmM]?$/;
const buffersForm = /^\d+ \d+[kKmM]?$/;

/**
 * What F5 NGINX Ingress Controller would generate for an Ingress, as far as settings of its ConfigMap and annotations decide it
 * (internal/configs/version1/nginx.tmpl and nginx.ingress.tmpl). Unlike ingress-nginx it prints the buffer directives only where they are set.
 * Undefined for an Ingress without an annotation of this product: it gets what the ConfigMap alone gives.
 */
export function renderF5(
  controller: Controller | undefined,
  ingress: Ingress | undefined,
): NginxConfig | undefined {
  const prefix = annotationPrefixes["f5-nic"];
  if (ingress !== undefined && !Object.keys(ingress.manifest.annotations).some((it) => it.startsWith(prefix)))
    return undefined;
  const settings = new F5Settings(controller, ingress);
  const main = new Block(settings.origin);
  main.snippet(settings.snippet("main-snippets"));
  main.open("events");
  const http = main.open("http");
  http.addKnown("keepalive_timeout", settings.configured("keepalive-timeout", "75s"));
  http.addKnown("keepalive_requests", settings.configured("keepalive-requests", "1000"));
  http.snippet(settings.snippet("http-snippets"));

  const keepalive = settings.get("keepalive") ?? settings.byDefault("0");
  const upstream = http.open("upstream", [UPSTREAM]);
  upstream.add("server", fixed("0.0.0.1", settings.origin));
  if (Number(keepalive.value) > 0) upstream.addKnown("keepalive", keepalive);

  const hosts = new Set(ingress?.paths.map((it) => it.host || "_"));
  const server = http.open("server");
  server.add(
    "server_name",
    ...(hosts.size === 0 ? ["_"] : [...hosts]).map((it) => fixed(it, settings.origin)),
  );
  server.snippet(settings.snippet("server-snippets"));
  const location = server.open("location", ["/"]);
  location.add("proxy_http_version", fixed("1.1", settings.origin));
  location.snippet(settings.snippet("location-snippets"));
  if (Number(keepalive.value) > 0 && keepalive.state !== "unknown") {
    location.add("proxy_set_header", fixed("Connection", settings.origin), { ...keepalive, value: "" });
  }
  renderBuffers(location, settings);
  location.add("proxy_pass", fixed(`http://${UPSTREAM}`, settings.origin));

  const holder = controller?.label ?? "F5 NGINX Ingress Controller";
  return {
    kind: "rendered",
    label:
      ingress === undefined
        ? `the configuration of ${holder}`
        : `the configuration of ${holder} for ${ingress.label}`,
    context: "main",
    complete: settings.complete,
    origin: (ingress ?? controller)!.manifest.nameOrigin,
    directives: main.directives,
    trees: [],
    containers: controller?.container === undefined ? [] : [controller.container],
    controller,
    ingress,
    nginxVersion: controller?.nginxVersion,
  };
}

function renderBuffers(location: Block, settings: F5Settings): void {
  const size = settings.get("proxy-buffer-size", sizeForm);
  const buffers = settings.get("proxy-buffers", buffersForm);
  const busy = settings.busySize();
  const temporary = settings.get("proxy-max-temp-file-size", sizeForm);
  // With auto-adjust the controller computes all three from what is set; what it prints is always consistent.
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

/** Settings of the ConfigMap and of the `nginx.org/` annotations of one Ingress: annotation before ConfigMap. */
class F5Settings {
  readonly controller: Controller | undefined;
  readonly ingress: Ingress | undefined;
  readonly origin: Origin;

  constructor(controller: Controller | undefined, ingress: Ingress | undefined) {
    this.controller = controller;
    this.ingress = ingress;
    this.origin = (controller?.manifest ?? ingress?.manifest)!.nameOrigin;
  }

  /** The minions of a mergeable Ingress take over settings of their master, which is not followed. */
  get complete(): boolean {
    const isMergeable =
      this.ingress?.annotation(`${annotationPrefixes["f5-nic"]}mergeable-ingress-type`) !== undefined;
    return (this.controller?.configMapIsComplete ?? false) && !isMergeable;
  }

  /** Whether `-enable-directive-autoadjust` is on; without the controller's command line nobody knows. */
  get adjusts(): "yes" | "no" | "unknown" {
    const version = this.controller?.version;
    if (version !== undefined && !isAtLeast(version, BUSY_SIZE_SINCE)) return "no";
    const container = this.controller?.container;
    if (container === undefined) return "unknown";
    return parseGoBool(container.flags.get("enable-directive-autoadjust") ?? "false") === false
      ? "no"
      : "yes";
  }

  byDefault(value: string): Setting {
    return { value, state: this.complete ? "default" : "assumed", origin: this.origin };
  }

  /** A key that only the ConfigMap has. */
  configured(key: string, fallback: string): Setting {
    const setting = this.controller?.setting(key);
    if (setting === undefined) return this.byDefault(fallback);
    if (setting.state === "unknown") return { value: "", state: "unknown", origin: setting.origin };
    return { value: setting.value.trim(), state: "explicit", origin: setting.origin };
  }

  /**
   * A key and its annotation; undefined where neither is set. An annotation that does not have the form makes the controller refuse the whole Ingress:
   * the value is unknown. A ConfigMap value that does not is ignored.
   */
  get(key: string, form: RegExp = /^-?\d+$/): Setting | undefined {
    const annotation = this.ingress?.annotation(`${annotationPrefixes["f5-nic"]}${key}`);
    if (annotation !== undefined) {
      const value = annotation.value.trim();
      const state: ValueState = form.test(value) ? "explicit" : "unknown";
      return { value: state === "unknown" ? "" : value, state, origin: annotation.origin };
    }
    const setting = this.controller?.setting(key);
    if (setting === undefined) return undefined;
    if (setting.state === "unknown") return { value: "", state: "unknown", origin: setting.origin };
    const value = setting.value.trim();
    return form.test(value) ? { value, state: "explicit", origin: setting.origin } : undefined;
  }

  busySize(): Setting | undefined {
    const version = this.controller?.version;
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
