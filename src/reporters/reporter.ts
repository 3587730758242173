import type { LintResult } from "../engine/finding.ts";
import type { Rule } from "../engine/rule.ts";

/** What a reporter needs to know besides the findings. Only facts: a reporter looks up nothing by itself. */
export interface ReportContext {
  /** The rules that ran, in the order of their ids. */
  readonly rules: readonly Rule[];
  readonly toolVersion: string;
  /** Where the tool is described, for readers of the report. */
  readonly informationUri: string;
  /** Whether escape sequences for colour may be written. */
  readonly color: boolean;
  /** Columns that text is wrapped to; `Infinity` for no wrapping. */
  readonly width: number;
  /** Whether everything skipped and every note is listed. */
  readonly verbose: boolean;
  /** Absolute path of the folder that the paths of results are relative to. */
  readonly root: string;
  /** Absolute path of the repository that holds `root`; `root` itself when left out. */
  readonly repositoryRoot?: string | undefined;
  /** The arguments of the run, for the record in SARIF. */
  readonly arguments: readonly string[];
  /** False when the run could not be done as asked (exit status 2). */
  readonly executionSuccessful: boolean;
  /** When the run began; left out where reports have to be the same from run to run. */
  readonly startTime?: Date;
  /** Address of a rule's documentation. */
  helpUri(ruleId: string): string;
}

/** The whole result of a run as text. It ends with a line feed. */
export type Reporter = (result: LintResult, context: ReportContext) => string | Promise<string>;

/** Every format by its name. A reporter is loaded when it is asked for: the terminal's costs 40 ms. */
export const reporters = {
  pretty: async () => (await import("./pretty.ts")).renderPretty,
  json: async () => (await import("./json.ts")).renderJson,
  sarif: async () => (await import("./sarif.ts")).renderSarif,
  compact: async () => (await import("./compact.ts")).renderCompact,
  github: async () => (await import("./github.ts")).renderGithub,
  summary: async () => (await import("./summary.ts")).renderSummary,
  jsonl: async () => (await import("./jsonl.ts")).renderJsonLines,
  gitlab: async () => (await import("./gitlab.ts")).renderGitlab,
  junit: async () => (await import("./junit.ts")).renderJunit,
  checkstyle: async () => (await import("./checkstyle.ts")).renderCheckstyle,
  html: async () => (await import("./html.ts")).renderHtml,
  markdown: async () => (await import("./markdown.ts")).renderMarkdown,
} satisfies Record<string, () => Promise<Reporter>>;

export type ReporterName = keyof typeof reporters;

/** Whether a word names a format. */
export function isReporterName(name: string): name is ReporterName {
  return Object.hasOwn(reporters, name);
}
