import type { Finding, Related } from "../../../src/engine/finding.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import { allowsSnippets, f5AllowsSnippets, riskLevelOf } from "../../../src/model/annotation-gates.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { flagOrigin } from "../../../src/model/flag-origin.ts";

export default defineRule({
  id: "snippets-allowed",
  subject: "controller",
  severity: "warning",
  preset: "recommended",
  summary: "Whoever may write an Ingress may write nginx configuration.",
  why: "A snippet can read the controller's service account, and with it Secrets of all namespaces; a slip in one stops all later reloads.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#allow-snippet-annotations",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#annotation-value-word-blocklist",
    "https://github.com/kubernetes/ingress-nginx/issues/7837",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/ingress-resources/advanced-configuration-with-snippets/",
  ],
  lessons: [47],
  securitySeverity: 7.6,

  *check(controller) {
    const found = controller.product === "f5-nic" ? ofF5(controller) : ofIngressNginx(controller);
    if (found !== undefined) yield found;
  },
});

/** Only a switch that somebody turned: what a release allows by default is its advisories' matter (`controller-cve`). */
function ofIngressNginx(controller: Controller): Finding | undefined {
  const key = "allow-snippet-annotations";
  const allowed = allowsSnippets(controller);
  if (allowed?.value !== true || allowed.origin === undefined) return undefined;
  const level = riskLevelOf(controller);
  if (level !== undefined && level.value !== "Critical") return undefined; // no snippet passes
  const words = controller.setting("annotation-value-word-blocklist");
  if (words !== undefined && (words.state === "unknown" || words.value.trim() !== "")) return undefined;
  if (words === undefined && !controller.configMapIsComplete) return undefined;
  const users = usersOf(controller, /-snippet$/);
  // 1.12.0 made the level High, which refuses snippets, the default.
  const taker =
    level === undefined && controller.version === undefined
      ? `${controller.label} before 1.12.0`
      : controller.label;
  return {
    at: allowed.origin,
    message: `'${key}' is true and no 'annotation-value-word-blocklist' is set: ${taker} takes any directive from every author of an Ingress.`,
    help:
      users.length === 0 && controller.ingresses.length > 0
        ? `Set '${key}' to "false": no Ingress in scope has a snippet.`
        : `Set '${key}' to "false", or 'annotation-value-word-blocklist' to the words that the documentation lists.`,
    related: [
      ...(level?.origin === undefined
        ? []
        : [{ at: level.origin, message: "The risk level admits snippets, too." }]),
      ...users,
    ],
  };
}

function ofF5(controller: Controller): Finding | undefined {
  const { container } = controller;
  const at = container === undefined ? undefined : flagOrigin(container, "enable-snippets");
  if (at === undefined || f5AllowsSnippets(controller) !== true) return undefined;
  return {
    at,
    message: `'-enable-snippets' is on: ${controller.label} takes any directive from every author of an Ingress or VirtualServer.`,
    help: "Remove '-enable-snippets', or let none but administrators write these resources.",
    related: usersOf(controller, /-snippets$/),
  };
}

/** The first annotation that needs the switch. */
function usersOf(controller: Controller, pattern: RegExp): Related[] {
  for (const { manifest } of controller.ingresses) {
    const name = Object.keys(manifest.annotations).find((it) => pattern.test(it));
    if (name !== undefined)
      return [
        { at: manifest.locate(manifest.annotations, name), message: `${manifest.label} uses a snippet.` },
      ];
  }
  return [];
}
