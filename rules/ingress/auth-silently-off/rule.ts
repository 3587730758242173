import { defineRule } from "../../../src/engine/rule.ts";
import { type IngressSettings, ingressSettings } from "../../../src/model/ingress-settings.ts";
import { droppedGroup } from "./dropped-group.ts";
import { globalAuth } from "./global-auth.ts";
import { missingPartners } from "./missing-partners.ts";

export default defineRule({
  id: "auth-silently-off",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary: "Authentication is configured, but the controller drops it without an error.",
  why: "The paths answer without it: no event, no refusal by the webhook, at most a line in the controller's log.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#external-authentication",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#global-auth-url",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/annotations/authreq/main.go",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/annotations/annotations.go",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/controller/template/configmap.go",
  ],
  lessons: [47],
  fixable: true,
  securitySeverity: 9.1,

  *check(project) {
    for (const ingress of project.ingresses) {
      const settings = ingressSettings(ingress, project);
      if (settings === undefined || !authenticates(settings)) continue;
      // A canary's requests pass through the location of the main Ingress, with its authentication.
      if (settings.isCanary) continue;
      yield* droppedGroup(settings);
      yield* missingPartners(settings);
    }
    for (const controller of project.controllers) {
      if (controller.product === "ingress-nginx") yield* globalAuth(controller);
    }
  },
});

function authenticates(settings: IngressSettings): boolean {
  for (const name of settings.names) if (name.startsWith("auth-")) return true;
  return false;
}
