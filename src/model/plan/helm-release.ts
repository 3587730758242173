import { append } from "../../text/append.ts";
import { chartManifests, chartOf, exactChartVersion, isLocalChart } from "../charts/chart.ts";
import { parseSetExpression, type SetType, type SetValue } from "../charts/set-expression.ts";
import type { ChartValues, ValuesLayer } from "../charts/values.ts";
import type { RepeatedKey } from "../project.ts";
import { asMappings, asText, isMapping, type Mapping } from "../shape.ts";
import { type ConversionResult, type PlanProblem, resultOf } from "./conversion-result.ts";
import { readText, renderedRelease } from "./embedded-manifests.ts";
import { PlanNode } from "./plan-node.ts";
import type { ResourceSide } from "./resource-side.ts";
import { ResourceSource } from "./resource-source.ts";

/**
 * The objects of a `helm_release`: those the provider rendered while planning, else what the chart of a
 * controller makes of the release's values. Releases of other charts give nothing.
 */
export function helmRelease(side: ResourceSide): ConversionResult {
  const rendered = renderedRelease(side);
  if (rendered !== undefined) return rendered;
  const { values } = side;
  const reference = asText(values.chart);
  const chart = reference === undefined ? undefined : chartOf(reference, asText(values.repository));
  if (reference === undefined || chart === undefined) return resultOf({});
  const reader = new ReleaseValues(side);
  const chartValues = reader.read();
  const { manifests, notes } = chartManifests(chart, chartValues, {
    name: asText(values.name) ?? chart,
    namespace: asText(values.namespace) || "default",
    version: isLocalChart(reference) ? undefined : exactChartVersion(values.version),
  });
  const postrender = isMapping(values.postrender) || asMappings(values.postrender).length > 0;
  if (postrender) reader.notes.push("a post-renderer may change what the chart renders");
  return resultOf({
    manifests,
    unknownValues: reader.unknownValues,
    notes: [...notes, ...reader.notes].map((it) => `${side.address}: ${it}`),
    problems: reader.problems,
    duplicateKeys: reader.duplicateKeys,
  });
}

/** Collects the layers of a release's values in the order in which the Helm provider applies them. */
class ReleaseValues {
  readonly notes: string[] = [];
  readonly problems: PlanProblem[] = [];
  readonly duplicateKeys: RepeatedKey[] = [];
  unknownValues = 0;
  readonly #side: ResourceSide;
  readonly #source: ResourceSource;
  readonly #root = new PlanNode();
  #layers: ValuesLayer[] = [];
  #isComplete = true;

  constructor(side: ResourceSide) {
    this.#side = side;
    this.#source = new ResourceSource(side, "helm_release");
  }

  read(): ChartValues {
    const side = this.#side;
    this.#documents();
    this.#sets("set");
    this.#sets("set_list");
    this.#sets("set_sensitive");
    // Write-only values are never in a plan; their revision tells that there are some.
    if (typeof side.values.set_wo_revision === "number") this.#loseLayers();
    return {
      layers: this.#layers,
      complete: this.#isComplete,
      file: side.plan.file,
      anchor: side.origin(this.#root),
      address: side.address,
      editable: false,
    };
  }

  /** An unknown layer may override everything below it. */
  #loseLayers(): void {
    this.#layers = [];
    this.#isComplete = false;
    this.unknownValues += 1;
  }

  #documents(): void {
    const side = this.#side;
    const node = this.#root.child("values");
    if (side.isUnknown(node, false)) this.#loseLayers();
    const list: unknown = side.values.values;
    for (const [at, text] of (Array.isArray(list) ? list : []).entries()) {
      if (typeof text !== "string") {
        if (side.isUnknown(node.child(at), false)) this.#loseLayers();
        continue;
      }
      const { documents, problems, duplicateKeys } = readText(side, node.child(at));
      append(this.problems, problems);
      append(this.duplicateKeys, duplicateKeys);
      if (problems.length > 0) this.#loseLayers();
      const first = documents[0];
      if (isMapping(first?.document.value))
        this.#layers.push({ kind: "document", root: first.document.value, source: first.source });
    }
  }

  #sets(attribute: "set" | "set_list" | "set_sensitive"): void {
    const side = this.#side;
    const node = this.#root.child(attribute);
    if (side.isUnknown(node, true)) this.#loseLayers();
    const list: unknown = side.values[attribute];
    for (const [at, item] of (Array.isArray(list) ? list : []).entries()) {
      const here = node.child(at);
      if (side.isUnknown(here, false) || side.isUnknown(here.child("name"), false)) this.#loseLayers();
      else if (isMapping(item)) this.#set(attribute, item, here);
    }
  }

  #set(attribute: string, item: Mapping, node: PlanNode): void {
    const name = asText(item.name);
    if (name === undefined) return;
    this.#source.adoptTree(item, node);
    const link = { source: this.#source, object: item, key: "value" };
    const isUnknown =
      this.#side.isUnknown(node.child("value"), false) ||
      hasUnknownItem(this.#side, item.value, node.child("value"));
    const values = parse(name, isUnknown ? "" : item.value, attribute === "set_list" ? "list" : item.type);
    if (values === undefined) {
      this.notes.push(`the expression of ${node.attribute()} is not one that Helm takes`);
      return;
    }
    if (isUnknown) this.unknownValues += 1;
    for (const { path, value } of values)
      this.#layers.push(isUnknown ? { kind: "unknown", path, link } : { kind: "set", path, value, link });
  }
}

function hasUnknownItem(side: ResourceSide, value: unknown, node: PlanNode): boolean {
  return Array.isArray(value) && value.some((_, at) => side.isUnknown(node.child(at), false));
}

/** As the provider hands an entry to Helm: `name=value`, lists as `name={a,b}`. */
function parse(name: string, value: unknown, type: unknown): readonly SetValue[] | undefined {
  if (type === "list")
    return parseSetExpression(name, Array.isArray(value) ? `{${value.join(",")}}` : "", "auto");
  const kind: SetType = type === "string" || type === "literal" ? type : "auto";
  return parseSetExpression(name, value === null || value === undefined ? "" : String(value), kind);
}
