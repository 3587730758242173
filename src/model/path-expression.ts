import { isPlaceholder } from "./ingress-settings.ts";

/** What a path of an Ingress looks like: plain text, a shell pattern (`/api/*`), or a regular expression. */
export type PathLook = "plain" | "pattern" | "expression";

/** Characters that paths of URLs do not have unless they are encoded. `+`, which they have, is a sign only behind a group, a set or a dot. */
const signs = /[\\^|*()[\]{}?]|[\w)\]]\$$|[.)\]]\+/;

/** What a path looks like; one that is filled in later is plain. */
export function lookOfPath(path: string): PathLook {
  if (isPlaceholder(path) || !signs.test(path)) return "plain";
  return /^[^\\^|()[\]{}?$+*]*\*$/.test(path) && !/\.\*$/.test(path) ? "pattern" : "expression";
}

/** Number of groups of a regular expression that `$1` and so on can mean. */
export function countGroups(expression: string): number {
  let groups = 0;
  let inClass = false;
  for (let at = 0; at < expression.length; at += 1) {
    const character = expression[at];
    if (character === "\\") at += 1;
    else if (inClass) inClass = character !== "]";
    else if (character === "[") {
      inClass = true;
      // A bracket right at the start is one of the set.
      const start = /^\[\^?\]/.exec(expression.slice(at))?.[0];
      if (start !== undefined) at += start.length - 1;
    } else if (character === "(" && isCapturing(expression.slice(at))) groups += 1;
  }
  return groups;
}

function isCapturing(rest: string): boolean {
  return !/^\((?:\?|\*)/.test(rest) || /^\(\?(?:P?<[A-Za-z_]|')/.test(rest);
}

/** Highest number of a group that a `rewrite-target` names; 0 where it names none. nginx reads one digit. */
export function highestGroup(target: string): number {
  return Math.max(0, ...[...target.matchAll(/\$([1-9])/g)].map((it) => Number(it[1])));
}

/** What nginx makes of a target where its expression has no more than `groups` groups, all of them empty. */
export function targetWithout(target: string, groups: number): string {
  return target.replace(/\$([1-9])/g, (whole, digit) => (Number(digit) > groups ? "" : whole));
}
