import { didYouMean } from "../engine/nearest.ts";
import {
  type ArgumentCount,
  type DirectiveFact,
  type DirectiveOrigin,
  directiveFact,
  directiveNames,
} from "../knowledge/nginx-directives.ts";
import { quote } from "../text/quote.ts";
import type { Explanation } from "./explain-setting.ts";
import type { Row } from "./labelled-rows.ts";
import { UserError } from "./user-error.ts";

const origins: Readonly<Record<DirectiveOrigin, string>> = {
  "nginx-oss": "nginx",
  "nginx-acme": "nginx's ACME module",
  "nginx-plus": "NGINX Plus",
  "third-party": "a third party",
};

const duplicates: Readonly<Record<NonNullable<DirectiveFact["duplicate"]>, string>> = {
  error: "nginx refuses a second one at the same level",
  accumulate: "several at the same level add up",
  "last-wins": "of several at the same level the last one stays, silently",
  "first-wins": "of several at the same level the first one counts",
  "warn-last-wins": "of several at the same level the last one stays, with a warning",
  "no-op": "a second one changes nothing",
  ignored: "obsolete: ignored with a warning",
};

/** What each module that has a directive of this name says of it. Throws a `UserError` where none has one. */
export function explainDirective(name: string): readonly Explanation[] {
  const facts = directiveFact(name);
  if (facts.length === 0) {
    const hint = didYouMean(name, directiveNames()) || "; no module that is known here has it";
    throw new UserError(`unknown directive ${quote(name)}${hint}`);
  }
  return facts.map((fact) => ({
    title: fact.name,
    about: `directive of ${fact.module} (${origins[fact.origin]})`,
    rows: rowsOf(fact),
  }));
}

function rowsOf(fact: DirectiveFact): readonly Row[] {
  const rows: Row[] = [["Stands in", fact.contexts.join(", ") || "the block of its own module"]];
  if (fact.syntax !== undefined) rows.push(["Syntax", fact.syntax]);
  if (fact.args !== undefined)
    rows.push(["Arguments", `${countOf(fact.args)}${fact.block ? " and a block" : ""}`]);
  rows.push(["Value", valueText(fact)]);
  if (fact.default !== undefined) rows.push(["Default", fact.default]);
  const releases = [
    fact.since === undefined ? "" : `since ${fact.since}`,
    fact.removed === undefined ? "" : `gone in ${fact.removed}`,
    ...fact.changes.map(
      ({ version, contexts, args }) => `from ${version}: ${countOf(args)} in ${contexts.join(", ")}`,
    ),
  ].filter((it) => it !== "");
  if (releases.length > 0) rows.push(["Releases", releases.join("; ")]);
  if (fact.build !== undefined) rows.push(["Build", `needs ${fact.build}`]);
  if (fact.duplicate !== undefined) rows.push(["Twice", duplicates[fact.duplicate]]);
  if (fact.deprecatedBy !== undefined) rows.push(["Instead", fact.deprecatedBy]);
  if (fact.note !== undefined) rows.push(["Notes", fact.note]);
  return rows;
}

function countOf({ min, max, exactly }: ArgumentCount): string {
  if (exactly !== undefined) return exactly.join(" or ");
  if (max === min) return String(min);
  return max === undefined ? `${min} or more` : `${min} to ${max}`;
}

function valueText({ valueType, values, bounds, variables }: DirectiveFact): string {
  const parts = [valueType === "flag" ? "on or off" : valueType];
  if (values !== undefined) parts.push(values.join(", "));
  if (bounds !== undefined) parts.push(`${bounds.min} to ${bounds.max}`);
  if (variables !== undefined) parts.push(variables ? "variables are expanded" : "no variables");
  return parts.join("; ");
}
