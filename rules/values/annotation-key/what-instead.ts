import { findNearest } from "../../../src/engine/nearest.ts";
import { type ControllerProduct, productNames } from "../../../src/knowledge/controllers.ts";
import {
  annotationFact,
  believedNames,
  configMapKey,
  everySetting,
  isKnownTo,
  type SettingFact,
  settingNames,
} from "../../../src/knowledge/settings.ts";
import { keyOf } from "../../../src/model/annotations.ts";

/** What to write in place of a name that no release reads. */
export interface Instead {
  readonly help: string;
  /** The full name, where the given one is it but for a slip of the finger. */
  readonly rename?: string;
}

/** Looks for what was meant, the surest first: a slip, a widespread belief, a directive, a ConfigMap key, the other product, a near name. */
export function whatInstead(
  product: ControllerProduct,
  name: string,
  version: string | undefined,
  prefix: string,
): Instead {
  const names = settingNames(product, "annotation", version);
  const full = (it: string) => keyOf(annotationFact(product, it)!, prefix);
  const slip = slipOf(name, names);
  if (slip !== undefined) return { help: `Rename it to '${full(slip)}'.`, rename: full(slip) };
  if (/^(ingress\.)?class$/.test(name))
    return { help: "Set the class by 'spec.ingressClassName', or by 'kubernetes.io/ingress.class'." };
  const belief = believedNames.find(
    (it) => it.product === product && it.kind === "annotation" && it.name === name,
  );
  if (belief?.instead !== undefined && names.includes(belief.instead))
    return { help: `Use '${full(belief.instead)}': ${belief.advice}.` };
  if (belief !== undefined) return { help: `Remove the annotation; ${belief.advice}.` };
  const printing = printedBy(product, name, version);
  if (printing !== undefined)
    return { help: `Use '${keyOf(printing, prefix)}', which sets '${underscored(name)}'.` };
  const global = configMapKey(product, name);
  if (global !== undefined) return { help: globalHelp(global, version) };
  const other: ControllerProduct = product === "f5-nic" ? "ingress-nginx" : "f5-nic";
  const theirs = annotationFact(other, name);
  if (theirs !== undefined) return { help: otherProductHelp(theirs, product, prefix) };
  const near = findNearest(name, names);
  if (near !== undefined) return { help: `Use '${full(near)}' if that is meant, or remove the annotation.` };
  return { help: "Remove the annotation, or look up what does it in the controller's list of annotations." };
}

function globalHelp(key: SettingFact, version: string | undefined): string {
  const isRead = version === undefined ? key.removed === undefined : isKnownTo(key, version);
  if (isRead)
    return `Set '${key.name}' in the controller's ConfigMap, for all Ingresses; no annotation does it for one.`;
  const until = key.removed === undefined ? "" : ` until ${key.removed}`;
  return `Remove the annotation: '${key.name}' was a key of the controller's ConfigMap${until}.`;
}

/** The one name that differs by letter case, an underscore, a blank or a single edit. */
function slipOf(name: string, names: readonly string[]): string | undefined {
  const plain = name.toLowerCase().replaceAll("_", "-").trim();
  if (names.includes(plain)) return plain;
  const close = names.filter((it) => isOneEditAway(plain, it));
  return close.length === 1 && plain.length > 4 ? close[0] : undefined;
}

/** Whether one letter more, less or other, or two neighbours swapped, make one word the other. */
function isOneEditAway(from: string, to: string): boolean {
  if (Math.abs(from.length - to.length) > 1 || from === to) return false;
  let start = 0;
  while (start < from.length && from[start] === to[start]) start += 1;
  let end = 0;
  const shorter = Math.min(from.length, to.length);
  while (end < shorter - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end += 1;
  const left = from.slice(start, from.length - end);
  const right = to.slice(start, to.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

function underscored(name: string): string {
  return name.replaceAll("-", "_");
}

/** The annotation that prints the directive that the name spells with dashes. */
function printedBy(
  product: ControllerProduct,
  name: string,
  version: string | undefined,
): SettingFact | undefined {
  const directive = underscored(name);
  return everySetting(product, "annotation").find(
    (it) =>
      it.aliasOf === undefined &&
      it.directives.some((to) => to.directive === directive) &&
      (version === undefined ? it.removed === undefined : isKnownTo(it, version)),
  );
}

function otherProductHelp(theirs: SettingFact, product: ControllerProduct, prefix: string): string {
  const twin = twinOf(theirs, product);
  const from = `'${theirs.fullName ?? theirs.name}' is one of ${productNames[theirs.product]}`;
  if (theirs.name === "websocket-services")
    return `Remove the annotation: ${from}; ingress-nginx passes WebSocket connections on by itself.`;
  return twin === undefined ? `Remove the annotation: ${from}.` : `Use '${keyOf(twin, prefix)}': ${from}.`;
}

/** The annotation of a product that prints the same directive in a location or server as one of the other product. */
export function twinOf(fact: SettingFact, product: ControllerProduct): SettingFact | undefined {
  const same = annotationFact(product, fact.name);
  if (same !== undefined && same.removed === undefined && same.type !== "removed") return same;
  const directives = new Set(fact.directives.map((it) => it.directive).filter((it) => /^[a-z_]+$/.test(it)));
  if (directives.size === 0 || directives.has("return") || directives.has("add_header")) return undefined;
  return everySetting(product, "annotation").find(
    (it) =>
      it.removed === undefined &&
      it.aliasOf === undefined &&
      it.directives.some((to) => directives.has(to.directive)),
  );
}
