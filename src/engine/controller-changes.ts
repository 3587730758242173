import { changeText, type EffectiveDiff, groupChanges } from "../render/effective-diff.ts";
import type { ControllerChanges } from "./finding.ts";

/** What changes for one controller, in words for reports. */
export function controllerChanges({ name, product, version, changes }: EffectiveDiff): ControllerChanges {
  return {
    title: `${product}${version === undefined ? "" : ` v${version}`}: ${name}`,
    groups: groupChanges(changes).map((group) => {
      const width = Math.max(...group.changes.map((it) => it.directive.length));
      return { scopes: group.scopes, lines: group.changes.map((it) => changeText(it, width)) };
    }),
  };
}
