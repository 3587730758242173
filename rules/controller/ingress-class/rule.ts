import type { Finding, Fix } from "../../../src/engine/finding.ts";
import { findNearest } from "../../../src/engine/nearest.ts";
import { defineRule } from "../../../src/engine/rule.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import {
  classAnnotation,
  classMayComeFromElsewhere,
  hasDefaultClass,
  mayServeClassless,
  rivals,
  writtenClasses,
} from "../../../src/model/ingress-classes.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import type { KubernetesObject } from "../../../src/model/manifest.ts";
import type { Project } from "../../../src/model/project.ts";
import { asMapping } from "../../../src/model/shape.ts";
import { quote } from "../../../src/text/quote.ts";
import { removeEntry } from "../../_shared/remove-entry.ts";
import { setEntry } from "../../_shared/yaml-edits.ts";

export default defineRule({
  id: "ingress-class",
  subject: "project",
  severity: "warning",
  preset: "recommended",
  summary: "It is left to chance which controller serves an Ingress.",
  why: "Another controller, two or none may serve the host; a second controller or a new default class changes that without a change of the Ingress.",
  references: [
    "https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class",
    "https://kubernetes.io/docs/concepts/services-networking/ingress/#deprecated-annotation",
    "https://kubernetes.github.io/ingress-nginx/user-guide/multiple-ingress/",
    "https://docs.nginx.com/nginx-ingress-controller/installation/running-multiple-ingress-controllers/",
  ],
  lessons: [31],
  fixable: true,

  *check(project) {
    for (const ingress of project.ingresses) {
      // Before networking.k8s.io/v1 there was no field to say it with, and most controllers took what had no class.
      if (ingress.manifest.apiVersion !== "networking.k8s.io/v1") continue;
      const found = judge(ingress, project);
      if (found !== undefined) yield found;
    }
    yield* twoOnOneClass(project);
  },
});

function judge(ingress: Ingress, project: Project): Finding | undefined {
  const { field, annotation } = writtenClasses(ingress);
  if (field !== undefined && annotation !== undefined) return both(ingress, field, annotation, project);
  if (field !== undefined) return unknownClass(ingress, field, project);
  if (project.productOf(ingress) === undefined) return undefined;
  return annotation === undefined ? none(ingress, project) : deprecated(ingress, annotation);
}

/** ValidateIngressCreate (pkg/apis/networking/validation): two values are refused by every API server, two equal ones by older ones. */
function both(ingress: Ingress, field: string, annotation: string, project: Project): Finding | undefined {
  if (isPlaceholder(field) || isPlaceholder(annotation)) return undefined;
  const { manifest } = ingress;
  const isSame = field === annotation;
  // Some other controllers read the annotation alone.
  if (isSame && project.productOf(ingress) === undefined) return undefined;
  return {
    at: manifest.locate(manifest.annotations, classAnnotation),
    severity: isSame ? "info" : "error",
    message: isSame
      ? `${ingress.label} says its class ${quote(field)} twice; older API servers refuse to create such an Ingress.`
      : `${ingress.label} says two classes, ${quote(annotation)} and ${quote(field)}; the API server refuses to create it.`,
    help: `Remove the annotation '${classAnnotation}'.`,
    related: [
      { at: manifest.locate(specOf(ingress), "ingressClassName"), message: "The field says it here." },
    ],
    fix: () => (isSame ? removeAnnotation(ingress) : undefined),
  };
}

function none(ingress: Ingress, project: Project): Finding | undefined {
  const { manifest } = ingress;
  if (hasDefaultClass(project) || classMayComeFromElsewhere(ingress, project)) return undefined;
  if (project.controllers.some(mayServeClassless)) return undefined;
  return {
    at: manifest.nameOrigin,
    message: `${ingress.label} has no class: ${project.controllers.length > 0 ? "no controller in scope takes it, and no IngressClass in scope is the default" : "only a default IngressClass of the cluster decides whether and by whom it is served"}.`,
    help: "Set 'spec.ingressClassName' to the class of the controller that serves it.",
  };
}

function deprecated(ingress: Ingress, value: string): Finding {
  const { manifest } = ingress;
  return {
    at: manifest.locate(manifest.annotations, classAnnotation),
    severity: "info",
    message: `${ingress.label} says its class by the annotation '${classAnnotation}', which is deprecated since Kubernetes 1.18.`,
    help: `Set 'spec.ingressClassName: ${value}' instead, where an IngressClass of that name exists.`,
    fix: () => {
      const removed = removeAnnotation(ingress)?.edits;
      const added = setEntry(manifest, specOf(ingress), "ingressClassName", value);
      if (removed === undefined || added === undefined || isPlaceholder(value)) return undefined;
      return { description: "Say the class by its field", safety: "unsafe", edits: [...removed, ...added] };
    },
  };
}

/** Only where classes are kept in scope, and none is meant by that name. */
function unknownClass(ingress: Ingress, name: string, project: Project): Finding | undefined {
  const classes = project.ofKind("IngressClass");
  if (classes.length === 0 || isPlaceholder(name) || project.productOf(ingress) === undefined)
    return undefined;
  const names = [...new Set(classes.map((it) => it.name))];
  if (names.includes(name) || names.some((it) => it === "" || isPlaceholder(it))) return undefined;
  const { manifest } = ingress;
  const near = findNearest(name, names);
  return {
    at: manifest.locate(specOf(ingress), "ingressClassName"),
    message: `${ingress.label} is of class ${quote(name)}, which is none of the IngressClasses in scope (${names.map(quote).join(", ")}).`,
    help:
      near === undefined
        ? `Create an IngressClass ${quote(name)} for its controller, or name the one that is meant.`
        : `Set 'ingressClassName: ${near}', or create an IngressClass ${quote(name)}.`,
    related: [{ at: classes[0]!.nameOrigin, message: "A class is defined here." }],
  };
}

function* twoOnOneClass(project: Project): Generator<Finding> {
  for (const [first, ...others] of rivals(project)) {
    for (const it of others) {
      const isF5 = it.product === "f5-nic";
      const flag = isF5 ? "-ingress-class" : "--controller-class";
      yield {
        at: it.manifest.nameOrigin,
        message: `${it.manifest.label} answers to the same Ingresses as ${first!.manifest.label}: both have the same '${flag}'.`,
        help: `Give one of them its own '${flag}' and an IngressClass${isF5 ? " of that name" : " with that 'spec.controller'"}.`,
        related: [{ at: first!.manifest.nameOrigin, message: "The other controller is here." }],
      };
    }
  }
}

function removeAnnotation({ manifest }: Ingress): Fix | undefined {
  const metadata = manifest.object.metadata!;
  const edits = removeEntry(
    manifest,
    { object: metadata, key: "annotations" },
    manifest.annotations,
    classAnnotation,
  );
  return edits && { description: "Remove the class annotation", safety: "safe", edits };
}

function specOf({ manifest }: Ingress): object {
  return asMapping((manifest.object as KubernetesObject & { spec?: unknown }).spec);
}
