import { defineRule } from "../../../src/engine/rule.ts";
import { isAtLeast } from "../../../src/knowledge/versions.ts";
import { regexHosts } from "../../../src/model/regex-hosts.ts";
import { changesOf } from "./changes.ts";

/** First release that puts all paths of a host into regex mode. */
const SINCE = "0.22.0";

export default defineRule({
  id: "regex-spreads",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary:
    "One Ingress turns all paths of a host into regular expressions, also those of Ingresses that did not ask for it.",
  why: "Exact paths match whatever begins like them, and a long expression is tried before a short plain path: requests end at the wrong backend.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/ingress-path-matching/",
    "https://github.com/kubernetes/ingress-nginx/blob/controller-v1.12.1/internal/ingress/controller/template/template.go",
  ],
  lessons: [29, 47],

  *check(project) {
    const told = new Set<string>();
    for (const host of regexHosts(project)) {
      const version = host.askers[0]!.ingress.controller?.version;
      if (version !== undefined && !isAtLeast(version, SINCE)) continue;
      const changes = changesOf(host).filter((it) => {
        const { file, span } = it.at.place();
        const key = `${file.path}:${span.start}`;
        if (told.has(key)) return false;
        told.add(key);
        return true;
      });
      const first = changes[0];
      if (first === undefined) continue;
      const { annotation, name, ingress } = first.asker;
      const more = changes.length === 1 ? "" : `, and ${changes.length - 1} more`;
      const value = name === "use-regex" ? "" : ` '${annotation.value}'`;
      yield {
        at: annotation.origin,
        message: `'${name}'${value} of ${ingress.label} makes every path of host '${host.host || "*"}' a case-insensitive regular expression: ${first.message}${more}.`,
        help: "Give the paths that need expressions a host of their own, or write every path of this host as an expression, with '$' at the end of exact ones.",
        related: changes.map(({ at, message }) => ({
          at,
          message: `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`,
        })),
        key: host.host,
      };
    }
  },
});
