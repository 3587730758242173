import type { Origin } from "../text/origin.ts";
import { asMapping, asMappings, asText } from "./shape.ts";
import type { Container } from "./workload.ts";

/** A variable of a container whose value is in sight. */
export interface EnvironmentEntry {
  readonly name: string;
  readonly value: string;
  readonly origin: Origin;
}

/**
 * The container's variables with values in sight: written ones, and those that ConfigMaps in scope give by key or whole (`envFrom`). What
 * comes from Secrets, fields and elsewhere is left out, and so are values that are marked sensitive.
 */
export function environmentOf(container: Container): readonly EnvironmentEntry[] {
  const { manifest, project } = container.workload;
  const found = new Map<string, EnvironmentEntry>();
  for (const source of asMappings(container.spec.envFrom)) {
    const name = asText(asMapping(source.configMapRef).name);
    const map = name === undefined ? undefined : project.find("ConfigMap", name, manifest);
    if (map === undefined) continue;
    const data = asMapping((map.object as { data?: unknown }).data);
    for (const key of Object.keys(data)) {
      const value = asText(data[key]);
      if (value === undefined || map.isUnknown(data, key) || map.isSensitive(data, key)) continue;
      const variable = `${asText(source.prefix) ?? ""}${key}`;
      found.set(variable, { name: variable, value, origin: map.locate(data, key) });
    }
  }
  for (const entry of asMappings(container.spec.env)) {
    const name = asText(entry.name);
    if (name === undefined) continue;
    found.delete(name);
    if (manifest.isSensitive(entry, "value")) continue;
    const value = container.env(name);
    if (value?.state === "explicit") found.set(name, { name, value: value.value, origin: value.origin });
  }
  return [...found.values()];
}
