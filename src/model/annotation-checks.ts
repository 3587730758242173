import { validatesAnnotations } from "../knowledge/annotation-validation.ts";
import { parseGoBool } from "../knowledge/ingress-nginx-settings.ts";
import type { Controller } from "./controller.ts";

/** Whether an ingress-nginx controller checks the form of annotations; undefined where its version or its flags are not known. */
export function checksAnnotations(controller: Controller | undefined): boolean | undefined {
  const written = controller?.container?.flags.get("enable-annotation-validation");
  const flag = written === undefined ? undefined : parseGoBool(written);
  return validatesAnnotations(controller?.version, flag, controller?.container !== undefined);
}
