import type { ControllerProduct } from "../knowledge/controllers.ts";
import { nginxVersionOf, productNames, versionOfDigest } from "../knowledge/controllers.ts";
import type { Origin } from "../text/origin.ts";
import { pinnedImageOf } from "./charts/pinned-image.ts";
import { parseImage } from "./image.ts";
import type { Ingress } from "./ingress.ts";
import type { Manifest } from "./manifest.ts";
import type { Project } from "./project.ts";
import { asMapping, asText, type Mapping } from "./shape.ts";
import { explicit, type Unknown, unknown, type Value } from "./value.ts";
import type { Container, Workload } from "./workload.ts";

/**
 * One NGINX ingress controller as far as it is in scope: its workload, its ConfigMap, or both. A ConfigMap alone is a
 * controller whose version and flags nobody knows.
 */
export class Controller {
  readonly product: ControllerProduct;
  readonly workload: Workload | undefined;
  /** The container that runs the controller. */
  readonly container: Container | undefined;
  readonly configMap: Manifest | undefined;
  readonly #project: Project;

  constructor(
    product: ControllerProduct,
    project: Project,
    parts: {
      workload?: Workload | undefined;
      container?: Container | undefined;
      configMap?: Manifest | undefined;
    },
  ) {
    this.product = product;
    this.workload = parts.workload;
    this.container = parts.container;
    this.configMap = parts.configMap;
    this.#project = project;
  }

  /** The manifest that stands for the controller where a place is needed: its workload, else its ConfigMap. */
  get manifest(): Manifest {
    return (this.workload?.manifest ?? this.configMap)!;
  }

  /** `ingress-nginx v1.9.4`, or the product alone. */
  get label(): string {
    const name = productNames[this.product];
    return this.version === undefined ? name : `${name} v${this.version}`;
  }

  /**
   * Version by the image (its digest where that is a known one, for a digest decides over the tag beside it; else its tag), else by the
   * `app.kubernetes.io/version` label that the charts and deploy manifests write, else what the run was told to assume; undefined when nothing says one.
   */
  get version(): string | undefined {
    return this.#imageVersion ?? this.#labelled?.version ?? this.#project.assume.controllerVersion;
  }

  /** Where the version is said; undefined where nothing in scope says it. */
  get versionOrigin(): Origin | undefined {
    const { container } = this;
    if (container !== undefined && this.#imageVersion !== undefined)
      return container.locate(container.spec, "image");
    return this.#labelled?.origin;
  }

  get #imageVersion(): string | undefined {
    const image = this.container?.image;
    if (image === undefined) return undefined;
    // The digest in a chart's own values decides over a tag that its user gives.
    const pin = pinnedImageOf(this.container!.spec);
    if (pin !== undefined)
      return pin.shippedTag === undefined ? undefined : parseImage(`x:${pin.shippedTag}`).version;
    const { digest } = image;
    return (digest === undefined ? undefined : versionOfDigest(this.product, digest)) ?? image.version;
  }

  get #labelled(): { readonly version: string; readonly origin: Origin } | undefined {
    const key = "app.kubernetes.io/version";
    for (const manifest of [this.workload?.manifest, this.configMap]) {
      const version = /^v?(\d+\.\d+\.\d+)/.exec(asText(manifest?.labels[key]) ?? "")?.[1];
      if (manifest !== undefined && version !== undefined)
        return { version, origin: manifest.locate(manifest.labels, key) };
    }
    return undefined;
  }

  /** Version of the nginx inside. */
  get nginxVersion(): string | undefined {
    const version = this.version;
    return (
      (version === undefined ? undefined : nginxVersionOf(this.product, version)) ??
      this.#project.assume.nginxVersion
    );
  }

  get #data(): Mapping {
    return asMapping((this.configMap?.object as { data?: unknown } | undefined)?.data);
  }

  /** Whether all keys of the ConfigMap are in sight; otherwise the absence of a key says nothing. */
  get configMapIsComplete(): boolean {
    const manifest = this.configMap;
    // No key is named "": it is unknown exactly where keys may be missing.
    return (
      manifest !== undefined &&
      !manifest.isUnknown(manifest.object, "data") &&
      !manifest.isUnknown(this.#data, "")
    );
  }

  /** Keys of the ConfigMap with text values. */
  get settingNames(): readonly string[] {
    return Object.keys(this.#data);
  }

  /**
   * A ConfigMap key as written. Undefined: the key is not there (only certain where `configMapIsComplete`).
   * Numbers and booleans, which the API server refuses, are given as text.
   */
  setting(key: string): Value<string> | undefined {
    const manifest = this.configMap;
    if (manifest === undefined) return undefined;
    if (manifest.isUnknown(manifest.object, "data")) return this.#unknownSetting(manifest.object, "data");
    const data = this.#data;
    if (manifest.isUnknown(data, key)) return this.#unknownSetting(data, key);
    if (manifest.isSensitive(data, key)) return unknown("sensitive", manifest.locate(data, key));
    if (!Object.hasOwn(data, key)) return undefined;
    const value = data[key];
    const text =
      asText(value) ?? (typeof value === "number" || typeof value === "boolean" ? String(value) : undefined);
    return text === undefined ? undefined : explicit(text, manifest.locate(data, key));
  }

  #unknownSetting(holder: object, key: string): Unknown {
    return unknown("known after apply", this.configMap!.locate(holder, key));
  }

  /** Ingresses in scope that this controller serves. */
  get ingresses(): readonly Ingress[] {
    return this.#project.ingresses.filter((it) => it.controller === this);
  }
}
