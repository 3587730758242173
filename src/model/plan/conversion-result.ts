import type { Manifest } from "../manifest.ts";
import type { RepeatedKey } from "../project.ts";

/** Something inside a plan that could not be read. */
export interface PlanProblem {
  readonly path: string;
  readonly message: string;
}

/** What one side of one resource gives. */
export interface ConversionResult {
  readonly manifests: readonly Manifest[];
  /** Values known after apply only. */
  readonly unknownValues: number;
  readonly notes: readonly string[];
  readonly problems: readonly PlanProblem[];
  readonly duplicateKeys: readonly RepeatedKey[];
}

/** A result with only what is given. */
export function resultOf(parts: Partial<ConversionResult>): ConversionResult {
  return { manifests: [], unknownValues: 0, notes: [], problems: [], duplicateKeys: [], ...parts };
}
