import type { Origin } from "../text/origin.ts";

/** A step to a value in a resource: the name of an attribute or block, the position of a block. */
export type CloudStep = string | number;

/**
 * A resource that is no Kubernetes object, such as `aws_lb` or `aws_security_group`, with the values that a Terraform plan gives it. Blocks are arrays, as the
 * provider writes them; what nobody set has the provider's default or is null.
 */
export interface CloudResource {
  /** `aws_lb`. */
  readonly type: string;
  readonly address: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether a value is known after apply only. */
  isUnknown(...path: readonly CloudStep[]): boolean;
  /** Whether a value must not be shown. */
  isSensitive(...path: readonly CloudStep[]): boolean;
  /** The place of an attribute; of the resource without a path. */
  locate(...path: readonly CloudStep[]): Origin;
}
