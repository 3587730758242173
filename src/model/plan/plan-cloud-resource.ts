import type { Origin } from "../../text/origin.ts";
import type { CloudResource, CloudStep } from "../cloud-resource.ts";
import { PlanNode } from "./plan-node.ts";
import type { ResourceSide } from "./resource-side.ts";

/** One side of a plan's resource as it stands, without a conversion. */
export class PlanCloudResource implements CloudResource {
  readonly #side: ResourceSide;

  constructor(side: ResourceSide) {
    this.#side = side;
  }

  get type(): string {
    return this.#side.change.type;
  }

  get address(): string {
    return this.#side.address;
  }

  get values(): Readonly<Record<string, unknown>> {
    return this.#side.values;
  }

  isUnknown(...path: readonly CloudStep[]): boolean {
    return this.#side.isUnknown(nodeAt(path), false);
  }

  isSensitive(...path: readonly CloudStep[]): boolean {
    return this.#side.isSensitive(path);
  }

  locate(...path: readonly CloudStep[]): Origin {
    return this.#side.origin(nodeAt(path), "entry");
  }
}

function nodeAt(path: readonly CloudStep[]): PlanNode {
  return path.reduce((node: PlanNode, step) => node.child(step), new PlanNode());
}
