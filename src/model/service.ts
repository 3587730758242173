import type { KubernetesObject, Manifest } from "./manifest.ts";
import { asMapping, asMappings, asText, type Mapping } from "./shape.ts";
import type { Known } from "./value.ts";
import { explicit } from "./value.ts";

/** One port of a Service. */
export interface ServicePort {
  readonly name: string | undefined;
  readonly port: number | undefined;
  readonly targetPort: number | string | undefined;
  /** TCP where nothing is written. */
  readonly protocol: string;
}

/** A Service and what it selects. */
export class Service {
  readonly manifest: Manifest;
  readonly #spec: Mapping;
  #selector: Readonly<Record<string, string>> | null | undefined;
  #ports: readonly ServicePort[] | undefined;

  constructor(manifest: Manifest) {
    this.manifest = manifest;
    this.#spec = asMapping((manifest.object as KubernetesObject & { spec?: unknown }).spec);
  }

  get label(): string {
    return this.manifest.label;
  }

  get type(): string {
    return asText(this.#spec.type) ?? "ClusterIP";
  }

  /** Headless: clients get the pods' own addresses from DNS, no proxy stands between. */
  get isHeadless(): boolean {
    return this.#spec.clusterIP === "None";
  }

  /** Endpoints that are not ready get traffic too. */
  get publishesNotReadyAddresses(): boolean {
    return this.#spec.publishNotReadyAddresses === true;
  }

  get ports(): readonly ServicePort[] {
    this.#ports ??= asMappings(this.#spec.ports).map((it) => ({
      name: asText(it.name),
      port: typeof it.port === "number" ? it.port : undefined,
      targetPort: typeof it.targetPort === "number" ? it.targetPort : asText(it.targetPort),
      protocol: asText(it.protocol) ?? "TCP",
    }));
    return this.#ports;
  }

  /** Labels that pods must have; undefined where the Service selects none (no selector, ExternalName, not known). */
  get selector(): Readonly<Record<string, string>> | undefined {
    if (this.#selector === undefined) this.#selector = this.#findSelector() ?? null;
    return this.#selector ?? undefined;
  }

  #findSelector(): Readonly<Record<string, string>> | undefined {
    if (this.type === "ExternalName" || this.manifest.isUnknown(this.#spec, "selector")) return undefined;
    const selector = asMapping(this.#spec.selector);
    const entries = Object.entries(selector);
    if (entries.length === 0 || entries.some(([, value]) => typeof value !== "string")) return undefined;
    return selector as Record<string, string>;
  }

  /** An annotation with its place; undefined when it is not there. */
  annotation(name: string): Known<string> | undefined {
    const annotations = this.manifest.annotations;
    const value = asText(annotations[name]);
    return value === undefined ? undefined : explicit(value, this.manifest.locate(annotations, name));
  }
}
