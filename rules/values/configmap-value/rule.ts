import type { Finding, Fix } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { defaultIn } from "../../../src/knowledge/settings.ts";
import type { Controller } from "../../../src/model/controller.ts";
import {
  type BadSetting,
  badSettings,
  configuredControllers,
  settingsData,
} from "../../../src/model/settings/configmap-settings.ts";
import { consequenceOf } from "../../../src/model/settings/consequence.ts";
import { quote } from "../../../src/text/quote.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";

export default defineRule({
  id: "configmap-value",
  subject: "project",
  severity: "error",
  preset: "recommended",
  summary:
    "A key of the controller's ConfigMap has a value that the controller or its nginx does not accept.",
  why: "Nobody refuses the ConfigMap: the controller drops the value with one log line, or prints it and nginx refuses every configuration from then on.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/global-configuration/configmap-resource/",
    "https://nginx.org/en/docs/syntax.html",
  ],
  lessons: [2, 47],
  fixable: true,

  *check(project) {
    for (const controller of configuredControllers(project)) {
      for (const bad of badSettings(controller)) {
        const { key, fact, value, verdict } = bad;
        if (controller.product === "ingress-nginx" && haveOwnRules.has(key)) continue;
        const shown =
          verdict.state === "refused" && verdict.quotable === false
            ? "a value that"
            : `${quote(value)}, which`;
        yield {
          at: controller.configMap!.locate(settingsData(controller), key),
          message: `'${key}' is ${shown} ${verdict.reason}; ${controller.label} ${consequenceOf(fact, verdict, value, controller.version)}.`,
          help: helpOf(bad),
          fix: () => fixOf(controller, bad),
          key,
        } satisfies Finding;
      }
    }
  },
});

/** What a bad value of these opens or closes is told by `source-range-invalid`, `word-blocklist` and `auth-silently-off`. */
const haveOwnRules: ReadonlySet<string> = new Set([
  "whitelist-source-range",
  "denylist-source-range",
  "annotations-risk-level",
  "annotation-value-word-blocklist",
  "global-auth-url",
]);

function helpOf({ key, verdict }: BadSetting): string {
  if (verdict.state === "misread") return `Write ${quote(verdict.suggestion ?? verdict.as)}.`;
  return verdict.suggestion === undefined
    ? `Set '${key}' to ${verdict.expected}.`
    : `Write ${quote(verdict.suggestion)} (${verdict.expected}).`;
}

/** Safe only where the mended value is the one that is in force already; otherwise traffic will see the change that was meant. */
function fixOf(controller: Controller, { key, fact, verdict }: BadSetting): Fix | undefined {
  const { suggestion } = verdict;
  const edits =
    suggestion === undefined
      ? undefined
      : setEntry(controller.configMap!, settingsData(controller), key, suggestion);
  if (edits === undefined || suggestion === undefined) return undefined;
  const isDefault =
    verdict.state === "refused" &&
    verdict.by === "controller" &&
    defaultIn(fact, controller.version) === suggestion;
  return { description: `Write '${key}' as '${suggestion}'`, safety: isDefault ? "safe" : "unsafe", edits };
}
