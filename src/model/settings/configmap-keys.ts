import { annotationPrefixes, type ControllerProduct, productNames } from "../../knowledge/controllers.ts";
import { equivalentKey } from "../../knowledge/equivalent-keys.ts";
import { compareReleases } from "../../knowledge/release-order.ts";
import {
  annotationFact,
  configMapKey,
  everyRelease,
  flagFact,
  isKnownTo,
  type SettingFact,
  settingNames,
} from "../../knowledge/settings.ts";
import type { Controller } from "../controller.ts";
import { factOfKey } from "./configmap-settings.ts";

/** Why a controller does nothing with a key of its ConfigMap. */
export type UselessKey =
  /** Releases from `since` on read it; this one is older. */
  | { readonly why: "too new"; readonly since: string }
  /** Releases up to `last` read it. */
  | {
      readonly why: "removed";
      readonly last: string | undefined;
      readonly removed: string;
      readonly replacement: string | undefined;
    }
  /** This very release knows the name and does nothing with it. */
  | { readonly why: "ignored" }
  /** Every release decodes it and none uses it: only the annotation of that name counts. */
  | { readonly why: "no effect" }
  /** The other controller's. */
  | { readonly why: "other product"; readonly product: string; readonly instead: string | undefined }
  /** An Ingress annotation. */
  | { readonly why: "annotation"; readonly fullName: string; readonly instead: string | undefined }
  /** A flag of the command line. */
  | { readonly why: "flag" }
  /** Nobody's; `instead` where one is known by what people believe. */
  | { readonly why: "unknown"; readonly instead: string | undefined };

/** Releases before this one are run by nobody who does not say which release it is: what ended there ended for all. */
const oldestAssumed = "1.0.0";

/**
 * Why a key does nothing, undefined where it does something or where that depends on a release that is not known. Unknown names stay
 * without a verdict for releases newer than the tables.
 */
export function uselessKey(controller: Controller, key: string): UselessKey | undefined {
  const { product, version } = controller;
  // Names of files, ports of a tcp-services map: this is no ConfigMap of settings, or not that part of it.
  if (key.includes(".") || /^\d/.test(key) || key.includes("{{") || key.includes("$")) return undefined;
  const fact = factOfKey(controller, key);
  if (fact !== undefined) return version === undefined ? byAnyRelease(fact) : byRelease(fact, version);
  if (version !== undefined && compareReleases(version, everyRelease(product).at(-1)!) > 0) return undefined;

  const instead = knownName(product, equivalentKey(product, key) ?? respelled(product, key), version);
  const other: ControllerProduct = product === "f5-nic" ? "ingress-nginx" : "f5-nic";
  if (configMapKey(other, key) !== undefined)
    return { why: "other product", product: productNames[other], instead };
  if (annotationFact(product, key) !== undefined)
    return { why: "annotation", fullName: `${annotationPrefixes[product]}${key}`, instead };
  if (instead === undefined && flagFact(product, key) !== undefined) return { why: "flag" };
  return { why: "unknown", instead };
}

function byRelease(fact: SettingFact, version: string): UselessKey | undefined {
  if (isKnownTo(fact, version)) return fact.invalid === "no-effect" ? { why: "no effect" } : undefined;
  const { since, removed, lastVersion, replacement } = fact;
  if (removed !== undefined && compareReleases(version, removed) >= 0)
    return { why: "removed", last: lastVersion, removed, replacement };
  if (since !== undefined && since !== "unreleased" && compareReleases(version, since) < 0)
    return { why: "too new", since };
  return fact.ignoredBy.includes(version) ? { why: "ignored" } : undefined;
}

function byAnyRelease(fact: SettingFact): UselessKey | undefined {
  const { removed, lastVersion, replacement } = fact;
  if (
    fact.product === "ingress-nginx" &&
    removed !== undefined &&
    compareReleases(removed, oldestAssumed) <= 0
  )
    return { why: "removed", last: lastVersion, removed, replacement };
  return fact.invalid === "no-effect" ? { why: "no effect" } : undefined;
}

/** A key written with underscores or in the other letter case. */
function respelled(product: ControllerProduct, key: string): string | undefined {
  const dashed = key.replaceAll("_", "-").toLowerCase();
  return dashed !== key && configMapKey(product, dashed) !== undefined ? dashed : undefined;
}

function knownName(
  product: ControllerProduct,
  name: string | undefined,
  version: string | undefined,
): string | undefined {
  return name !== undefined && configMapKey(product, name, version) !== undefined ? name : undefined;
}

/** Names for did-you-mean: those that the controller's release reads and does something with. */
export function usefulKeys(controller: Controller): readonly string[] {
  const { product, version } = controller;
  return settingNames(product, "configmap", version).filter(
    (it) => configMapKey(product, it)?.invalid !== "no-effect",
  );
}
