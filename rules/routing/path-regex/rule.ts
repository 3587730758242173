import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { isAtLeast } from "../../../src/knowledge/versions.ts";
import { checksPathTypes } from "../../../src/model/annotation-gates.ts";
import type { Ingress, IngressPath } from "../../../src/model/ingress.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import { isCanary } from "../../../src/model/path-claims.ts";
import { lookOfPath } from "../../../src/model/path-expression.ts";
import type { Project } from "../../../src/model/project.ts";
import { regexHostsOf } from "../../../src/model/regex-hosts.ts";
import { quote } from "../../../src/text/quote.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";
import { literalExpression } from "./literal-expression.ts";
import { missingGroups } from "./missing-groups.ts";

/** First release in which paths are expressions only where an annotation asks for it, and targets name groups. */
const SINCE = "0.22.0";

export default defineRule({
  id: "path-regex",
  subject: "ingress",
  severity: "warning",
  preset: "recommended",
  summary:
    "A path is meant as a pattern and taken literally, or a rewrite names a group that its path lacks.",
  why: "A literal path matches no request, which then gets a 404 or another backend; a missing group is empty, so that all requests become one.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/ingress-path-matching/",
    "https://kubernetes.github.io/ingress-nginx/examples/rewrite/",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#strict-validate-path-type",
  ],
  lessons: [44, 47],
  fixable: true,

  *check(ingress, { project }) {
    if (!mayHavePattern(ingress) || project.productOf(ingress) !== "ingress-nginx") return;
    const version = ingress.controller?.version ?? project.assume.controllerVersion;
    if ((version !== undefined && !isAtLeast(version, SINCE)) || isCanary(ingress) !== false) return;
    const told = new Set<string>();
    for (const path of ingress.paths) {
      if (path.isDefault || path.isUnknown || path.path === "" || isPlaceholder(path.path)) continue;
      const finding =
        literalExpression(ingress, path, project) ??
        missingGroups(ingress, path) ??
        refusedType(ingress, path, project);
      // One and the same path under several hosts is one mistake.
      const key = `${path.path}\n${path.pathType}`;
      if (finding !== undefined && !told.has(key)) yield finding;
      told.add(key);
    }
  },
});

/** A cheap look first: most Ingresses have plain paths and do not rewrite. */
function mayHavePattern(ingress: Ingress): boolean {
  return (
    ingress.paths.some((it) => !isUsual(it.path)) ||
    Object.keys(ingress.manifest.annotations).some((it) => it.endsWith("/rewrite-target"))
  );
}

/** What the webhook takes in paths of type Exact and Prefix (internal/ingress/inspector/ingress.go). */
function isUsual(path: string): boolean {
  return /^\/[A-Za-z0-9._\-/]*$/.test(path);
}

function refusedType(ingress: Ingress, path: IngressPath, project: Project): Finding | undefined {
  if (path.pathType === "ImplementationSpecific" || isUsual(path.path) || !path.path.startsWith("/"))
    return undefined;
  const { controller, manifest } = ingress;
  const gate = controller === undefined ? undefined : checksPathTypes(controller);
  if (gate?.value !== true) return undefined;
  const refused = [...new Set(path.path.slice(1).match(/[^A-Za-z0-9._\-/]/g))].join("");
  const inRegexMode = regexHostsOf(project, ingress).has(path.host);
  return {
    at: path.at("pathType"),
    message: `The admission webhook of ${controller!.label} refuses ${path.pathType} path ${quote(path.path)} because of ${quote(refused)}.`,
    help:
      lookOfPath(path.path) === "expression"
        ? "Set 'pathType: ImplementationSpecific', the type for paths that are expressions."
        : "Set 'pathType: ImplementationSpecific', or leave these characters out.",
    related:
      gate.origin === undefined
        ? []
        : [{ at: gate.origin, message: "'strict-validate-path-type' is on here." }],
    // All locations of such a host are made alike, whatever their type.
    fix: () => {
      const edits = inRegexMode
        ? setEntry(manifest, path.holder, "pathType", "ImplementationSpecific")
        : undefined;
      return edits && { description: "Set 'pathType: ImplementationSpecific'", safety: "safe", edits };
    },
    key: path.path,
  };
}
