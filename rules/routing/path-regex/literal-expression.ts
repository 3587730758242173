import type { Finding, Fix } from "../../../src/engine/finding.ts";
import type { Ingress, IngressPath } from "../../../src/model/ingress.ts";
import { ingressSettings } from "../../../src/model/ingress-settings.ts";
import { lookOfPath } from "../../../src/model/path-expression.ts";
import { annotationPrefixOf } from "../../../src/model/product-annotation.ts";
import type { Project } from "../../../src/model/project.ts";
import { regexHostsOf } from "../../../src/model/regex-hosts.ts";
import { quote } from "../../../src/text/quote.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";

/** A path that looks like an expression or a shell pattern on a host whose paths are compared as text. */
export function literalExpression(
  ingress: Ingress,
  path: IngressPath,
  project: Project,
): Finding | undefined {
  const look = lookOfPath(path.path);
  if (look === "plain" || regexHostsOf(project, ingress).has(path.host)) return undefined;
  if (mayBeExpression(ingress, project)) return undefined;
  const where = `${path.pathType} path ${quote(path.path)} of ${ingress.label}`;
  if (look === "pattern") {
    const prefix = path.path.replace(/\*$/, "");
    return {
      at: path.at("path"),
      message: `${where} is no pattern for ingress-nginx: only requests with a '*' in their path fit.`,
      help: prefix.endsWith("/")
        ? `Write ${quote(prefix)} with 'pathType: Prefix', which covers all paths below it.`
        : `Write a prefix that ends with a path's part, or the expression ${quote(`${prefix}.*`)} together with 'use-regex: "true"'.`,
      fix: () => usePrefix(ingress, path, prefix),
      key: path.path,
    };
  }
  return {
    at: path.at("path"),
    message: `${where} looks like a regular expression and is compared as plain text: nothing sets 'use-regex' for its host.`,
    help: "Set 'nginx.ingress.kubernetes.io/use-regex: \"true\"' and 'pathType: ImplementationSpecific', or write a plain prefix.",
    fix: () => useRegex(ingress, path),
    key: path.path,
  };
}

/** Whether an annotation may turn expressions on all the same: one that is not known yet, that some releases drop, or that another copy of the Ingress has. */
function mayBeExpression(ingress: Ingress, project: Project): boolean {
  const prefix = annotationPrefixOf("ingress-nginx", ingress.controller);
  const names = ["use-regex", "rewrite-target"].map((it) => prefix + it);
  const { manifest } = ingress;
  if (names.some((it) => manifest.isUnknown(manifest.annotations, it))) return true;
  const settings = ingressSettings(ingress, project);
  if (settings !== undefined && (settings.has("rewrite-target") || settings.text("use-regex") === undefined))
    return true;
  return project.ingresses.some(
    (it) =>
      it !== ingress &&
      it.manifest.name === manifest.name &&
      names.some((name) => Object.hasOwn(it.manifest.annotations, name)),
  );
}

/** Unsafe: what the path did not take before, it takes now. */
function usePrefix(ingress: Ingress, path: IngressPath, prefix: string): Fix | undefined {
  if (path.pathType === "Exact" || !prefix.endsWith("/")) return undefined;
  if (ingress.paths.some((it) => it.host === path.host && it.path === prefix)) return undefined;
  const edits = setEntry(ingress.manifest, path.holder, "path", prefix);
  return edits && { description: `Write the prefix '${prefix}'`, safety: "unsafe", edits };
}

/** Unsafe: every path of the host becomes an expression. */
function useRegex(ingress: Ingress, path: IngressPath): Fix | undefined {
  const { manifest } = ingress;
  if (path.pathType !== "ImplementationSpecific" || Object.keys(manifest.annotations).length === 0)
    return undefined;
  const name = `${annotationPrefixOf("ingress-nginx", ingress.controller)}use-regex`;
  if (Object.hasOwn(manifest.annotations, name)) return undefined;
  const edits = setEntry(manifest, manifest.annotations, name, "true");
  return edits && { description: `Set '${name}: "true"'`, safety: "unsafe", edits };
}
