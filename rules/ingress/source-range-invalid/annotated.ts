import type { Finding, Fix } from "../../../src/engine/finding.ts";
import { isSourceRange } from "../../../src/knowledge/source-ranges.ts";
import type { IngressSettings } from "../../../src/model/ingress-settings.ts";
import { quote } from "../../../src/text/quote.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";
import { fixOf, joined, listHelp } from "./lists.ts";

/** Annotations whose parser refuses the location, and the first release that has them; 1.0 stands for all that count. */
const lists = {
  "allowlist-source-range": "1.9.1",
  "whitelist-source-range": "1.0.0",
  "denylist-source-range": "1.6.4",
} as const;

/** Annotations that only take addresses out of the rate limits. */
const limitLists = { "limit-allowlist": "1.9.1", "limit-whitelist": "1.0.0" } as const;

const annotationLists = Object.entries({ ...lists, ...limitLists });

/** The lists among the annotations of an Ingress. */
export function* annotated(settings: IngressSettings): Iterable<Finding> {
  if (!annotationLists.some(([name]) => settings.has(name)) || settings.isCanary) return;
  for (const [name, since] of annotationLists) {
    const value = settings.has(name) && settings.since(since) !== "no" ? settings.get(name) : undefined;
    if (value === undefined || value.state === "unknown" || isOverruled(settings, name)) continue;
    const isLimit = Object.hasOwn(limitLists, name);
    if (isLimit && value.value === "") continue; // an empty list is none
    const items = value.value.split(",").map((it) => it.trim());
    const wrong = items.filter((it) => !isSourceRange(it));
    if (wrong.length === 0) continue;
    const effect = isLimit ? limitEffect(settings) : `answers 503 on every path of ${settings.ingress.label}`;
    if (effect === undefined) continue;
    yield {
      at: value.origin,
      message: `${what(name, value.value, wrong)}; ${settings.product} ${effect}.`,
      help: helpFor(name, value.value),
      fix: () => withoutEmpty(settings.ingress.manifest.annotations, settings.fullName(name), settings),
      key: name,
    };
  }
}

/** The older name counts only where the newer one is empty (checkAnnotation in annotations/parser/validators.go). */
function isOverruled(settings: IngressSettings, name: string): boolean {
  const newer = name.replace("whitelist", "allowlist");
  return newer !== name && settings.since("1.9.1") !== "no" && settings.text(newer) !== "";
}

/** What a wrong exception list does to the limits of the Ingress (annotations/ratelimit/main.go). */
function limitEffect(settings: IngressSettings): string | undefined {
  if (settings.validates === "yes") return "refuses the whole Ingress";
  const limits = ["limit-rps", "limit-rpm", "limit-connections"].filter((it) => settings.has(it));
  if (limits.length === 0) return undefined;
  const dropped = `drops ${limits.map((it) => `'${it}'`).join(" and ")} without an error`;
  return settings.validates === "no"
    ? dropped
    : `${dropped}, or (1.12.0 and later) refuses the whole Ingress`;
}

function what(name: string, value: string, wrong: readonly string[]): string {
  if (value.trim() === "") return `'${name}' is empty, which is no list of addresses`;
  const named = wrong.filter((it) => it !== "");
  if (named.length === 0)
    return `'${name}' is ${quote(value)}: a comma too many leaves an empty item, which is no address`;
  const shown = named.slice(0, 3).map(quote).join(", ");
  return `'${name}' holds ${shown}${named.length > 3 ? ` and ${named.length - 3} more` : ""}, no address or network`;
}

function helpFor(name: string, value: string): string {
  if (value.trim() === "") return `Remove '${name}', or list addresses such as '10.0.0.0/8,192.0.2.7'.`;
  return listHelp;
}

/** The list without its empty items, where that is all that is wrong and something is left. */
function withoutEmpty(annotations: object, fullName: string, settings: IngressSettings): Fix | undefined {
  const text = (annotations as Record<string, string>)[fullName]!;
  const isMended =
    joined(text) !== "" &&
    joined(text)
      .split(",")
      .every((it) => isSourceRange(it.trim()));
  if (!isMended) return undefined;
  return fixOf(setEntry(settings.ingress.manifest, annotations, fullName, joined(text)));
}
