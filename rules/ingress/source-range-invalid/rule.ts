import { defineRule } from "../../../src/engine/rule.ts";
import { ingressSettings } from "../../../src/model/ingress-settings.ts";
import { annotated } from "./annotated.ts";
import { configured } from "./configured.ts";

export default defineRule({
  id: "source-range-invalid",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "An item of an allow or deny list is no address and no network.",
  why: "One wrong item spoils the whole list: the paths answer 503 to everyone, or nginx refuses every later configuration.",
  references: [
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/annotations/ipallowlist/main.go",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/net/ipnet.go",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#whitelist-source-range",
    "https://nginx.org/en/docs/http/ngx_http_access_module.html#allow",
  ],
  lessons: [47],
  fixable: true,

  *check(project) {
    for (const ingress of project.ingresses) {
      const settings = ingressSettings(ingress, project);
      if (settings !== undefined) yield* annotated(settings);
    }
    for (const controller of project.controllers) {
      if (controller.product === "ingress-nginx") yield* configured(controller);
    }
  },
});
