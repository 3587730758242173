import { defineRule } from "../../../src/engine/rule.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import { missingEndpoints } from "./missing-endpoints.ts";
import { missingPort } from "./missing-port.ts";
import { missingService } from "./missing-service.ts";
import { servicesMeant } from "./services-meant.ts";

export default defineRule({
  id: "backend-reference",
  subject: "ingress",
  severity: "error",
  preset: "recommended",
  summary: "A path of an Ingress leads to a Service, a port or pods that do not exist.",
  why: "The object is accepted all the same; every request for the path is answered with 503, or 502 and 504 by other controllers.",
  references: [
    "https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource",
    "https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/controller/controller.go",
  ],
  lessons: [44],

  *check(ingress, { project }) {
    for (const path of ingress.paths) {
      const { serviceName, servicePort } = path;
      if (path.isUnknown || serviceName === undefined || isPlaceholder(serviceName)) continue;
      // The AWS controller reads such a name as that of an annotation.
      if (servicePort === "use-annotation") continue;
      const services = servicesMeant(project, ingress, serviceName);
      const finding =
        services.length === 0
          ? missingService(project, ingress, path, serviceName)
          : (missingPort(project, ingress, path, services) ??
            missingEndpoints(project, ingress, path, services));
      if (finding !== undefined) yield finding;
    }
  },
});
