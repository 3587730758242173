import { LinkedSource } from "../charts/linked-source.ts";
import { type KubernetesObject, Manifest, type ManifestSource } from "../manifest.ts";
import { asMapping, asText, isMapping, type Mapping } from "../shape.ts";
import { PlanNode } from "./plan-node.ts";
import { markAt, type ResourceSide } from "./resource-side.ts";
import { ResourceSource } from "./resource-source.ts";

/** Entries that a resource lays over a mapping of an object that something else owns. */
interface Overlay {
  /** The way to the mapping in the object. */
  readonly path: readonly string[];
  readonly entries: Mapping;
  /** Keys whose values are known after apply only, or `all` when even the keys are. */
  readonly unknownKeys: readonly string[] | "all";
}

/** A resource that changes a part of an object by name. */
export interface Patch {
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly apiVersion: string;
  readonly overlays: readonly Overlay[];
  readonly side: ResourceSide;
  readonly source: ManifestSource;
}

const overlays: Readonly<Record<string, readonly (readonly [attribute: string, path: readonly string[]])[]>> =
  {
    kubernetes_config_map_v1_data: [["data", ["data"]]],
    kubernetes_labels: [["labels", ["metadata", "labels"]]],
    kubernetes_annotations: [
      ["annotations", ["metadata", "annotations"]],
      ["template_annotations", ["spec", "template", "metadata", "annotations"]],
    ],
  };

/** Whether resources of this type change objects that something else owns. */
export function isPatchType(type: string): boolean {
  return Object.hasOwn(overlays, type);
}

/**
 * What such a resource changes; undefined when it does not say of which object, or its entries are not known.
 */
export function readPatch(side: ResourceSide): Patch | undefined {
  const { values, change } = side;
  const block: unknown = Array.isArray(values.metadata) ? values.metadata[0] : values.metadata;
  const name = asText(asMapping(block).name);
  const isData = change.type === "kubernetes_config_map_v1_data";
  const kind = isData ? "ConfigMap" : asText(values.kind);
  if (name === undefined || name === "" || kind === undefined) return undefined;
  const source = new ResourceSource(side, kind);
  const root = new PlanNode();
  const found: Overlay[] = [];
  for (const [attribute, path] of overlays[change.type]!) {
    const node = root.child(attribute, "map");
    const entries: Mapping = asMapping(values[attribute]);
    const marks = side.name === "after" ? markAt(side.unknownMarks, [attribute]) : undefined;
    const unknownKeys = side.isUnknown(node, false)
      ? "all"
      : Object.keys(asMapping(marks)).filter((it) => asMapping(marks)[it] === true);
    if (Object.keys(entries).length === 0 && unknownKeys.length === 0) continue;
    source.adopt(entries, node);
    found.push({ path, entries, unknownKeys });
  }
  if (found.length === 0) return undefined;
  const namespace = asText(asMapping(block).namespace) || (isData ? "default" : undefined);
  return {
    kind,
    namespace,
    name,
    apiVersion: isData ? "v1" : (asText(values.api_version) ?? ""),
    overlays: found,
    side,
    source,
  };
}

/**
 * The object with a patch over it. What the patch sets is at the patch's place, all else stays at the
 * object's.
 */
export function patched(target: Manifest, patch: Patch): Manifest {
  const source = sourceOf(patch, target.source.address, false, target.source);
  const root = copyOf(source, target.object, target.source);
  for (const overlay of patch.overlays) {
    lay(source, root, overlay, patch, (old) =>
      isMapping(old) ? copyOf(source, old, target.source) : source.adopt({}),
    );
  }
  return new Manifest(root as KubernetesObject, source);
}

/** An object of which only the patched part is in sight: everything else in it is unknown. */
export function partOf(patch: Patch): Manifest {
  const source = sourceOf(patch, patch.side.address, true);
  const metadata: Record<string, unknown> = source.adopt({ name: patch.name });
  if (patch.namespace !== undefined) metadata.namespace = patch.namespace;
  const root: Record<string, unknown> = source.adopt({
    apiVersion: patch.apiVersion,
    kind: patch.kind,
    metadata,
  });
  for (const overlay of patch.overlays)
    lay(source, root, overlay, patch, (old) => (isMapping(old) ? (old as Tree) : source.adopt({})));
  return new Manifest(root as KubernetesObject, source);
}

function sourceOf(
  patch: Patch,
  address: string | undefined,
  partial: boolean,
  owner?: ManifestSource,
): LinkedSource {
  const { side } = patch;
  return new LinkedSource(
    { file: side.plan.file, anchor: side.origin(new PlanNode()), address, editable: false, partial },
    owner,
  );
}

function copyOf(source: LinkedSource, object: object, owner: ManifestSource): Record<string, unknown> {
  return source.adopt({ ...object }, { source: owner, object });
}

type Tree = Record<string, unknown>;

/**
 * Lays the entries over the mapping at the overlay's path; `open` gives the mapping to write to for each step
 * of it.
 */
function lay(
  source: LinkedSource,
  root: Tree,
  overlay: Overlay,
  patch: Patch,
  open: (old: unknown) => Tree,
): void {
  let holder = root;
  for (const [at, step] of overlay.path.entries()) {
    if (overlay.unknownKeys === "all" && at === overlay.path.length - 1) source.markUnknown(holder, step);
    holder[step] = open(holder[step]);
    holder = holder[step] as Tree;
  }
  for (const [key, value] of Object.entries(overlay.entries)) {
    if (value === null) continue;
    Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
    source.link(holder, key, { source: patch.source, object: overlay.entries, key });
  }
  if (overlay.unknownKeys === "all") return;
  for (const key of overlay.unknownKeys) {
    Reflect.deleteProperty(holder, key);
    source.markUnknown(holder, key, { source: patch.source, object: overlay.entries, key });
  }
}
