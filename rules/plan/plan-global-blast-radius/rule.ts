import type { Finding } from "../../../src/engine/finding.ts";
import { defineRule, type EffectiveDiff } from "../../../src/engine/rule.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { changedKeys } from "./changed-keys.ts";

/** Directives that are named one by one. */
const DIRECTIVES_SHOWN = 3;

export default defineRule({
  id: "plan-global-blast-radius",
  subject: "project",
  severity: "info",
  preset: "recommended",
  summary:
    "A change of the controller's ConfigMap changes the configuration of every Ingress that it serves.",
  why: "One attribute in one resource of a plan looks small; it takes effect in all hosts at once, with the next reload.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/",
    "https://docs.nginx.com/nginx-ingress-controller/configuration/global-configuration/configmap-resource/",
  ],
  lessons: [11, 1],

  *check(project, { change }) {
    if (change === undefined) return;
    const hasChanged = ({ configMap }: Controller) =>
      configMap !== undefined && changedKeys(configMap, change.before).length > 0;
    // Comparing what nginx would run costs much, and most plans leave the ConfigMaps as they are.
    if (!project.controllers.some(hasChanged)) return;
    for (const diff of change.effective) {
      const { controller, ingresses } = diff.target;
      if (controller?.configMap === undefined || diff.before === undefined || diff.after === undefined)
        continue;
      const keys = changedKeys(controller.configMap, change.before);
      const [first, ...others] = keys;
      if (first === undefined) continue;
      const directives = directivesOf(diff, new Set(keys.map((it) => it.key)));
      if (directives.length === 0) continue;
      const more = directives.length - DIRECTIVES_SHOWN;
      const shown = directives.slice(0, DIRECTIVES_SHOWN).join(", ");
      const whom =
        ingresses.length === 0
          ? "every Ingress that it serves"
          : ingresses.length === 1
            ? "the 1 Ingress in sight"
            : `all ${ingresses.length} Ingresses in sight`;
      yield {
        at: first.origin,
        message: `This ConfigMap holds for ${whom}: ${shown}${more > 0 ? ` and ${more} more directives` : ""}.`,
        help: "Read the change of every host with 'ingress-lint render --diff', and try it on one Ingress by annotation where there is one.",
        related: others.map((it) => ({ at: it.origin, message: "This key changes, too." })),
      } satisfies Finding;
    }
  },
});

/** Directives that the keys decide, each change once: `proxy_buffer_size 8k → 16k`. */
function directivesOf({ changes }: EffectiveDiff, keys: ReadonlySet<string>): readonly string[] {
  const texts = changes
    .filter((it) => !it.isBlock && [...keys].some((key) => isDecidedBy(it.source, key)))
    .map(({ directive, before, after }) =>
      `${directive} ${[before ?? "(not set)", after ?? "(not set)"].join(" → ")}`.trim(),
    );
  return [...new Set(texts)];
}

/** Whether a source in words names a key as a whole. */
function isDecidedBy(source: string, key: string): boolean {
  return source.split(/[^\w.-]+/).includes(key);
}
