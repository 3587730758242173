import type { Problem } from "./finding.ts";

/** Thrown by a rule that could not do its work for a reason that is its user's to mend; what it found before counts. */
export class RuleProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
