import type { SourceFile, Span } from "../text/source-file.ts";
import type { Location, Result, Suppression } from "./finding.ts";
import { didYouMean } from "./nearest.ts";
import { locationOf } from "./run.ts";
import { parseIgnoreAnnotation, parseSuppression, type SuppressionComment } from "./suppression-comment.ts";
import type { SuppressionFindings } from "./suppression-findings.ts";
import { neverSuppressed } from "./suppression-rules.ts";

/** A comment in a file that may suppress. */
export interface FoundComment {
  readonly file: SourceFile;
  readonly span: Span;
}

/** The annotation `ingress-lint.dev/ignore` of a resource. */
export interface FoundAnnotation extends FoundComment {
  readonly value: string;
  /** The resource, as results name it. */
  readonly resource: string;
}

export interface SuppressOptions {
  /** Ids that exist. */
  readonly known: ReadonlySet<string>;
  /** Ids of the rules that took part in this run. */
  readonly ran: ReadonlySet<string>;
  readonly requireReason: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A comment that holds, for one rule. */
interface Active {
  readonly id: string;
  readonly comment: FoundComment;
  readonly reason: string;
  /** First and last line that it holds for. */
  readonly from: number;
  readonly to: number;
  /** The resource that it holds for, wherever that is written; undefined: any of the file. */
  readonly resource?: string | undefined;
  isUsed: boolean;
}

/**
 * Marks the results that comments hold back, and adds to the findings about suppressions what is wrong with the comments: unknown rules, no reason, a last day that has passed, nothing to hold back. A finding is held back when it begins on a line that
 * a comment of its own file names, or belongs to a resource whose annotation says so.
 */
export function suppress(
  results: readonly Result[],
  comments: readonly FoundComment[],
  annotations: readonly FoundAnnotation[],
  options: SuppressOptions,
  own: SuppressionFindings,
): readonly Result[] {
  const active = new Map<string, readonly Active[]>();
  for (const [path, list] of byFile(comments)) active.set(path, activeIn(list, options, own));
  const ofResources = annotations.flatMap((it) => activeOf(it, options, own));
  const marked = results.map((it): Result => {
    if (it.baselineState === "absent" || neverSuppressed.has(it.ruleId)) return it;
    const holding = [
      ...(active.get(it.at.path) ?? []).filter(
        ({ id, from, to }) => id === it.ruleId && from <= it.at.line && it.at.line <= to,
      ),
      ...ofResources.filter(({ id, resource }) => id === it.ruleId && resource === it.at.resource),
    ];
    if (holding.length === 0) return it;
    for (const one of holding) one.isUsed = true;
    const suppressions = holding.map(
      ({ reason, comment }): Suppression => ({
        kind: "inSource",
        justification: reason,
        at: placeOf(comment),
      }),
    );
    return Object.create(it, { suppressions: { value: suppressions, enumerable: true } }) as Result;
  });
  for (const one of [...[...active.values()].flat(), ...ofResources]) {
    if (one.isUsed || !options.ran.has(one.id)) continue;
    own.add(
      "suppression-unused",
      placeOf(one.comment),
      textOf(one.comment),
      {
        message: `This holds back no finding of '${one.id}'.`,
        help: "Take it out, or the rule's id where it names others.",
      },
      one.id,
    );
  }
  return marked;
}

function activeIn(
  comments: readonly FoundComment[],
  options: SuppressOptions,
  own: SuppressionFindings,
): readonly Active[] {
  const active: Active[] = [];
  const open = new Map<string, { comment: FoundComment; reason: string; from: number }>();
  const close = (id: string, to: number) => {
    const begun = open.get(id);
    open.delete(id);
    if (begun !== undefined) active.push({ id, ...begun, to, isUsed: false });
  };
  for (const comment of comments) {
    const parsed = parseSuppression(textOf(comment));
    if (parsed === undefined) continue;
    const { line } = comment.file.positionAt(comment.span.start);
    if (!holds(parsed, comment, "# ingress-lint-disable-next-line RULE -- reason", options, own)) continue;
    const { scope, ids, reason } = parsed;
    const whole = { from: 1, to: Number.POSITIVE_INFINITY };
    if (scope === "end") for (const id of ids.length > 0 ? ids : [...open.keys()]) close(id, line);
    else if (scope === "begin") for (const id of ids) open.set(id, { comment, reason, from: line });
    else {
      const range =
        scope === "file"
          ? whole
          : scope === "line"
            ? { from: line, to: line }
            : nextLine(comment.file, comments, line);
      for (const id of ids) active.push({ id, comment, reason, ...range, isUsed: false });
    }
  }
  for (const id of [...open.keys()]) close(id, Number.POSITIVE_INFINITY);
  return active;
}

function activeOf(
  annotation: FoundAnnotation,
  options: SuppressOptions,
  own: SuppressionFindings,
): readonly Active[] {
  const { value, resource } = annotation;
  return parseIgnoreAnnotation(value).flatMap((it) =>
    holds(it, annotation, "RULE: reason", options, own)
      ? it.ids.map(
          (id): Active => ({
            id,
            comment: annotation,
            reason: it.reason,
            from: 1,
            to: Number.POSITIVE_INFINITY,
            resource,
            isUsed: false,
          }),
        )
      : [],
  );
}

/** Whether what was read holds today; what is wrong with it is added to the findings. */
function holds(
  parsed: SuppressionComment | string,
  comment: FoundComment,
  form: string,
  options: SuppressOptions,
  own: SuppressionFindings,
): parsed is SuppressionComment {
  const flaw = typeof parsed === "string" ? parsed : flawOf(parsed, options);
  if (flaw !== undefined || typeof parsed === "string") {
    own.add("suppression-invalid", placeOf(comment), textOf(comment), {
      message: `This suppresses nothing: ${flaw}${flaw?.endsWith("?") === true ? "" : "."}`,
      help: `Write it as '${form}'.`,
    });
    return false;
  }
  if (parsed.until !== undefined && parsed.until <= options.now) {
    own.expired(placeOf(comment), textOf(comment), parsed.until);
    return false;
  }
  return true;
}

function flawOf(
  { ids, reason, scope }: SuppressionComment,
  { known, requireReason }: SuppressOptions,
): string | undefined {
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined) return `there is no rule '${unknown}'${didYouMean(unknown, known)}`;
  const fixed = ids.find((id) => neverSuppressed.has(id));
  if (fixed !== undefined && scope !== "end") return `'${fixed}' cannot be suppressed`;
  return requireReason && reason === "" && scope !== "end" ? "it gives no reason" : undefined;
}

/** The line behind a comment; comments of this kind may stand one above the other. */
function nextLine(file: SourceFile, comments: readonly FoundComment[], line: number) {
  const taken = new Set(comments.map((it) => file.positionAt(it.span.start).line));
  let next = line + 1;
  while (taken.has(next)) next += 1;
  return { from: next, to: next };
}

function textOf({ file, span }: FoundComment): string {
  return file.text.slice(span.start, span.end);
}

function byFile(comments: readonly FoundComment[]): ReadonlyMap<string, readonly FoundComment[]> {
  const files = new Map<string, Map<number, FoundComment>>();
  for (const it of comments) {
    const known = files.get(it.file.path) ?? new Map<number, FoundComment>();
    files.set(it.file.path, known);
    known.set(it.span.start, it);
  }
  return new Map(
    [...files].map(([path, list]) => [path, [...list.values()].sort((a, b) => a.span.start - b.span.start)]),
  );
}

function placeOf({ file, span }: FoundComment): Location {
  return locationOf({ file, span });
}
