import type { TerraformJson } from "../parsers/terraform-plan/kind.ts";
import type { InputKind } from "./input-file.ts";

/** What a file holds, or why it is not linted. */
export type Verdict =
  | { readonly kind: InputKind; readonly detected?: TerraformJson | undefined }
  | {
      readonly kind?: undefined;
      readonly reason: string;
      /** What to do instead; follows the reason. */
      readonly help?: string;
      /** The file is sound and holds nothing that this tool judges, so that naming it is no mistake. */
      readonly foreign?: boolean;
    };

export const nothingToLint: Verdict = {
  reason: "no Kubernetes object, nginx configuration or plan inside",
  foreign: true,
};
