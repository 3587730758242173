import type { Argument, Directive } from "../../../parsers/nginx/directive.ts";
import type { Scope } from "../../nginx-scope.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { flawAt, isCertain, type Theme } from "./view.ts";

/** What kind of requests a location takes. */
export type LocationKind = "prefix" | "exact" | "regex" | "named";

export interface LocationName {
  readonly kind: LocationKind;
  /** The path, expression or name without its modifier. */
  readonly name: string;
}

/** A location's name as `ngx_http_core_location` reads it; undefined where nginx refuses it. */
export function locationName(directive: Directive): LocationName | undefined {
  const [first, second] = directive.args;
  if (first === undefined) return undefined;
  const text = first.value;
  if (second !== undefined) {
    const name = second.value;
    if (text === "=") return { kind: "exact", name };
    if (text === "^~") return { kind: "prefix", name };
    if (text === "~" || text === "~*") return { kind: "regex", name };
    return undefined;
  }
  if (text.startsWith("=")) return { kind: "exact", name: text.slice(1) };
  if (text.startsWith("^~")) return { kind: "prefix", name: text.slice(2) };
  if (text.startsWith("~*")) return { kind: "regex", name: text.slice(2) };
  if (text.startsWith("~")) return { kind: "regex", name: text.slice(1) };
  return { kind: text.startsWith("@") ? "named" : "prefix", name: text };
}

function* checkLocation(directive: Directive, scope: Scope): Generator<DirectiveFlaw> {
  const own = locationName(directive);
  const modifier = directive.args[0];
  if (own === undefined) {
    if (modifier !== undefined && directive.args.length === 2) {
      yield flawAt(
        modifier,
        "location-modifier",
        `invalid location modifier "${modifier.value}"`,
        "Use one of '=', '~', '~*' and '^~', or none.",
      );
    }
    return;
  }
  if (scope.context !== "location" || scope.block === undefined || !isCertain(scope.block)) return;
  const outer = locationName(scope.block);
  if (outer === undefined) return;
  const problem = nestingProblem(own, outer);
  if (problem === undefined) return;
  yield flawAt(directive.args.at(-1)!, "nested-location", problem.reason, problem.help, {
    related: [{ at: scope.block.origin, message: "This is the location around it." }],
  });
}

function nestingProblem(
  own: LocationName,
  outer: LocationName,
): { reason: string; help: string } | undefined {
  if (outer.kind === "exact") {
    return {
      reason: `location "${own.name}" cannot be inside the exact location "${outer.name}"`,
      help: "Move the location out: an exact location takes one path only.",
    };
  }
  if (outer.kind === "named") {
    return {
      reason: `location "${own.name}" cannot be inside the named location "${outer.name}"`,
      help: "Move the location to its server.",
    };
  }
  if (own.kind === "named") {
    return {
      reason: `named location "${own.name}" can be on the server level only`,
      help: "Move the named location to its server.",
    };
  }
  if (own.kind === "regex" || own.name.startsWith(outer.name)) return undefined;
  return {
    reason: `location "${own.name}" is outside location "${outer.name}"`,
    help: "Move the location out, or begin its path with that of the location around it.",
  };
}

/** Locations of one level that take the same path: `^~` and no modifier are the same kind. */
function* checkDuplicates(scope: Scope): Generator<DirectiveFlaw> {
  const locations = scope.own("location");
  if (locations.length < 2) return;
  const seen = new Map<string, Directive>();
  for (const directive of locations) {
    if (directive.block === undefined || !isCertain(directive)) continue;
    const own = locationName(directive);
    if (own === undefined || own.kind === "regex" || own.kind === "named") continue;
    const key = `${own.kind} ${own.name}`;
    const earlier = seen.get(key);
    if (earlier === undefined) {
      seen.set(key, directive);
      continue;
    }
    yield flawAt(
      directive.args.at(-1)!,
      "duplicate-location",
      `duplicate location "${own.name}"`,
      "Put what both hold into one location.",
      { related: [{ at: earlier.origin, message: "The same location stands here." }] },
    );
  }
}

function* checkRoot(directive: Directive, scope: Scope): Generator<DirectiveFlaw> {
  const path = directive.args[0];
  if (path === undefined) return;
  const isAlias = directive.name === "alias";
  if (isAlias && scope.context === "location" && scope.block !== undefined) {
    if (locationName(scope.block)?.kind === "named") {
      yield flawAt(
        directive,
        "alias-in-named",
        'the "alias" directive cannot be used inside the named location',
        "Use 'root', or a location with a path.",
      );
      return;
    }
  }
  const other = scope.own(isAlias ? "root" : "alias")[0];
  if (other !== undefined && scope.directives.indexOf(other) < scope.directives.indexOf(directive)) {
    yield flawAt(
      directive,
      "root-and-alias",
      `"${directive.name}" directive is duplicate, "${other.name}" directive was specified earlier`,
      "Leave one of the two: 'alias' replaces the location's path, 'root' is put in front of it.",
      { related: [{ at: other.origin, message: `'${other.name}' stands here.` }] },
    );
  }
  // Looked for in the text, so that longer names that begin so are refused too.
  const variable = /\$(?:\{(document_root|realpath_root)\}|(document_root|realpath_root))/
    .exec(path.value)
    ?.slice(1)
    .find((it) => it !== undefined);
  if (variable === undefined) return;
  yield flawAt(
    path,
    "root-variable",
    `the $${variable} variable cannot be used in the "${directive.name}" directive`,
    "Write the path itself: the variable is made of this directive.",
  );
}

const methods: ReadonlySet<string> = new Set(
  "GET HEAD POST PUT DELETE MKCOL COPY MOVE OPTIONS PROPFIND PROPPATCH LOCK UNLOCK PATCH".split(" "),
);

function* checkMethods(directive: Directive): Generator<DirectiveFlaw> {
  const wrong: Argument | undefined = directive.args.find((it) => !methods.has(it.value.toUpperCase()));
  if (wrong === undefined) return;
  yield flawAt(
    wrong,
    "limit-except-method",
    `invalid method "${wrong.value}"`,
    `Use methods of ${[...methods].join(", ")}.`,
  );
}

/** Locations: their names, their nesting, and what may stand in which. */
export const locationTheme: Theme = {
  http: { location: checkLocation, root: checkRoot, alias: checkRoot, limit_except: checkMethods },
  levels: [{ about: ["location"], check: checkDuplicates }],
};
