import type { Finding } from "../../../src/engine/finding.ts";
import { isAccessArgument } from "../../../src/knowledge/source-ranges.ts";
import { isAtLeast } from "../../../src/knowledge/versions.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import { asMapping } from "../../../src/model/shape.ts";
import { quote } from "../../../src/text/quote.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";
import { fixOf, joined, listHelp } from "./lists.ts";

/** Lists of the ConfigMap, which the controller prints without a look: the directive each item becomes, and the first release. */
const globalLists = {
  "whitelist-source-range": { directive: "allow", since: "1.0.0" },
  "denylist-source-range": { directive: "deny", since: "1.6.4" },
  "block-cidrs": { directive: "deny", since: "1.0.0" },
  "nginx-status-ipv4-whitelist": { directive: "allow", since: "1.0.0" },
} as const;

/** The lists of a controller's ConfigMap. */
export function* configured(controller: Controller): Iterable<Finding> {
  const manifest = controller.configMap;
  if (manifest === undefined) return;
  for (const [name, { directive, since }] of Object.entries(globalLists)) {
    const value = controller.setting(name);
    if (value === undefined || value.state === "unknown" || isPlaceholder(value.value)) continue;
    const { version } = controller;
    if (version !== undefined && !isAtLeast(version, since)) continue;
    // Nothing between two commas is passed over, blanks between them are not (splitAndTrimSpace in template/configmap.go).
    const wrong = value.value
      .split(",")
      .filter((it) => it !== "")
      .map((it) => it.trim())
      .filter((it) => !isAccessArgument(it));
    if (wrong.length === 0) continue;
    const first = wrong[0]!;
    const printed = first === "" ? `${directive} ;` : `${directive} ${first};`;
    yield {
      at: value.origin,
      message: `'${name}' ${first === "" ? "has an empty item" : `holds ${quote(first)}`}; ${controller.label} prints ${quote(printed)}, which nginx refuses.`,
      help: listHelp,
      fix: () => {
        const data = asMapping((manifest.object as { data?: unknown }).data);
        const mended = joined(value.value);
        if (mended === "" || wrong.some((it) => it !== "")) return undefined;
        return fixOf(setEntry(manifest, data, name, mended));
      },
      key: name,
    };
  }
}
