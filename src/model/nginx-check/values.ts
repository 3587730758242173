import type { DirectiveFact } from "../../knowledge/nginx-directives.ts";
import { isAtLeast } from "../../knowledge/versions.ts";
import type { Argument, Directive } from "../../parsers/nginx/directive.ts";
import { parseNginxOffset, parseNginxSize, parseNginxTime } from "../nginx-values.ts";
import { checkOwnGrammar } from "./own-grammars.ts";
import { holdsPlaceholder } from "./placeholder.ts";

/** A value nginx refuses: which argument, nginx's reason, and what it takes instead. */
export interface ValueFlaw {
  readonly argument: Argument;
  readonly reason: string;
  readonly help: string;
}

const sizeHelp = "Write a size such as '8k' or '1m': digits, then nothing, 'k' or 'm', without blanks.";
const offsetHelp =
  "Write a size such as '8m' or '1g': digits, then nothing, 'k', 'm' or 'g', without blanks.";
const timeHelp =
  "Write a time such as '60s', '1m30s' or '500ms', larger units first; a bare number means seconds.";
const longTimeHelp =
  "Write a time in whole seconds or longer, such as '60s', '10m' or '1d', larger units first.";

/** ngx_atoi and its relatives refuse what does not fit a 64-bit integer. */
const MAX_DIGITS = 18;

/**
 * The values of a directive that nginx's setters refuse when they read it (`ngx_conf_set_*_slot` of src/core/ngx_conf_file.c and the setters of the
 * modules, nginx 1.22.1). Words that a template fills later are left alone. Nothing where the grammar is not known.
 */
export function checkValues(
  directive: Directive,
  fact: DirectiveFact,
  nginxVersion: string | undefined,
): ValueFlaw | undefined {
  const flaw = judge(directive, fact, nginxVersion);
  return flaw !== undefined && directive.args.some((it) => holdsPlaceholder(it.value)) ? undefined : flaw;
}

function judge(
  directive: Directive,
  fact: DirectiveFact,
  nginxVersion: string | undefined,
): ValueFlaw | undefined {
  const argument = directive.args[0];
  if (argument === undefined) return undefined;
  const invalid = (what: string, help: string, at: Argument = argument): ValueFlaw => ({
    argument: at,
    reason: `"${directive.name}" directive ${what}`,
    help,
  });
  const { value } = argument;
  switch (fact.valueType) {
    case "flag":
      if (/^o(?:n|ff)$/i.test(value)) return undefined;
      return {
        argument,
        reason: `invalid value "${value}" in "${directive.name}" directive, it must be "on" or "off"`,
        help: "Write 'on' or 'off'.",
      };
    case "size":
      return isSize(value) ? undefined : invalid("invalid value", sizeHelp);
    case "offset":
      return isOffset(value) ? undefined : invalid("invalid value", offsetHelp);
    case "size-expression":
      return (value.includes("$") && takesVariables(fact, nginxVersion)) || isSize(value)
        ? undefined
        : invalid("invalid value", sizeHelp);
    case "time-msec":
      return isTime(value, "msec") ? undefined : invalid("invalid value", timeHelp);
    case "time-sec":
      return isTime(value, "sec") ? undefined : invalid("invalid value", longTimeHelp);
    case "number":
      return checkNumber(argument, fact, invalid);
    case "number+size": {
      const [number, size] = directive.args;
      if (!isCount(number?.value ?? ""))
        return invalid("invalid value", "Write the number, at least 1, and the size of each: '4 8k'.");
      if (isSize(size?.value ?? "") && parseNginxSize(size!.value) !== 0) return undefined;
      return invalid("invalid value", sizeHelp, size);
    }
    case "enum":
    case "enum-set":
      return checkWords(directive, fact, nginxVersion);
    case "path+levels": {
      const level = directive.args.slice(1).find((it) => !isCount(it.value));
      return (
        level &&
        invalid("invalid value", "Write up to three numbers after the path: '/tmp/nginx 1 2'.", level)
      );
    }
    case "access-mode": {
      const wrong = directive.args.find((it) => !/^(?:user|group|all):(?:r|rw)$/.test(it.value));
      return (
        wrong && {
          argument: wrong,
          reason: `invalid value "${wrong.value}"`,
          help: "Write 'user:rw', 'group:r' or 'all:r'.",
        }
      );
    }
    case "address-expression": {
      const second = directive.args[1];
      return second === undefined || second.value === "transparent" || value === "off"
        ? undefined
        : {
            argument: second,
            reason: `invalid parameter "${second.value}"`,
            help: "Write 'transparent' or nothing.",
          };
    }
    case "custom":
    case "keyval-expression":
      return checkOwnGrammar(directive, fact);
    default:
      return undefined;
  }
}

