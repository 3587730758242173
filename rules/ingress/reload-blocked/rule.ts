import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { parseGoBool } from "../../../src/knowledge/ingress-nginx-settings.ts";
import { isKnownTo, type SettingFact } from "../../../src/knowledge/settings.ts";
import { isAtLeast } from "../../../src/knowledge/versions.ts";
import { annotationsOf, type IngressAnnotations } from "../../../src/model/annotations.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import type { Project } from "../../../src/model/project.ts";
import { expressionFlaw, nginxRefusal } from "../../../src/model/raw-annotations.ts";
import { regexHostsOf } from "../../../src/model/regex-hosts.ts";
import { checkAnnotation } from "../../../src/model/settings/annotation-values.ts";
import { quote } from "../../../src/text/quote.ts";

export default defineRule({
  id: "reload-blocked",
  subject: "ingress",
  severity: "error",
  preset: "recommended",
  summary: "The controller hands a value to nginx that nginx refuses.",
  why: "The controller keeps its old configuration: until the value is repaired, no later change of any Ingress takes effect, and new pods never become ready.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/how-it-works/#avoiding-outage-from-wrong-configuration",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.12.1/internal/ingress/controller/controller.go",
  ],
  lessons: [2, 47],

  *check(ingress, { project }) {
    const set = annotationsOf(ingress, project);
    if (set === undefined || set.product !== "ingress-nginx") return;
    // A canary takes everything but its weight from the Ingress it is a canary of.
    if (set.list.some((it) => it.name === "canary" && parseGoBool(it.value ?? "") === true)) return;
    for (const { key, name, fact, value, origin } of set.list) {
      if (fact === undefined || value === undefined) continue;
      const refusal = nginxRefusal(name, value);
      if (refusal === undefined || !isRead(fact, set.version)) continue;
      // A controller that checks the form, or may do so, does not print what fails the check. Signs of numbers are never checked.
      if (fact.type !== "int" && set.validates !== false && checkAnnotation(fact, value).state === "refused")
        continue;
      if (name === "rewrite-target" && set.validates !== false) continue;
      yield {
        at: origin,
        message: `Annotation '${key}' is ${quote(value)}, which ${labelOf(set)} prints as it is and nginx refuses (${refusal.reason}): every later reload fails.`,
        help: `Write ${refusal.expected}.`,
        key,
      };
    }
    yield* brokenPaths(ingress, set, project);
  },
});

/** Whether the release reads an annotation; where nobody knows which one runs, whether all in use do. */
function isRead(fact: SettingFact, version: string | undefined): boolean {
  if (version !== undefined) return isKnownTo(fact, version);
  return fact.removed === undefined && (fact.since === undefined || isAtLeast("1.0.0", fact.since));
}

function labelOf({ version }: IngressAnnotations): string {
  return version === undefined ? "ingress-nginx" : `ingress-nginx v${version}`;
}

/** Paths that are read as regular expressions, since this Ingress asks for them, and that are none. */
function* brokenPaths(ingress: Ingress, set: IngressAnnotations, project: Project): Generator<Finding> {
  if (!set.list.some((it) => it.name === "use-regex" || it.name === "rewrite-target")) return;
  const hosts = regexHostsOf(project, ingress);
  for (const { host, path, origin } of ingress.paths) {
    const flaw = hosts.has(host) ? expressionFlaw(path) : undefined;
    if (flaw === undefined) continue;
    yield {
      at: origin,
      message: `Path ${quote(path)} is a regular expression here, and nginx refuses it (${flaw}): every later reload of ${labelOf(set)} fails.`,
      help: "Mend the expression, or write the character with a backslash before it.",
      key: path,
    };
  }
}
