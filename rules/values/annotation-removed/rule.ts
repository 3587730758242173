import type { Finding, Fix } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { productNames } from "../../../src/knowledge/controllers.ts";
import { isReleaseAtLeast } from "../../../src/knowledge/release-order.ts";
import {
  annotationFact,
  everySetting,
  isKnownTo,
  type SettingFact,
} from "../../../src/knowledge/settings.ts";
import {
  annotationsOf,
  type IngressAnnotation,
  type IngressAnnotations,
  keyOf,
} from "../../../src/model/annotations.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import { renameKey } from "../../_shared/rename-key.ts";

/**
 * Where no release is known, these and all later ones must agree: 1.11 is the oldest line that got the fix of CVE-2025-1974,
 * so older ones are reported by their version, not by their annotations.
 */
const OLDEST_ASSUMED = { "ingress-nginx": "1.11.0", "f5-nic": "3.0.0" } as const;

export default defineRule({
  id: "annotation-removed",
  subject: "ingress",
  severity: "warning",
  preset: "recommended",
  summary:
    "An annotation of an Ingress is not read by the release of its controller: removed, or not yet there.",
  why: "The controller ignores it without a word: what it switched on, such as encryption to the backend or a limit, is off.",
  references: [
    "https://github.com/kubernetes/ingress-nginx/blob/main/Changelog.md",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/",
    "https://docs.nginx.com/nginx-ingress-controller/releases/",
  ],
  lessons: [47],
  fixable: true,

  *check(ingress, { project }) {
    const set = annotationsOf(ingress, project);
    if (set === undefined) return;
    for (const annotation of set.list) {
      const { fact } = annotation;
      if (fact === undefined || project.knowsAnnotation(annotation.key)) continue;
      const state = set.version === undefined ? stateAnywhere(fact) : stateIn(fact, set.version);
      if (state === undefined) continue;
      const instead = successorOf(fact, set);
      yield {
        at: annotation.origin,
        message: `Annotation '${annotation.key}' does nothing: ${sentenceOf(fact, state, set)}.`,
        help: helpOf(fact, state, instead),
        key: annotation.key,
        fix: () => fixOf(ingress, annotation, fact, instead, set),
      } satisfies Finding;
    }
  },
});

type State = "removed" | "too-new" | "left-out";

function stateIn(fact: SettingFact, version: string): State | undefined {
  if (isKnownTo(fact, version)) return undefined;
  if (fact.ignoredBy.includes(version)) return "left-out";
  if (fact.removed !== undefined && isReleaseAtLeast(version, fact.removed)) return "removed";
  return "too-new";
}

function stateAnywhere(fact: SettingFact): State | undefined {
  if (fact.since === "unreleased") return "too-new";
  const { removed } = fact;
  return removed !== undefined && isReleaseAtLeast(OLDEST_ASSUMED[fact.product], removed)
    ? "removed"
    : undefined;
}

function sentenceOf(fact: SettingFact, state: State, { version }: IngressAnnotations): string {
  const product = productNames[fact.product];
  const here = version === undefined ? "" : `, and v${version} serves this Ingress`;
  if (state === "left-out") return `${product} v${version} does not read it`;
  if (state === "removed") return `${product} does not read it since ${fact.removed}${here}`;
  if (fact.since === "unreleased") return `no release of ${product} reads it yet`;
  return `${product} reads it since ${fact.since}${here}`;
}

/** The annotation that does the same in this release: the spelling it was or is an alias of, or the replacement where that is one name. */
function successorOf(fact: SettingFact, { version }: IngressAnnotations): SettingFact | undefined {
  const isRead = (it: SettingFact) =>
    version === undefined ? it.removed === undefined : isKnownTo(it, version);
  const named = fact.replacement === undefined ? undefined : annotationFact(fact.product, fact.replacement);
  if (named !== undefined) return isRead(named) ? named : undefined;
  return everySetting(fact.product, "annotation").find((it) => it.aliasOf === fact.name && isRead(it));
}

function helpOf(fact: SettingFact, state: State, instead: SettingFact | undefined): string {
  if (instead !== undefined) return `Use '${instead.fullName ?? instead.name}'.`;
  if (state === "too-new")
    return fact.since === "unreleased"
      ? "Remove the annotation until a release reads it."
      : `Update the controller to ${fact.since} or later, or remove the annotation.`;
  if (fact.replacement !== undefined) return `Remove it; instead: ${fact.replacement}.`;
  const note = fact.notes.find((it) => !it.startsWith("The admission webhook"));
  return note === undefined
    ? "Remove the annotation; nothing replaces it."
    : `Remove the annotation: ${lower(note)}`;
}

function lower(note: string): string {
  const text = note.replace(/\.$/, "");
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}.`;
}

/** Unsafe: what the annotation switches on comes into force. */
function fixOf(
  ingress: Ingress,
  { key }: IngressAnnotation,
  fact: SettingFact,
  instead: SettingFact | undefined,
  { prefix }: IngressAnnotations,
): Fix | undefined {
  // The others take another kind of value.
  if (instead === undefined || !(instead.aliasOf === fact.name || /opent/.test(fact.name))) return undefined;
  const name = keyOf(instead, prefix);
  const edits = renameKey(ingress.manifest, ingress.manifest.annotations, key, name);
  return edits && { description: `Rename '${key}' to '${name}'`, safety: "unsafe", edits };
}
