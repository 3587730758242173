import type { Manifest } from "../model/manifest.ts";
import { asMapping, asText, type Mapping } from "../model/shape.ts";

/** Text of a mapping, never one that must not be shown. */
export function shown(manifest: Manifest, holder: Mapping, key: string): string {
  if (manifest.isSensitive(holder, key)) return "(sensitive)";
  return manifest.isUnknown(holder, key) ? "(known after apply)" : (asText(holder[key]) ?? "");
}

/** Service and port of a path's backend, in both API forms (v1, v1beta1); empty where there is none. */
export function backendOf(manifest: Manifest, backend: Mapping): { service: string; port: string } {
  const service = asMapping(backend.service);
  const port = asMapping(service.port);
  const holder = Object.hasOwn(backend, "serviceName") ? backend : service;
  const name = shown(manifest, holder, holder === backend ? "serviceName" : "name");
  const number = port.number ?? port.name ?? backend.servicePort;
  return {
    service: name,
    port: typeof number === "number" || typeof number === "string" ? String(number) : "",
  };
}
