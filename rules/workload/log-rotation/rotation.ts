import { rotationWords } from "../../../src/knowledge/log-agents.ts";
import { environmentOf } from "../../../src/model/environment.ts";
import { asMapping } from "../../../src/model/shape.ts";
import type { Container } from "../../../src/model/workload.ts";

/** Whether something in sight of the pod rotates or bounds log files, or that cannot be told. */
export function isRotated(container: Container): boolean {
  const { workload, spec } = container;
  if (workload.manifest.isUnknown(spec, "command") || workload.manifest.isUnknown(spec, "args")) return true;
  for (const it of workload.containers) {
    if (rotationWords.test(`${it.name} ${it.spec.image ?? ""} ${it.commandLine.join(" ")}`)) return true;
  }
  if (environmentOf(container).some(({ name, value }) => rotationWords.test(`${name}=${value}`))) return true;
  return container.files.some(({ configMap, key }) => {
    const text = asMapping((configMap.object as { data?: unknown }).data)[key];
    return typeof text === "string" && rotationWords.test(`${key} ${text}`);
  });
}
