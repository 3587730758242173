import type { Problem, Skipped } from "../engine/finding.ts";
import type { IncludeHost } from "../parsers/nginx/include.ts";
import type { TerraformJson } from "../parsers/terraform-plan/kind.ts";
import type { SourceFile } from "../text/source-file.ts";

/** What a file's content turned out to be; `terraform` is a plan or state as `terraform show -json` prints it. */
export type InputKind = "nginx" | "yaml" | "json" | "terraform" | "sysctl";

/** One file that is to be linted. */
export interface InputFile {
  /** The decoded text; its path is the one to show: relative to the working directory where it is below it. */
  readonly file: SourceFile;
  readonly kind: InputKind;
  /** The argument it was found under. */
  readonly root: string;
  /** What telling the kind has already parsed: for `terraform`, so that a large plan is parsed once. */
  readonly detected?: TerraformJson | undefined;
  /** Whether it is only there for what others refer to: nothing in it is reported. */
  readonly isContext?: boolean | undefined;
}

/** What became of the paths that were given: every file met is in exactly one of the three lists. */
export interface DiscoveryResult {
  readonly files: readonly InputFile[];
  readonly problems: readonly Problem[];
  readonly skipped: readonly Skipped[];
  /** Finds files that nginx `include` directives name, inside the given paths only. */
  readonly includeHost: IncludeHost;
}
