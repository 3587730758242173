import type { JsonStep } from "../../parsers/terraform-plan/json-places.ts";

/**
 * How the keys below a node are written in HCL: attributes of a block, keys of a map, or either in an object.
 */
export type NodeStyle = "block" | "map" | "object";

/**
 * A value of a resource, by its steps from the resource's values; the root stands for the resource itself.
 */
export class PlanNode {
  readonly style: NodeStyle;
  readonly #parent: PlanNode | undefined;
  readonly #step: JsonStep;

  constructor(style: NodeStyle = "block", parent?: PlanNode, step: JsonStep = "") {
    this.style = style;
    this.#parent = parent;
    this.#step = step;
  }

  /** The node of a key or element; lists and blocks keep the style of what is in them. */
  child(step: JsonStep, style: NodeStyle = this.style): PlanNode {
    return new PlanNode(style, this, step);
  }

  /** The last step; empty for the root. */
  get step(): JsonStep {
    return this.#step;
  }

  get parent(): PlanNode | undefined {
    return this.#parent;
  }

  get isRoot(): boolean {
    return this.#parent === undefined;
  }

  /** Steps from the resource's values. */
  get path(): JsonStep[] {
    const path: JsonStep[] = [];
    for (let node: PlanNode = this; node.#parent !== undefined; node = node.#parent) path.push(node.#step);
    return path.reverse();
  }

  /**
   * The node as HCL writes it, `spec[0].template[0].metadata[0].labels["app"]`; only the first `steps` steps
   * of it.
   */
  attribute(steps = Number.POSITIVE_INFINITY): string {
    const parts: string[] = [];
    for (let node: PlanNode = this; node.#parent !== undefined; node = node.#parent)
      parts.push(written(node.#step, node.#parent));
    return parts.reverse().slice(0, steps).join("").replace(/^\./, "");
  }
}

function written(step: JsonStep, parent: PlanNode): string {
  if (typeof step === "number") return `[${step}]`;
  if (parent.style === "map" || (parent.style === "object" && !/^[A-Za-z_]\w*$/.test(step)))
    return `[${JSON.stringify(step)}]`;
  return `.${step}`;
}
