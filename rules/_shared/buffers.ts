import { type Slot, slotOrigin } from "../../src/model/buffer-levels.ts";
import { type BufferFamily, type BufferSlot, bufferDirective, formatSize } from "../../src/model/buffers.ts";
import type { Manifest } from "../../src/model/manifest.ts";
import type { NginxConfig } from "../../src/model/nginx-config.ts";
import type { Project } from "../../src/model/project.ts";

/** Settings of the controllers that become buffer directives. ingress-nginx has one size for header and body buffers. */
const keys: Readonly<Record<"ingress-nginx" | "f5-nic", Partial<Readonly<Record<BufferSlot, string>>>>> = {
  "ingress-nginx": {
    bufferSize: "proxy-buffer-size",
    number: "proxy-buffers-number",
    size: "proxy-buffer-size",
    busy: "proxy-busy-buffers-size",
    maxTemp: "proxy-max-temp-file-size",
  },
  "f5-nic": {
    bufferSize: "proxy-buffer-size",
    number: "proxy-buffers",
    size: "proxy-buffers",
    busy: "proxy-busy-buffers-size",
    maxTemp: "proxy-max-temp-file-size",
  },
};

/** The ConfigMap key or annotation (without prefix) that sets a slot of a generated configuration. */
export function bufferKey(config: NginxConfig, project: Project, slot: BufferSlot): string | undefined {
  const product = config.controller?.product ?? (config.ingress && project.productOf(config.ingress));
  return product === undefined ? undefined : keys[product][slot];
}

/** The manifest of a generated configuration that holds a slot's value: its Ingress's, or its controller's ConfigMap. */
export function manifestOf(config: NginxConfig, slot: Slot): Manifest | undefined {
  const resource = slotOrigin(slot)?.place().resource;
  const candidates = [config.ingress?.manifest, config.controller?.configMap];
  return candidates.find((it) => it !== undefined && it.resource === resource);
}

/** Slots of one directive as nginx writes them: `proxy_buffers 8 16k`. */
export function writeSlots(
  family: BufferFamily,
  slot: BufferSlot,
  values: Partial<Record<BufferSlot, number>>,
): string {
  const name = bufferDirective(family, slot);
  if (slot !== "number" && slot !== "size") return `${name} ${formatSize(values[slot] ?? 0)}`;
  return `${name} ${values.number ?? 0} ${formatSize(values.size ?? 0)}`;
}
