import type { Finding } from "../../../src/engine/finding.ts";
import {
  annotationPrefixes,
  type ControllerProduct,
  productNames,
} from "../../../src/knowledge/controllers.ts";
import { annotationFact } from "../../../src/knowledge/settings.ts";
import type { Manifest } from "../../../src/model/manifest.ts";
import type { Project } from "../../../src/model/project.ts";

const products: readonly ControllerProduct[] = ["ingress-nginx", "f5-nic"];

/** Annotations of a controller on an object of another kind, which it never looks at; one finding for each object. */
export function* misplaced(manifest: Manifest, project: Project): Generator<Finding> {
  if (manifest.object.metadata?.annotations === undefined) return;
  const { annotations } = manifest;
  for (const product of products) {
    const found: string[] = [];
    for (const key in annotations) {
      if (
        key.startsWith(annotationPrefixes[product]) &&
        annotationFact(product, key) !== undefined &&
        !project.knowsAnnotation(key)
      )
        found.push(key);
    }
    const [first] = found;
    if (first === undefined) continue;
    const others = found.length === 1 ? "" : ` (and ${found.length - 1} more)`;
    yield {
      at: manifest.locate(annotations, first),
      message: `Annotation '${first}'${others} stands on ${manifest.label}, where it does nothing: ${productNames[product]} reads it on Ingresses only.`,
      help: "Move it to the Ingress that leads here.",
      key: first,
    };
  }
}
