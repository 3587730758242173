import type { JsonPart, JsonStep } from "../../parsers/terraform-plan/json-places.ts";
import type { PlanResourceChange } from "../../parsers/terraform-plan/plan.ts";
import type { Origin } from "../../text/origin.ts";
import type { Manifest } from "../manifest.ts";

/**
 * What a plan does to one resource, and the manifests it stands for on both sides; other resources than
 * Kubernetes' have none.
 */
export interface PlanChange {
  readonly address: string;
  readonly type: string;
  /** As Terraform writes them: an object is destroyed when `delete` is among them, new when `create` is. */
  readonly actions: readonly string[];
  readonly resource: PlanResourceChange;
  /** Objects before the change; several for a Helm release. */
  readonly before: readonly Manifest[];
  /** Objects after the change; none when the resource is destroyed or forgotten. */
  readonly after: readonly Manifest[];
  /**
   * Place of an attribute by its path in the resource's values, `["data", "proxy-buffer-size"]`; of the
   * address without a path.
   */
  attributeOrigin(
    path: readonly JsonStep[],
    options?: { readonly side?: "before" | "after"; readonly part?: JsonPart },
  ): Origin;
}
