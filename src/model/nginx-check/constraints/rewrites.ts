import type { Argument, Directive } from "../../../parsers/nginx/directive.ts";
import type { Scope } from "../../nginx-scope.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { flawAt, hasUnseen, isCertain, parseNumber, type Theme } from "./view.ts";

function* checkReturn(directive: Directive): Generator<DirectiveFlaw> {
  const code = directive.args[0];
  if (code === undefined) return;
  const number = parseNumber(code.value);
  if (number !== undefined) {
    if (number <= 999) return;
    yield flawAt(code, "return-code", `invalid return code "${code.value}"`, "Use a status code up to 999.");
    return;
  }
  if (directive.args.length === 1 && /^(?:https?:\/\/|\$scheme)/.test(code.value)) return;
  yield flawAt(
    code,
    "return-code",
    `invalid return code "${code.value}"`,
    "Begin with a number, such as 'return 301 https://…'; a code cannot come from a variable.",
  );
}

const flags: ReadonlySet<string> = new Set(["last", "break", "redirect", "permanent"]);

function* checkRewrite(directive: Directive): Generator<DirectiveFlaw> {
  const flag = directive.args[2];
  if (flag === undefined || flags.has(flag.value)) return;
  const reason = `invalid parameter "${flag.value}"`;
  yield flawAt(flag, "rewrite-flag", reason, "Use 'last', 'break', 'redirect' or 'permanent'.");
}

function* checkIf(directive: Directive): Generator<DirectiveFlaw> {
  const words = directive.args.map((it) => it.value);
  const wrong = conditionProblem(words);
  if (wrong === undefined) return;
  const at: Argument | Directive = directive.args[wrong.at] ?? directive;
  yield flawAt(
    at,
    "if-condition",
    wrong.unexpected ? `unexpected "${wrong.text}" in condition` : `invalid condition "${wrong.text}"`,
    "Compare a variable with '=', '!=', '~', '~*', '!~' or '!~*', or test a file with -f, -d, -e or -x; one test for each 'if'.",
  );
}

interface ConditionProblem {
  readonly at: number;
  readonly text: string;
  readonly unexpected: boolean;
}

/** `ngx_http_rewrite_if_condition`: the words between parentheses, which nginx takes off first. */
function conditionProblem(given: readonly string[]): ConditionProblem | undefined {
  const words = [...given];
  let current = 0;
  let last = words.length - 1;
  const invalid = (at: number): ConditionProblem => ({ at, text: words[at] ?? "", unexpected: false });
  const opening = words[0];
  if (opening === undefined || !opening.startsWith("("))
    return opening === undefined ? undefined : invalid(0);
  if (opening.length === 1) current = 1;
  else words[0] = opening.slice(1);
  const closing = words[last]!;
  if (!closing.endsWith(")")) return invalid(last);
  if (closing.length === 1) last -= 1;
  else words[last] = closing.slice(0, -1);
  const word = words[current] ?? "";
  if (word.length > 1 && word.startsWith("$")) {
    if (current !== last && current + 2 !== last) return invalid(current);
    if (current === last) return undefined;
    const operator = words[current + 1]!;
    return ["=", "!=", "~", "~*", "!~", "!~*"].includes(operator)
      ? undefined
      : { at: current + 1, text: operator, unexpected: true };
  }
  if (/^!?-.$/s.test(word) && current + 1 === last && "fdex".includes(word.at(-1)!)) return undefined;
  return invalid(current);
}

function* checkErrorPage(directive: Directive): Generator<DirectiveFlaw> {
  const { args } = directive;
  const before = args[args.length - 2];
  if (before === undefined) return;
  let codes = args.length - 1;
  if (before.value.startsWith("=")) {
    codes -= 1;
    if (codes === 0 || (before.value.length > 1 && parseNumber(before.value.slice(1)) === undefined)) {
      const help = "Write the codes, then '=' or '=CODE', then the address.";
      yield flawAt(before, "error-page", `invalid value "${before.value}"`, help);
      return;
    }
  }
  for (const code of args.slice(0, codes)) {
    const number = parseNumber(code.value);
    if (number === undefined || number === 499) {
      const help = "List codes from 300 to 599 without 499, then one address.";
      yield flawAt(code, "error-page", `invalid value "${code.value}"`, help);
      return;
    }
    if (number >= 300 && number <= 599) continue;
    yield flawAt(
      code,
      "error-page",
      `value "${code.value}" must be between 300 and 599`,
      "Leave out the code.",
    );
    return;
  }
}

/** `valid_referers` with nothing but the words for missing referers. */
function* checkReferers(scope: Scope): Generator<DirectiveFlaw> {
  const directives = scope.own("valid_referers");
  const last = directives.at(-1);
  if (last === undefined || scope.block === undefined || hasUnseen(scope) || !directives.every(isCertain))
    return;
  const words = directives.flatMap((it) => it.args.map((argument) => argument.value));
  if (!words.every((it) => it === "none" || it === "blocked")) return;
  yield flawAt(
    last,
    "valid-referers",
    'the "none" or "blocked" referers are specified in the "valid_referers" directive without any valid referer',
    "Add the names that may refer, or 'server_names'.",
  );
}

function* checkSecureLink(scope: Scope): Generator<DirectiveFlaw> {
  const secret = scope.own("secure_link_secret")[0];
  const other = scope.own("secure_link")[0] ?? scope.own("secure_link_md5")[0];
  if (secret === undefined || other === undefined) return;
  yield flawAt(
    secret,
    "secure-link",
    '"secure_link_secret" cannot be mixed with "secure_link" and "secure_link_md5"',
    "Leave one of the two ways.",
    { related: [{ at: other.origin, message: `'${other.name}' stands here.` }] },
  );
}

/** Redirects, conditions and answers. */
export const rewriteTheme: Theme = {
  http: { return: checkReturn, rewrite: checkRewrite, if: checkIf, error_page: checkErrorPage },
  levels: [
    { about: ["valid_referers"], check: checkReferers },
    { about: ["secure_link_secret"], check: checkSecureLink },
  ],
};
