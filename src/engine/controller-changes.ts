import { changeText, type EffectiveDiff, groupChanges } from "../render/effective-diff.ts";
import type { Redact } from "../text/redact.ts";
import type { ControllerChanges } from "./finding.ts";

/** What changes for one controller, in words for reports. */
export function controllerChanges(
  { name, product, version, changes }: EffectiveDiff,
  redact: Redact,
): ControllerChanges {
  return {
    title: `${product}${version === undefined ? "" : ` v${version}`}: ${name}`,
    groups: groupChanges(changes).map((group) => {
      const width = Math.max(...group.changes.map((it) => it.directive.length));
      return {
        scopes: group.scopes.map(redact),
        lines: group.changes.map((it) => redact(changeText(it, width))),
      };
    }),
  };
}
