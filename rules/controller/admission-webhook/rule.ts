import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { everyAdvisory, isInRange } from "../../../src/knowledge/advisories.ts";
import { flagFact } from "../../../src/knowledge/settings.ts";
import type { Controller } from "../../../src/model/controller.ts";
import type { Manifest } from "../../../src/model/manifest.ts";
import type { Project } from "../../../src/model/project.ts";
import { asMapping, asMappings, asText } from "../../../src/model/shape.ts";

export default defineRule({
  id: "admission-webhook",
  subject: "project",
  severity: "info",
  preset: "recommended",
  summary: "Nothing checks an Ingress before it is stored.",
  why: "A path that another Ingress has, or an annotation that the controller refuses, is accepted without a word and fails in the controller's log.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/how-it-works/#avoiding-outage-from-wrong-configuration",
    "https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy",
    "https://github.com/kubernetes/kubernetes/issues/131009",
  ],
  lessons: [46],

  *check(project) {
    for (const controller of project.controllers) {
      const found = switchedOff(controller);
      if (found !== undefined) yield found;
    }
    yield* ignored(project);
  },
});

/** In releases with CVE-2025-1974 the webhook is better off: that its absence is reported there would be bad advice. */
function switchedOff(controller: Controller): Finding | undefined {
  const { container, product, version } = controller;
  if (product !== "ingress-nginx" || container === undefined || version === undefined) return undefined;
  if (container.commandLine.length === 0 || (container.flags.get("validating-webhook") ?? "") !== "")
    return undefined;
  if (flagFact(product, "validating-webhook", version) === undefined || isDangerous(version))
    return undefined;
  const { args, command } = container.spec;
  return {
    at: container.locate(
      container.spec,
      args !== undefined ? "args" : command !== undefined ? "command" : "name",
      "key",
    ),
    message: `${controller.label} runs without its admission webhook: '--validating-webhook' is not set.`,
    help: "Set '--validating-webhook' with a certificate and a ValidatingWebhookConfiguration (chart: 'controller.admissionWebhooks.enabled: true').",
  };
}

function isDangerous(version: string): boolean {
  const advisory = everyAdvisory().find((it) => it.id === "CVE-2025-1974");
  return advisory !== undefined && isInRange(version, advisory.affected);
}

function* ignored(project: Project): Generator<Finding> {
  for (const manifest of project.ofKind("ValidatingWebhookConfiguration")) {
    const { webhooks } = manifest.object as { webhooks?: unknown };
    for (const webhook of asMappings(webhooks)) {
      if (webhook.failurePolicy !== "Ignore" || !isOfIngressNginx(webhook, manifest)) continue;
      yield {
        at: manifest.locate(webhook, "failurePolicy"),
        message: `${manifest.label} has 'failurePolicy: Ignore': while the webhook cannot be reached, every Ingress is accepted unchecked.`,
        help: "Set 'failurePolicy: Fail' once the controller has two replicas or more.",
      };
    }
  }
}

/** The paths that the controller serves (cmd/nginx/main.go and the chart, all releases). */
function isOfIngressNginx(webhook: object, manifest: Manifest): boolean {
  const service = asMapping(asMapping((webhook as { clientConfig?: unknown }).clientConfig).service);
  const path = asText(service.path) ?? "";
  return (
    /^\/(networking|extensions)\/v1(beta1)?\/ingresses$/.test(path) || /ingress-nginx/.test(manifest.name)
  );
}
