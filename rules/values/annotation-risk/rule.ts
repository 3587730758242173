import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { isReleaseAtLeast } from "../../../src/knowledge/release-order.ts";
import { isKnownTo, type SettingFact } from "../../../src/knowledge/settings.ts";
import {
  allowsSnippets,
  checksAliases,
  f5AllowsSnippets,
  riskLevelOf,
  riskLevels,
} from "../../../src/model/annotation-gates.ts";
import {
  annotationsOf,
  type IngressAnnotation,
  type IngressAnnotations,
} from "../../../src/model/annotations.ts";
import type { Controller } from "../../../src/model/controller.ts";

export default defineRule({
  id: "annotation-risk",
  subject: "ingress",
  severity: "warning",
  preset: "recommended",
  summary: "An annotation of an Ingress is one that its controller is set not to accept.",
  why: "The webhook denies such an Ingress; one that is already there loses its routes or its snippet when the controller starts anew.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#annotations-risk-level",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#allow-snippet-annotations",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-snippets/",
  ],
  lessons: [47],

  *check(ingress, { project }) {
    const set = annotationsOf(ingress, project);
    if (set?.controller === undefined) return;
    yield* set.product === "f5-nic" ? f5Snippets(set, set.controller) : tooRisky(set, set.controller);
  },
});

function* tooRisky(set: IngressAnnotations, controller: Controller): Generator<Finding> {
  const isRead = (fact: SettingFact) => set.version === undefined || isKnownTo(fact, set.version);
  const risky = set.list.filter(
    ({ fact }) => fact?.risk !== undefined && fact.risk !== "Low" && isRead(fact),
  );
  if (risky.length === 0) return;
  const level = riskLevelOf(controller);
  const snippets = allowsSnippets(controller);
  for (const annotation of risky) {
    const { fact, key, name, origin } = annotation;
    const isAbove =
      level !== undefined &&
      riskLevels.indexOf(fact!.risk!) > riskLevels.indexOf(level.value) &&
      (fact!.aliasOf === undefined || checksAliases(set.version));
    const isOff = name.endsWith("-snippet") && snippets?.value === false;
    if (!isAbove && !isOff) continue;
    const reason = isAbove
      ? `is rated ${fact!.risk}, above 'annotations-risk-level' ${level.value}${level.origin === undefined ? " (the default)" : ""}`
      : `is a snippet, and 'allow-snippet-annotations' is false${snippets?.origin === undefined ? " by default" : ""}`;
    const gate = isAbove ? level.origin : snippets?.origin;
    yield {
      at: origin,
      message: `Annotation '${key}' ${reason}: ${controller.label} ${consequenceOf(isAbove, level !== undefined)}.`,
      help: helpOf(annotation, isAbove, isOff),
      key,
      related: gate === undefined ? [] : [{ at: gate, message: "It is set here." }],
    };
  }
}

/** The level makes the whole Ingress invalid; the switch for snippets is asked by the webhook, and later drops the snippet alone. */
function consequenceOf(isAbove: boolean, levelIsKnown: boolean): string {
  if (isAbove) return "denies the whole Ingress at its webhook, and skips it at run time";
  const later = levelIsKnown ? "drops the snippet at run time" : "does not use the snippet";
  return `denies the Ingress at its webhook, and ${later}`;
}

function helpOf({ fact }: IngressAnnotation, isAbove: boolean, isOff: boolean): string {
  const keys = [
    ...(isAbove ? [`'annotations-risk-level: ${fact!.risk}'`] : []),
    ...(isOff ? ["'allow-snippet-annotations: \"true\"'"] : []),
  ].join(" and ");
  return `Do it without this annotation, or set ${keys} in the controller's ConfigMap where all authors of Ingresses are trusted.`;
}

/** The check for snippets is in internal/k8s/validation.go since 2.1.0; before, they were left out. */
function* f5Snippets(set: IngressAnnotations, controller: Controller): Generator<Finding> {
  const found = set.list.filter((it) => it.name === "server-snippets" || it.name === "location-snippets");
  if (found.length === 0 || f5AllowsSnippets(controller) !== false) return;
  const { version } = set;
  const consequence =
    version === undefined || isReleaseAtLeast(version, "2.1.0")
      ? "rejects the whole Ingress"
      : "leaves the snippet out";
  for (const { key, origin } of found) {
    yield {
      at: origin,
      message: `Annotation '${key}' is a snippet, and '-enable-snippets' is off: ${controller.label} ${consequence}.`,
      help: "Do it without a snippet, or start the controller with '-enable-snippets'.",
      key,
      related: [
        { at: controller.manifest.nameOrigin, message: "This controller has no '-enable-snippets'." },
      ],
    };
  }
}