/** `proxy_limit_rate` and its like took plain sizes before 1.27.0 (nginx.org/en/CHANGES); `limit_rate` takes variables since 1.17.0. */
function takesVariables(fact: DirectiveFact, nginxVersion: string | undefined): boolean {
  return (
    nginxVersion === undefined || !/^[a-z]+_limit_rate$/.test(fact.name) || isAtLeast(nginxVersion, "1.27.0")
  );
}

function checkNumber(
  argument: Argument,
  fact: DirectiveFact,
  invalid: (what: string, help: string) => ValueFlaw,
): ValueFlaw | undefined {
  const { bounds } = fact;
  const { value } = argument;
  const range = bounds === undefined ? "" : ` from ${bounds.min} to ${bounds.max}`;
  const help = `Write a whole number${range}, without a unit.`;
  if (!isNumber(value)) return invalid("invalid number", help);
  if (bounds === undefined || (Number(value) >= bounds.min && Number(value) <= bounds.max)) return undefined;
  return { argument, reason: `value must be between ${bounds.min} and ${bounds.max}`, help };
}

/** Words that are younger than their directive, with the release that brought them (nginx.org/en/CHANGES). */
const newerWords: Readonly<Record<string, string>> = {
  "proxy_http_version 2": "1.29.4",
  "server_tokens build": "1.11.10",
  "ssl_protocols TLSv1.3": "1.13.0",
  "proxy_ssl_protocols TLSv1.3": "1.13.0",
};

/** nginx compares words of enums and bit masks without regard to case (`ngx_strcasecmp`). */
function checkWords(
  directive: Directive,
  fact: DirectiveFact,
  nginxVersion: string | undefined,
): ValueFlaw | undefined {
  const values = fact.values?.filter((it) => {
    const since = newerWords[`${fact.name} ${it}`];
    return nginxVersion === undefined || since === undefined || isAtLeast(nginxVersion, since);
  });
  if (values === undefined) return undefined;
  for (const argument of directive.args) {
    const value = argument.value.toLowerCase();
    if (values.some((it) => it.toLowerCase() === value)) continue;
    return {
      argument,
      reason: `invalid value "${argument.value}"`,
      help: `Write ${fact.valueType === "enum" ? "" : "one or more of "}${listOf(values)}.`,
    };
  }
  return undefined;
}

function listOf(values: readonly string[]): string {
  const words = values.map((it) => `'${it}'`);
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} or ${last}`;
}

function fits(value: string): boolean {
  return (/\d+/.exec(value)?.[0].replace(/^0+/, "").length ?? 0) <= MAX_DIGITS;
}

function isSize(value: string): boolean {
  return parseNginxSize(value) !== undefined && fits(value);
}

function isOffset(value: string): boolean {
  return parseNginxOffset(value) !== undefined && fits(value);
}

function isTime(value: string, slot: "msec" | "sec"): boolean {
  return parseNginxTime(value, slot) !== undefined && (value.match(/\d+/g) ?? []).every(fits);
}

function isNumber(value: string): boolean {
  return /^\d+$/.test(value) && fits(value);
}

function isCount(value: string): boolean {
  return isNumber(value) && Number(value) > 0;
}
