import type { Finding } from "../../../src/engine/finding.ts";
import { isAcceptedRewriteTarget } from "../../../src/knowledge/annotation-validation.ts";
import type { Ingress, IngressPath } from "../../../src/model/ingress.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import { countGroups, highestGroup, targetWithout } from "../../../src/model/path-expression.ts";
import { productAnnotation } from "../../../src/model/product-annotation.ts";
import { quote } from "../../../src/text/quote.ts";

/** A `rewrite-target` with `$2` on a path that has one group or none: nginx puts nothing there. */
export function missingGroups(ingress: Ingress, path: IngressPath): Finding | undefined {
  const target = productAnnotation(ingress, "ingress-nginx", "rewrite-target");
  if (target === undefined || !isAcceptedRewriteTarget(target.value) || isPlaceholder(target.value))
    return undefined;
  const wanted = highestGroup(target.value);
  const groups = countGroups(path.path);
  if (wanted <= groups) return undefined;
  const left = targetWithout(target.value, groups);
  const has = groups === 0 ? "no group" : groups === 1 ? "one group" : `${groups} groups`;
  const outcome = left.includes("$")
    ? `'$${wanted}' is empty`
    : `all requests are rewritten to ${quote(left || "/")}`;
  return {
    at: path.at("path"),
    message: `'rewrite-target' ${quote(target.value)} names group ${wanted}, but path ${quote(path.path)} has ${has}: ${outcome}.`,
    help:
      groups === 0
        ? `Write the path with ${wanted === 1 ? "a group" : `${wanted} groups`}, such as ${quote(suggestion(path.path, wanted))}, or leave the group out of the target.`
        : `Name a group that the path has, up to '$${groups}', or add one to the path.`,
    related: [{ at: target.origin, message: `The target names '$${wanted}'.` }],
    key: path.path,
  };
}

function suggestion(path: string, groups: number): string {
  const plain = path.replace(/\/$/, "");
  return groups === 1 ? `${plain}/(.*)` : `${plain}(/|$)(.*)`;
}
