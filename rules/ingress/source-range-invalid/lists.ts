import type { Fix } from "../../../src/engine/finding.ts";

/** What to write in place of a list with wrong items. */
export const listHelp =
  "List addresses and networks with commas between them and none at the end, such as '10.0.0.0/8,192.0.2.7'.";

/** A list without its empty items. */
export function joined(list: string): string {
  return list
    .split(",")
    .filter((it) => it.trim() !== "")
    .join(",")
    .trim();
}

/** The mend of a list in which only empty items are wrong. */
export function fixOf(edits: Fix["edits"] | undefined): Fix | undefined {
  return edits && { description: "Remove the empty items of the list", safety: "safe", edits };
}
