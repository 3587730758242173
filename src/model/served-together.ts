import type { Controller } from "./controller.ts";
import type { Ingress } from "./ingress.ts";
import { directoryOf } from "./proximity.ts";

/** Numbers the controllers of one project. */
export type ControllerNumbers = Map<Controller, number>;

/**
 * A text that is the same for Ingresses that one nginx serves: those of one controller in scope; where none is in sight, those of one class in one
 * folder. `numbers` is kept for the time of one comparison.
 */
export function servedTogether(ingress: Ingress, numbers: ControllerNumbers): string {
  const { controller } = ingress;
  if (controller === undefined) return `${ingress.className ?? ""}\n${directoryOf(ingress.manifest)}`;
  const number = numbers.get(controller) ?? numbers.size;
  numbers.set(controller, number);
  return String(number);
}

/** Whether two manifests describe one object, as overlays and copies of a file do: only one of them is applied, or the later replaces the earlier. */
export function isSameObject(a: Ingress, b: Ingress): boolean {
  return (
    a.manifest.name === b.manifest.name &&
    (a.manifest.namespace === b.manifest.namespace ||
      a.manifest.namespace === undefined ||
      b.manifest.namespace === undefined)
  );
}

/**
 * Whether two Ingresses that one nginx serves are meant to exist side by side, as far as files tell: those of one folder are; of different folders those whose
 * namespaces are both written down. Without that, folders of a repository are as often examples or stages of which one is applied at a time.
 */
export function existTogether(a: Ingress, b: Ingress): boolean {
  if (isSameObject(a, b)) return false;
  return (
    directoryOf(a.manifest) === directoryOf(b.manifest) ||
    (a.manifest.namespace !== undefined && b.manifest.namespace !== undefined)
  );
}
