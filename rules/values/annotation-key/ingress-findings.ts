import type { Finding } from "../../../src/engine/finding.ts";
import { annotationPrefixes, productNames } from "../../../src/knowledge/controllers.ts";
import { isReleaseAtLeast } from "../../../src/knowledge/release-order.ts";
import { annotationFact, isKnownTo, type SettingFact } from "../../../src/knowledge/settings.ts";
import { annotationsOf, type IngressAnnotation, keyOf } from "../../../src/model/annotations.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import { annotationPrefixOf } from "../../../src/model/product-annotation.ts";
import type { Project } from "../../../src/model/project.ts";
import { renameKey } from "../../_shared/rename-key.ts";
import { certainProduct } from "./certain-product.ts";
import { isOtherPrefix, otherProduct, prefixOf } from "./prefixes.ts";
import { twinOf, whatInstead } from "./what-instead.ts";

/** Annotations of one Ingress that its controller does not read though they look like its own. */
export function* ingressFindings(ingress: Ingress, project: Project): Generator<Finding> {
  const { annotations } = ingress.manifest;
  const set = annotationsOf(ingress, project);
  if (set !== undefined) {
    const role = set.product === "f5-nic" ? annotations["nginx.org/mergeable-ingress-type"] : undefined;
    for (const annotation of set.list) {
      if (project.knowsAnnotation(annotation.key)) continue;
      if (annotation.fact === undefined && isSecret(ingress, annotation.key)) continue;
      if (annotation.fact === undefined) yield* unknownName(ingress, annotation, project);
      else if (role !== undefined) yield* deniedTo(role, annotation, annotation.fact);
    }
  }
  const own = set?.prefix;
  const keys = Object.keys(annotations).filter(
    (it) =>
      !(own !== undefined && it.startsWith(own)) &&
      isOfInterest(it) &&
      !isSecret(ingress, it) &&
      !project.knowsAnnotation(it),
  );
  if (keys.length > 0) yield* wrongPrefixes(ingress, project, keys);
}

/** Names that nobody knows may tell something themselves, where a plan marks the annotations as sensitive. */
function isSecret({ manifest }: Ingress, key: string): boolean {
  return manifest.isSensitive(manifest.annotations, key);
}

/** Releases before 0.9.0-beta.18 look for `ingress.kubernetes.io/`; the model knows no pre-releases, so all of 0.9.0 count as such. */
const PREFIX_SINCE = "0.10.0";

/** Keys that may belong to a controller: most annotations are other programs' and are passed over by their first letters. */
function isOfInterest(key: string): boolean {
  return key.includes("nginx") || key.includes("ingress.") || key.startsWith("appprotect");
}

/** Annotations that Alibaba Cloud's builds of ingress-nginx have: said only where another build is in sight. */
const ofForks: ReadonlySet<string> = new Set(["service-match", "service-weight"]);

function* unknownName(ingress: Ingress, annotation: IngressAnnotation, project: Project): Generator<Finding> {
  const set = annotationsOf(ingress, project)!;
  const { key, name } = annotation;
  if (set.controller?.container === undefined && ofForks.has(name)) return;
  const product = productNames[set.product];
  const { help, rename } = whatInstead(set.product, name, set.version, set.prefix);
  yield {
    at: annotation.origin,
    message: `Annotation '${key}' does nothing: no release of ${product} reads it.`,
    help,
    key,
    ...(rename === undefined ? {} : { fix: () => renameFix(ingress, key, rename) }),
  };
}

/** Unsafe: what the annotation says comes into force. */
function renameFix(ingress: Ingress, from: string, to: string) {
  const edits = renameKey(ingress.manifest, ingress.manifest.annotations, from, to);
  return edits && { description: `Rename '${from}' to '${to}'`, safety: "unsafe" as const, edits };
}

/** What F5's controller drops from the parts of a merged Ingress (masterDenylist and minionDenylist in internal/configs/annotations.go). */
function* deniedTo(role: string, { key, origin }: IngressAnnotation, fact: SettingFact): Generator<Finding> {
  if (role !== "master" && role !== "minion") return;
  if (!fact.notes.some((it) => it.startsWith(`Not allowed on ${role === "master" ? "the" : "a"} ${role} `)))
    return;
  const other = role === "master" ? "minion" : "master";
  yield {
    at: origin,
    message: `Annotation '${key}' does nothing on a ${role}: ${productNames["f5-nic"]} leaves it out of merged Ingresses and logs an error.`,
    help: `Move it to the ${other}.`,
    key,
  };
}

function* wrongPrefixes(ingress: Ingress, project: Project, keys: readonly string[]): Generator<Finding> {
  const suspects = keys.filter(isOtherPrefix);
  const own = project.productOf(ingress);
  if (own === undefined) return;
  const prefix = annotationPrefixOf(own, ingress.controller);
  const isCustom = prefix !== annotationPrefixes[own];
  if (isCustom) yield* underDefaultPrefix(ingress, keys, prefix);
  if (suspects.length === 0) return;
  const { manifest } = ingress;
  const { annotations } = manifest;
  for (const key of suspects) {
    const theirs = otherProduct(key);
    if (theirs !== undefined) {
      if (theirs === own || certainProduct(ingress, project) !== own) continue;
      const fact = annotationFact(theirs, key);
      if (fact === undefined) continue;
      const twin = twinOf(fact, own);
      const twinKey = twin === undefined ? undefined : keyOf(twin, prefix);
      if (twinKey !== undefined && Object.hasOwn(annotations, twinKey)) continue;
      yield {
        at: manifest.locate(annotations, key),
        message: `Annotation '${key}' does nothing: it is one of ${productNames[theirs]}, and ${productNames[own]} serves this Ingress.`,
        help:
          twinKey === undefined
            ? "Remove it; nothing there does the same."
            : `Use '${twinKey}', in its own notation.`,
        key,
      };
      continue;
    }
    const name = key.slice(prefixOf(key).length);
    if (own !== "ingress-nginx") continue;
    const fact = annotationFact(own, name);
    const version = ingress.controller?.version;
    if (version !== undefined && !isReleaseAtLeast(version, PREFIX_SINCE)) continue;
    if (
      fact === undefined ||
      fact.removed !== undefined ||
      (version !== undefined && !isKnownTo(fact, version))
    )
      continue;
    const right = keyOf(fact, prefix);
    if (Object.hasOwn(annotations, right)) continue;
    yield {
      at: manifest.locate(annotations, key),
      message: `Annotation '${key}' does nothing: ${productNames[own]} looks for the prefix '${prefix}'.`,
      help: `Rename it to '${right}'.`,
      key,
      fix: () => renameFix(ingress, key, right),
    };
  }
}

/** A controller with `--annotations-prefix` reads nothing under the usual prefix, and its webhook denies such Ingresses. */
function* underDefaultPrefix(ingress: Ingress, keys: readonly string[], prefix: string): Generator<Finding> {
  const usual = annotationPrefixes["ingress-nginx"];
  const { manifest, controller } = ingress;
  for (const key of keys) {
    const fact = key.startsWith(usual) ? annotationFact("ingress-nginx", key) : undefined;
    if (fact === undefined || controller === undefined) continue;
    const right = keyOf(fact, prefix);
    yield {
      at: manifest.locate(manifest.annotations, key),
      message: `Annotation '${key}' does nothing: ${controller.label} looks for '${prefix}', and its webhook denies the usual prefix.`,
      help: `Rename it to '${right}'.`,
      key,
      fix: () => renameFix(ingress, key, right),
    };
  }
}
