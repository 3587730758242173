import type { Finding, Fix } from "../../../src/engine/finding.ts";
import { findNearest } from "../../../src/engine/nearest.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { productNames } from "../../../src/knowledge/controllers.ts";
import { isKnownTo, type SettingFact } from "../../../src/knowledge/settings.ts";
import {
  annotationsOf,
  type IngressAnnotation,
  type IngressAnnotations,
} from "../../../src/model/annotations.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import { annotationConsequence } from "../../../src/model/settings/annotation-consequence.ts";
import { checkAnnotation } from "../../../src/model/settings/annotation-values.ts";
import type { Refused } from "../../../src/model/settings/value-types.ts";
import { quote } from "../../../src/text/quote.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";
import { hasOwnRule } from "./own-rules.ts";

export default defineRule({
  id: "annotation-value",
  subject: "ingress",
  severity: "error",
  preset: "recommended",
  summary: "An annotation of an Ingress has a value that its controller does not accept.",
  why: "The setting is not in force, and for some annotations the whole Ingress, and with it its hosts, is not served.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations-risk/",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-annotations/",
  ],
  lessons: [47],
  fixable: true,

  *check(ingress, { project }) {
    const set = annotationsOf(ingress, project);
    if (set === undefined) return;
    let services: ReadonlySet<string> | undefined;
    for (const annotation of set.list) {
      const { fact, value } = annotation;
      if (fact === undefined || value === undefined || hasOwnRule(fact)) continue;
      if (set.version !== undefined && !isKnownTo(fact, set.version)) continue; // nothing reads it
      if (set.product === "f5-nic") services ??= servicesOf(ingress);
      const verdict = checkAnnotation(fact, value, { services });
      if (verdict.state !== "refused") continue;
      const consequence = annotationConsequence(fact, verdict, set);
      if (consequence === undefined) continue;
      yield {
        at: annotation.origin,
        message: `Annotation '${annotation.key}' is ${quote(value)}, which ${reasonOf(verdict)}; ${labelOf(set)} ${consequence}.`,
        help: helpOf(fact, value, verdict),
        key: annotation.key,
        fix: () => fixOf(ingress, annotation, verdict),
      } satisfies Finding;
    }
  },
});

/** Names that the Ingress leads to, as F5's controller reads them from its spec; undefined for patches and where one is not known yet. */
function servicesOf({ paths }: Ingress): ReadonlySet<string> | undefined {
  const names = paths.map((it) => it.serviceName).filter((it) => it !== undefined);
  return names.length === 0 || names.length < paths.length ? undefined : new Set(names);
}

function reasonOf({ reason, items }: Refused): string {
  if (items === undefined || items.length === 0) return reason;
  return `${reason}: ${items.slice(0, 3).map(quote).join(", ")}`;
}

function labelOf({ product, version }: IngressAnnotations): string {
  return version === undefined ? productNames[product] : `${productNames[product]} v${version}`;
}

function helpOf(fact: SettingFact, value: string, { expected, suggestion }: Refused): string {
  if (suggestion !== undefined) return `Write ${quote(suggestion)}; accepted is ${expected}.`;
  const words = Array.isArray(fact.allowed) ? findNearest(value.trim(), fact.allowed.map(String)) : undefined;
  if (words !== undefined) return `Write ${quote(words)} if that is meant; accepted is ${expected}.`;
  return `Write ${expected}, or remove the annotation.`;
}

/** Unsafe: the setting comes into force with it. */
function fixOf(ingress: Ingress, { key }: IngressAnnotation, { suggestion }: Refused): Fix | undefined {
  if (suggestion === undefined) return undefined;
  const { manifest } = ingress;
  const edits = setEntry(manifest, manifest.annotations, key, suggestion);
  return edits && { description: `Set '${key}' to ${quote(suggestion)}`, safety: "unsafe", edits };
}
