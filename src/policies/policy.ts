import type { Severity } from "../engine/finding.ts";
import type { SourceFile } from "../text/source-file.ts";

/** What a policy can be given to look at, one at a time. `objects.KIND` is any kind. */
export const subjects = [
  "objects",
  "ingresses",
  "ingress.hosts",
  "ingress.paths",
  "services",
  "workloads",
  "containers",
  "controllers",
  "directives",
  "changes",
] as const;
export type PolicySubject = (typeof subjects)[number];

/** An expression, or a text with expressions in it, and where it stands. */
export interface Located {
  readonly text: string;
  /** Offset in the file of an offset in `text`. */
  readonly offsetOf: (at: number) => number;
}

/** One case of a policy: files by their names. */
export interface PolicyCase {
  readonly files: Readonly<Record<string, string>>;
  readonly offset: number;
}

/** A rule that a user wrote as data: what to look at, and a CEL expression that has to hold. */
export interface Policy {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly why: string;
  readonly references: readonly string[];
  readonly given: PolicySubject;
  /** Of `objects`: the kind. */
  readonly kind: string | undefined;
  /** Only values for which it is true are looked at. */
  readonly match: Located | undefined;
  readonly assert: Located;
  readonly message: Located;
  readonly help: Located;
  readonly file: SourceFile;
  readonly offset: number;
  readonly bad: readonly PolicyCase[];
  readonly good: readonly PolicyCase[];
}
