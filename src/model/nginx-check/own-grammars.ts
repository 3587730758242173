import type { DirectiveFact } from "../../knowledge/nginx-directives.ts";
import type { Argument, Directive } from "../../parsers/nginx/directive.ts";
import { parseNginxOffset, parseNginxTime } from "../nginx-values.ts";
import type { ValueFlaw } from "./values.ts";

type Check = (directive: Directive) => ValueFlaw | undefined;

const flaw = (argument: Argument, reason: string, help: string): ValueFlaw => ({ argument, reason, help });

/** The first argument that a test refuses. */
function firstWrong(args: readonly Argument[], isRight: (value: string) => boolean): Argument | undefined {
  return args.find((it) => !isRight(it.value));
}

const isTime = (value: string): boolean => parseNginxTime(value, "sec") !== undefined;

/** Reads the last word as a time and those before it as status codes (`ngx_http_file_cache_valid_set_slot`). */
const cacheValid: Check = ({ args }) => {
  const time = args.at(-1)!;
  if (!isTime(time.value))
    return flaw(time, `invalid time value "${time.value}"`, "End the directive with a time such as '10m'.");
  const wrong = firstWrong(
    args.slice(0, -1),
    (it) => it === "any" || (/^\d+$/.test(it) && Number(it) >= 100 && Number(it) <= 599),
  );
  return (
    wrong && flaw(wrong, `invalid status "${wrong.value}"`, "Write status codes from 100 to 599, or 'any'.")
  );
};

const always: Check = ({ args, name }) => {
  const third = args[2];
  if (third === undefined || third.value === "always") return undefined;
  return flaw(
    third,
    `invalid parameter "${third.value}"`,
    `Put a value that holds blanks or ';' in quotes: ${name} ${args[0]!.value} "${args
      .slice(1)
      .map((it) => it.value)
      .join(" ")}".`,
  );
};

const access: Check = ({ args }) => {
  const { value } = args[0]!;
  if (value === "all" || value === "unix:" || isCidr(value)) return undefined;
  return flaw(
    args[0]!,
    `invalid parameter "${value}"`,
    "Write 'all', 'unix:', an address or a network such as '10.0.0.0/8'; nginx looks no names up here.",
  );
};

/** An address or network as `ngx_ptocidr` takes it. */
function isCidr(value: string): boolean {
  const [address = "", mask, more] = value.split("/");
  if (more !== undefined || (mask !== undefined && !/^\d+$/.test(mask))) return false;
  if (address.includes(":"))
    return /^[0-9a-f:.]+$/i.test(address) && !address.includes(":::") && Number(mask ?? 0) <= 128;
  const parts = address.split(".");
  return (
    parts.length === 4 &&
    parts.every((it) => /^\d{1,3}$/.test(it) && Number(it) <= 255) &&
    Number(mask ?? 0) <= 32
  );
}

const variable: Check = ({ args }) => {
  const { value } = args[0]!;
  return value.startsWith("$") && value.length > 1
    ? undefined
    : flaw(
        args[0]!,
        `invalid variable name "${value}"`,
        `Write the variable with a dollar sign: '$${value}'.`,
      );
};

const expires: Check = ({ args }) => {
  const [first, second] = args;
  const value = second ?? first!;
  const help =
    "Write a time such as '30d' or '-1', '@15h30m', 'epoch', 'max' or 'off', after 'modified' if need be.";
  if (second !== undefined && first!.value !== "modified")
    return flaw(first!, '"expires" directive invalid value', help);
  if (value.value.includes("$") || /^(?:epoch|max|off)$/.test(value.value)) return undefined;
  return isTime(value.value.replace(/^[-+@]/, ""))
    ? undefined
    : flaw(value, '"expires" directive invalid value', help);
};

const openFileCache: Check = ({ args, name }) => {
  const isRight = (it: string): boolean =>
    it === "off" ||
    /^max=0*[1-9]\d*$/.test(it) ||
    (it.startsWith("inactive=") && isTime(it.slice("inactive=".length)));
  const wrong = firstWrong(args, isRight);
  return (
    wrong &&
    flaw(
      wrong,
      `invalid "${name}" parameter "${wrong.value}"`,
      "Write 'off', or 'max=1000' and 'inactive=60s'.",
    )
  );
};

/** What `ngx_event_use` finds on Linux, where controllers and images run; the others belong to the BSDs and Solaris. */
const eventMethods: readonly string[] = ["epoll", "poll", "select"];

const oneOf =
  (values: readonly string[], reason: (value: string, name: string) => string): Check =>
  ({ args, name }) => {
    const wrong = firstWrong(args, (it) => values.includes(it));
    const list = values.map((it) => `'${it}'`);
    return (
      wrong &&
      flaw(wrong, reason(wrong.value, name), `Write ${list.slice(0, -1).join(", ")} or ${list.at(-1)}.`)
    );
  };

