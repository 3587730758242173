import type { Finding, Fix } from "../../../src/engine/finding.ts";
import { findNearest } from "../../../src/engine/nearest.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { productNames } from "../../../src/knowledge/controllers.ts";
import { adviceForKey } from "../../../src/knowledge/equivalent-keys.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { type UselessKey, usefulKeys, uselessKey } from "../../../src/model/settings/configmap-keys.ts";
import { configuredControllers, settingsData } from "../../../src/model/settings/configmap-settings.ts";
import { quote } from "../../../src/text/quote.ts";
import { renameKey } from "../../_shared/rename-key.ts";

export default defineRule({
  id: "configmap-key",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "A key of the controller's ConfigMap that the controller does not read.",
  why: "Both controllers pass over unknown keys without a log line: the setting looks applied and never was.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/global-configuration/configmap-resource/",
  ],
  lessons: [47, 29],
  fixable: true,

  *check(project) {
    for (const controller of configuredControllers(project)) {
      const { object } = controller.configMap!;
      if (controller.configMap!.isSensitive(object, "data")) continue; // the names may tell something too
      for (const key of controller.settingNames) {
        const useless = uselessKey(controller, key);
        if (useless === undefined) continue;
        if (controller.configMap!.isSensitive(settingsData(controller), key)) continue;
        const meant = meantName(controller, key, useless);
        yield {
          at: controller.configMap!.locate(settingsData(controller), key, "key"),
          message: messageOf(controller, key, useless),
          help:
            (meant === undefined ? adviceForKey(controller.product, key) : undefined) ??
            helpOf(controller, useless, meant),
          fix: () => (useless.why === "unknown" ? renameFix(controller, key, meant) : undefined),
          key,
        } satisfies Finding;
      }
    }
  },
});

function meantName(controller: Controller, key: string, useless: UselessKey): string | undefined {
  if (useless.why === "unknown" && adviceForKey(controller.product, key) === undefined)
    return useless.instead ?? findNearest(key, usefulKeys(controller));
  return useless.why === "other product" || useless.why === "annotation" ? useless.instead : undefined;
}

function messageOf(controller: Controller, key: string, useless: UselessKey): string {
  const ignores = `${controller.label} ignores it without a word`;
  const name = quote(key);
  switch (useless.why) {
    case "too new":
      return `${name} is read from ${useless.since} on; ${ignores}.`;
    case "removed":
      return useless.last === undefined
        ? `${name} is not read from ${useless.removed} on; ${ignores}.`
        : `${name} is read up to ${useless.last}; ${ignores}.`;
    case "ignored":
      return `${name} has no effect in this release: ${ignores}.`;
    case "no effect":
      return `${name} works as an annotation only; ${controller.label} reads the key and does nothing with it.`;
    case "other product":
      return `${name} is a key of ${useless.product}; ${ignores}.`;
    case "annotation":
      return `${name} is an annotation, no ConfigMap key; ${ignores}.`;
    case "flag":
      return `${name} is a flag of the command line, no ConfigMap key; ${ignores}.`;
    case "unknown":
      return `${name} is no ConfigMap key of ${productNames[controller.product]}; ${ignores}.`;
  }
}

function helpOf(controller: Controller, useless: UselessKey, meant: string | undefined): string {
  if (meant !== undefined) {
    const verb = useless.why === "unknown" ? "Write" : "Use";
    return `${verb} '${meant}'${useless.why === "unknown" ? "" : ", whose values may be written differently"}.`;
  }
  switch (useless.why) {
    case "too new":
      return `Upgrade to ${useless.since} or newer, or remove the key.`;
    case "removed":
      return useless.replacement === undefined
        ? "Remove the key."
        : `Use ${/^[\w-]+$/.test(useless.replacement) ? `'${useless.replacement}'` : useless.replacement} instead, or remove the key.`;
    case "no effect":
    case "annotation":
      return useless.why === "annotation"
        ? `Set '${useless.fullName}' on the Ingresses that are meant.`
        : "Set the annotation on the Ingresses that are meant, and remove the key.";
    case "flag":
      return "Set it among the arguments of the controller's container, and remove the key.";
    case "ignored":
      return "Upgrade to a later release, or remove the key.";
    default:
      return `Remove the key, or look its name up in the list of keys of ${productNames[controller.product]}.`;
  }
}

/** Unsafe: the setting starts to work, which traffic will see. */
function renameFix(controller: Controller, key: string, meant: string | undefined): Fix | undefined {
  const edits =
    meant === undefined ? undefined : renameKey(controller.configMap!, settingsData(controller), key, meant);
  return edits && { description: `Rename the key to '${meant}'`, safety: "unsafe", edits };
}
