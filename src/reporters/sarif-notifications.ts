import type { Notification, ReportingDescriptor } from "sarif";
import type { Coverage, Problem } from "../engine/finding.ts";
import { artifactUri } from "./artifact-uri.ts";
import { coverageLine } from "./coverage.ts";
import { sanitise, sanitiseLines } from "./sanitise.ts";

/** Skipped inputs and notes that are listed one by one; the coverage line counts all of them. */
const MOST_LISTED = 1000;

const descriptions = {
  "input-problem": "An input could not be read or parsed, or a rule failed; the rest was linted.",
  "input-skipped": "An input was passed over on purpose.",
  "read-in-part": "Something was read that rules see only in part.",
  coverage: "What the run looked at.",
  "results-cut": "Results were left out to stay within the limits of code scanning.",
};

type NotificationId = keyof typeof descriptions;

/** What notifications there can be, for the description of the tool. */
export const notificationDescriptors: ReportingDescriptor[] = Object.entries(descriptions).map(
  ([id, text]) => ({
    id,
    shortDescription: { text },
  }),
);

/** What could not be done, as an error of the run; at its place, if it is about an input. */
export function problemNotification(problem: Problem, root: string): Notification {
  const text = notification("input-problem", "error", sanitiseLines(problem.message));
  if (problem.path === "") return text;
  const region =
    problem.line === undefined
      ? {}
      : {
          region: {
            startLine: problem.line,
            ...(problem.column === undefined ? {} : { startColumn: problem.column }),
          },
        };
  return {
    ...text,
    locations: [{ physicalLocation: { artifactLocation: artifactUri(problem.path, root), ...region } }],
  };
}

/** What was looked at and what was not: the coverage line first, then each input that was skipped and each note. */
export function coverageNotifications(coverage: Coverage, root: string): Notification[] {
  return [
    notification("coverage", "note", coverageLine(coverage)),
    ...coverage.skipped.slice(0, MOST_LISTED).map((it) => ({
      ...notification("input-skipped", "note", `Skipped: ${sanitise(it.reason)}.`),
      locations: [{ physicalLocation: { artifactLocation: artifactUri(it.path, root) } }],
    })),
    ...coverage.notes.slice(0, MOST_LISTED).map((it) => notification("read-in-part", "note", sanitise(it))),
  ];
}

/** Says how many results are missing, and why. */
export function cutNotification(kept: number, all: number, reason: string): Notification {
  return notification(
    "results-cut",
    "warning",
    `${all - kept} of ${all} results are left out, the least severe first: ${reason}. Use the JSON format for all of them.`,
  );
}

function notification(id: NotificationId, level: Notification.level, text: string): Notification {
  return { descriptor: { id }, level, message: { text } };
}