const invalidValue = (_: string, name: string): string => `"${name}" directive invalid value`;

const matching =
  (form: RegExp, reason: (value: string, name: string) => string, help: string): Check =>
  ({ args, name }) => {
    const wrong = firstWrong(args, (it) => form.test(it));
    return wrong && flaw(wrong, reason(wrong.value, name), help);
  };

const timeOr =
  (...words: readonly string[]): Check =>
  ({ args, name }) => {
    const wrong = firstWrong(args, (it) => words.includes(it) || isTime(it));
    return wrong && flaw(wrong, `"${name}" directive invalid value`, "Write a time such as '75s' or '1h'.");
  };

/** A single word is a switch; anything else needs what it is replaced by. */
const switchOrPair =
  (...words: readonly string[]): Check =>
  ({ args }) => {
    const first = args[0]!;
    if (args.length > 1 || words.includes(first.value) || first.value.includes("$")) return undefined;
    return flaw(
      first,
      `invalid parameter "${first.value}"`,
      `Write ${words.map((it) => `'${it}'`).join(" or ")}, or add what '${first.value}' is replaced by.`,
    );
  };

const parameter: Check = ({ args }) => {
  const third = args[2];
  return third === undefined || third.value === "if_not_empty"
    ? undefined
    : flaw(
        third,
        `invalid parameter "${third.value}"`,
        "Write 'if_not_empty', or quote a value that holds blanks.",
      );
};

/** Setters of their own, by directive. The rest of nginx's own grammars is where several directives take part: `constraints/`. */
const checks: Readonly<Record<string, Check>> = {
  add_header: always,
  add_trailer: always,
  aio: matching(/^(?:on|off|threads(?:=.+)?)$/, invalidValue, "Write 'on', 'off' or 'threads'."),
  allow: access,
  auth_request_set: variable,
  deny: access,
  directio: ({ args, name }) =>
    args[0]!.value === "off" || parseNginxOffset(args[0]!.value) !== undefined
      ? undefined
      : flaw(args[0]!, `"${name}" directive invalid value`, "Write a size such as '4m', or 'off'."),
  expires,
  fastcgi_cache_valid: cacheValid,
  fastcgi_param: parameter,
  keepalive: ({ args, name }) =>
    /^\d+$/.test(args[0]!.value)
      ? undefined
      : flaw(
          args[0]!,
          `invalid value "${args[0]!.value}" in "${name}" directive`,
          "Write the number of idle connections that each worker keeps.",
        ),
  keepalive_timeout: ({ args, name }) => {
    const [first, second] = args;
    const wrong =
      parseNginxTime(first!.value) === undefined
        ? first
        : second !== undefined && !isTime(second.value)
          ? second
          : undefined;
    return wrong && flaw(wrong, `"${name}" directive invalid value`, "Write a time such as '75s'.");
  },
  log_format: ({ args }) => {
    const escaping = args[1]?.value;
    return escaping === undefined ||
      !escaping.startsWith("escape=") ||
      /^escape=(?:default|json|none)$/.test(escaping)
      ? undefined
      : flaw(
          args[1]!,
          `unknown log format escaping "${escaping.slice("escape=".length)}"`,
          "Write 'escape=json', 'escape=default' or 'escape=none'.",
        );
  },
  open_file_cache: openFileCache,
  perl_set: variable,
  proxy_cache_valid: cacheValid,
  proxy_cookie_domain: switchOrPair("off"),
  proxy_cookie_path: switchOrPair("off"),
  proxy_redirect: switchOrPair("off", "default"),
  scgi_cache_valid: cacheValid,
  scgi_param: parameter,
  set: variable,
  use: oneOf(eventMethods, (value) => `invalid event type "${value}"`),
  userid_expires: timeOr("max", "off"),
  uwsgi_cache_valid: cacheValid,
  uwsgi_param: parameter,
  worker_connections: matching(
    /^\d+$/,
    (value, name) => `invalid number "${value}" in "${name}" directive`,
    "Write a whole number.",
  ),
  worker_priority: matching(
    /^-?\d+$/,
    (_, name) => `"${name}" directive invalid number`,
    "Write a whole number.",
  ),
  worker_processes: matching(/^(?:auto|\d+)$/, invalidValue, "Write a number or 'auto'."),
};

/** Values of a directive whose setter has a grammar of its own, where nginx refuses them; nothing for setters that are not known here. */
export function checkOwnGrammar(directive: Directive, fact: DirectiveFact): ValueFlaw | undefined {
  return fact.origin === "nginx-oss" && Object.hasOwn(checks, directive.name)
    ? checks[directive.name]!(directive)
    : undefined;
}
