import type { Location, Result, Severity } from "./finding.ts";
import { Fingerprints } from "./fingerprint.ts";
import type { SuppressionRuleId } from "./suppression-rules.ts";

/** Severity of a finding about a suppression, by where that stands; `off` leaves it out. */
export type SeverityOf = (id: SuppressionRuleId, at: Location) => Severity | "off";

/** What is wrong with suppressions and exemptions themselves. */
export class SuppressionFindings {
  readonly results: Result[] = [];
  readonly #severityOf: SeverityOf;
  readonly #fingerprints = new Fingerprints();

  constructor(severityOf: SeverityOf) {
    this.#severityOf = severityOf;
  }

  /** Adds a finding; `text` tells suppressions of one file apart, `key` two findings about one suppression. */
  add(
    ruleId: SuppressionRuleId,
    at: Location,
    text: string,
    { message, help }: Pick<Result, "message" | "help">,
    key = "",
  ): void {
    const severity = this.#severityOf(ruleId, at);
    if (severity === "off") return;
    this.results.push({
      ruleId,
      severity,
      message,
      help,
      at,
      related: [],
      fix: undefined,
      fingerprint: this.#fingerprints.of(ruleId, at.path, text, key),
    });
  }

  /** That the last day has passed. `until` is the first moment after it, in milliseconds since the epoch. */
  expired(at: Location, text: string, until: number): void {
    const day = new Date(until - 1).toISOString().slice(0, 10);
    this.add("suppression-expired", at, text, {
      message: `This held until ${day}; its findings are reported again.`,
      help: "Mend what it held back, or give it another last day and the reason for that.",
    });
  }
}
