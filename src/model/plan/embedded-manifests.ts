import type { YamlDocument } from "../../parsers/yaml/document.ts";
import { parseYaml } from "../../parsers/yaml/parse.ts";
import { append } from "../../text/append.ts";
import { SourceFile } from "../../text/source-file.ts";
import { type KubernetesObject, Manifest } from "../manifest.ts";
import type { RepeatedKey } from "../project.ts";
import { repeatedKeys } from "../repeated-keys.ts";
import { isMapping } from "../shape.ts";
import { type ConversionResult, type PlanProblem, resultOf } from "./conversion-result.ts";
import { countTrue } from "./convert.ts";
import { EmbeddedSource } from "./embedded-source.ts";
import { PlanNode } from "./plan-node.ts";
import { markAt, type ResourceSide } from "./resource-side.ts";
import { ResourceSource } from "./resource-source.ts";

/** The object of a `kubernetes_manifest`: its `manifest` attribute, as it stands. */
export function manifestAttribute(side: ResourceSide): ConversionResult {
  const object = side.values.manifest;
  const node = new PlanNode().child("manifest", "object");
  const unknownValues = side.name === "after" ? countTrue(markAt(side.unknownMarks, ["manifest"])) : 0;
  if (!isMapping(object)) return resultOf({ unknownValues });
  return resultOf({ manifests: [treeManifest(side, object, node)], unknownValues });
}

/**
 * The objects that the Helm provider rendered while planning (`experiments { manifest = true }`); undefined
 * when it did not.
 */
export function renderedRelease(side: ResourceSide): ConversionResult | undefined {
  const { manifest } = side.values;
  if (typeof manifest !== "string" || !manifest.trimStart().startsWith("{")) return undefined;
  let rendered: unknown;
  try {
    rendered = JSON.parse(manifest);
  } catch {
    return undefined;
  }
  if (!isMapping(rendered)) return undefined;
  const node = new PlanNode().child("manifest", "map");
  const manifests = Object.entries(rendered).flatMap(([key, object]) =>
    isMapping(object) && typeof object.kind === "string"
      ? [treeManifest(side, object, node.child(key, "object"))]
      : [],
  );
  return resultOf({ manifests });
}

function treeManifest(side: ResourceSide, object: KubernetesObject, node: PlanNode): Manifest {
  const source = new ResourceSource(side, String(object.kind));
  source.adoptTree(object, node);
  return new Manifest(object, source);
}

/**
 * The objects of a resource whose attribute holds YAML or JSON text (`kubectl_manifest`,
 * `kustomization_resource`). The kubectl provider marks `yaml_body` as sensitive whatever it holds; its copy
 * `yaml_body_parsed` is the part that may be shown.
 */
export function textAttribute(side: ResourceSide, attribute: string, shownCopy?: string): ConversionResult {
  const root = new PlanNode();
  const useCopy =
    shownCopy !== undefined && typeof side.values[shownCopy] === "string" && !side.isSensitive([shownCopy]);
  const step = useCopy ? shownCopy : attribute;
  const node = root.child(step);
  if (typeof side.values[step] !== "string")
    return resultOf({ unknownValues: side.isUnknown(node, false) ? 1 : 0 });
  const { documents, problems, duplicateKeys } = readText(side, node, attribute);
  const manifests = documents.flatMap(({ document, source }) => {
    const { value } = document;
    if (!isMapping(value) || typeof value.kind !== "string" || typeof value.apiVersion !== "string")
      return [];
    overrideNamespace(value, side.values.override_namespace);
    return [new Manifest(value, source)];
  });
  return resultOf({ manifests, problems, duplicateKeys });
}

function overrideNamespace(object: KubernetesObject, namespace: unknown): void {
  if (typeof namespace !== "string" || namespace === "" || !isMapping(object.metadata)) return;
  (object.metadata as { namespace?: string }).namespace = namespace;
}

export interface EmbeddedDocument {
  readonly document: YamlDocument;
  readonly source: EmbeddedSource;
}

/**
 * Parses a string attribute as YAML. Its reasons for refusing a text are left out of the problem: they may
 * quote it, and the attribute may be sensitive.
 */
export function readText(
  side: ResourceSide,
  node: PlanNode,
  label = node.attribute(),
): { documents: EmbeddedDocument[]; problems: PlanProblem[]; duplicateKeys: RepeatedKey[] } {
  const path = node.path;
  const text = path.reduce<unknown>(
    (it, step) => (it as Record<string | number, unknown>)[step],
    side.values,
  ) as string;
  const documents: EmbeddedDocument[] = [];
  const problems: PlanProblem[] = [];
  const duplicateKeys: RepeatedKey[] = [];
  const file = new SourceFile(side.plan.file.path, text);
  for (const document of parseYaml(file)) {
    const source = new EmbeddedSource(side, node, document, { isSensitive: side.isSensitive(path), label });
    if (document.error !== undefined) {
      const { line } = file.positionAt(document.error.offset);
      problems.push({
        path: file.path,
        message: `${side.address}: line ${line} of ${label} is not valid YAML.`,
      });
      continue;
    }
    append(
      duplicateKeys,
      repeatedKeys(document, (it) => source.originOf(it)),
    );
    documents.push({ document, source });
  }
  return { documents, problems, duplicateKeys };
}
