import { parseDate } from "./date.ts";

/** What every comment that suppresses has. */
export const SUPPRESSION_WORD = "ingress-lint-";

/** What a comment asks for. */
export interface SuppressionComment {
  readonly scope: "next-line" | "line" | "file" | "begin" | "end" | "resource";
  readonly ids: readonly string[];
  /** Empty when none is given. */
  readonly reason: string;
  /** Milliseconds since the epoch from which it no longer holds. */
  readonly until: number | undefined;
}

const scopes: Readonly<Record<string, SuppressionComment["scope"]>> = {
  "disable-next-line": "next-line",
  "disable-line": "line",
  "disable-file": "file",
  disable: "begin",
  enable: "end",
};

const form =
  /^(?:#+|\/\/+|\/\*+|;+)\s*ingress-lint-(disable-next-line|disable-line|disable-file|disable|enable)(?![\w-])\s*(.*?)\s*(?:\*\/)?$/s;
const DAY = 86_400_000;

/**
 * Reads a comment, from the character that begins it: `# ingress-lint-disable-next-line ID[, ID] -- reason [until=2027-01-31]`. A text is what is wrong with it; undefined where the comment is not about
 * suppressing.
 */
export function parseSuppression(comment: string): SuppressionComment | string | undefined {
  const match = form.exec(comment);
  if (match === null) return undefined;
  const scope = scopes[match[1]!]!;
  const [list = "", ...rest] = match[2]!.split(/\s*--\s*/);
  return request(scope, list, rest.join(" -- "));
}

/**
 * Reads the value of the annotation `ingress-lint.dev/ignore`: `ID[, ID]: reason [until=2027-01-31]`, several of them in lines or behind semicolons. A text is what is wrong with one.
 */
export function parseIgnoreAnnotation(value: string): readonly (SuppressionComment | string)[] {
  return value
    .split(/[;\n]/)
    .map((it) => it.trim())
    .filter((it) => it !== "")
    .map((it) => {
      const colon = it.indexOf(":");
      return colon === -1
        ? request("resource", it, "")
        : request("resource", it.slice(0, colon), it.slice(colon + 1));
    });
}

function request(
  scope: SuppressionComment["scope"],
  list: string,
  said: string,
): SuppressionComment | string {
  const ids = list.split(/[\s,]+/).filter((it) => it !== "");
  const wrong = ids.find((it) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(it));
  if (wrong !== undefined)
    return scope === "resource"
      ? "it is not of the form 'RULE: reason'"
      : "what follows is no list of rule ids; a reason stands behind '--'";
  if (ids.length === 0 && scope !== "end") return "it names no rule";
  const date = /(?:^|\s)\[?until=([^\s\]]*)\]?$/.exec(said);
  const until = date === null ? undefined : parseDate(date[1]!);
  if (date !== null && until === undefined) return "'until' is no date such as 2027-01-31";
  return {
    scope,
    ids,
    reason: (date === null ? said : said.slice(0, date.index)).trim(),
    // The day named is the last one.
    until: until === undefined ? undefined : until + DAY,
  };
}
