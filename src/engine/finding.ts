import type { ControllerProduct } from "../knowledge/controllers.ts";
import type { Origin } from "../text/origin.ts";
import type { Redact } from "../text/redact.ts";
import type { SourceFile, Span } from "../text/source-file.ts";

export const severities = ["info", "warning", "error"] as const;
export type Severity = (typeof severities)[number];

/** Another place that takes part in a finding: the other half of a conflict, the value it was compared with. */
export interface Related {
  readonly at: Origin;
  readonly message: string;
}

/** One replacement of text in a file. Edits of one fix do not overlap. */
export interface TextEdit {
  readonly file: SourceFile;
  readonly span: Span;
  readonly text: string;
}

/** A mend that is the only right answer. `safe` does not change what traffic sees beyond ending the flaw. */
export interface Fix {
  readonly description: string;
  readonly safety: "safe" | "unsafe";
  readonly edits: readonly TextEdit[];
}

/** What a rule yields: the flaw, where it stands and the way out. The engine adds rule id, severity and fingerprint. */
export interface Finding {
  /** The smallest thing to change. */
  readonly at: Origin;
  /** What is true here, with the values and what they were compared with. */
  readonly message: string;
  /** What to do; starts with a verb. */
  readonly help: string;
  /** When it is not the rule's own severity. */
  readonly severity?: Severity;
  readonly related?: readonly Related[];
  /** Worked out when asked for: most reports show no edits. */
  readonly fix?: (() => Fix | undefined) | undefined;
  /** Tells two findings of one rule on one resource apart in the fingerprint, where the attribute alone does not. */
  readonly key?: string;
}

/** A finding as the run reports it. */
export interface Result {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly message: string;
  readonly help: string;
  readonly at: Location;
  readonly related: readonly { readonly at: Location; readonly message: string }[];
  readonly fix: Fix | undefined;
  /** Hash of rule, logical location and offending key: never of line numbers, so that it survives edits above. */
  readonly fingerprint: string;
  /** Against the world before the plan; undefined where there is none. */
  readonly baselineState?: "new" | "unchanged" | "absent" | undefined;
  /** What holds it back, and why; a finding that is held back counts nowhere and fails no run. */
  readonly suppressions?: readonly Suppression[] | undefined;
  /** Whether a baseline holds it: it is listed where states are told, counts nowhere and fails no run. */
  readonly isKnown?: boolean | undefined;
}

/** Why a finding is held back: a comment in the source (`inSource`). */
export interface Suppression {
  readonly kind: "inSource" | "external";
  readonly justification: string;
  /** Where that is said. */
  readonly at?: Location | undefined;
}

/** A place with its lines and columns worked out; 1-based, columns in UTF-16 code units, the end is exclusive. */
export interface Location {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly file: SourceFile;
  readonly span: Span;
  readonly resource: string | undefined;
  readonly attribute: string | undefined;
}

/** An input that could not be read or parsed; the rest is linted all the same. */
export interface Problem {
  readonly path: string;
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** An input that was passed over on purpose, and why. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

/** What was looked at: nothing is passed over silently. */
export interface Coverage {
  /** Files read and understood. */
  readonly files: number;
  /** Kubernetes objects and Terraform resources read. */
  readonly resources: number;
  /** nginx configurations judged (files, ConfigMap values, snippets, rendered ones). */
  readonly nginxConfigs: number;
  readonly skipped: readonly Skipped[];
  /** Values that rules could not judge because they are unknown (for example known after apply). */
  readonly unknownValues: number;
  /** What was read but is only modelled in part, in words (for example a Helm value that no rule sees). */
  readonly notes: readonly string[];
}

/** All that one run found. The order of results is path, line, column, rule. */
export interface LintResult {
  readonly results: readonly Result[];
  readonly problems: readonly Problem[];
  readonly coverage: Coverage;
  /** Takes what must not be shown out of a text from the inputs; results and notes have been through it. */
  readonly redact: Redact;
  /** Whether there is a state before that findings are compared with. */
  readonly compared: boolean;
  /** What changes, against the state before, in the configurations that controllers would generate. Costs time when asked for. */
  effectiveChanges(): readonly ControllerChanges[];
  /** The controllers in sight, with their releases where something says those. */
  controllers(): readonly ControllerInSight[];
  readonly durationMs: number;
}

/** An ingress controller that the inputs show. */
export interface ControllerInSight {
  readonly product: ControllerProduct;
  readonly version: string | undefined;
}

/** What changes in the configuration that one controller would generate. */
export interface ControllerChanges {
  /** `ingress-nginx v1.9.4: module.edge.kubernetes_deployment.controller`. */
  readonly title: string;
  /** Places that change in the same way, and what changes there, a directive in a line: `~ proxy_buffer_size  8k → 16k`. */
  readonly groups: readonly { readonly scopes: readonly string[]; readonly lines: readonly string[] }[];
}
