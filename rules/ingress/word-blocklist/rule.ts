import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { isAtLeast } from "../../../src/knowledge/versions.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import { asMapping } from "../../../src/model/shape.ts";
import { quote } from "../../../src/text/quote.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";

const wordsKey = "annotation-value-word-blocklist";
const levelKey = "annotations-risk-level";
const levels = ["low", "medium", "high", "critical"];

export default defineRule({
  id: "word-blocklist",
  subject: "controller",
  severity: "error",
  preset: "recommended",
  summary: "A gate of the controller for annotations is closed by a slip of the pen.",
  why: "The webhook denies and the controller skips the Ingresses behind it, with all their paths, also those served until now.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#annotation-value-word-blocklist",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#annotations-risk-level",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/controller/store/store.go",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/annotations/parser/main.go",
  ],
  lessons: [47],
  fixable: true,

  *check(controller) {
    if (controller.product !== "ingress-nginx" || controller.configMap === undefined) return;
    const words = blocklist(controller);
    if (words !== undefined) yield words;
    const level = riskLevel(controller);
    if (level !== undefined) yield level;
  },
});

/** An empty word is part of every text. The webhook trims words, the controller's own check does not; 1.0.5 has both first. */
function blocklist(controller: Controller): Finding | undefined {
  const value = settingSince(controller, wordsKey, "1.0.5");
  if (value === undefined || value.value === "") return undefined;
  const words = value.value.trim().split(",");
  if (words.every((it) => it.trim() !== "")) return undefined;
  const kept = words.filter((it) => it.trim() !== "");
  const manifest = controller.configMap!;
  const isSkippedToo = words.includes("");
  return {
    at: value.origin,
    message: `'${wordsKey}' holds an empty word, which is part of every text: ${controller.label} ${isSkippedToo ? "denies and skips" : "denies"} every Ingress that has one of its annotations.`,
    help:
      kept.length === 0
        ? `Remove '${wordsKey}', or list words with commas between them.`
        : "Remove the comma too many: one between two words, none at the ends.",
    fix: () => {
      if (kept.length === 0) return undefined;
      const data = asMapping((manifest.object as { data?: unknown }).data);
      const edits = setEntry(manifest, data, wordsKey, kept.join(","));
      return edits && { description: "Remove the empty words of the list", safety: "safe", edits };
    },
    key: wordsKey,
  };
}

/** Any other word means Low (StringRiskToRisk in annotations/parser/main.go), without a line in the log. */
function riskLevel(controller: Controller): Finding | undefined {
  const value = settingSince(controller, levelKey, "1.9.1");
  if (value === undefined || levels.includes(value.value.toLowerCase())) return undefined;
  return {
    at: value.origin,
    message: `'${levelKey}' is ${quote(value.value)}, no level of ${controller.label}: it counts as 'Low', and every Ingress with an annotation of higher risk is refused.`,
    help: "Set one of 'Critical', 'High', 'Medium' and 'Low'.",
    key: levelKey,
  };
}

/** A known value of a key that the controller's release reads; without a version, that any release reads. */
function settingSince(controller: Controller, key: string, since: string) {
  const value = controller.setting(key);
  if (value === undefined || value.state === "unknown" || isPlaceholder(value.value)) return undefined;
  return controller.version === undefined || isAtLeast(controller.version, since) ? value : undefined;
}
