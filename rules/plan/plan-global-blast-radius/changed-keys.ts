import type { Manifest } from "../../../src/model/manifest.ts";
import type { Project } from "../../../src/model/project.ts";
import { asMapping } from "../../../src/model/shape.ts";
import type { Origin } from "../../../src/text/origin.ts";

/** A key of a ConfigMap that has another value than before, or is new or gone. */
export interface ChangedKey {
  readonly key: string;
  readonly origin: Origin;
}

/** Keys whose values differ from those of the ConfigMap of the same name before; none where there was none, or where a value is not known. */
export function changedKeys(configMap: Manifest, before: Project): readonly ChangedKey[] {
  const was = before.find("ConfigMap", configMap.name, configMap);
  if (was === undefined) return [];
  const [old, now] = [was, configMap].map((it) => asMapping((it.object as { data?: unknown }).data)) as [
    Readonly<Record<string, unknown>>,
    Readonly<Record<string, unknown>>,
  ];
  const found: ChangedKey[] = [];
  for (const key of new Set([...Object.keys(now), ...Object.keys(old)])) {
    if (configMap.isUnknown(now, key) || was.isUnknown(old, key) || now[key] === old[key]) continue;
    const origin = Object.hasOwn(now, key) ? configMap.locate(now, key) : configMap.nameOrigin;
    found.push({ key, origin });
  }
  return found;
}
